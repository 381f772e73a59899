"""The chances of 1,000 candidates, one specialty at a time: what a draw of parameters asked before the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.under import Under
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime

#: The two that the law has had, and the candidates of a draw.
REGIMES, CANDIDATES = ("exceptionnel_2021", "permanent_2022"), 1_000


def prepare(cohort: SimulatedCohort) -> SimulatedCohort:
    """Make fewer candidates of the same description, and cut them by specialty outside the clock."""
    few = simulate(replace(cohort.cohorte, candidats=CANDIDATES), told=False)
    _ = few.groupes
    return few


def run(cohort: SimulatedCohort) -> Floats:
    """Give the probability of admission of each candidate under each regime, one regime after the other."""
    found = []
    for name in REGIMES:
        one = Under(cohort.drawn, load_regime(name))
        vars(one)["together"] = one.deliberations
        found.append(one.admission)
    return np.concatenate(found)


def units(cohort: SimulatedCohort) -> int:
    """Give the number of candidates: the time is that of both regimes."""
    return cohort.cohorte.candidats
