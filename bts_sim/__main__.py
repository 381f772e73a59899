"""`python -m bts_sim` runs `bts-sim`."""

from bts_sim.cli import main

main(prog_name="bts-sim")
