"""Decisions alone: everybody takes the same candidates, with the same orals, through the exam."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import Any

from benchmarks import memory, tables
from benchmarks.case import Case
from benchmarks.checking import check, truths
from benchmarks.edges import count_at_edges, edges
from benchmarks.registry import DECISION, REFERENCE
from benchmarks.timing import side_by_side
from bts_sim.cohort.simulate import SimulatedCohort


def measure(cohort: SimulatedCohort, repeats: int, told: Callable[[str], None]) -> list[dict[str, Any]]:
    """Check, time and weigh everybody: one row per implementation. Raises WrongDecisionsError before any timing."""
    case = Case.of(cohort)
    edge = edges(case)
    loaded = {entry.name: module for entry in DECISION if (module := entry.load()) is not None}
    known = truths(case, edge, loaded[REFERENCE.name])
    present = [entry for entry in DECISION if entry.name in loaded]
    checked = {entry.name: check(entry, loaded[entry.name], known) for entry in present}
    marks = ", ".join(f"{count:,} with a {name}" for name, count in count_at_edges(edge).items())
    told(
        f"All {len(present)} give the same decisions on {case.candidats:,} simulated candidates and, with fractions,\n"
        f"on {edge.candidats:,} at the edges ({marks}).\n"
        "`wrong floats`: candidates at the edges whom the usual floating form decides wrongly; `integers` is timed."
    )
    runs = {
        entry.name: functools.partial(
            loaded[entry.name].decide, loaded[entry.name].prepare(case, checked[entry.name].exact)
        )
        for entry in present
    }
    timings = side_by_side(runs, repeats)
    runs.clear()
    gc.collect()
    used = memory.of_all(case, [(entry.name, entry.module, checked[entry.name].exact) for entry in present])
    rows = tables.decisions(DECISION, checked, timings, used, case.candidats)
    told("\n".join(tables.lines(rows)))
    return rows
