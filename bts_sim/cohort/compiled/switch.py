"""Which engine judges a cohort: the compiled one where it is installed and states all that is needed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from bts_sim.cohort.compiled.gate import takes
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Regime

#: The module of the compiled engine, there once it is loaded.
LOADED = "bts_sim.cohort.compiled.engine"


def loads_for(cohorte: Cohort, regimes: Sequence[Regime]) -> bool:
    """Return whether the compiled engine judges a cohort; else the first one does, and the results are the same."""
    if find_spec("numba") is None or not takes(cohorte, regimes):
        return False
    try:
        import_module(LOADED)
    except ImportError:
        # A numba that does not go with what else is installed.
        return False
    return True
