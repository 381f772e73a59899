"""Charts of the number of orals to hold, by discipline and specialty."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, number, percent, regime_label
from bts_sim.display.theme import BESIDE, INK, WIDTH, finish, scale_of
from bts_sim.language import _
from bts_sim.questions.capacity.orals import Orals
from bts_sim.questions.capacity.tables import ORALS
from bts_sim.questions.capacity.words import (
    NO_ORALS,
    by_orals,
    count_of,
    discipline_name,
    nothing,
    say_by_specialty,
    say_orals,
    shades_of,
    tip_of,
)
from bts_sim.stats.intervals import Result


def draw_orals_to_hold(intervalles: pd.DataFrame) -> Any:
    """Return the chart of the orals to hold: their mean over the draws, and two intervals of a session."""
    part = intervalles[intervalles[Result.indicateur] == ORALS]
    rows = part.assign(
        name=part[Result.regime].map(regime_label),
        texte=[f"{number(r.valeur, 0)} {_ends(r)}" for r in Result.rows(part)],
        intervalle=[_("{niveau} % des sessions").format(niveau=number(one, 0)) for one in part[Result.niveau]],
    )
    regimes = list(dict.fromkeys(rows[Result.regime]))
    # Leave room on the right for the text.
    scale = alt.Scale(domainMin=0, domainMax=1.35 * float(rows[[Result.valeur, Result.haut]].max().max()), nice=False)
    axis = alt.Axis(format=",.0f", tickCount=5)
    x = alt.X(Result.bas.q, title=_("Oraux à tenir dans la session"), scale=scale, axis=axis)
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=BESIDE),
        color=alt.Color("name:N", scale=scale_of(regimes), legend=None),
        tooltip=tip_of(name=_("Régime"), intervalle=_("Intervalle"), texte=_("Oraux")),
    )
    wide = base.transform_filter(f"datum.niveau == {rows[Result.niveau].max()}")
    half = base.transform_filter(f"datum.niveau == {rows[Result.niveau].min()}")
    layers = [
        wide.mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2=Result.haut.q),
        half.mark_rule(strokeWidth=12, opacity=0.8).encode(x=x, x2=Result.haut.q),
        wide.mark_point(filled=True, size=40, opacity=1).encode(x=Result.valeur.q, color=alt.value(INK)),
        wide.mark_text(align="left", dx=8, fontSize=12).encode(x=Result.haut.q, text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 60, height=alt.Step(48))
    subtitle = [
        _(
            "Point : moyenne ; trait épais : la moitié des sessions ; trait fin et crochets : {part} d'entre elles"
        ).format(part=percent(float(rows[Result.niveau].max()), 0)),
        _("Pour {n} candidats présents ; paramètres et candidats tirés").format(n=count_of(rows[Result.n].iloc[0])),
    ]
    return finish(chart, say_orals(intervalles), subtitle)


def _ends(row: Result) -> str:
    """Return the ends of an interval as text; nothing where one draw leaves none."""
    return "" if pd.isna(row.bas) else interval(row.bas, row.haut, 0)


def draw_by_specialty(convened: pd.DataFrame, regime: str) -> Any:
    """Return the chart of the orals of each specialty under one regime, by discipline."""
    whole = convened[convened[Orals.regime] == regime]
    part = whole[whole[Orals.specialite] != ""]
    if not part[Orals.oraux].any():
        return nothing(NO_ORALS)
    rows = part.groupby([Orals.specialite, Orals.discipline], sort=False)[Orals.oraux].sum().reset_index()
    totals = rows.groupby(Orals.specialite)[Orals.oraux].sum().sort_values(ascending=False, kind="stable")
    order = by_orals(rows)
    rows = rows.assign(
        name=rows[Orals.discipline].map(discipline_name),
        rank=rows[Orals.discipline].map(order.index),
        texte=rows[Orals.oraux].map(count_of),
    )
    y = alt.Y(Orals.specialite.n, sort=list(totals.index), title=None, axis=BESIDE)
    x = alt.X(Orals.oraux.q, title=_("Oraux à tenir"), stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=14, stroke="white", strokeWidth=0.5)
    tip = tip_of(specialite=_("Spécialité"), name=_("Discipline"), texte=_("Oraux"))
    bars = bars.encode(x=x, y=y, color=shades_of(order), order="rank:Q", tooltip=tip)
    said = pd.DataFrame(
        {Orals.specialite: totals.index, "whole": totals.to_numpy(), "texte": totals.map(count_of).to_numpy()}
    )
    words = alt.Chart(said).mark_text(align="left", dx=5, fontSize=11).encode(x="whole:Q", y=y, text="texte:N")
    chart = alt.layer(bars, words).properties(width=WIDTH - 60, height=alt.Step(20))
    subtitle = [_("Une cohorte simulée, mise aux oraux que donnent les tirages pour les candidats présents")]
    if others := int(whole[Orals.oraux].sum() - part[Orals.oraux].sum()):
        subtitle.append(_("Sans les {n} oraux des spécialités sans règlement lu").format(n=count_of(others)))
    return finish(chart, say_by_specialty(part, regime), subtitle)
