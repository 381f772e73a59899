"""What orals cost, how long candidates have, and what to keep of it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, modalite, number, regime as label, trimmed
from bts_sim.display.results import headline
from bts_sim.display.shown import Shown
from bts_sim.display.theme import BESIDE, COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.capacity.words import NO_PAY_RATE, SANS_DUREE, by_default, length_of, nothing, number_or, tip_of
from bts_sim.rows import rows_in

#: Results that a report quotes: words, the same where the parameters are drawn, unit, and how many of it, since what is
#: counted has no decimal.
KEPT = {
    "oraux": (N_("Oraux à tenir, {regime}"), N_("Oraux à tenir, {regime}, paramètres tirés"), N_("oraux"), 1),
    "heures_examinateur": (
        N_("Heures d'examinateur, {regime}"),
        N_("Heures d'examinateur, {regime}, paramètres tirés"),
        N_("h"),
        1,
    ),
    "oraux_par_diplome": (
        N_("Pour cent diplômes de plus, {regime}"),
        N_("Pour cent diplômes de plus, {regime}, paramètres tirés"),
        N_("oraux"),
        100,
    ),
}
#: Room for the words right of the marks, part of the width of these.
PLACE = 0.25
PAR = Labels(
    {
        "session": N_("la session"),
        "oral": N_("un oral"),
        "autorise": N_("un candidat autorisé"),
        "diplome": N_("un diplôme en plus"),
    }
)


def costs(expenses: pd.DataFrame) -> Shown:
    """Show what each regime costs, in orals, hours and euros, for the session, an oral, a candidate, a diploma more."""
    rows = []
    for one in rows_in(expenses):
        decimals, paid = 0 if one.par == "session" else 2, one.tarif != NO_PAY_RATE
        rows.append(
            {
                _("Régime"): label(one.regime),
                _("Pour"): PAR[one.par],
                _("Combien"): number_or(one.nombre, 0),
                _("Oraux"): number_or(one.oraux, decimals),
                _("Heures d'examinateur"): number_or(one.heures_examinateur, decimals, SANS_DUREE),
                _("Heures de candidat"): number_or(one.heures_candidat, decimals, SANS_DUREE),
                _("Euros"): number_or(one.euros, decimals, SANS_DUREE) if paid else _(NO_PAY_RATE),
                **({_("Tarif"): one.tarif} if paid else {}),
            }
        )
    return Shown(pd.DataFrame(rows), expenses)


def per_diploma(tallies: pd.DataFrame, regime: str, groupe: str = "specialite") -> Any:
    """Draw the orals that each group takes for one diploma more under one regime, with intervals."""
    own = tallies[(tallies["regime"] == regime) & tallies["oraux_par_diplome"].notna()]
    rows = own[own["groupe"] == groupe].sort_values("oraux_par_diplome", kind="stable")
    if rows.empty:
        return nothing(N_("aucun diplôme en plus sous ce régime"))
    rows = rows.assign(
        qui=[modalite(one) for one in rows["modalite"]],
        texte=[f"{number(r.oraux_par_diplome)} {interval(r.bas, r.haut)}" for r in rows_in(rows)],
    )
    whole, width = pd.DataFrame({"x": own.loc[own["groupe"] == "ensemble", "oraux_par_diplome"]}), WIDTH - 60
    # The words stand at the right edge, where no mark crosses them; few candidates may make an interval go below zero.
    low, high = min(0.0, float(rows["bas"].min())), float(rows["haut"].max())
    scale = alt.Scale(domain=[low, high + PLACE * (high - low)], nice=False)
    x = alt.X("bas:Q", title=_("Oraux à tenir pour un diplôme de plus"), scale=scale, axis=alt.Axis(tickCount=5))
    colour = COLOURS.get(regime, OTHERS[0])
    y = alt.Y("qui:N", sort=rows["qui"].tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(y=y, tooltip=tip_of(qui=_("Groupe"), texte=_("Oraux par diplôme en plus")))
    layers = [
        alt.Chart(whole).mark_rule(color=INK, strokeDash=[4, 3]).encode(x=alt.X("x:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, color=colour).encode(x=x, x2="haut:Q"),
        base.mark_point(filled=True, size=60, opacity=1, color=colour).encode(x="oraux_par_diplome:Q"),
        base.mark_text(align="right", fontSize=11).encode(x=alt.value(width), text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=width, height=alt.Step(20))
    least, most = rows.iloc[0], rows.iloc[-1]
    title = _("{regime} : de {bas} oraux par diplôme en plus ({qui_bas}) à {haut} ({qui_haut})").format(
        regime=label(regime),
        bas=number(least["oraux_par_diplome"]),
        qui_bas=least["qui"],
        haut=number(most["oraux_par_diplome"]),
        qui_haut=most["qui"],
    )
    words = _(
        "Tirets : ensemble ; traits et crochets : intervalle à {niveau}\u202f%, tirage des candidats, paramètres fixés"
    ).format(niveau=number(float(rows["niveau"].iloc[0]), 0))
    return finish(chart, title, words)


def preparation(resumes: Mapping[str, pd.DataFrame]) -> Shown:
    """Show the least, the median and the most time that each calendar leaves. `resumes`: tables of `resume`."""
    rows = [
        {
            _("Calendrier"): nom.title(),
            _("Temps laissé"): translate(one.mesure),
            _("Minimum"): number(one.minimum, 0),
            _("Médiane"): trimmed(number(one.mediane, 1)),
            _("Maximum"): number(one.maximum, 0),
            _("Spécialités ou groupes datés"): number(one.n, 0),
        }
        for nom, table in resumes.items()
        for one in rows_in(table)
    ]
    every = [table.assign(calendrier=nom) for nom, table in resumes.items()]
    return Shown(pd.DataFrame(rows), pd.concat(every, ignore_index=True) if every else None)


def headlines(
    tallies: pd.DataFrame,
    expenses: pd.DataFrame,
    intervalles: pd.DataFrame,
    needs: Mapping[str, pd.DataFrame],
    resumes: Mapping[str, pd.DataFrame],
) -> None:
    """Show the named results that a report quotes, juries for the last regime; intervals are those of the draws."""
    known = by_default(tallies, expenses)
    wide = intervalles[intervalles["niveau"] == intervalles["niveau"].max()]
    for one in rows_in(wide[wide["indicateur"].isin(list(KEPT))].dropna(subset=["valeur"])):
        name, drawn, unit, scale = KEPT[one.indicateur]
        named = {"regime": label(one.regime)}
        headline(_(name).format(**named), scale * known[one.regime][one.indicateur], _(unit))
        headline(_(drawn).format(**named), scale * one.valeur, _(unit), scale * one.bas, scale * one.haut)
    last = str(tallies["regime"].iloc[-1])
    for nom, table in needs.items():
        own = table[(table["regime"] == last) & table["centres"].isna()].dropna(subset=["jurys"])
        for row in rows_in(own.iloc[[0, -1]]) if len(own) else ():
            name = _("Jurys au moins, {regime}, {calendrier}, {duree} par jour")
            duree = length_of(row.minutes_par_jour)
            headline(name.format(regime=label(last), calendrier=nom.title(), duree=duree), row.jurys, _("jurys"))
    for nom, table in resumes.items():
        for days in rows_in(table.head(1)):
            least = _("Jours des résultats à l'oral, au moins, {calendrier}").format(calendrier=nom.title())
            most = _("Jours des résultats à l'oral, au plus, {calendrier}").format(calendrier=nom.title())
            headline(least, days.minimum, _("jours"))
            headline(most, days.maximum, _("jours"))
