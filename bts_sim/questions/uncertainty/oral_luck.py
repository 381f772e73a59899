"""The luck of the orals alone in a rate, for candidates whose first marks are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL
from bts_sim.stats.normal import normal


class OralLuck(Schema):
    """The admission rate of a regime, and how much the marks of the orals could change it."""

    regime = a_text("the regime")
    taux_admis = a_number("candidates admitted", "percent of those simulated")
    ecart_type = a_number("standard deviation that the marks of the orals give the rate", "points")
    bas = a_number("lower end of the interval", "percent")
    haut = a_number("upper end of the interval", "percent")
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates simulated", "candidates")


@asks_abilities
def oral_luck(cohorte: SimulatedCohort, regimes: Sequence[Regime], level: float = LEVEL) -> pd.DataFrame:
    """Return the rate of each regime and its interval due to the marks of the orals, as `OralLuck`.

    The number admitted has a Poisson-binomial law. Its variance is exact and its interval is normal. The luck that the
    candidates of a severe jury share is left out.

    Args:
        cohorte: the candidates.
        regimes: the regimes.
        level: level of the intervals, percent.
    """
    return OralLuck.frame(_row(cohorte, regime, level) for regime in regimes)


def _row(cohorte: SimulatedCohort, regime: Regime, level: float) -> tuple[object, ...]:
    one = cohorte.under(regime)
    n = one.admission.size
    rate, spread = 100 * float(one.admission.mean()), 100 * float(np.sqrt(one.variance.sum())) / n
    half = normal(level) * spread
    numbers = [round(value, DECIMALS) for value in (rate, spread, rate - half, rate + half)]
    return (regime.nom, *numbers, level, n)
