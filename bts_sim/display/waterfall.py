"""A waterfall chart: the steps from one value to another, each with its interval."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.lines import LINES_BESIDE, row_height
from bts_sim.display.theme import INK, WIDTH
from bts_sim.schema import Schema, a_flag, a_number, a_text

#: Width in pixels reserved for the labels, and pixels by which the two lines of text of a step are apart, each way.
BESIDE, APART = 200, 7
LINKS, PALE = "#7f8790", "#5f6368"


@dataclass(frozen=True)
class End:
    """The start or the end of a waterfall: its label, its value, its text and its colour."""

    label: str
    value: float
    words: str
    colour: str


@dataclass(frozen=True)
class Step:
    """One step: its label, its value, the ends of its interval, and the text at its right and under that."""

    label: str
    adds: float
    low: float
    high: float
    words: str
    aside: str = ""


class Way(Schema):
    """The rows that a waterfall draws: one per step, with the two ends first and last."""

    label = a_text("what the step is called")
    start = a_number("where the step begins", "that of the gap")
    stop = a_number("where it ends", "that of the gap")
    least = a_number("lower end of its interval", "that of the gap", optional=True)
    most = a_number("upper end of its interval", "that of the gap", optional=True)
    edge = a_number("where its words stand", "that of the gap")
    up = a_flag("whether it adds")
    words = a_text("what is written at its right")
    aside = a_text("what is written under these")
    after = a_text("the label of the next step")


def way(start: End, steps: Sequence[Step], end: End) -> pd.DataFrame:
    """Return the position of every step from one value to another, as `Way`.

    Args:
        start: the start of the waterfall.
        steps: the steps, in order.
        end: the end of the waterfall.
    """
    at = list(itertools.accumulate((one.adds for one in steps), initial=start.value))
    rows = [_standing(start)]
    for one, begins, ends in zip(steps, at, at[1:], strict=False):
        low, high = begins + one.low, begins + one.high
        edge = float(np.nanmax([begins, ends, high]))
        rows.append((one.label, begins, ends, low, high, edge, one.adds >= 0, one.words, one.aside))
    rows.append(_standing(end))
    labels = [str(row[0]) for row in rows[1:]] + [""]
    return Way.frame((*row, after) for row, after in zip(rows, labels, strict=True)).round(6)


def draw_waterfall(
    start: End, steps: Sequence[Step], end: End, *, axis: str, shades: tuple[str, str], titles: tuple[str, str]
) -> Any:
    """Return the waterfall chart from one value to another, without a title.

    Args:
        start: the start of the waterfall.
        steps: the steps, in order.
        end: the end of the waterfall.
        axis: the title of the axis of values.
        shades: the colour of steps that add, and the colour of steps that subtract.
        titles: the titles of the tooltips of a step: its label and its text.
    """
    rows = way(start, steps, end)
    order = rows[Way.label].tolist()
    low, high = (float(f(rows[[Way.start, Way.stop]].to_numpy())) for f in (np.min, np.max))
    low, high = float(np.floor(low)), float(np.ceil(high))
    # Leave room for the text at the right of the last step.
    scale = alt.Scale(domain=[low, high + 0.3 * (high - low)], zero=False, nice=False)
    y = alt.Y(Way.label.n, scale=alt.Scale(domain=order), title=None, axis=LINES_BESIDE)
    marked = alt.Axis(values=np.arange(low, high + 1).tolist(), titleAnchor="start")
    x = alt.X(Way.start.q, title=axis, scale=scale, axis=marked)
    inner, outer = rows.iloc[1:-1], rows.iloc[[0, -1]]
    layers = [
        *_steps(inner, (x, y), scale, shades, titles),
        _links(rows.iloc[:-1], y, scale),
        _ends(outer, y, scale, (start, end)),
        *_words(rows, y, scale),
    ]
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return chart.properties(width=WIDTH - BESIDE, height=alt.Step(row_height(order)))


def _standing(one: End) -> tuple[Any, ...]:
    return (one.label, *[one.value] * 5, True, one.words, "")


def _steps(
    rows: pd.DataFrame, axes: tuple[alt.X, alt.Y], scale: alt.Scale, shades: tuple[str, str], titles: tuple[str, str]
) -> list[Any]:
    """Return the bars of the steps and the rules of their intervals."""
    colour = alt.Color(Way.up.n, scale=alt.Scale(domain=[True, False], range=list(shades)), legend=None)
    told = zip((Way.label, Way.words), titles, strict=True)
    tip = [alt.Tooltip(column.n, title=title) for column, title in told]
    x, y = axes
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_bar(height=20).encode(x=x, x2=alt.X2(Way.stop), color=colour, tooltip=tip)
    ends = base.mark_rule(strokeWidth=1.5, color=INK).encode(x=alt.X(Way.least.q, scale=scale), x2=alt.X2(Way.most))
    return [bars, ends]


def _links(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale) -> Any:
    """Return the lines from the end of each step to the next step."""
    links = alt.Chart(rows).mark_rule(color=LINKS, strokeDash=[2, 2])
    return links.encode(y=y, y2=alt.Y2(Way.after.n), x=alt.X(Way.stop.q, scale=scale))


def _ends(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale, ends: tuple[End, End]) -> Any:
    """Return the points of the start and of the end."""
    sides = alt.Scale(domain=[one.label for one in ends], range=[one.colour for one in ends])
    marks = alt.Chart(rows).mark_point(filled=True, size=110, opacity=1)
    colour = alt.Color(Way.label.n, scale=sides, legend=None)
    return marks.encode(y=y, x=alt.X(Way.stop.q, scale=scale), color=colour)


def _words(rows: pd.DataFrame, y: alt.Y, scale: alt.Scale) -> list[Any]:
    """Return the text at the right of each step, and the text under it: on one line they meet on a narrow screen."""
    base = alt.Chart(rows).encode(y=y, x=alt.X(Way.edge.q, scale=scale))
    two = (rows[Way.aside] != "").any()
    beside = base.mark_text(align="left", dx=8, dy=-APART if two else 0, fontSize=12, color=INK).encode(
        text=Way.words.n
    )
    if not two:
        return [beside]
    ends = alt.Chart(rows[rows[Way.aside] == ""]).encode(y=y, x=alt.X(Way.edge.q, scale=scale))
    steps = alt.Chart(rows[rows[Way.aside] != ""]).encode(y=y, x=alt.X(Way.edge.q, scale=scale))
    lines = [(ends, Way.words, 0, 12, INK), (steps, Way.words, -APART, 12, INK), (steps, Way.aside, APART, 11, PALE)]
    return [
        one.mark_text(align="left", dx=8, dy=dy, fontSize=size, color=colour).encode(text=column.n)
        for one, column, dy, size, colour in lines
    ]
