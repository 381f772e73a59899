"""Every implementation must give exactly the decisions of the project before anybody is timed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.case import Case, Verdicts
from benchmarks.edges import oracle
from benchmarks.registry import Entry


class WrongDecisionsError(Exception):
    """An implementation disagrees with the reference in its exact form: there is nothing to time."""


@dataclass(frozen=True)
class Checked:
    """What one implementation decides: candidates wrong in its usual floating form, and the form that is timed."""

    exact: bool
    wrong_at_edges: int | None
    wrong_in_cohort: int | None


def truths(cohort: Case, edge: Case, reference: ModuleType) -> dict[str, tuple[Case, Verdicts]]:
    """Give the decisions of the reference, itself checked at the edges by fractions, one candidate at a time."""
    found = {"cohort": (cohort, reference.decide(cohort)), "edges": (edge, reference.decide(edge))}
    wrong = int(found["edges"][1].wrong(oracle(edge)).sum())
    if wrong:
        raise WrongDecisionsError(f"the reference differs from fractions on {wrong} candidates")
    return found


def check(entry: Entry, module: Any, known: Mapping[str, tuple[Case, Verdicts]]) -> Checked:
    """Compare both forms of an implementation with the reference; the project's own have only the exact one."""

    def wrong(exact: bool) -> dict[str, int]:
        return {
            name: int(module.decide(module.prepare(case, exact)).wrong(truth).sum())
            for name, (case, truth) in known.items()
        }

    usual = {} if entry.own else wrong(exact=False)
    # The usual form is timed where it is right, even at the edges.
    exact = entry.own or any(usual.values())
    if exact and any(wrong(exact=True).values()):
        raise WrongDecisionsError(f"{entry.name}: wrong in whole hundredths too: {wrong(exact=True)}")
    return Checked(exact, usual.get("edges"), usual.get("cohort"))
