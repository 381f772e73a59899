"""Marks that charts of several questions share, each drawn in one way: a value with its interval, a zero line."""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt
import pandas as pd

from bts_sim.display.theme import INK

Axis = TypeVar("Axis", alt.X, alt.Y)


def zero_line() -> Any:
    """Return the vertical line of zero, for gaps."""
    return alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK).encode(x="zero:Q")


def interval_marks(
    base: alt.Chart,
    x: alt.X,
    value: str,
    low: str,
    high: str,
    *,
    size: int = 60,
    band: int | None = None,
    words: str | None = None,
    words_at: str | None = None,
    shape: alt.Shape | None = None,
) -> list[Any]:
    """Return the layers of a value with its interval: a rule from end to end, a dot, and words at its right.

    Args:
        base: the chart, with its rows, colours and tooltips.
        x: the axis, which every layer shares.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        size: area of the dot, square pixels.
        band: thickness of a pale band drawn instead of the rule, where intervals are narrower than a dot; pixels.
        words: column of the words; none are written without it.
        words_at: column of where they begin; the value by default.
        shape: shape of the dot, where colour alone does not tell rows apart.
    """
    rule = base.mark_rule(strokeWidth=2) if band is None else base.mark_rule(strokeWidth=band, opacity=0.35)
    dot = base.mark_point(filled=True, size=size, opacity=1).encode(x=_on(x, value))
    layers = [rule.encode(x=_on(x, low), x2=alt.X2(high)), dot if shape is None else dot.encode(shape=shape)]
    if words is not None:
        said = base.mark_text(align="left", dx=14, fontSize=13)
        layers.append(said.encode(x=_on(x, words_at or value), text=f"{words}:N"))
    return layers


def spread_marks(base: alt.Chart, y: alt.Y, value: str, low: str, high: str, *, size: int = 22) -> list[Any]:
    """Return the same for values that stand side by side: a vertical rule and a dot.

    Args:
        base: the chart, with its rows, colours and tooltips.
        y: the axis, which both layers share.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        size: area of the dot, square pixels.
    """
    rule = base.mark_rule(strokeWidth=2, opacity=0.5).encode(y=_on(y, low), y2=alt.Y2(high))
    return [rule, base.mark_point(filled=True, size=size, opacity=1).encode(y=_on(y, value))]


def band_marks(
    base: alt.Chart, y: alt.Y, value: str, low: str, high: str, *, opacity: float = 0.25, width: float = 2, **line: Any
) -> list[Any]:
    """Return the same for values along a line: a pale band from end to end, and the line.

    Args:
        base: the chart, with its rows, horizontal axis and colours.
        y: the axis, which both layers share.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        opacity: that of the band.
        width: of the line, pixels.
        line: what else the line is drawn with, such as its points.
    """
    band = base.mark_area(opacity=opacity).encode(y=_on(y, low), y2=alt.Y2(high))
    return [band, base.mark_line(strokeWidth=width, **line).encode(y=_on(y, value))]


def bar_marks(base: alt.Chart, x: alt.X, value: str, low: str, high: str, *, height: int, words: str) -> list[Any]:
    """Return the same for counts from zero: a bar, a rule from end to end of the interval, and words past it.

    Args:
        base: the chart, with its rows and tooltips.
        x: the axis, which every layer shares.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        height: thickness of the bar, pixels.
        words: column of the words.
    """
    ends = base.mark_rule(strokeWidth=1.5).encode(x=_on(x, low), x2=alt.X2(high), color=alt.value(INK))
    said = base.mark_text(align="left", dx=6, fontSize=12)
    said = said.encode(x=_on(x, high), text=f"{words}:N", color=alt.value(INK))
    return [base.mark_bar(height=height).encode(x=_on(x, value)), ends, said]


def _on(axis: Axis, column: str) -> Axis:
    """Return the same axis, read from another column."""
    same = axis.copy()
    same.shorthand = f"{column}:Q"
    return same
