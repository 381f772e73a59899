"""The number of candidates, out of 1,000, who change decision for each reason."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import number
from bts_sim.display.lines import LINES_BESIDE, in_lines, row_height
from bts_sim.display.marks import bar_marks
from bts_sim.display.theme import WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.movers.charts.shades import shades
from bts_sim.questions.movers.names import DIRECTIONS, capital, name_reason
from bts_sim.questions.movers.pairs import THOUSAND, Direction, direction, movers_of
from bts_sim.questions.movers.tables import Move
from bts_sim.questions.movers.words import and_interval, say_oral_luck, say_reasons
from bts_sim.schema import Schema, a_number as numbers, a_text
from bts_sim.stats.intervals import FIXED
from bts_sim.stats.words import METHODS

#: Characters of a reason on one line.
LONG_LINE = 58


class ReasonBar(Schema):
    """The bar of one reason and direction, for 1,000 candidates."""

    line = a_text("the reason, in lines")
    way = a_text("the direction, in words")
    count = numbers("candidates who move for this reason", "candidates out of 1,000")
    least = numbers("lower end of the interval of these", "candidates out of 1,000")
    most = numbers("upper end of the interval of these", "candidates out of 1,000")
    words = a_text("the candidates and their interval, as written")


def draw_reasons(moves: pd.DataFrame) -> Any:
    """Return the chart of how many of 1,000 candidates change decision for each reason, with intervals."""
    rows = bars_of_reasons(moves)
    if rows.empty:
        rows = ReasonBar.frame([(_("Aucun"), DIRECTIONS[Direction.OTHER], 0.0, 0.0, 0.0, "0")])
    colours = {words: colour for words, colour in shades().items() if (rows[ReasonBar.way] == words).any()}
    scale = alt.Scale(domain=[0, 1.45 * (float(rows[ReasonBar.most].max()) or 1.0)], nice=False)
    x = alt.X(title=_("Candidats qui changent de décision (sur 1\u202f000)"), scale=scale)
    base = alt.Chart(rows).encode(
        y=alt.Y(ReasonBar.line.n, sort=rows[ReasonBar.line].tolist(), title=None, axis=LINES_BESIDE),
        color=alt.Color(ReasonBar.way.n, scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
        tooltip=[
            alt.Tooltip(ReasonBar.line.n, title=_("Raison")),
            alt.Tooltip(ReasonBar.words.n, title=_("Sur 1\u202f000")),
        ],
    )
    marks = bar_marks(base, x, ReasonBar.count, ReasonBar.least, ReasonBar.most, height=18, words=ReasonBar.words)
    chart = alt.layer(*marks).properties(width=WIDTH - 300, height=alt.Step(row_height(rows[ReasonBar.line])))
    return finish(chart, say_reasons(moves), [*_said_of_intervals(moves, rows), say_oral_luck(moves)])


def bars_of_reasons(moves: pd.DataFrame) -> pd.DataFrame:
    """Return one row per reason and direction, as `ReasonBar`, the most frequent reason first."""
    moved = [(name_reason(one.raison, one.condition), one) for one in Move.rows(movers_of(moves))]
    said = [reason for reason, _one in moved]
    rows: list[tuple[str, str, float, float, float, str]] = []
    for reason, one in moved:
        way = DIRECTIONS[direction(one.avant, one.apres)]
        # Two lines of one reason differ by their first words, and not by their last.
        line = _("{sens} : {raison}").format(raison=reason, sens=way) if said.count(reason) > 1 else reason
        count, least, most = (value * (THOUSAND / 100) for value in (one.part, one.bas, one.haut))
        words = and_interval(number(count), least, most, 1)
        rows.append((in_lines(capital(line), LONG_LINE), way, count, least, most, words))
    rows.sort(key=lambda row: -row[2])
    return ReasonBar.frame(rows).round(6)


def _said_of_intervals(moves: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    level = moves[Move.niveau].iloc[0]
    if pd.isna(level) or not (rows[ReasonBar.least] < rows[ReasonBar.most]).any():
        return []
    covered = next((one for one in Move.rows(movers_of(moves)) if one.methode not in FIXED), None)
    if covered is None:
        return []
    words = _("Trait et crochets : intervalle à {niveau}\u202f%, {methode}")
    return [words.format(niveau=number(level, 0), methode=METHODS[covered.methode])]
