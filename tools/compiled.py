"""Compile the engine that `bts-sim[rapide]` brings, before the processes of the tests ask for it, each for itself."""

from bts_sim.cohort.compiled.engine import judged_by_numba
from bts_sim.cohort.describe import load_cohort
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.measured_compiled import measure_compiled


def main() -> None:
    """Judge a small cohort: whatever is compiled by it is kept on disk, and found there the next time."""
    measure_compiled(judged_by_numba(load_cohort(candidats=200), load_regimes("aucun", "permanent_2022")))


if __name__ == "__main__":
    main()
