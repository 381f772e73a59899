"""The answers about the rules of the texts and their open points, built from tables and words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.candidates.specialties import code_of
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.questions.readings import shown, words
from bts_sim.questions.readings.tables import (
    ReadingEffect,
    RegimeRules,
    UnitOfSpecialty,
    law_differences,
    open_points,
    read_over_draws,
    rules_of,
    units_of,
)
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import Draws


def answer_rules(compared: Sequence[Regime], before: Regime, after: Regime, session: int) -> Answer:
    """Return the rules of regimes side by side, and the differences between two of them."""
    table, differences = rules_of(compared), law_differences(before, after, session)
    both = (before.nom, after.nom)
    return Answer(
        table=table,
        schema=RegimeRules,
        says=partial(words.say_rules, differences, *both),
        views={
            "regimes": partial(shown.show_rules, table),
            "difference": partial(shown.show_law_difference, differences, *both),
        },
        tables={"difference": differences},
    )


def answer_readings(draws: Draws, regimes: Sequence[Regime], rates: MoreDraws | None) -> Answer:
    """Return what each other reading of an open point changes under every regime, over draws of the parameters.

    `rates`: those of the regimes over more draws.
    """
    effects, points = read_over_draws(draws, regimes, rates), open_points()
    return Answer(
        table=effects,
        schema=ReadingEffect,
        says=partial(words.say_readings, effects),
        views={"readings": partial(shown.show_readings, effects, points)},
        tables={"points": points},
    )


def answer_reglement(bareme: Bareme, specialite: str) -> Answer:
    """Return the units of a specialty, with the source of each."""
    specialite = code_of(bareme, specialite)
    table = units_of(bareme, specialite)
    return Answer(
        table=table,
        schema=UnitOfSpecialty,
        says=partial(words.say_reglement, table, specialite),
        views={"units": partial(shown.show_reglement, table)},
    )
