"""The exact chances of admission as every command takes them: gains as straight lines, from `bts_sim.cohort`."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime

#: The two that the law has had: the whole job is both, first group included.
REGIMES = ("exceptionnel_2021", "permanent_2022")


def prepare(cohort: SimulatedCohort) -> SimulatedCohort:
    """Nothing to lay out."""
    return cohort


def run(cohort: SimulatedCohort) -> Floats:
    """Give the probability of admission of each candidate under each regime, one regime after the other."""
    return np.concatenate([Under(cohort, load_regime(name)).admission for name in REGIMES])


def units(cohort: SimulatedCohort) -> int:
    """Give the number of candidates: the time is that of both regimes."""
    return cohort.cohorte.candidats
