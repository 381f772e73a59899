"""The comparison of regimes under each draw of the parameters that nothing fixes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.intervals import DRAWS
from bts_sim.stats.under_draws import under_draws


def draws(cohorte: Cohort, reference: Regime, autres: Sequence[Regime], tirages: int = DRAWS) -> pd.DataFrame:
    """Compare regimes under each draw: the table of `compare`, a column `tirage`, and one per uncertain parameter."""
    return under_draws(cohorte, lambda one: compare(one, reference, autres, niveau=None), tirages)
