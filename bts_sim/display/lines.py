"""Labels on several lines beside the rows of a chart, with the height that they need."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import altair as alt

from bts_sim.display.theme import STEP

#: Characters of a label on one line, and height of a line in pixels.
LINE, LINE_HEIGHT = 46, 15
#: Vega centres the first line of a label on its mark and puts the other lines below.
CENTRE = f"{LINE_HEIGHT / 2} * (1 - length(split(datum.label, '\\n')))"
#: The axis of such labels, beside the rows of a chart.
LINES_BESIDE = alt.Axis(
    ticks=False,
    domain=False,
    labelLimit=420,
    labelFontSize=12,
    labelExpr="split(datum.label, '\\n')",
    labelOffset={"condition": {"test": "true", "expr": CENTRE}, "value": 0},
)


def in_lines(words: str, width: int = LINE) -> str:
    """Return text broken into lines of at most so many characters."""
    return "\n".join(textwrap.wrap(words, width))


def row_height(labels: Iterable[str]) -> int:
    """Return the height of a row, in pixels, that keeps these labels from overlapping."""
    return STEP + LINE_HEIGHT * max(words.count("\n") + 1 for words in labels)
