"""The luck of the orals alone in a rate, for candidates whose first marks are known, under known parameters."""

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
from bts_sim.stats.over_draws import Draws


class OralLuck(Schema):
    """The admission rate of a regime, and how much the marks of the orals alone could change it.

    It is no interval to quote: parameters and candidates are taken as known.
    """

    regime = a_text("the regime")
    taux_admis = a_number("candidates admitted", "percent")
    ecart_type = a_number("standard deviation that the marks of the orals give the rate", "points")
    bas = a_number("lower end of the interval", "percent")
    haut = a_number("upper end of the interval", "percent")
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates who sit the exam: those of a session, or those simulated", "candidates")


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


def luck_at_a_session(draws: Draws, regimes: Sequence[Regime], rates: Sequence[float]) -> pd.DataFrame:
    """Return how much the marks of the orals could change the rate of each regime at a session, as `OralLuck`.

    The standard deviation is the mean over the draws of the parameters of that of so many candidates.

    Args:
        draws: the draws of the parameters, with the level of the intervals.
        regimes: the regimes.
        rates: the rate of each over the draws, percent.
    """
    tables = draws.each(lambda one: oral_luck(one, regimes, draws.level))
    size = draws.cohorte.present.number
    spreads = [table[OralLuck.ecart_type].to_numpy() * np.sqrt(table[OralLuck.n].to_numpy() / size) for table in tables]
    half = normal(draws.level) * np.mean(spreads, axis=0)
    return OralLuck.frame(
        (regime.nom, *(round(float(one), DECIMALS) for one in numbers), draws.level, size)
        for regime, *numbers in zip(
            regimes, rates, np.mean(spreads, axis=0), *np.clip([rates - half, rates + half], 0, 100), strict=True
        )
    )
