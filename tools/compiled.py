"""Compile the engine that `bts-sim[rapide]` brings, before the processes of the tests ask for it, each for itself."""

from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent / "bts_sim" / "cohort" / "compiled"


def is_kept() -> bool:
    """Return whether something was compiled since the last change of the engine: all of it is, at once."""
    kept = [one.stat().st_mtime for one in ENGINE.glob("__pycache__/*.nbi")]
    return max(kept, default=0) > max(one.stat().st_mtime for one in ENGINE.glob("*.py"))


def main() -> None:
    """Judge a small cohort: whatever is compiled by it is kept on disk, and found there the next time."""
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.questions.rates.measured_compiled import sums_of_draws

    list(sums_of_draws([load_cohort(candidats=200)], load_regimes("aucun", "permanent_2022")))


if __name__ == "__main__" and not is_kept():
    main()
