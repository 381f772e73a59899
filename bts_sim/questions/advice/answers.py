"""The answers about the marks that orals require and the choice of orals, built from tables, charts and words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.questions.advice import charts, shown, words
from bts_sim.questions.advice.out_of_reach import (
    OralReach,
    Reach,
    ShareByMark,
    marks_needed,
    reach_of_orals,
    reach_over_draws,
    share_over_draws,
)
from bts_sim.questions.advice.tables import AdviceCost, advice_over_draws
from bts_sim.stats.over_draws import Draws


def answer_needed_marks(draws: Draws, cohorte: SimulatedCohort, regime: Regime) -> Answer:
    """Return the mark needed at every oral in each specialty, and the share of candidates out of reach.

    `cohorte`: candidates at the default parameters, of whom the further table shows those authorised, one by one.
    """
    table = reach_over_draws(draws, regime)
    return Answer(
        table=table,
        schema=Reach,
        says=partial(words.say_needed_marks, table, regime.nom),
        views={"marks": partial(charts.draw_needed_marks, table, regime.nom)},
        tables={"candidates": marks_needed(cohorte, regime)},
    )


def answer_share_by_mark(draws: Draws, regimes: Sequence[Regime]) -> Answer:
    """Return the share of authorised candidates for whom each mark is enough."""
    table = share_over_draws(draws, regimes)
    says = partial(words.say_share_by_mark, table)
    return Answer(table, ShareByMark, says, {"share_by_mark": partial(charts.draw_share_by_mark, table)})


def answer_reach_of_orals(bareme: Bareme, regime: Regime) -> Answer:
    """Return how far the orals of a regime can raise a candidate in each specialty, from its coefficients alone."""
    table = reach_of_orals(bareme, regime)
    says = partial(words.say_reach_of_orals, table)
    return Answer(table, OralReach, says, {"reach": partial(shown.show_reach_of_orals, table)})


def answer_advice(draws: Draws, regimes: Sequence[Regime]) -> Answer:
    """Return the cost of each advice compared with the best choice of orals."""
    table = advice_over_draws(draws, regimes)
    return Answer(
        table=table,
        schema=AdviceCost,
        says=partial(words.say_advice, table),
        views={"advice": partial(charts.draw_advice, table), "advice_table": partial(shown.show_advice, table)},
    )
