"""The rates of a study, under draws of the parameters that nothing fixes or at their default values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bts_sim.desk.given import one_of
from bts_sim.questions.rates.tables import compare, compare_over_draws

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.desk.study import Study

#: What Python says of the parameters, and what the command line says.
DRAWN, FIXED = "drawn", "fixed"
WORDS = {DRAWN: DRAWN, FIXED: FIXED, "tires": DRAWN, "fixes": FIXED}


def rates_under(study: Study, parameters: str) -> pd.DataFrame:
    """Return the rates of every regime and their gaps, with the same columns whatever the parameters are.

    Args:
        study: whose people, regimes, level and draws.
        parameters: `drawn`, or `fixed` at their default values (`tires` or `fixes` on the command line).

    Raises:
        BtsSimError: `parameters` is neither.
    """
    if WORDS[one_of("parameters", parameters, WORDS)] == FIXED:
        return compare(study.people.simulated, study.baseline, study.regimes, study.level)
    return compare_over_draws(study.drawn, study.level)
