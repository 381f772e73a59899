"""Brush the means, and see the groups of those candidates; click a group, and see where its means are."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import GROUPS, modalite, number, regime as label
from bts_sim.display.theme import COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.language import _

#: Grey of candidates who are not of the group clicked.
FOND = "#c7cbd1"
HEIGHT_SHOWN, LINE = 170, 34


def spread_of_means(table: pd.DataFrame) -> Any:
    """Draw how candidates spread over their mean, and the share of each group that each regime admits.

    `table` of `spread_of_means`. Brushing the upper chart keeps, below, the candidates of these means; clicking a group
    shows it above; the list chooses the grouping. Counts are summed in the page, shares are of those counted.
    """
    rows, regimes = _rows(table), list(dict.fromkeys(table["regime"]))
    names, groups = [label(r) for r in regimes], list(dict.fromkeys(rows["groupe"]))
    groupe = alt.param(
        name="groupe_choisi", value=groups[0], bind=alt.binding_select(options=groups, name=_("Groupes : "))
    )
    brush = alt.selection_interval(encodings=["x"], name="moyennes")
    pick = alt.selection_point(fields=["qui"], name="qui_choisi", empty=True)
    step = float(rows["moyenne"].drop_duplicates().sort_values().diff().min())
    base = alt.Chart(rows).transform_filter("datum.groupe == groupe_choisi")
    bins = base.transform_calculate(fin=f"datum.moyenne + {step}")
    x = alt.X("moyenne:Q", title=_("Moyenne générale au premier groupe (points sur 20)"), scale=alt.Scale(nice=False))
    y = alt.Y("sum(presents):Q", title=_("Candidats simulés"))
    tip = [
        alt.Tooltip("moyenne:Q", title=_("De"), format=".4~g"),
        alt.Tooltip("fin:Q", title=_("À moins de"), format=".4~g"),
        alt.Tooltip("sum(presents):Q", title=_("Candidats simulés"), format=","),
    ]
    keys = {"x": x, "x2": "fin:Q", "tooltip": tip}
    everyone = bins.mark_bar(color=FOND, binSpacing=1).encode(y=y, **keys).add_params(brush)
    these = bins.transform_filter(pick).mark_bar(color=OTHERS[0], opacity=0.75, binSpacing=1).encode(y=y, **keys)
    bar = alt.Chart(pd.DataFrame({"x": [10]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    top = alt.layer(everyone, these, bar).properties(width=WIDTH, height=HEIGHT_SHOWN)
    below = _shares(base, regimes, names, brush, pick)
    chart = alt.vconcat(top.add_params(groupe), below, spacing=18)
    n = number(float(rows[rows["groupe"] == groups[0]]["presents"].sum()), 0)
    title = _("Quelles moyennes, quels groupes : {n} candidats simulés, et ce que chaque régime leur donne").format(n=n)
    said = _("Glisser sur les moyennes pour n'en garder qu'une partie ; cliquer sur un groupe pour le voir au-dessus")
    return finish(chart, title, said)


def _shares(base: Any, regimes: list[str], names: list[str], brush: Any, pick: Any) -> Any:
    """Draw the share admitted of those brushed, by group and regime, summed in the page."""
    sums = [alt.AggregatedFieldDef(op="sum", field=nom, **{"as": nom}) for nom in (*regimes, "presents")]
    kept = base.transform_filter(brush).transform_aggregate(aggregate=sums, groupby=["qui"])
    kept = kept.transform_fold(regimes, as_=["regime", "admis"]).transform_calculate(
        part="100 * datum.admis / datum.presents",
        nom=f"{dict(zip(regimes, names, strict=True))!r}[datum.regime]".replace("'", '"'),
        dit="format(datum.part, '.1f') + ' % (' + format(datum.presents, ',') + ')'",
    )
    tip = [
        alt.Tooltip("qui:N", title=_("Groupe")),
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("part:Q", title=_("Admis (%)"), format=".1f"),
        alt.Tooltip("presents:Q", title=_("Candidats simulés"), format=","),
    ]
    colours = [COLOURS.get(r, OTHERS[i % len(OTHERS)]) for i, r in enumerate(regimes)]
    y = alt.Y("qui:N", title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=240))
    offset = alt.YOffset("nom:N", sort=names)
    x = alt.X(
        "part:Q",
        title=_("Admis parmi ces candidats (%)"),
        scale=alt.Scale(domain=[0, 112]),
        axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]),
    )
    colour = alt.Color("nom:N", scale=alt.Scale(domain=names, range=colours), sort=names)
    shown = kept.encode(y=y, yOffset=offset)
    bars = shown.mark_bar().encode(
        x=x, color=colour, tooltip=tip, opacity=alt.when(pick).then(alt.value(0.9)).otherwise(alt.value(0.25))
    )
    words = shown.mark_text(align="left", dx=4, fontSize=11).encode(x=x, text="dit:N")
    return alt.layer(bars.add_params(pick), words).properties(width=WIDTH - 120, height=alt.Step(LINE // 2))


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per group, value and class of means, the numbers admitted in a column per regime."""
    keys = ["groupe", "modalite", "moyenne", "presents"]
    wide = table.pivot(index=keys, columns="regime", values="admis").reset_index()
    wide = wide.sort_values("groupe", key=lambda g: g.map(list(dict.fromkeys(table["groupe"])).index), kind="stable")
    wide["groupe"] = [GROUPS.get(g) or g for g in wide["groupe"]]
    wide["qui"] = wide["modalite"].map(modalite)
    regimes = list(dict.fromkeys(table["regime"]))
    return wide[["groupe", "qui", "moyenne", "presents", *regimes]].round(2)
