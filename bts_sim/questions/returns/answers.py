"""The answer about diplomas gained or brought forward, built from the lives of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.returns import charts, shown, words
from bts_sim.questions.returns.lives import journeys
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    Diplomas,
    Fates,
    by_return_rate,
    diplomas,
    gained_or_advanced,
    price_of_return,
)


def answer_returns(
    cohorte: SimulatedCohort, regimes: Sequence[Regime], sessions: int, draws: int, rate: float | None, level: float
) -> Answer:
    """Return the candidates with the diploma after several sessions under each regime, the baseline first."""
    lives = journeys(cohorte, *regimes, sessions=sessions, draws=draws)
    table, gained = diplomas(lives, rate, level), gained_or_advanced(lives, rate, level)
    price, by_rate = price_of_return(lives, rate, level), by_return_rate(lives, level=level)
    groups = [one for one in dict.fromkeys(gained[Fates.groupe]) if one != EVERYBODY]
    return Answer(
        table=table,
        schema=Diplomas,
        says=partial(words.say_diplomas, table),
        views={
            "cumulative": partial(charts.draw_diplomas, table),
            "gained": partial(charts.draw_gained, gained),
            "gained_table": partial(shown.show_gained, gained),
            "price_table": partial(shown.show_price_of_return, price),
            "by_rate": partial(charts.draw_by_rate, by_rate),
            **{f"gained_{group}_table": partial(shown.show_gained, gained, group) for group in groups},
        },
        quotes=lambda: [*words.quote_gained(gained)],
        tables={"gained": gained, "price": price, "by_rate": by_rate},
    )
