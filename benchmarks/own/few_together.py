"""The chances of the same 1,000 candidates, all specialties in one table."""

from __future__ import annotations

import numpy as np

from benchmarks.own.few_apart import REGIMES, prepare, units
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime

__all__ = ["prepare", "run", "units"]


def run(cohort: SimulatedCohort) -> Floats:
    """Give the probability of admission of each candidate under each regime, one regime after the other."""
    return np.concatenate([Under(cohort.drawn, load_regime(name)).admission for name in REGIMES])
