"""How generation and decision grow with the number of candidates: `python -m benchmarks.growth CANDIDATS`."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks import peak
from benchmarks.case import Case
from benchmarks.own import reference
from benchmarks.timing import once
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate

#: Candidates of each run; more when asked for: they take minutes, and most of the memory of a machine.
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
MORE = (3_000_000, 10_000_000)
#: Repetitions: fewer of the larger, which are less noisy.
MOST, WORK = 5, 500_000
STEPS = ("simulate", "decision")


def grow(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Give seconds and peak memory of each size, each in a process of its own."""
    return [{"candidats": n} | peak.in_child("benchmarks.growth", str(n)) for n in sizes]


def exponents(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Fit time ~ candidates^exponent, by least squares on logarithms, over the sizes that ran."""
    ran = [row for row in rows if "failed" not in row]
    sizes = np.log([row["candidats"] for row in ran])
    if len(ran) < 2:
        return {}
    return {step: float(np.polyfit(sizes, np.log([row[step] for row in ran]), 1)[0]) for step in STEPS}


def main() -> None:
    """Measure one size: generation first, alone in memory, then the decision."""
    candidats = int(sys.argv[1])
    peak.bound()
    repeats = max(1, min(MOST, WORK // candidats))
    cohorte = load_cohort(candidats=candidats, seed=1)
    made_in, cohort, generation = [], None, None
    for _ in range(repeats):
        # One at a time in memory.
        cohort = None
        start = time.perf_counter()
        cohort = simulate(cohorte)
        made_in.append(time.perf_counter() - start)
        # Of the first: later ones also find what the allocator did not give back.
        generation = generation or peak.resident()
    assert cohort is not None
    case = Case.of(cohort)
    # The decision needs the marks, and not the luck that made them.
    del cohort
    decided_in = [once(lambda: reference.decide(case)) for _ in range(repeats)]
    print(
        json.dumps(
            {
                "simulate": statistics.median(made_in),
                "decision": statistics.median(decided_in),
                "repeats": repeats,
                "peak": generation and generation[1],
            }
        )
    )


if __name__ == "__main__":
    main()
