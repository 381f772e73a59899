"""The effort of candidates who expect a second chance: an assumption that no source measures, off by default.

A candidate knows his level, and not his marks. He expects of the second group what it brings, under a regime, to those
of his level who work as if there were none; what he then changes of his own ability changes this expectation no more.
"""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort, with_effort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats, Ints

#: Bands of candidates of neighbouring levels, as many in each, who expect the same of the second group.
BANDS = 20
#: The chance that effort is told for: 10 points of percent.
TEN_POINTS = 0.1


def expected_second_chance(cohorte: SimulatedCohort, regime: Regime) -> Floats:
    """Return the chance that each expects to have the diploma by the second group of a regime, 0 to 1, shape (n,).

    It is the mean, among the twentieth of the candidates whose levels are nearest, of what the orals add to the first
    group. A reform of some candidates only is expected by these alone.
    """
    one = cohorte.under(regime)
    added = one.admission - one.admis_groupe1
    alike = _bands(true_level(cohorte)) + BANDS * one.concerned
    weights = cohorte.cohorte.weights[cohorte.specialty_ranks]
    whole = np.bincount(alike, weights)
    means = np.divide(np.bincount(alike, weights * added), whole, out=np.zeros(whole.size), where=whole > 0)
    found: Floats = means[alike]
    return found


def under_effort(cohorte: SimulatedCohort, regime: Regime, points: float) -> Under:
    """Return the results of a regime on candidates whose effort answers the second chance that it gives them.

    Args:
        cohorte: the candidates, as they are without a second chance.
        regime: the regime.
        points: points of ability for 10 points of percent of expected chance; below 0, they work less. 0 gives the
            results of `cohorte.under(regime)`.
    """
    if not points:
        return cohorte.under(regime)
    chance = expected_second_chance(cohorte, regime)
    return with_effort(cohorte, points * chance / TEN_POINTS).under(regime)


def _bands(levels: Floats) -> Ints:
    """Return the band of each candidate by level, from 0, shape (n,)."""
    ranks = np.empty(levels.size, dtype=np.int64)
    ranks[levels.argsort(kind="stable")] = np.arange(levels.size)
    return ranks * BANDS // levels.size
