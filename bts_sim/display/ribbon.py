"""Ribbons between two sides: how the groups on the left are shared among the groups on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.theme import INK
from bts_sim.schema import Schema, a_count, a_number, a_text

#: Height and width of the chart, and width of an end bar, in pixels; space between two groups, as a share of the
#: height.
HEIGHT, WIDE, BAR, EMPTY = 380, 300, 14, 0.035
#: Number of points in the outline of a ribbon; share of the height from which a ribbon has room for its number.
OUTLINE, READABLE = np.linspace(0, 1, 25), 0.025
#: Unit of the heights in the tables that are drawn.
LEVELS = "that of the heights of ribbons"
#: Point where a ribbon shows its number, near the left, where ribbons do not cross.
SAYS = 2


@dataclass(frozen=True)
class Ribbon:
    """One ribbon: its group on each side, its height, its kind, its text and its tooltip."""

    left: str
    right: str
    height: float
    kind: str
    inside: str
    tells: str

    def group(self, side: int) -> str:
        """Return the group of the ribbon on one side: 0 is the left, 1 the right."""
        return (self.left, self.right)[side]


@dataclass(frozen=True)
class Side:
    """The text of one side: its heading, and a label beside each group."""

    heading: str
    labels: Mapping[str, str]


class Outline(Schema):
    """One point of the outline of a ribbon."""

    rank = a_count("the ribbon", "rank")
    point = a_count("the point", "rank from the left")
    along = a_number("position of the point from left to right", "from 0 to 1")
    top = a_number("upper edge of the ribbon there", LEVELS)
    bottom = a_number("lower edge of the ribbon there", LEVELS)
    kind = a_text("what kind of ribbon it is")
    inside = a_text("what is written in the ribbon")
    tells = a_text("what the ribbon tells when it is pointed at")


class Bar(Schema):
    """The bar of one group, at one end of its ribbons."""

    top = a_number("where the bar begins", LEVELS)
    bottom = a_number("where it ends", LEVELS)
    middle = a_number("where its words stand", LEVELS)
    words = a_text("what is written beside it")


def draw_ribbons(
    ribbons: Sequence[Ribbon],
    order: Sequence[str],
    sides: tuple[Side, Side],
    shades: Mapping[str, str],
    titles: tuple[str, str],
) -> Any:
    """Return the chart of ribbons between two sides, without a title.

    Args:
        ribbons: the ribbons to draw.
        order: the groups, from the top.
        sides: the text on the left and on the right.
        shades: colour of each kind of ribbon, in the order of the legend.
        titles: the titles of the two tooltips of a ribbon: its own text and its kind.
    """
    outlines, bars = outlines_of(ribbons, order), [bars_of(ribbons, order, at, side) for at, side in enumerate(sides)]
    whole = max(float(one[Bar.bottom].max()) for one in bars)
    y = alt.Scale(domain=[0, whole], reverse=True, nice=False)
    layers = [_areas(outlines, y, shades, titles), _inside(outlines, y, whole)]
    for at, (rows, side) in enumerate(zip(bars, sides, strict=True)):
        layers += _side(rows, side.heading, at, y)
    return alt.layer(*layers).properties(width=WIDE, height=HEIGHT)


def outlines_of(ribbons: Sequence[Ribbon], order: Sequence[str]) -> pd.DataFrame:
    """Return the outline of every ribbon, as `Outline`: a smooth curve between its places on the two sides."""
    left, right = _tops(ribbons, order, 0), _tops(ribbons, order, 1)
    smooth = OUTLINE * OUTLINE * (3 - 2 * OUTLINE)
    rows = []
    for rank, (one, start, stop) in enumerate(zip(ribbons, left, right, strict=True)):
        for point, (along, share) in enumerate(zip(OUTLINE.tolist(), smooth.tolist(), strict=True)):
            top = start + (stop - start) * share
            rows.append((rank, point, along, top, top + one.height, one.kind, one.inside, one.tells))
    return Outline.frame(rows).round(4)


def bars_of(ribbons: Sequence[Ribbon], order: Sequence[str], at: int, side: Side) -> pd.DataFrame:
    """Return the bar of every group on one side, as `Bar`. `at`: 0 for the left side, 1 for the right side."""
    tops, rows = _tops(ribbons, order, at), []
    for group in order:
        own = [(top, top + one.height) for top, one in zip(tops, ribbons, strict=True) if one.group(at) == group]
        if own:
            top, bottom = min(top for top, _bottom in own), max(bottom for _top, bottom in own)
            rows.append((top, bottom, (top + bottom) / 2, side.labels[group]))
    return Bar.frame(rows).round(4)


def _tops(ribbons: Sequence[Ribbon], order: Sequence[str], at: int) -> list[float]:
    """Return the top of each ribbon on one side, group by group. Within a group, ribbons follow their other group."""
    ranked = sorted(range(len(ribbons)), key=lambda i: [order.index(ribbons[i].group(side)) for side in (at, 1 - at)])
    tops, top, last = [0.0] * len(ribbons), 0.0, ribbons[ranked[0]].group(at)
    space = EMPTY * sum(one.height for one in ribbons)
    for i in ranked:
        group = ribbons[i].group(at)
        top += space if group != last else 0.0
        tops[i], last = top, group
        top += ribbons[i].height
    return tops


def _areas(rows: pd.DataFrame, y: alt.Scale, shades: Mapping[str, str], titles: tuple[str, str]) -> Any:
    kinds = [kind for kind in shades if (rows[Outline.kind] == kind).any()]
    colours = alt.Scale(domain=kinds, range=[shades[kind] for kind in kinds])
    below = alt.Legend(orient="bottom", symbolType="square")
    told = zip((Outline.tells, Outline.kind), titles, strict=True)
    area = alt.Chart(rows).mark_area(opacity=0.85, line=False)
    return area.encode(
        x=alt.X(Outline.along.q, scale=_along(), axis=None),
        y=alt.Y(Outline.top.q, scale=y, axis=None),
        y2=alt.Y2(Outline.bottom),
        detail=Outline.rank.n,
        color=alt.Color(Outline.kind.n, scale=colours, legend=below),
        tooltip=[alt.Tooltip(column.n, title=title) for column, title in told],
    )


def _inside(rows: pd.DataFrame, y: alt.Scale, whole: float) -> Any:
    """Return the layer of numbers, for the ribbons that have room for one."""
    roomy = f"datum.{Outline.bottom} - datum.{Outline.top} >= {READABLE * whole}"
    # From the rows of the outlines, so that the files of the chart do not hold them twice.
    said = alt.Chart(rows).transform_filter(f"datum.{Outline.point} == {SAYS} && {roomy}")
    said = said.transform_calculate(middle=f"(datum.{Outline.top} + datum.{Outline.bottom}) / 2")
    words = said.mark_text(fontSize=12, fontWeight="bold", color=INK)
    x = alt.X(Outline.along.q, scale=_along())
    return words.encode(x=x, y=alt.Y(Bar.middle.q, scale=y), text=Outline.inside.n)


def _side(rows: pd.DataFrame, heading: str, at: int, y: alt.Scale) -> list[Any]:
    """Return the layers of one side: its bars, the labels beside them, and its heading."""
    align: Literal["left", "right"] = "left" if at else "right"
    inner, outer = at * WIDE, at * WIDE + (BAR if at else -BAR)
    edges = {"x": alt.value(min(inner, outer)), "x2": alt.value(max(inner, outer))}
    base, dx = alt.Chart(rows), (BAR + 6) * (1 if at else -1)
    bar = base.mark_rect(color=INK).encode(**edges, y=alt.Y(Bar.top.q, scale=y), y2=alt.Y2(Bar.bottom))
    words = base.mark_text(align=align, dx=dx, fontSize=12, color=INK)
    named = alt.Chart(pd.DataFrame({Bar.words: [heading]}))
    named = named.mark_text(align=align, dx=dx, fontSize=12, fontWeight="bold", color=INK)
    return [
        bar,
        words.encode(x=alt.value(inner), y=alt.Y(Bar.middle.q, scale=y), text=Bar.words.n),
        named.encode(x=alt.value(inner), y=alt.value(-14), text=Bar.words.n),
    ]


def _along() -> alt.Scale:
    return alt.Scale(domain=[0, 1], nice=False)
