"""The chart of reforms by their false decisions, with a line through the reforms that no other one dominates."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import percent, regime_label
from bts_sim.display.theme import COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.reforms.frontier import Front
from bts_sim.questions.reforms.settings import levers_in
from bts_sim.questions.reforms.words.findings import better_reforms, error_saved, say_frontier, say_saved
from bts_sim.questions.reforms.words.labels import reform_name

#: Columns added to each reform for the chart.
NAME, BEST, SAVED = "name", "best", "saved"
#: Numbers of a reform shown in its tooltip, as text in columns of their own.
TOLD = {name: f"{name}_words" for name in (Front.faux_admis, Front.faux_refus, Front.taux_admis, Front.taux_autorise)}
GREY, DARK_GREEN = "#9aa0a6", "#00664b"
NAMED, SETTING = f"datum.{Front.reforme} != ''", f"datum.{Front.reforme} == ''"


def draw_frontier(table: pd.DataFrame, distance: pd.DataFrame) -> Any:
    """Return the chart of reforms by false admissions and false refusals, with a line through the undominated ones.

    `distance`: the table `FrontierDistance`, whose intervals the title gives.
    """
    rows = _reforms(table)
    first = better_reforms(table)[:1]
    rows[SAVED] = np.where(rows.index.isin(first), say_saved(distance, error_saved(table)), "") if first else ""
    x = alt.X(Front.faux_admis.q, title=_("Faux admis (% des présents)"), scale=alt.Scale(zero=False))
    y = alt.Y(Front.faux_refus.q, title=_("Faux refusés (% des présents)"), scale=alt.Scale(zero=False))
    told = {
        NAME: _("Réforme"),
        TOLD[Front.faux_admis]: _("Faux admis"),
        TOLD[Front.faux_refus]: _("Faux refusés"),
        TOLD[Front.taux_admis]: _("Admis"),
        TOLD[Front.taux_autorise]: _("Autorisés"),
    }
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in told.items()]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    front = rows[rows[Front.sur_la_frontiere]].sort_values([Front.faux_admis, Front.faux_refus])
    line = alt.Chart(front).mark_line(color=INK, strokeWidth=1.5, interpolate="step-after").encode(x=x, y=y)
    chart = alt.layer(
        line,
        *_settings(base),
        *_regimes(base, rows),
        *_best(base.encode(tooltip=[*tip, alt.Tooltip(f"{SAVED}:N", title=_("Point d'erreurs en moins"))])),
    ).resolve_scale(color="shared")
    subtitle = [
        _("Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle"),
        _("Trait : réformes dont aucune autre n'a moins des deux"),
        _("Le niveau professionnel, que la barre protège, n'est pas mesuré ici"),
        _("Moyennes des tirages des paramètres ; la table des deux entourées donne leurs intervalles"),
    ]
    return finish(chart.properties(width=WIDTH, height=380), say_frontier(table, distance), subtitle)


def _reforms(table: pd.DataFrame) -> pd.DataFrame:
    """Return the reforms with their text."""
    levers, best = levers_in(table), better_reforms(table)
    rows = table[[*TOLD, Front.reforme, Front.sur_la_frontiere]].copy()
    rows[NAME] = [reform_name(row, levers) for __, row in table.iterrows()]
    rows[BEST] = np.where(rows.index.isin(best), rows[NAME], "")
    return rows.assign(**{words: [percent(value, 2) for value in rows[name]] for name, words in TOLD.items()})


def _settings(base: alt.Chart) -> list[Any]:
    """Return a dot for each setting of the levers, darker on the frontier."""
    on = f"datum.{Front.sur_la_frontiere} && {SETTING}"
    return [
        base.transform_filter(SETTING).mark_circle(size=22, color=GREY, opacity=0.8),
        base.transform_filter(on).mark_circle(size=30, color=INK, opacity=1),
    ]


def _regimes(base: alt.Chart, rows: pd.DataFrame) -> list[Any]:
    """Return a diamond for each regime, with its name on the side that has room."""
    names = [name for name in dict.fromkeys(rows[Front.reforme]) if name]
    hues = [COLOURS.get(name, OTHERS[0]) for name in names]
    domain = [regime_label(name) for name in names]
    colour = alt.Color(f"{NAME}:N", scale=alt.Scale(domain=domain, range=hues), legend=None)
    named = base.transform_filter(NAMED).encode(color=colour)
    middle = float((rows[Front.faux_admis].min() + rows[Front.faux_admis].max()) / 2)
    left = named.transform_filter(f"datum.{Front.faux_admis} <= {middle}").mark_text(
        align="left", dx=12, dy=-8, fontSize=12
    )
    right = named.transform_filter(f"datum.{Front.faux_admis} > {middle}").mark_text(
        align="right", dx=-10, dy=-10, fontSize=12
    )
    diamonds = named.mark_point(filled=True, shape="diamond", size=160, opacity=1)
    return [diamonds, *(one.encode(text=f"{NAME}:N") for one in (left, right))]


def _best(base: alt.Chart) -> list[Any]:
    """Return a ring around the reforms that improve most on the law, with their names."""
    best = base.transform_filter(f"datum.{BEST} != ''")
    rings = best.mark_point(size=110, color=OTHERS[0], strokeWidth=2, opacity=1)
    words = best.mark_text(align="right", dx=-12, dy=10, fontSize=12, color=DARK_GREEN)
    return [rings, words.encode(text=f"{BEST}:N")]
