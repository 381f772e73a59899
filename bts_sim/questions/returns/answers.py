"""The answer about diplomas gained or brought forward, built from the lives of candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.returns import charts, shown, words
from bts_sim.questions.returns.advanced import advanced_of, advanced_over_draws
from bts_sim.questions.returns.estimates import DIPLOMAS
from bts_sim.questions.returns.lives import journeys
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    ByRate,
    Diplomas,
    Fates,
    OverSessions,
    ReturnPrice,
    by_return_rate,
    diplomas,
    gained_or_advanced,
    price_of_return,
)
from bts_sim.stats.intervals import KEY
from bts_sim.stats.over_draws import Draws, Known, shaped

#: The tables of the answer, and the columns that tell a row from the others beside its group, result and regime.
SCHEMAS: dict[type[OverSessions], tuple[str, ...]] = {
    Diplomas: (OverSessions.sessions,),
    Fates: (OverSessions.sessions,),
    ReturnPrice: (OverSessions.sessions,),
    ByRate: (OverSessions.sessions, OverSessions.retour),
}


def answer_returns(
    draws: Draws,
    regimes: Sequence[Regime],
    sessions: int,
    draws_of_orals: int,
    rate: float | None,
    rates: Sequence[float] | None,
) -> Answer:
    """Return the candidates with the diploma after several sessions under each regime, the baseline first.

    `rates`: those of the first session over more draws, percent, to which each regime is brought.
    """

    def measured(simulated: SimulatedCohort) -> tuple[pd.DataFrame, ...]:
        lives = journeys(simulated, *regimes, sessions=sessions, draws=draws_of_orals)
        fates = gained_or_advanced(lives, rate)
        price, by_rate = price_of_return(lives, rate), by_return_rate(lives)
        return diplomas(lives, rate), fates, price, by_rate, advanced_of(fates, simulated)

    *each, later = [*zip(*draws.each(measured), strict=True)]
    known = _known(each[0], regimes, rates)
    table, gained, price, by_rate = (
        shaped(_predicted(draws, tables, [*KEY, *more], known), schema)
        for tables, (schema, more) in zip(each, SCHEMAS.items(), strict=True)
    )
    advanced = advanced_over_draws(draws, later, known)
    groups = [one for one in dict.fromkeys(gained[Fates.groupe]) if one != EVERYBODY]
    return Answer(
        table=table,
        schema=Diplomas,
        says=partial(words.say_advanced, advanced, table),
        views={
            "cumulative": partial(charts.draw_diplomas, table),
            "advanced_table": partial(shown.show_advanced, advanced),
            "gained": partial(charts.draw_gained, gained),
            "gained_table": partial(shown.show_gained, gained),
            "price_table": partial(shown.show_price_of_return, price),
            "by_rate": partial(charts.draw_by_rate, by_rate),
            **{f"gained_{group}_table": partial(shown.show_gained, gained, group) for group in groups},
        },
        quotes=lambda: [*words.quote_advanced(advanced), *words.quote_gained(gained)],
        tables={"gained": gained, "price": price, "by_rate": by_rate, "advanced": advanced},
    )


def _predicted(
    draws: Draws, tables: Sequence[pd.DataFrame], key: Sequence[str], known: Mapping[str, Known]
) -> pd.DataFrame:
    """Return the rows of some tables over the draws, those of each regime being brought to its rate, group by group."""
    names = dict.fromkeys(str(name) for table in tables for name in table[OverSessions.regime])
    of_regimes = [
        draws.predicted([table[table[OverSessions.regime] == name] for table in tables], key, known=known.get(name))
        for name in names
    ]
    whole, groups = pd.concat(of_regimes, ignore_index=True), [OverSessions.groupe, OverSessions.modalite]
    return whole.iloc[whole.groupby(groups, sort=False).ngroup().argsort(kind="stable")]


def _known(
    tables: Sequence[pd.DataFrame], regimes: Sequence[Regime], rates: Sequence[float] | None
) -> dict[str, Known]:
    """Return the rate of each regime at the first session, under each draw and over more of them."""
    if rates is None:
        return {}
    found = {}
    for regime, rate in zip(regimes, rates, strict=True):
        values = [
            table.loc[
                (table[Diplomas.groupe] == EVERYBODY)
                & (table[Diplomas.indicateur] == DIPLOMAS)
                & (table[Diplomas.regime] == regime.nom)
                & (table[Diplomas.sessions] == 1),
                Diplomas.valeur,
            ].iloc[0]
            for table in tables
        ]
        found[regime.nom] = Known(np.array(values), rate)
    return found
