"""The style of all charts: one colour per regime, and a title that states the finding."""

from __future__ import annotations

import itertools
import json
import re
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display import rendering
from bts_sim.display.labels import regime_label, vega_numbers

#: Okabe and Ito's palette, safe for colour-blind readers: one colour per regime, then others in order for the analyst's
#: regimes.
COLOURS = {"aucun": "#5f6368", "exceptionnel_2021": "#d55e00", "permanent_2022": "#0072b2", "en_vigueur": "#202124"}
OTHERS = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9")
INK, GRID = "#202124", "#e3e3e3"
#: The paper of a page, and that of a dark screen, on which the colours of the left become those of the right.
PAPER = ("#ffffff", "#18191b")
DARK = {
    **{INK: "#e8eaed", "#000": "#e8eaed", "#000000": "#e8eaed", "black": "#e8eaed", "#5f6368": "#a8adb4"},
    **{GRID: "#3c4043", "#ddd": "#3c4043", "#888": "#80868b", "#0072b2": "#4aa3df", "#d55e00": "#f28b46"},
    **{"#80868b": "#9aa0a6", "#00664b": "#4db6a0", "#808080": "#9aa0a6"},
}
WIDTH = 620
#: Height in pixels of one bar and its label.
STEP = 16
#: Characters of a title on one line.
TITLE_WIDTH = 72
#: The space between a sign of French and its word, and what holds its place while lines are broken.
SIGNS, HELD = re.compile("(?<=«) | (?=[:;?!»])"), "\0"
#: Area in pixels of the invisible points that make a line answer the mouse.
HOVER = 150
#: Height in pixels of a panel, and of a panel whose lines must be easy to distinguish.
PANEL, TALL = 130, 230
#: Pixels of the labels of an axis, and of one letter of them.
LABELS, LETTER = 220, 7
#: The axis of names beside bars, and the line of a threshold.
BESIDE = alt.Axis(ticks=False, domain=False, labelLimit=240)
DASHES: dict[str, Any] = {"color": INK, "strokeDash": [4, 3]}
#: Line patterns that can be distinguished in grey.
PATTERNS = ([1, 0], [6, 3], [2, 2], [9, 3, 2, 3])
#: One pattern per regime of the law, in every chart.
DASH = {"aucun": [2, 2], "exceptionnel_2021": [6, 3], "permanent_2022": [1, 0], "en_vigueur": [9, 3, 2, 3]}

rendering.enable_rendering()


def scale_of(regimes: Sequence[str]) -> alt.Scale:
    """Return the colour of each regime: regimes of the law first, then the analyst's in order."""
    own = itertools.cycle(OTHERS)
    return alt.Scale(domain=[regime_label(r) for r in regimes], range=[COLOURS.get(r) or next(own) for r in regimes])


def dashes_of(regimes: Sequence[str]) -> alt.Scale:
    """Return the line pattern of each regime: regimes of the law have their own, then the analyst's in order."""
    own = itertools.cycle(PATTERNS[::-1])
    return alt.Scale(domain=[regime_label(r) for r in regimes], range=[DASH.get(r) or next(own) for r in regimes])


def hover(rows: pd.DataFrame, x: Any, y: Any, tip: Sequence[alt.Tooltip]) -> Any:
    """Return the invisible points of a line, each with its tooltip. Vega shows only the first point of a whole line."""
    return alt.Chart(rows).mark_point(filled=True, size=HOVER, opacity=0).encode(x=x, y=y, tooltip=tip)


def room_of(labels: Sequence[str]) -> int:
    """Return the pixels that labels on an axis may take: the title of a reform is read whole."""
    return max(LABELS, LETTER * max(map(len, labels), default=0))


def under_heads(names: Sequence[tuple[str, str]]) -> tuple[list[str], alt.Axis]:
    """Return the labels of an axis, each family under its name, and the axis that writes these names in bold.

    `names`: the family and the label of each line, families together.
    """
    labels, heads = [], []
    for family, lines in itertools.groupby(names, key=lambda one: one[0]):
        heads.append(family[:1].upper() + family[1:])
        labels += [heads[-1], *(label for _family, label in lines)]
    axis = BESIDE.copy()
    axis.labelFontWeight = {
        "condition": {"test": f"indexof({json.dumps(heads)}, datum.value) >= 0", "value": "bold"},
        "value": "normal",
    }
    return labels, axis


def dark_styles(drawing: str) -> str:
    """Return the CSS that gives drawings the colours of a dark screen. `drawing`: the selector of their SVG."""
    rules = (
        f'{drawing} [{where}="{light}"] {{ {where}: {dark}; }}'
        for light, dark in DARK.items()
        for where in ("fill", "stroke")
    )
    return "@media screen and (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}"


def finish(chart: Any, title: str, subtitle: str | Sequence[str] = "") -> Any:
    """Return a chart with its title and the shared style."""
    kept = SIGNS.sub(HELD, title)
    lines = [line.replace(HELD, " ") for line in textwrap.wrap(kept, TITLE_WIDTH)]
    words = alt.TitleParams(lines, subtitle=subtitle or [], anchor="start", fontSize=15, subtitleFontSize=12)
    # In one call, which copies every layer of the chart, as each of Altair's does.
    styled = chart.configure(**_style())
    styled.title = words
    return styled


def _style() -> dict[str, Any]:
    """Return the style that every chart shares, for Altair's `configure`."""
    return {
        "locale": {"number": vega_numbers()},
        "font": "Helvetica, Arial, sans-serif",
        "view": alt.ViewConfig(stroke=None),
        "axis": alt.AxisConfig(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            gridColor=GRID,
            labelColor=INK,
            # A label at an end stands under its tick, and not moved onto the one before.
            labelFlush=False,
            labelSeparation=5,
        ),
        "title": alt.TitleConfig(color=INK, subtitleColor="#5f6368", offset=12),
        "legend": alt.LegendConfig(labelFontSize=12, titleFontSize=12, orient="top", title=None, labelLimit=400),
    }


def empty_chart(title: str) -> Any:
    """Return a chart with no marks, whose title says why it is empty."""
    return finish(alt.Chart(pd.DataFrame({"x": [0]})).mark_point(opacity=0), title)


def tips(**named_fields: str) -> list[alt.Tooltip]:
    """Return the tooltips of a mark, from columns and their titles."""
    return [
        alt.Tooltip(f"{field_name}:Q" if field_name in ("n", "note") else f"{field_name}:N", title=words)
        for field_name, words in named_fields.items()
    ]
