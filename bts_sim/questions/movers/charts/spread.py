"""The chart of means and groups: a brush on the means filters the groups, a click on a group filters the means."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import GROUPS, modalite, regime_label
from bts_sim.display.marks import thresholds
from bts_sim.display.theme import COLOURS, OTHERS, WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.movers.spread import SpreadOfMeans
from bts_sim.questions.movers.words import say_spread_of_means
from bts_sim.stats.words import ONE_COHORT, ONE_DRAW_OF_FILE

#: Grey of the candidates who are not of the group clicked.
BACKGROUND = "#c7cbd1"
HEIGHT_SHOWN, LINE = 170, 34
#: Names of fields computed in the page: the label of a group, the end of a class, the regime, its share.
WHO, END, NAME, ONE, SHARE, SAID = "qui", "fin", "nom", "of_regime", "share", "dit"


def draw_spread_of_means(spread: pd.DataFrame, real: bool = False) -> Any:
    """Return the chart of the candidates by their mean, and of the share of them that each regime admits.

    A brush on the upper chart keeps, below, the candidates with these means. A click on a group shows it above. The
    list chooses the grouping. The page sums the counts, and shares are of the candidates counted. `real`: whether they
    are those of a file, whose chances were drawn once.
    """
    rows, regimes = _rows(spread), list(dict.fromkeys(spread[SpreadOfMeans.regime]))
    groups = list(dict.fromkeys(rows[SpreadOfMeans.groupe]))
    listed = alt.binding_select(options=groups, name=_("Groupes : "))
    chosen = alt.param(name="groupe_choisi", value=groups[0], bind=listed)
    brush = alt.selection_interval(encodings=["x"], name="moyennes")
    pick = alt.selection_point(fields=[WHO], name="qui_choisi", empty=True)
    base = alt.Chart(rows).transform_filter(f"datum.{SpreadOfMeans.groupe} == groupe_choisi")
    above = _means(base, rows, brush, pick).add_params(chosen)
    chart = alt.vconcat(above, _shares(base, regimes, brush, pick), spacing=18)
    said = [
        _("Glisser sur les moyennes pour n'en garder qu'une partie ; cliquer sur un groupe pour le voir au-dessus"),
        _("Non éliminés : les autres n'ont pas de moyenne. Titre : tous ensemble, sans rien glisser"),
        _(ONE_DRAW_OF_FILE if real else ONE_COHORT),
    ]
    return finish(chart, say_spread_of_means(spread, real), said)


def _means(base: Any, rows: pd.DataFrame, brush: Any, pick: Any) -> Any:
    """Return the chart of the candidates by their mean: all of them, and those of the group clicked."""
    mean, present = SpreadOfMeans.moyenne, f"sum({SpreadOfMeans.presents}):Q"
    step = float(rows[mean].drop_duplicates().sort_values().diff().min())
    bins = base.transform_calculate(**{END: f"datum.{mean} + {step}"})
    keys = {
        "x": alt.X(mean.q, title=_("Moyenne générale au premier groupe (points sur 20)"), scale=alt.Scale(nice=False)),
        "x2": alt.X2(END),
        "y": alt.Y(present, title=_("Candidats simulés")),
        "tooltip": [
            alt.Tooltip(mean.q, title=_("De"), format=".4~g"),
            alt.Tooltip(f"{END}:Q", title=_("À moins de"), format=".4~g"),
            alt.Tooltip(present, title=_("Candidats simulés"), format=","),
        ],
    }
    everyone = bins.mark_bar(color=BACKGROUND, binSpacing=1).encode(**keys).add_params(brush)
    these = bins.transform_filter(pick).mark_bar(color=OTHERS[0], opacity=0.75, binSpacing=1).encode(**keys)
    bar = thresholds("x", 10).encode(x="x:Q")
    return alt.layer(everyone, these, bar).properties(width=WIDTH, height=HEIGHT_SHOWN)


def _shares(base: Any, regimes: list[str], brush: Any, pick: Any) -> Any:
    """Return the chart of the share of the brushed candidates that each regime admits, by group, summed in the page."""
    present, admitted = SpreadOfMeans.presents, SpreadOfMeans.admis
    names, share = {one: regime_label(one) for one in regimes}, _("{nombre}\u202f%")
    sums = [alt.AggregatedFieldDef(op="sum", field=nom, **{"as": nom}) for nom in (*regimes, present)]
    kept = base.transform_filter(brush).transform_aggregate(aggregate=sums, groupby=[WHO])
    kept = kept.transform_fold(regimes, as_=[ONE, admitted]).transform_calculate(
        **{
            SHARE: f"100 * datum.{admitted} / datum.{present}",
            NAME: f"{json.dumps(names)}[datum.{ONE}]",
            SAID: f"replace({json.dumps(share)}, '{{nombre}}', format(datum.{SHARE}, '.1f'))"
            f" + ' (' + format(datum.{present}, ',') + ')'",
        }
    )
    shown = kept.encode(
        x=alt.X(
            f"{SHARE}:Q",
            title=_("Admis parmi ces candidats (%)"),
            scale=alt.Scale(domain=[0, 112]),
            axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]),
        ),
        y=alt.Y(f"{WHO}:N", title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=240)),
        yOffset=alt.YOffset(f"{NAME}:N", sort=list(names.values())),
    )
    bars = shown.mark_bar().encode(
        color=alt.Color(f"{NAME}:N", scale=_colours(names), sort=list(names.values())),
        opacity=alt.when(pick).then(alt.value(0.9)).otherwise(alt.value(0.25)),
        tooltip=[
            alt.Tooltip(f"{WHO}:N", title=_("Groupe")),
            alt.Tooltip(f"{NAME}:N", title=_("Régime")),
            alt.Tooltip(f"{SHARE}:Q", title=_("Admis (%)"), format=".1f"),
            alt.Tooltip(present.q, title=_("Candidats simulés"), format=","),
        ],
    )
    words = shown.mark_text(align="left", dx=4, fontSize=11).encode(text=f"{SAID}:N")
    return alt.layer(bars.add_params(pick), words).properties(width=WIDTH - 120, height=alt.Step(LINE // 2))


def _colours(names: dict[str, str]) -> alt.Scale:
    shades = [COLOURS.get(one, OTHERS[i % len(OTHERS)]) for i, one in enumerate(names)]
    return alt.Scale(domain=list(names.values()), range=shades)


def _rows(spread: pd.DataFrame) -> pd.DataFrame:
    """Return one row per group, value and class of means, with the number admitted in one column per regime."""
    group, value, regime = SpreadOfMeans.groupe, SpreadOfMeans.modalite, SpreadOfMeans.regime
    mean, present = SpreadOfMeans.moyenne, SpreadOfMeans.presents
    wide = spread.pivot(index=[group, value, mean, present], columns=regime, values=SpreadOfMeans.admis).reset_index()
    order = list(dict.fromkeys(spread[group]))
    wide = wide.sort_values(group, key=lambda column: column.map(order.index), kind="stable")
    wide[group] = [GROUPS.get(one) or one for one in wide[group]]
    wide[WHO] = wide[value].map(modalite)
    return wide[[group, WHO, mean, present, *dict.fromkeys(spread[regime])]].round(2)
