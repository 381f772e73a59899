"""The comparison of regimes under each draw of the parameters that nothing fixes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.cohort.describe import Cohorte
from bts_sim.droit.bareme import Regime
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.intervals import TIRAGES
from bts_sim.stats.under_draws import sous_tirages


def draws(cohorte: Cohorte, reference: Regime, autres: Sequence[Regime], tirages: int = TIRAGES) -> pd.DataFrame:
    """Compare regimes under each draw: the table of `compare`, a column `tirage`, and one per uncertain parameter."""
    return sous_tirages(cohorte, lambda one: compare(one, reference, autres, niveau=None), tirages)
