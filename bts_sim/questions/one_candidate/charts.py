"""Charts of one candidate: which pairs of oral marks admit, and the cases worked out by hand from mean to mean."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import DECISIONS, number, regime_label, trimmed
from bts_sim.display.marks import thresholds
from bts_sim.display.theme import BESIDE, COLOURS, DASHES, INK, OTHERS, STEP, WIDTH, empty_chart, finish, scale_of
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.vocabulaire import NON, OUI
from bts_sim.language import _, translate
from bts_sim.questions.one_candidate.shown import show_needed_marks
from bts_sim.questions.one_candidate.tables import ExampleDecision, MarkRange, OralFrontier, easiest_pair
from bts_sim.questions.one_candidate.words import (
    pair_of_orals,
    say_examples,
    say_oral_frontier,
    say_ranges,
    swept_mark,
    would_become,
)

TOP = 20
#: Where the axis of the means of cases begins.
LEAST = 7.5
HEIGHT = 300
#: Step of the slider, points: that of the table.
SLIDE = 0.25
#: Columns that are drawn beside those of the tables; parameters of the page: the pair chosen, and the first mark.
NAME, PAIR, EDGE, FIRST, SECOND, PHRASE = "nom", "paire", "bord", "premiere", "seconde", "phrase"
OUTCOME, LABEL, SPOT, THRESHOLD = "issue", "texte", "etiquette", "x"
CHOSEN, MARK = "paire", "premier"
#: The colour of each decision and access, from the worst to the best: safe for colour-blind readers.
SHADE = {
    ("elimine", NON): INK,
    ("elimine", OUI): INK,
    ("sans_decision_finale", NON): "#5f6368",
    ("refuse", NON): "#d55e00",
    ("refuse", OUI): "#e69f00",
    ("en_attente_controle", OUI): "#56b4e9",
    ("admis_apres_controle", OUI): "#009e73",
    ("admis", NON): "#0072b2",
}
SHADES = list(SHADE)
#: A mark of a field, written in the language of the chart.
WRITTEN = "format(datum.{0}, '.4~g')"
ENOUGH = f"isValid(datum.{OralFrontier.note_second})"


def draw_or_say_why_not(frontier: pd.DataFrame, needed: pd.DataFrame) -> Any:
    """Return the chart of which pairs of oral marks admit; the table of the marks needed where there is no pair."""
    return show_needed_marks(needed) if frontier.empty else draw_oral_frontier(frontier)


def draw_oral_frontier(frontier: pd.DataFrame) -> Any:
    """Return the chart of what the second oral must bring for each mark of the first, pair by pair; one pair at least.

    The pair is chosen in a list, the mark of the first oral with a slider, both in the page, which answers itself.
    """
    rows, best = _pairs(frontier), easiest_pair(frontier)
    x = alt.X(
        OralFrontier.note_premier.q,
        title=_("Note au premier oral (points sur 20)"),
        scale=alt.Scale(domain=[0, TOP], nice=False),
    )
    y = alt.Y(f"{EDGE}:Q", title=_("Note au second oral (points sur 20)"), scale=alt.Scale(domain=[0, TOP], nice=False))
    tip = [
        alt.Tooltip(f"{PAIR}:N", title=_("Oraux")),
        alt.Tooltip(f"{FIRST}:N", title=_("Note au premier oral")),
        alt.Tooltip(f"{SECOND}:N", title=_("Il faut au second")),
    ]
    names, shades = list(dict.fromkeys(rows[NAME])), _colours(frontier)
    colour = alt.Color(f"{NAME}:N", scale=alt.Scale(domain=names, range=shades), legend=None)
    here = _chosen(rows)
    area = here.mark_area(opacity=0.25, line=False).encode(x=x, y=y, y2=alt.Y2Datum(TOP), color=colour)
    edge = here.transform_filter(ENOUGH).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    dots = here.mark_point(size=90, opacity=0, filled=True).encode(x=x, y=y, color=colour, tooltip=tip)
    layers = [area.add_params(*_controls(rows, best)), edge, *_answer(here, x, y, tip), dots]
    subtitle = _("Surface : les deux notes ensemble donnent le diplôme. Les oraux et la note se choisissent ci-dessous")
    return finish(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), say_oral_frontier(frontier), subtitle)


def _pairs(frontier: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the page: few columns, since each pair has one row per mark."""
    rows = frontier[[OralFrontier.note_premier, OralFrontier.note_second]].copy()
    rows.insert(0, NAME, [regime_label(row.regime) for row in OralFrontier.rows(frontier)])
    pairs = [pair_of_orals(row.regime, row.premier, row.second) for row in OralFrontier.rows(frontier)]
    rows.insert(1, PAIR, pairs)
    return rows


