"""The candidates who move between two decisions, as ribbons between two bars, for 1,000 candidates."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.display.labels import DECISIONS, number, percent
from bts_sim.display.ribbon import Ribbon, Side, draw_ribbons
from bts_sim.display.theme import finish
from bts_sim.language import _
from bts_sim.questions.movers.charts.shades import shades
from bts_sim.questions.movers.names import DIRECTIONS
from bts_sim.questions.movers.pairs import AT_ONCE, THOUSAND, Pair, pairs_of
from bts_sim.questions.movers.tables import DECISION_CODES
from bts_sim.questions.movers.words import at_least, both_regimes, say_moves, say_oral_luck


def draw_moves(moves: pd.DataFrame, ways: pd.DataFrame) -> Any:
    """Return the chart of the candidates who move between two decisions. `ways`: those who gain, those who lose.

    Candidates admitted first under both regimes, three in four, are given as a number and not drawn.
    """
    pairs = pairs_of(moves)
    drawn = pairs[(pairs[Pair.avant] != AT_ONCE) | (pairs[Pair.apres] != AT_ONCE)]
    if drawn.empty:
        drawn = pairs
    names = dict(DECISIONS.items())
    if drawn is not pairs:
        names[AT_ONCE] = _("autres admis")
    before, after = both_regimes(moves)
    sides = Side(before, _labels(drawn, Pair.avant, names)), Side(after, _labels(drawn, Pair.apres, names))
    chart = draw_ribbons(ribbons_of(drawn), DECISION_CODES, sides, shades(), (_("Candidats"), _("Mouvement")))
    aside = THOUSAND - int(drawn[Pair.mille].sum())
    return finish(chart, say_moves(moves, ways), [_said_aside(aside), say_oral_luck(moves)])


def ribbons_of(pairs: pd.DataFrame) -> list[Ribbon]:
    """Return one ribbon per pair of decisions, whose height is its number of candidates out of 1,000."""
    return [_ribbon(row) for row in Pair.rows(pairs)]


def _ribbon(row: Pair) -> Ribbon:
    tells = _("{avant} → {apres} : {part} des candidats").format(
        avant=DECISIONS[row.avant], apres=DECISIONS[row.apres], part=percent(row.part, 2)
    )
    height = float(row.part) * THOUSAND / 100
    return Ribbon(row.avant, row.apres, height, DIRECTIONS[row.sens], at_least(row.mille), tells)


def _labels(drawn: pd.DataFrame, side: str, names: dict[str, str]) -> dict[str, str]:
    """Return the labels beside the bars of one side."""
    counts = drawn.groupby(side)[Pair.mille].sum()
    return {
        str(code): _("{decision} : {n}").format(decision=names[str(code)], n=at_least(int(n)))
        for code, n in counts.items()
    }


def _said_aside(aside: int) -> str:
    if aside == 0:
        return _("Nombre de candidats sur 1\u202f000")
    return _(
        "Nombre de candidats sur 1\u202f000. Les {n} admis au premier groupe sous les deux régimes ne sont pas dessinés"
    ).format(n=number(aside, 0))
