"""Charts of the chances that each regime gives to groups at equal level."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import GROUPS, in_points, interval, modalite, percent, regime_label
from bts_sim.display.marks import interval_marks, spread_marks, zero_line
from bts_sim.display.theme import (
    COLOURS,
    INK,
    OTHERS,
    TALL,
    WIDTH,
    empty_chart,
    finish,
    scale_of,
    under_heads,
)
from bts_sim.language import _
from bts_sim.questions.accuracy.equity import EqualLevel, EqualLevelGap
from bts_sim.questions.accuracy.words import (
    ACCURACY_METHODS,
    WITHOUT,
    chances_side_by_side,
    say_equal_level,
    say_gaps_at_equal_level,
)
from bts_sim.stats.words import covered_by

#: Columns added to each row for the chart.
NAME, WHO, FRAME, WORDS, RANK = "nom", "qui", "cadre", "texte", "rang"


def draw_equal_level(table: pd.DataFrame, group: str) -> Any:
    """Return the chart of chances by level for each value of a group, one panel per regime."""
    part = table[table[EqualLevel.groupe] == group]
    together = chances_side_by_side(part)
    if together.empty or together.shape[1] < 2:
        return empty_chart(say_equal_level(table, group))
    rows = _chances(part)
    names, regimes = rows[WHO].unique().tolist(), rows[NAME].unique().tolist()
    ends = EqualLevel.admis, EqualLevel.bas, EqualLevel.haut
    own, legend = (*OTHERS, *COLOURS.values()), alt.Legend(symbolType="circle", symbolSize=100, symbolOpacity=1)
    colour = alt.Color(f"{WHO}:N", sort=names, scale=alt.Scale(domain=names, range=own[: len(names)]), legend=legend)
    # Side by side in a band of level: lines of groups that differ little would hide one another.
    x = alt.X(
        EqualLevel.centre.o,
        title=_("Niveau vrai (points sur 20)"),
        scale=alt.Scale(paddingInner=0.3),
        axis=alt.Axis(format="~f", labelAngle=0, ticks=False),
    )
    y = alt.Y(EqualLevel.admis.q, title=_("Admis (% des jugés)"), scale=alt.Scale(domain=[0, 100]))
    tip = [
        alt.Tooltip(f"{WHO}:N", title=_("Groupe")),
        alt.Tooltip(f"{WORDS}:N", title=_("Admis")),
        alt.Tooltip(EqualLevel.n.q, title=_("Candidats"), format=","),
    ]
    base = alt.Chart(rows).encode(x=x, color=colour)
    beside = alt.XOffset(f"{WHO}:N", sort=names)
    panel = alt.layer(*spread_marks(base.encode(tooltip=tip, xOffset=beside), y, *ends, size=36)).properties(
        width=WIDTH / len(regimes) - 14, height=TALL
    )
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK)
    chart = panel.facet(column=alt.Column(f"{NAME}:N", sort=regimes, header=header), spacing=16)
    words = _("Bandes d'un point, ramenées à leur centre ; traits : intervalles à {niveau}").format(
        niveau=_level(table)
    )
    return finish(
        chart, say_equal_level(table, group), [_said(words, part, EqualLevel.bas), covered_by(part, ACCURACY_METHODS)]
    )


def draw_gaps_at_equal_level(table: pd.DataFrame) -> Any:
    """Return the chart of the advantage or disadvantage of each group at equal level, by regime."""
    if table.empty:
        return empty_chart(say_gaps_at_equal_level(table))
    rows, regimes = _gaps(table), table[EqualLevelGap.regime].unique().tolist()
    lines = rows.sort_values(RANK, kind="stable")[[FRAME, WHO]].drop_duplicates()
    (names, axis), order = under_heads([*zip(lines[FRAME], lines[WHO], strict=True)]), rows[NAME].unique().tolist()
    x = alt.X(
        title=_("Écart de taux d'admis avec l'ensemble, à niveau égal (points)"),
        axis=alt.Axis(tickMinStep=1, format="~f"),
    )
    told = {FRAME: _("Groupe"), WHO: _("Valeur"), NAME: _("Régime"), WORDS: _("Écart")}
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{WHO}:N", scale=alt.Scale(domain=names), title=None, axis=axis),
        yOffset=alt.YOffset(f"{NAME}:N", sort=order),
        color=alt.Color(f"{NAME}:N", scale=scale_of(regimes)),
        tooltip=[alt.Tooltip(f"{column}:N", title=words) for column, words in told.items()],
    )
    shape = alt.Shape(f"{NAME}:N", scale=alt.Scale(domain=order, range=["circle", "square", "triangle"]))
    ends = EqualLevelGap.ecart, EqualLevelGap.bas, EqualLevelGap.haut
    marks = interval_marks(base, x, *ends, size=45, shape=shape)
    chart = alt.layer(zero_line(), *marks).properties(width=WIDTH - 160, height=alt.Step(9))
    words = _("Traits : intervalles à {niveau}").format(niveau=_level(table))
    return finish(
        chart,
        say_gaps_at_equal_level(table),
        [_said(words, table, EqualLevelGap.bas), covered_by(table, ACCURACY_METHODS)],
    )


def _chances(part: pd.DataFrame) -> pd.DataFrame:
    """Return the chances of a group with their text. Intervals are cut to 0 and 100 %."""
    words = [f"{percent(r.admis)} {interval(max(r.bas, 0), min(r.haut, 100))}" for r in EqualLevel.rows(part)]
    ends = {name: part[name].clip(0, 100) for name in (EqualLevel.admis, EqualLevel.bas, EqualLevel.haut)}
    who = [modalite(code) for code in part[EqualLevel.modalite]]
    named = {WHO: who, WORDS: words, NAME: [regime_label(code) for code in part[EqualLevel.regime]]}
    return part.drop(columns=EqualLevel.methode).assign(**ends, **named)


def _gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps with their text and the rank of their group."""
    there = list(dict.fromkeys(table[EqualLevelGap.groupe]))
    # Those of the project in its order, then those of a file.
    known = sorted(there, key=lambda name: list(GROUPS).index(name) if name in GROUPS else len(GROUPS))
    named: dict[str, Any] = {
        NAME: [regime_label(code) for code in table[EqualLevelGap.regime]],
        WHO: [modalite(code) for code in table[EqualLevelGap.modalite]],
        FRAME: [GROUPS.get(code, code) for code in table[EqualLevelGap.groupe]],
        WORDS: [f"{in_points(r.ecart)} {interval(r.bas, r.haut, sign=True)}" for r in EqualLevelGap.rows(table)],
        RANK: table[EqualLevelGap.groupe].map(known.index),
    }
    return table.drop(columns=EqualLevelGap.methode).assign(**named)


def _said(words: str, table: pd.DataFrame, low: str) -> str:
    """Return a note on intervals, and on those that are missing where some are."""
    return _(" ; ").join([words, _(WITHOUT)]) if table[low].isna().any() else words


def _level(table: pd.DataFrame) -> str:
    return percent(float(table[EqualLevel.niveau].iloc[0]), 0)
