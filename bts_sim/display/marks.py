"""Marks that the charts of several questions share: a value with its interval, and lines at zero and at thresholds."""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt
import pandas as pd

from bts_sim.display.theme import DASHES, INK

Axis = TypeVar("Axis", alt.X, alt.Y)


def zero_line() -> Any:
    """Return the vertical line at zero, for charts of gaps."""
    return alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK).encode(x="zero:Q")


def thresholds(column: str, *values: float) -> Any:
    """Return dashed lines at some values, in a column that the caller puts on an axis."""
    return alt.Chart(pd.DataFrame({column: list(values)})).mark_rule(**DASHES)


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
    """Return the layers of a value with its interval: a rule over the interval, a dot, and text at the right.

    Args:
        base: the chart, with its rows, colours and tooltips.
        x: the axis, which every layer shares.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        size: area of the dot, square pixels.
        band: thickness in pixels of a pale band that replaces the rule, for intervals narrower than a dot.
        words: column of the text; by default there is no text.
        words_at: column of the position of the text; by default, the value.
        shape: shape of the dot, for rows that colour alone does not distinguish.
    """
    rule = base.mark_rule(strokeWidth=2) if band is None else base.mark_rule(strokeWidth=band, opacity=0.35)
    dot = base.mark_point(filled=True, size=size, opacity=1).encode(x=_on(x, value))
    layers = [rule.encode(x=_on(x, low), x2=alt.X2(high)), dot if shape is None else dot.encode(shape=shape)]
    if words is not None:
        said = base.mark_text(align="left", dx=14, fontSize=13)
        layers.append(said.encode(x=_on(x, words_at or value), text=f"{words}:N"))
    return layers


def spread_marks(base: alt.Chart, y: alt.Y, value: str, low: str, high: str, *, size: int = 22) -> list[Any]:
    """Return the layers of a value with its interval, for values side by side: a vertical rule and a dot.

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
    base: alt.Chart,
    y: alt.Y,
    value: str,
    low: str,
    high: str,
    *,
    opacity: float = 0.25,
    width: float = 2,
    steps: bool = False,
    **line: Any,
) -> list[Any]:
    """Return the layers of values along a line, with their intervals: a pale band and a line.

    Args:
        base: the chart, with its rows, horizontal axis and colours.
        y: the axis, which both layers share.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        opacity: opacity of the band, 0 to 1.
        width: width of the line, pixels.
        steps: whether both go by steps, each value holding up to the next.
        line: other properties of the line, such as its points.
    """
    along: dict[str, Any] = {"interpolate": "step-after"} if steps else {}
    band = base.mark_area(opacity=opacity, **along).encode(y=_on(y, low), y2=alt.Y2(high))
    return [band, base.mark_line(strokeWidth=width, **along, **line).encode(y=_on(y, value))]


def bar_marks(base: alt.Chart, x: alt.X, value: str, low: str, high: str, *, height: int, words: str) -> list[Any]:
    """Return the layers of a count with its interval: a bar from zero, a rule over the interval, and text past it.

    Args:
        base: the chart, with its rows and tooltips.
        x: the axis, which every layer shares.
        value: column of the value.
        low: column of the lower end of the interval.
        high: column of its upper end.
        height: thickness of the bar, pixels.
        words: column of the text.
    """
    ends = base.mark_rule(strokeWidth=1.5).encode(x=_on(x, low), x2=alt.X2(high), color=alt.value(INK))
    said = base.mark_text(align="left", dx=6, fontSize=12)
    said = said.encode(x=_on(x, high), text=f"{words}:N", color=alt.value(INK))
    return [base.mark_bar(height=height).encode(x=_on(x, value)), ends, said]


def _on(axis: Axis, column: str) -> Axis:
    """Return the same axis for another column."""
    same = axis.copy()
    same.shorthand = f"{column}:Q"
    return same
