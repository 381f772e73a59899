"""The answers about moves between two regimes, their reasons and their gap, built from tables, charts and words."""

from __future__ import annotations

from functools import partial

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.movers import shown, words
from bts_sim.questions.movers.access import Access, access, left_out_over_draws
from bts_sim.questions.movers.charts.decomposition import draw_decomposition
from bts_sim.questions.movers.charts.flow import draw_moves
from bts_sim.questions.movers.charts.reasons import draw_reasons
from bts_sim.questions.movers.charts.spread import draw_spread_of_means
from bts_sim.questions.movers.charts.who_sits import draw_access
from bts_sim.questions.movers.decomposition import FactorPart, decompose_over_draws
from bts_sim.questions.movers.over_draws import moves_over_draws
from bts_sim.questions.movers.pairs import pairs_of
from bts_sim.questions.movers.spread import SpreadOfMeans, spread_of_means
from bts_sim.questions.movers.tables import Move
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import Draws


def answer_movers(
    draws: Draws, before: Regime, after: Regime, oral_draws: int | None, rates: MoreDraws | None
) -> Answer:
    """Return the candidates whose decision changes between two regimes, by reason, over draws of the parameters.

    `rates`: those of both regimes over more draws, percent, to which the shares add up.
    """
    found = moves_over_draws(draws, before, after, oral_draws, rates)
    table = found.by_reason
    return Answer(
        table=table,
        schema=Move,
        says=partial(words.say_moves, table, found.ways),
        views={
            "flow": partial(draw_moves, table, found.ways),
            "matrix": partial(shown.show_moves, table),
            "reasons": partial(draw_reasons, table),
            "reasons_table": partial(shown.show_reasons, table),
        },
        tables={"pairs": pairs_of(table), "ways": found.ways},
    )


def answer_decomposition(draws: Draws, before: Regime, after: Regime, rates: MoreDraws | None) -> Answer:
    """Return the gap in the admission rate between two regimes, split by factor.

    `rates`: those of both regimes over more draws, percent, to which the parts add up.
    """
    table = decompose_over_draws(draws, before, after, rates)
    return Answer(
        table=table,
        schema=FactorPart,
        says=partial(words.say_decomposition, table),
        views={
            "waterfall": partial(draw_decomposition, table),
            "parts": partial(shown.show_decomposition, table),
        },
        quotes=lambda: [*words.quote_decomposition(table)],
    )


def answer_spread_of_means(cohorte: SimulatedCohort, before: Regime, after: Regime) -> Answer:
    """Return the spread of the means of each group, and the number of candidates each of two regimes admits."""
    table, real = spread_of_means(cohorte, before, after), cohorte.cohorte.held is not None
    return Answer(
        table=table,
        schema=SpreadOfMeans,
        says=partial(words.say_spread_of_means, table, real),
        views={"means": partial(draw_spread_of_means, table, real)},
    )


def answer_access(draws: Draws, cohorte: SimulatedCohort, first: Regime, second: Regime) -> Answer:
    """Return which of two regimes lets each candidate not admitted by the first group sit the orals.

    `draws`: those that tell the share of the candidates allowed by the first whom the second leaves out.
    """
    table, told = access(cohorte.under(first), cohorte.under(second)), left_out_over_draws(draws, first, second)
    return Answer(
        table=table,
        schema=Access,
        says=partial(words.say_access, told),
        views={"means": partial(draw_access, table, told)},
        tables={"left_out": told},
    )
