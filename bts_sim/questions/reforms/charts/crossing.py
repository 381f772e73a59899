"""The chart of two levers together: the admission rate and its gap to the law, in each cell."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import number, percent
from bts_sim.display.theme import INK, OTHERS, finish
from bts_sim.language import _
from bts_sim.questions.reforms.settings import levers_in
from bts_sim.questions.reforms.tables import ADMITTED, GAPS, Response
from bts_sim.questions.reforms.words.findings import say_crossing
from bts_sim.questions.reforms.words.labels import LEVER_NAMES, in_setting

#: Columns added to each setting for the chart.
ACROSS, DOWN, RATE, GAP, WORDS, RATE_WORDS, DARK = "across", "down", "rate", "gap", "words", "rate_words", "dark"
SHADES, WHITE_FROM = ["#f7fbff", "#6baed6", "#08519c"], 0.6
#: Height of a cell in pixels, and number of cells above which cells have no text.
CELL, WORDED = 30, 144
#: Largest gap that one decimal would write as zero.
NONE = 0.05


def draw_crossing(table: pd.DataFrame) -> Any:
    """Return the chart of the admission rate over two levers, with its gap to the law in each cell.

    Raises:
        ValueError: the table does not have exactly two levers.
    """
    across, down = levers_in(table)
    rows = _cells(table, across, down)
    order = {
        axis: list(dict.fromkeys(rows.sort_values(lever)[axis])) for lever, axis in ((across, ACROSS), (down, DOWN))
    }
    titles = [LEVER_NAMES[lever].capitalize() for lever in (across, down)]
    flat = alt.Axis(ticks=False, domain=False)
    x = alt.X(
        f"{ACROSS}:N", sort=order[ACROSS], title=titles[0], axis=alt.Axis(labelAngle=0, ticks=False, domain=False)
    )
    y = alt.Y(f"{DOWN}:N", sort=order[DOWN][::-1], title=titles[1], axis=flat)
    tip = [
        alt.Tooltip(f"{ACROSS}:N", title=titles[0]),
        alt.Tooltip(f"{DOWN}:N", title=titles[1]),
        alt.Tooltip(f"{RATE_WORDS}:N", title=_("Admis")),
        alt.Tooltip(f"{GAP}:Q", title=_("Écart avec la loi (points)"), format="+.2f"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    chart = alt.layer(*_layers(base, rows)).resolve_scale(color="independent")
    chart = chart.properties(width=alt.Step(48 if len(order[ACROSS]) <= 12 else 30), height=alt.Step(CELL))
    words = _("Chiffre : écart avec la loi en vigueur (points d'admis)")
    if rows[Response.en_vigueur].any():
        words = _("Chiffre : écart avec la loi en vigueur (points d'admis) ; cadre : la loi en vigueur")
    return finish(chart, say_crossing(table), words)


def _cells(table: pd.DataFrame, across: str, down: str) -> pd.DataFrame:
    """Return one row per setting, with its rate and its gap as numbers and as text."""
    keys = [across, down]
    measured = {code: table[table[Response.indicateur] == code].set_index(keys) for code in (ADMITTED, GAPS[ADMITTED])}
    rows = measured[ADMITTED][[Response.valeur, Response.en_vigueur]].rename(columns={Response.valeur: RATE})
    rows[GAP] = measured[GAPS[ADMITTED]][Response.valeur]
    rows = rows.reset_index()
    for lever, axis in ((across, ACROSS), (down, DOWN)):
        rows[axis] = [in_setting(lever, value) for value in rows[lever]]
    rows[WORDS] = [number(0.0 if abs(gap) < NONE else gap, 1, sign=abs(gap) >= NONE) for gap in rows[GAP]]
    rows[RATE_WORDS] = [percent(value, 2) for value in rows[RATE]]
    low, high = rows[RATE].min(), rows[RATE].max()
    return rows.assign(**{DARK: rows[RATE] > low + WHITE_FROM * (high - low)})


def _layers(base: alt.Chart, rows: pd.DataFrame) -> list[Any]:
    """Return the layers: the cells, their text if they are few enough, and the frame of the law."""
    low, high = rows[RATE].min(), rows[RATE].max()
    shade = alt.Scale(domain=[low, (low + high) / 2, high], range=SHADES)
    legend = alt.Legend(title=_("Admis (%)"), orient="right", format=".1f")
    layers: list[Any] = [
        base.mark_rect(stroke="white").encode(color=alt.Color(f"{RATE}:Q", scale=shade, legend=legend))
    ]
    if len(rows) <= WORDED:
        ink = alt.Color(f"{DARK}:N", scale=alt.Scale(domain=[False, True], range=[INK, "white"]), legend=None)
        layers.append(base.mark_text(fontSize=11).encode(text=f"{WORDS}:N", color=ink))
    if rows[Response.en_vigueur].any():
        law = base.transform_filter(f"datum.{Response.en_vigueur}")
        layers.append(law.mark_rect(fillOpacity=0, stroke=OTHERS[2], strokeWidth=3, strokeOpacity=1))
    return layers
