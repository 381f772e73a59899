"""The answer about diplomas gained or brought forward, built from the lives of candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial

import numpy as np
import pandas as pd

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.progress import watch
from bts_sim.questions.returns import charts, shown, words
from bts_sim.questions.returns.advanced import Advanced, advanced_of, advanced_over_draws
from bts_sim.questions.returns.estimates import DIPLOMAS
from bts_sim.questions.returns.lives import journeys
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    GAINED,
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
from bts_sim.runs.shared import shared
from bts_sim.schema import Schema
from bts_sim.stats.intervals import KEY
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import PERCENT, Draws, shaped, wide_enough

#: The tables of the answer, and the columns that tell a row from the others beside its group, result and regime.
SCHEMAS: dict[type[OverSessions], tuple[str, ...]] = {
    Diplomas: (OverSessions.sessions,),
    Fates: (OverSessions.sessions,),
    ReturnPrice: (OverSessions.sessions,),
    ByRate: (OverSessions.sessions, OverSessions.retour),
}
#: The same tables, and that of `Advanced`, by name; the column that names each where they are one table.
TABLES: dict[str, type[Schema]] = {
    "table": Diplomas,
    "gained": Fates,
    "price": ReturnPrice,
    "by_rate": ByRate,
    "advanced": Advanced,
}
NAME = "tableau"
#: Counts that differ by less, as a part of them, are one count, rounded.
NEARLY = 0.01


def answer_returns(
    draws: Draws,
    regimes: Sequence[Regime],
    sessions: int,
    draws_of_orals: int,
    rate: float | None,
    rates: MoreDraws | None,
    added: Mapping[str, float],
) -> Answer:
    """Return the candidates with the diploma after several sessions under each regime, the baseline first.

    `rates`: those of the first session over more draws, to which each regime is brought. `added`: the diplomas that
    each regime adds to those of the baseline at that session, over these draws.
    """
    asked = draws.cohorte.identity(), draws.number, draws.level, [asdict(one) for one in regimes], sessions, rate
    more = None if rates is None else [one.tobytes() for one in (rates.values, rates.noise)]
    # Two pages of a report ask it, and it takes long.
    joined = shared(
        repr((asked, draws_of_orals, more, sorted(added.items()))),
        lambda: _joined(_tables(draws, regimes, sessions, draws_of_orals, rate, rates, added)),
    )
    table, gained, price, by_rate, advanced = (
        shaped(joined[joined[NAME] == name], schema) for name, schema in TABLES.items()
    )
    gained = gained.astype({Fates.later: "Int64"})
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


def _tables(
    draws: Draws,
    regimes: Sequence[Regime],
    sessions: int,
    draws_of_orals: int,
    rate: float | None,
    rates: MoreDraws | None,
    added: Mapping[str, float],
) -> list[pd.DataFrame]:
    """Return the tables of the answer, in the order of `TABLES`."""

    every = journeys(draws.together, *regimes, sessions=sessions, draws=draws_of_orals)

    def measured(rank: int, simulated: SimulatedCohort) -> tuple[pd.DataFrame, ...]:
        lives = [one.of_draw(simulated, rank) for one in every]
        fates = gained_or_advanced(lives, rate)
        price, by_rate = price_of_return(lives, rate), by_return_rate(lives)
        return diplomas(lives, rate), fates, price, by_rate, advanced_of(fates, simulated)

    found = [measured(rank, one) for rank, one in enumerate(watch(draws.simulated, "Tirages"))]
    *each, later = zip(*found, strict=True)
    known = _known(each[0], regimes, rates)
    table, gained, price, by_rate = (
        shaped(_predicted(draws, tables, [*KEY, *more], known), schema)
        for tables, (schema, more) in zip(each, SCHEMAS.items(), strict=True)
    )
    gained = _counted(gained, draws, known, added)
    return [table, gained, price, by_rate, advanced_over_draws(draws, later, known)]


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the tables one below the other, each named, as processes share one table."""
    return pd.concat(
        [table.assign(**{NAME: name}) for name, table in zip(TABLES, tables, strict=True)], ignore_index=True
    )


def _predicted(
    draws: Draws, tables: Sequence[pd.DataFrame], key: Sequence[str], known: Mapping[str, Known]
) -> pd.DataFrame:
    """Return the rows of some tables over the draws, those of each regime being brought to its rate, group by group."""
    apart = [{str(name): own for name, own in table.groupby(OverSessions.regime, sort=False)} for table in tables]
    names = dict.fromkeys(name for one in apart for name in one)
    of_regimes = [
        draws.predicted(
            [one.get(name, none) for one, none in zip(apart, tables, strict=True)], key, known=known.get(name)
        )
        for name in names
    ]
    whole, groups = wide_enough(pd.concat(of_regimes, ignore_index=True)), [OverSessions.groupe, OverSessions.modalite]
    return whole.iloc[whole.groupby(groups, sort=False).ngroup().argsort(kind="stable")]


def _counted(
    gained: pd.DataFrame, draws: Draws, known: Mapping[str, Known], added: Mapping[str, float]
) -> pd.DataFrame:
    """Return the fates of as many diplomas as the rates of the session tell."""
    whole = gained[(gained[Fates.groupe] == EVERYBODY) & (gained[Fates.indicateur] == GAINED)]
    counts = dict(zip(whole[Fates.regime], whole[Fates.n], strict=True))
    scale = {name: added[name] / _diplomas(draws, known[name], counts[name]) for name in counts if name in known}
    scaled = gained[Fates.n] * gained[Fates.regime].map(scale).fillna(1)
    return gained.assign(**{Fates.n: scaled.round().astype(np.int64)})


def _diplomas(draws: Draws, known: Known, given: int) -> float:
    """Return the diplomas that a regime adds over these draws; `given`: those that it gives and the baseline does not.

    Where nobody loses a diploma these are the same, but for the rounding of the candidates of each draw.
    """
    net = float(draws.cohorte.present.number * np.diff(known.values).mean() / PERCENT)
    return given if abs(given - net) < NEARLY * given else net


def _known(tables: Sequence[pd.DataFrame], regimes: Sequence[Regime], rates: MoreDraws | None) -> dict[str, Known]:
    """Return the rates of the baseline and of each regime at the first session, under each draw and more of them."""
    if rates is None:
        return {}
    of_each = np.column_stack([[_at_once(table, one) for table in tables] for one in regimes])
    return {one.nom: Known(of_each[:, [0, rank]], rates.part(0, rank)) for rank, one in enumerate(regimes)}


def _at_once(table: pd.DataFrame, regime: Regime) -> float:
    """Return the share of all candidates with the diploma at the first session under a regime, percent."""
    rows = table[
        (table[Diplomas.groupe] == EVERYBODY)
        & (table[Diplomas.indicateur] == DIPLOMAS)
        & (table[Diplomas.regime] == regime.nom)
        & (table[Diplomas.sessions] == 1)
    ]
    return float(rows[Diplomas.valeur].iloc[0])
