"""Labels of several lines beside the rows of a chart: broken where they are too long, and given their room."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import altair as alt

from bts_sim.display.theme import STEP

#: Characters of a label on one line, and the height of a line, pixels.
LINE, LINE_HEIGHT = 46, 15
#: Vega centres the first line of a label on its mark, and hangs the others below.
CENTRE = f"{LINE_HEIGHT / 2} * (1 - length(split(datum.label, '\\n')))"
#: An axis of such labels, beside its rows.
LINES_BESIDE = alt.Axis(
    ticks=False,
    domain=False,
    labelLimit=420,
    labelFontSize=12,
    labelExpr="split(datum.label, '\\n')",
    labelOffset={"condition": {"test": "true", "expr": CENTRE}, "value": 0},
)


def in_lines(words: str, width: int = LINE) -> str:
    """Return words broken into lines of a label, of so many characters at most."""
    return "\n".join(textwrap.wrap(words, width))


def row_height(labels: Iterable[str]) -> int:
    """Return the height of a row, pixels, in which none of these labels meets the next."""
    return STEP + LINE_HEIGHT * max(words.count("\n") + 1 for words in labels)
