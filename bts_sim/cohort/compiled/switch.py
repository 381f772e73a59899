"""Which engine judges a cohort: the compiled one where it is installed and states all that is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bts_sim.cohort.compiled.gate import takes
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Regime

if TYPE_CHECKING:
    from bts_sim.cohort.compiled.engine import Compiled


#: The module of the compiled engine, there once it is loaded.
LOADED = "bts_sim.cohort.compiled.engine"
#: What judges a cohort under some regimes.
Engine = Callable[[Cohort, Sequence[Regime]], "Compiled"]


def engine_for(cohorte: Cohort, regimes: Sequence[Regime]) -> Engine | None:
    """Return the compiled engine, or None where the first one is to be used: the results are the same."""
    if find_spec("numba") is None or not takes(cohorte, regimes):
        return None
    try:
        from bts_sim.cohort.compiled.engine import judged_by_numba
    except ImportError:
        # A numba that does not go with what else is installed.
        return None
    return judged_by_numba
