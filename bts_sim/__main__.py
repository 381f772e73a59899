"""`python -m bts_sim` is `bts-sim`."""

from bts_sim.cli import main

main(prog_name="bts-sim")
