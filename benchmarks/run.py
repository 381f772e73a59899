"""How fast is the exact jury, beside the obvious pandas? One run, same candidates, same decisions, medians.

`make bench`, or `python benchmarks/run.py [CANDIDATS]`. Ratios mean something; seconds depend on the machine.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from bts_sim.jury import Decision, premier_groupe
from bts_sim.population.cohorte import load_cohorte
from bts_sim.population.synth import CohorteSimulee, simulate
from bts_sim.releve import Statut
from bts_sim.scenario import load_regime

#: A national session: the candidates present in 2018 (data/statistiques.csv).
NATIONAL = 180_900
REPEATS = 5


def exact(cohort: CohorteSimulee) -> np.ndarray:
    """First decisions by the rules of the project."""
    regime = load_regime(cohort.cohorte.bareme.regime)
    admitted = np.zeros(cohort.cohorte.candidats, dtype=bool)
    for g in cohort.groupes:
        premier = premier_groupe(g.releve, g.reglement, cohort.cohorte.bareme, regime)
        admitted[g.candidats] = premier.ont(Decision.ADMIS)
    return admitted


def long_table(cohort: CohorteSimulee) -> pd.DataFrame:
    """The same marks as most people hold them: one row per mark, with its coefficient."""
    parts = [
        pd.DataFrame(
            {
                "candidat": g.candidats,
                "note": np.where(g.releve.statuts[:, j] == Statut.ABJ, 0, g.releve.notes[:, j]) / 100,
                "coefficient": unit.coefficient / 100,
                "absent": g.releve.statuts[:, j] == Statut.AB,
            }
        )
        for g in cohort.groupes
        for j, unit in enumerate(g.reglement.unites)
    ]
    return pd.concat(parts, ignore_index=True)


def pandas_groupby(table: pd.DataFrame) -> np.ndarray:
    """First decisions as an analyst writes them in pandas, in floats."""
    points = (table["note"] * table["coefficient"]).groupby(table["candidat"]).sum()
    grouped = table.groupby("candidat")
    return ((points / grouped["coefficient"].sum() >= 10) & ~grouped["absent"].any()).to_numpy()


def median_seconds(run: Callable[[], object]) -> float:
    """Median of REPEATS timings, after one run that warms caches."""
    run()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table of ratios."""
    candidats = int(sys.argv[1]) if len(sys.argv) > 1 else NATIONAL
    start = time.perf_counter()
    cohort = simulate(load_cohorte(candidats=candidats, graine=1))
    made = time.perf_counter() - start
    table = long_table(cohort)
    # On half points floats happen to be exact, so any difference would be a mistake of one side.
    assert (exact(cohort) == pandas_groupby(table)).all(), "the two disagree"
    ours, theirs = median_seconds(lambda: exact(cohort)), median_seconds(lambda: pandas_groupby(table))
    print(f"{candidats:,} candidates, made and calibrated in {made:.2f} s; same decisions by both")
    for name, seconds in (("bts_sim, exact", ours), ("pandas groupby, floats", theirs)):
        print(f"{name:<24} {1e9 * seconds / candidats:8.0f} ns per candidate {seconds / ours:6.1f} ×")


if __name__ == "__main__":
    main()
