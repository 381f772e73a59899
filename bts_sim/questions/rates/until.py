"""Draws of the parameters that go on until the ends of the intervals are known well enough, or none is left."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import every_draw
from bts_sim.droit.bareme import Regime
from bts_sim.notices import tell
from bts_sim.questions.rates.by_draw import compare_over_draws, draws_worth, rates_by_draw
from bts_sim.questions.rates.tables import ADMITTED, EVERYBODY, GAP, Impact
from bts_sim.stats.intervals import DRAWS


def rates_until(
    cohorte: Cohort, baseline: Regime, others: Sequence[Regime], level: float, error: float, workers: int = 1
) -> tuple[pd.DataFrame, int]:
    """Return the rates of regimes over as many draws as their ends need, as `compare_over_draws`, and that number.

    As many draws as by default come at a time. A notice reports ends that all the stored draws leave less well known.

    Args:
        cohorte: the description from which each draw simulates candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        level: level of the intervals, percent.
        error: standard error that the draws may leave on the ends of the rates of admission and gaps of all, points.
        workers: number of threads or of processes that share the draws.
    """
    step, stored, drawn = draws_worth(cohorte, DRAWS), len(every_draw()), list[pd.DataFrame]()
    number, left, impact = 0, float("inf"), pd.DataFrame()
    while number < stored and left > error:
        wanted = min(number + step, stored)
        drawn.append(rates_by_draw(cohorte, baseline, others, wanted, workers, known=number))
        impact = compare_over_draws(pd.concat(drawn, ignore_index=True), level, cohorte.candidats)
        number, left = wanted, _error_left(impact)
    if left > error:
        said = f"{left:.3g}".replace(".", ",")
        words = f"il reste {said} point après les {number} tirages gardés : ils n'en permettent pas moins"
        tell("--erreur-des-bornes", words, value=f"{error:g}")
    return impact, number


def _error_left(impact: pd.DataFrame) -> float:
    """Return the largest standard error of the ends of the rates of admission and gaps of all candidates, points."""
    whole = impact[(impact[Impact.groupe] == EVERYBODY) & impact[Impact.indicateur].isin((ADMITTED, GAP))]
    return float(whole[Impact.bruit_des_bornes].fillna(0).max())
