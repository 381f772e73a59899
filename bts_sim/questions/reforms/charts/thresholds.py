"""The page where sliders move the thresholds. It looks up a table computed by the jury, and computes no rule itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import number, percent, percent_in
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.droit.points import CENTIEMES
from bts_sim.errors import Fault, InputError
from bts_sim.language import _
from bts_sim.questions.reforms.tables import ADMITTED, ALLOWED, GAPS, Response
from bts_sim.questions.reforms.words.findings import say_thresholds, thresholds_in
from bts_sim.questions.reforms.words.labels import RATE_NAMES, THRESHOLD_NAMES

#: Columns added to each setting for the chart, beside its thresholds and its rates.
MEASURE, VALUE, NAME, LAW, WORDS = "measure", "value", "name", "law", "words"
RATE_WORDS, GAP_WORDS, ALLOWED_WORDS = "rate_words", "gap_words", "allowed_words"
#: Tolerance for recognising a setting, points: a slider returns binary numbers.
NEAR = 1e-6
#: Grey of the law as it is, beside the setting chosen.
GREY = "#9aa0a6"


def draw_thresholds(table: pd.DataFrame, regime: str) -> Any:
    """Return the page of the rates for a whole grid of thresholds. `regime`: a name, or its text.

    Each threshold of the table has one slider, or a list if its settings are not evenly spaced. The page is exact at
    each setting and shows nothing between two settings.

    Raises:
        InputError: the regime as it is is not one of the settings.
    """
    levers = thresholds_in(table)
    law = _law(table, levers)
    rows = _rows(table, levers)
    params = [_param(name, rows[name].drop_duplicates().sort_values().tolist(), law[name]) for name in levers]
    top = _bars(rows, levers, law).add_params(*params).properties(width=WIDTH - 160, height=alt.Step(58))
    chart = alt.vconcat(top, _curve(rows, levers, law), spacing=26)
    said = [
        _("Les curseurs sont sous le graphique. Barres : ces réglages ; traits debout : le droit."),
        _("Exact à chaque réglage de la grille, calculé d'avance sur les tirages ; rien n'est interpolé."),
    ]
    return finish(chart, say_thresholds(table, regime), said)


def _bars(rows: pd.DataFrame, levers: Sequence[str], law: Mapping[str, float]) -> Any:
    """Return the rates of the settings chosen, as bars, and the rates of the law, as black ticks."""
    base = alt.Chart(rows).transform_filter(_chosen(levers)).transform_fold(list(RATE_NAMES), as_=[MEASURE, VALUE])
    base = base.transform_calculate(
        **{
            NAME: f"{json.dumps(dict(RATE_NAMES.items()), ensure_ascii=False)}[datum.{MEASURE}]",
            LAW: f"{json.dumps({code: law[code] for code in RATE_NAMES})}[datum.{MEASURE}]",
            WORDS: f"datum.{MEASURE} == '{ADMITTED}' ? datum.{RATE_WORDS} + ', ' + datum.{GAP_WORDS} : "
            f"datum.{ALLOWED_WORDS}",
        }
    )
    axis = alt.Axis(ticks=False, domain=False, labelLimit=200)
    y = alt.Y(f"{NAME}:N", sort=[*RATE_NAMES.values()], title=None, axis=axis)
    scale = alt.Scale(domain=[0, 100], nice=False)
    x = alt.X(f"{VALUE}:Q", title=_("Candidats (% des présents)"), scale=scale)
    tip = [
        alt.Tooltip(f"{NAME}:N", title=_("Mesure")),
        alt.Tooltip(f"{VALUE}:Q", title=_("Ces réglages (%)"), format=".2f"),
        alt.Tooltip(f"{LAW}:Q", title=_("Le droit (%)"), format=".2f"),
    ]
    bars = base.mark_bar(height=22, color=OTHERS[0], opacity=0.8).encode(x=x, y=y, tooltip=tip)
    ticks = base.mark_tick(thickness=3, size=34, color=INK).encode(x=alt.X(f"{LAW}:Q", scale=scale), y=y, tooltip=tip)
    words = base.mark_text(align="left", dx=8, fontSize=13, fontWeight=600, dy=-22)
    return alt.layer(bars, ticks, words.encode(x=alt.value(0), y=y, text=f"{WORDS}:N"))


def _chosen(levers: Sequence[str]) -> str:
    """Return the condition, as a Vega expression, that some levers have the settings chosen."""
    return " && ".join(f"abs(datum.{name} - {name}_choisi) < {NEAR}" for name in levers) or "true"


def _curve(rows: pd.DataFrame, levers: Sequence[str], law: Mapping[str, float]) -> Any:
    """Return the rate along the first lever, with the other levers as chosen, and the point chosen."""
    first, *others = levers
    settings = alt.Axis(values=rows[first].drop_duplicates().tolist(), format=".4~g")
    words = THRESHOLD_NAMES[first] + " " + _("(points sur 20)")
    x = alt.X(f"{first}:Q", title=words, scale=alt.Scale(zero=False, nice=False), axis=settings)
    low = float(np.floor(rows[ADMITTED].min() / 5) * 5)
    y = alt.Y(f"{ADMITTED}:Q", title=_("Admis (%)"), scale=alt.Scale(domain=[low, 100], zero=False))
    tip = [
        alt.Tooltip(f"{first}:Q", title=THRESHOLD_NAMES[first], format=".4~g"),
        alt.Tooltip(f"{RATE_WORDS}:N", title=_("Admis")),
        alt.Tooltip(f"{GAP_WORDS}:N", title=_("Écart avec le droit")),
    ]
    base = alt.Chart(rows).transform_filter(_chosen(others)).encode(x=x, y=y)
    told = base.encode(tooltip=tip)
    line = base.mark_line(color=OTHERS[0])
    dots = told.mark_point(filled=True, size=45, color=OTHERS[0], opacity=1)
    here = told.transform_filter(_chosen([first])).mark_point(
        filled=True, size=160, color=OTHERS[0], opacity=1, stroke=INK, strokeWidth=1.5
    )
    in_law = alt.Chart(pd.DataFrame({VALUE: [law[ADMITTED]]})).mark_rule(color=GREY, strokeDash=[4, 3])
    layers = in_law.encode(y=f"{VALUE}:Q"), line, dots, here
    return alt.layer(*layers).properties(width=WIDTH - 160, height=190)


def _param(name: str, values: list[float], value: float) -> Any:
    steps = np.unique(np.round(np.diff(values), 6))
    label = _("{levier} : ").format(levier=THRESHOLD_NAMES[name])
    bind: Any
    if steps.size == 1:
        bind = alt.binding_range(min=values[0], max=values[-1], step=float(steps[0]), name=label)
    else:
        bind = alt.binding_select(options=values, name=label)
    return alt.param(name=f"{name}_choisi", value=value, bind=bind)


def _rows(table: pd.DataFrame, levers: list[str]) -> pd.DataFrame:
    """Return one row per setting, in points and percent, with its text."""
    gap, ends = GAPS[ADMITTED], [Response.valeur, Response.bas, Response.haut]
    part = table[table[Response.indicateur].isin([*RATE_NAMES, gap])]
    wide = part.pivot(index=levers, columns=Response.indicateur, values=ends)
    rows = wide[Response.valeur].reset_index()
    for name in levers:
        rows[name] = rows[name] / CENTIEMES
    spans = zip(rows[ADMITTED], wide[Response.bas][ADMITTED], wide[Response.haut][ADMITTED], strict=True)
    rows[RATE_WORDS] = [percent_in(value, low, high) for value, low, high in spans]
    rows[ALLOWED_WORDS] = rows[ALLOWED].map(percent)
    rows[GAP_WORDS] = [_("{ecart} pt avec le droit").format(ecart=number(value, 1, sign=True)) for value in rows[gap]]
    return rows.drop(columns=gap).round(4)


def _law(table: pd.DataFrame, levers: list[str]) -> dict[str, float]:
    """Return the setting of the law and its rates."""
    law = table[table[Response.en_vigueur]]
    if law.empty:
        remedy = "ajouter à chaque seuil sa valeur en vigueur"
        raise InputError([Fault("levers", None, "", "", "la grille ne contient pas le régime tel qu'il est", remedy)])
    rates = law.set_index(Response.indicateur)[Response.valeur]
    first = law.iloc[0]
    return {
        **{name: float(first[name]) / CENTIEMES for name in levers},
        **{code: float(rates[code]) for code in RATE_NAMES},
    }