def _controls(rows: pd.DataFrame, best: OralFrontier) -> tuple[Any, Any]:
    """Return the list of pairs and the slider of the first mark, put at the easiest point."""
    pairs = alt.binding_select(options=list(dict.fromkeys(rows[PAIR])), name=_("Oraux : ") + " ")
    slider = alt.binding_range(min=0, max=TOP, step=SLIDE, name=_("Note au premier oral : ") + " ")
    easiest = pair_of_orals(best.regime, best.premier, best.second)
    return (
        alt.param(name=CHOSEN, value=easiest, bind=pairs),
        alt.param(name=MARK, value=float(best.note_premier), bind=slider),
    )


def _chosen(rows: pd.DataFrame) -> Any:
    """Return the rows of the pair chosen, with what is written of each."""
    first, second = (WRITTEN.format(name) for name in (OralFrontier.note_premier, OralFrontier.note_second))
    return (
        alt.Chart(rows)
        .transform_filter(f"datum.{PAIR} == {CHOSEN}")
        .transform_calculate(
            **{
                # Where 20 is not enough the surface ends at the top: it has no height there.
                EDGE: f"{ENOUGH} ? datum.{OralFrontier.note_second} : {TOP}",
                FIRST: first,
                SECOND: f"{ENOUGH} ? {second} : {_quoted(_('impossible'))}",
                PHRASE: f"{ENOUGH} ? replace({_quoted(_('il faut {note} au second'))}, '{{note}}', "
                f"{second}) : {_quoted(_('impossible, même avec 20'))}",
            },
        )
    )


def _answer(here: Any, x: alt.X, y: alt.Y, tip: list[alt.Tooltip]) -> list[Any]:
    """Return what answers to the mark of the slider: a line, the point on the frontier, and the words."""
    at = here.transform_filter(f"abs(datum.{OralFrontier.note_premier} - {MARK}) < {SLIDE / 2}")
    rule = at.mark_rule(**DASHES).encode(x=x)
    ball = at.transform_filter(ENOUGH).mark_point(filled=True, size=110, color=INK, opacity=1)
    words = at.mark_text(align="right", fontSize=14, fontWeight=600, color=INK, baseline="top")
    placed = words.encode(x=alt.value(WIDTH - 8), y=alt.value(8), text=f"{PHRASE}:N")
    return [rule, ball.encode(x=x, y=y, tooltip=tip), placed]


def _quoted(words: str) -> str:
    """Return words as an expression of Vega quotes them."""
    return json.dumps(words, ensure_ascii=False)


def _colours(frontier: pd.DataFrame) -> list[str]:
    """Return the colour of each regime, in their order."""
    return [COLOURS.get(one, OTHERS[0]) for one in dict.fromkeys(frontier[OralFrontier.regime])]


def draw_ranges(ranges: pd.DataFrame) -> Any:
    """Return the chart of what every mark of each unit and each oral decides, from 0 to 20, a panel per regime."""
    if ranges.empty:
        return empty_chart(say_ranges(ranges))
    rows = ranges.assign(**{NAME: [regime_label(row.regime) for row in MarkRange.rows(ranges)]})
    rows[OUTCOME] = [would_become(row.decision, row.autorise) for row in MarkRange.rows(ranges)]
    rows[LABEL] = [swept_mark(row) for row in MarkRange.rows(ranges)]
    # The next hundredth belongs to the next range: a bar ends where another begins.
    rows[EDGE] = [min(row.note_haute + 1 / CENTIEMES, TOP) for row in MarkRange.rows(ranges)]
    found = sorted({(row.decision, row.autorise) for row in MarkRange.rows(ranges)}, key=lambda one: SHADES.index(one))
    outcomes = [would_become(*one) for one in found]
    tip = [
        alt.Tooltip(f"{LABEL}:N", title=_("Note")),
        alt.Tooltip(MarkRange.note_basse.q, title=_("De")),
        alt.Tooltip(MarkRange.note_haute.q, title=_("À")),
        alt.Tooltip(MarkRange.bascule.n, title=_("Bascule exacte")),
        alt.Tooltip(f"{OUTCOME}:N", title=_("Issue")),
    ]
    bars = (
        alt.Chart(rows)
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X(
                MarkRange.note_basse.q, title=_("Note (points sur 20)"), scale=alt.Scale(domain=[0, TOP], nice=False)
            ),
            x2=f"{EDGE}:Q",
            y=alt.Y(f"{LABEL}:N", sort=None, title=None, axis=BESIDE),
            color=alt.Color(
                f"{OUTCOME}:N",
                scale=alt.Scale(domain=outcomes, range=[SHADE[one] for one in found]),
                legend=alt.Legend(title=None, labelLimit=0, columns=3),
            ),
            tooltip=tip,
        )
    )
    panels = [
        bars.transform_filter(alt.datum[NAME] == name).properties(width=WIDTH - 160, height=alt.Step(STEP), title=name)
        for name in dict.fromkeys(rows[NAME])
    ]
    said = _("Une note bouge de 0 à 20, tout le reste demeure ; un oral bouge à côté de ceux qui sont saisis")
    return finish(alt.vconcat(*panels), say_ranges(ranges), said)


