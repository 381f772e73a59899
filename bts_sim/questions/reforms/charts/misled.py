"""The chart of the candidates misled by wrong rules."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import number, percent
from bts_sim.display.marks import zero_line
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.reforms.words.findings import misled, say_wrong_ideas, title_of_idea
from bts_sim.questions.reforms.words.labels import METHODS, STAGES, WAYS
from bts_sim.questions.reforms.wrong_ideas import DESPAIR, HOPE, WrongIdea
from bts_sim.stats.words import covered_by

#: Columns added to each row for the chart.
LABEL, SAID, WAY, WORDS, DETAIL, SHARE, BAR = "label", "said", "way", "words", "detail", "share", "bar"
WAY_COLOURS = {DESPAIR: OTHERS[3], HOPE: OTHERS[2]}
#: Ratio to the next bar above which a bar is cut, and says so.
CUT = 3.0
#: Characters of the label of an idea on one line, and height of a bar in pixels.
LINE, STEP = 42, 36


def draw_wrong_ideas(table: pd.DataFrame) -> Any:
    """Return the chart of the candidates misled by each wrong rule: despair to the left, hope to the right."""
    cut = _cut(table[WrongIdea.pour_mille])
    rows = _bars(table, cut)
    totals = rows.groupby(LABEL, sort=False)[WrongIdea.pour_mille].sum()
    order = list(totals.sort_values(ascending=False, kind="stable").index)
    panels = [_panel(rows[rows[WrongIdea.stade] == stage], stage, order, cut) for stage in STAGES]
    level = rows[WrongIdea.niveau].iloc[0]
    subtitle = [
        _("Pour 1 000 présents. À gauche : on leur dit non quand le droit dit oui"),
        _("À droite : oui quand il dit non. ← : barre coupée. Admis : nombres attendus sur toutes les notes d'oral"),
    ]
    if level is not None and not pd.isna(level):
        words = _("Intervalles à {niveau} % au survol et dans la table").format(niveau=number(float(level), 0))
        subtitle += [words, covered_by(table, METHODS)]
    return finish(alt.vconcat(*panels, spacing=18), say_wrong_ideas(table), subtitle)


def _bars(table: pd.DataFrame, cut: float) -> pd.DataFrame:
    """Return the rows with their geometry and their text."""
    ideas = [*WrongIdea.rows(table)]
    said = [_said(row) for row in ideas]
    rows = table.assign(
        **{
            LABEL: [textwrap.fill(words, LINE) for words in said],
            SAID: said,
            WAY: [WAYS[row.sens] for row in ideas],
            WORDS: [number(row.pour_mille, 1) if row.pour_mille else "" for row in ideas],
            DETAIL: [misled(row) for row in ideas],
            SHARE: ["—" if pd.isna(row.part) else percent(row.part, 0) for row in ideas],
        }
    )
    despair, value = rows[WrongIdea.sens] == DESPAIR, rows[WrongIdea.pour_mille]
    rows[BAR] = value.clip(upper=cut) * np.where(despair, -1, 1)
    none = rows.groupby([WrongIdea.idee, WrongIdea.stade])[WrongIdea.pour_mille].transform("sum") == 0
    rows[WORDS] = np.where(none & despair, "0", rows[WORDS])
    rows[WORDS] = np.where(value > cut, "← " + rows[WORDS], rows[WORDS])
    return rows


def _said(row: WrongIdea) -> str:
    words = title_of_idea(row)
    return words[0].upper() + words[1:]


def _cut(values: pd.Series) -> float:
    """Return where bars are cut: past the longest one, unless it would hide the others."""
    longest, *others = sorted(values.unique(), reverse=True)
    second = others[0] if others else longest
    return float(1.15 * second if second and longest > CUT * second else longest)


def _panel(rows: pd.DataFrame, stage: str, order: Sequence[str], cut: float) -> Any:
    lines = r"split(datum.label, '\n')"
    axis = alt.Axis(ticks=False, domain=False, labelLimit=330, labelExpr=lines, labelFontSize=11, labelPadding=6)
    y = alt.Y(f"{LABEL}:N", scale=alt.Scale(domain=list(order)), title=None, axis=axis)
    room = alt.Scale(domain=[-1.4 * cut, 1.4 * cut], nice=False)
    ends = alt.Axis(labelExpr="format(abs(datum.value), ',')", tickCount=8, title=_("Candidats pour 1 000 présents"))
    hues = alt.Scale(domain=list(WAYS.values()), range=[WAY_COLOURS[way] for way in WAYS])
    told = {
        SAID: _("Idée fausse"),
        WAY: _("Sens"),
        DETAIL: _("Pour 1 000 présents"),
        SHARE: _("Parmi les concernés"),
    }
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in told.items()]
    base = alt.Chart(rows).encode(x=alt.X(f"{BAR}:Q", scale=room, axis=ends), y=y, tooltip=tip)
    bars = base.mark_bar(height=14).encode(color=alt.Color(f"{WAY}:N", scale=hues))
    chart = alt.layer(bars, zero_line(), _beside(base, DESPAIR, "right", -4), _beside(base, HOPE, "left", 4))
    title = alt.TitleParams(STAGES[stage], anchor="start", fontSize=13, fontWeight="normal", color=INK)
    return chart.properties(width=WIDTH - 260, height=alt.Step(STEP), title=title)


def _beside(base: alt.Chart, way: str, align: Literal["left", "right"], dx: int) -> Any:
    """Return the numbers at the ends of the bars, for hope or for despair."""
    of_way = base.transform_filter(f"datum.{WrongIdea.sens} == '{way}'")
    return of_way.mark_text(align=align, dx=dx, fontSize=11, color=INK).encode(text=f"{WORDS}:N")
