"""What the luck of the orals alone makes of a rate, for candidates whose first marks are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.stats.intervals import DECIMALES, NIVEAU
from bts_sim.stats.normal import normal

COLONNES = ("regime", "taux_admis", "ecart_type", "bas", "haut", "niveau", "n")


@asks_abilities
def luck(cohorte: SimulatedCohort, *regimes: Regime, niveau: float = NIVEAU) -> pd.DataFrame:
    """Give the rate of each regime and the interval that the marks of the orals leave to it: one row per regime.

    Percent, `spread` in points, `niveau` in percent. The number admitted has a Poisson-binomial law, whose variance
    is exact and whose interval is taken normal; what the candidates of a severe jury have in common is left out.
    """
    rows = []
    for regime in regimes:
        one = cohorte.under(regime)
        n = one.admission.size
        rate, spread = 100 * float(one.admission.mean()), 100 * float(np.sqrt(one.variance.sum())) / n
        half = normal(niveau) * spread
        numbers = [round(value, DECIMALES) for value in (rate, spread, rate - half, rate + half)]
        rows.append((regime.nom, *numbers, niveau, n))
    return pd.DataFrame(rows, columns=COLONNES)