def draw_examples(cases: pd.DataFrame) -> Any:
    """Return the chart of each case worked out by hand, from the first mean to the final one under each regime.

    Those who were eliminated have no mean: it is written where means begin.
    """
    rows, regimes = _cases(cases), list(dict.fromkeys(cases[ExampleDecision.regime]))
    axis = alt.Axis(labelLimit=420, ticks=False, domain=False, labelFontSize=12)
    order, scale = list(dict.fromkeys(rows[ExampleDecision.cas])), alt.Scale(domain=[LEAST, 13], zero=False)
    y = alt.Y(ExampleDecision.cas.n, sort=order, title=None, axis=axis, scale=alt.Scale(paddingInner=0.35))
    tip = [
        alt.Tooltip(ExampleDecision.cas.n, title=_("Cas")),
        alt.Tooltip(f"{NAME}:N", title=_("Régime")),
        alt.Tooltip(f"{LABEL}:N", title=_("Issue")),
    ]
    base = alt.Chart(rows).encode(
        y=y,
        yOffset=alt.YOffset(f"{NAME}:N", sort=[regime_label(one) for one in regimes]),
        color=alt.Color(f"{NAME}:N", scale=scale_of(regimes), legend=alt.Legend(title=None)),
        tooltip=tip,
    )
    first, final = alt.X(ExampleDecision.generale_sur_20.q, scale=scale), ExampleDecision.finale_sur_20
    moves = base.mark_rule(strokeWidth=3).encode(x=first, x2=final)
    ends = base.mark_point(filled=True, size=60, opacity=1)
    ends = ends.encode(x=alt.X(final.q, scale=scale, title=_("Moyenne (points sur 20)")))
    words = base.mark_text(align="left", dx=9, fontSize=11)
    words = words.encode(x=alt.X(f"{SPOT}:Q", scale=scale), text=f"{LABEL}:N")
    bar = thresholds(THRESHOLD, 10)
    chart = alt.layer(bar.encode(x=f"{THRESHOLD}:Q"), moves, ends, words)
    chart = chart.properties(width=WIDTH - 200, height=alt.Step(STEP))
    said = _("Trait : de la moyenne du premier groupe à la moyenne finale ; tirets : 10")
    return finish(chart, say_examples(cases), said)


def _cases(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chart, with what is written of each and where."""
    means = [ExampleDecision.generale_sur_20, ExampleDecision.finale_sur_20]
    rows = cases[[ExampleDecision.cas, ExampleDecision.regime, *means, ExampleDecision.decision]].copy()
    final = rows[ExampleDecision.finale_sur_20]
    rows[ExampleDecision.cas] = rows[ExampleDecision.cas].map(translate)
    rows[NAME] = rows[ExampleDecision.regime].map(regime_label)
    rows[OUTCOME] = [DECISIONS[code] for code in rows[ExampleDecision.decision]]
    rows[LABEL] = [
        _("{decision} : pas de moyenne").format(decision=word) if np.isnan(mean) else f"{_on_its_side(mean)}, {word}"
        for mean, word in zip(final, rows[OUTCOME], strict=True)
    ]
    # A label starts right of the dashed line, which would cross it.
    rows[SPOT] = final.clip(lower=10).fillna(LEAST)
    return rows


def _on_its_side(mean: float) -> str:
    """Return a mean with two decimals, or three where two would put it on a whole mark: 7,995 is not 8."""
    return trimmed(number(mean, 3 if round(mean, 2).is_integer() else 2))
