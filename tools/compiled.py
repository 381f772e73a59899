"""Compile the engine that `bts-sim[rapide]` brings, before the processes of the tests ask for it, each for itself."""

from bts_sim.cohort.describe import load_cohort
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.by_draw import rates_by_draw


def main() -> None:
    """Ask for one small draw: whatever is compiled by it is kept on disk, and found there the next time."""
    baseline, *others = load_regimes("aucun", "permanent_2022")
    rates_by_draw(load_cohort(candidats=200), baseline, others, draws=1)


if __name__ == "__main__":
    main()
