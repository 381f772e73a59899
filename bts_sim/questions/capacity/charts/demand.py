"""How many orals there are to hold, by discipline and specialty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.display.theme import BESIDE, COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.language import N_, Labels, _
from bts_sim.questions.capacity.words import (
    HOUR,
    SANS_DUREE,
    SANS_ORAUX,
    UNKNOWN,
    by_default,
    by_orals,
    count_of,
    discipline_name,
    nothing,
    number_or,
    shades_of,
    tip_of,
)
from bts_sim.rows import rows_in

#: What is counted, and the decimals of what is not a count.
INDICATORS = Labels(
    {
        "autorises": N_("Candidats autorisés"),
        "oraux": N_("Oraux à tenir"),
        "heures_examinateur": N_("Heures d'examinateur"),
        "diplomes_en_plus": N_("Diplômes en plus"),
        "oraux_par_diplome": N_("Oraux par diplôme en plus"),
        "heures_par_diplome": N_("Heures d'examinateur par diplôme en plus"),
    }
)
DECIMALES = {"oraux_par_diplome": 1, "heures_par_diplome": 2}


def response(tallies: pd.DataFrame, expenses: pd.DataFrame, intervalles: pd.DataFrame) -> Shown:
    """Show what each regime takes and brings: at the default parameters, then over the draws of them.

    `tallies`, `expenses`: tables of `tally` and `costs`; `intervalles`: of `intervals_over_draws` on `draw_orals`.
    """
    known = by_default(tallies, expenses)
    rows = []
    for nom in tallies["regime"].unique():
        for code, words in INDICATORS.items():
            decimals = DECIMALES.get(code, 0)
            missing = SANS_DUREE if code.startswith("heures") else UNKNOWN
            drawn = intervalles[(intervalles["regime"] == nom) & (intervalles["indicateur"] == code)]
            by_level = {
                _("{niveau}\u202f% des tirages").format(niveau=number(r.niveau, 0)): _between(r.bas, r.haut, decimals)
                for r in rows_in(drawn)
            }
            middle = drawn["valeur"].iloc[0] if len(drawn) else float("nan")
            rows.append(
                {
                    _("Régime"): label(nom),
                    _("Pour la session"): words,
                    _("Paramètres par défaut"): number_or(known[nom][code], decimals, missing),
                    _("Médiane des tirages"): number_or(middle, decimals, missing),
                    **by_level,
                }
            )
    return Shown(pd.DataFrame(rows))


def oraux(intervalles: pd.DataFrame, tallies: pd.DataFrame) -> Any:
    """Draw the orals to hold under each regime: half of the draws, nine in ten, the median and the default value."""
    part = intervalles[intervalles["indicateur"] == "oraux"]
    default = tallies[tallies["groupe"] == "ensemble"].set_index("regime")["oraux"]
    rows = part.assign(
        nom=part["regime"].map(label),
        defaut=part["regime"].map(default),
        texte=[f"{number(r.valeur, 0)} {interval(r.bas, r.haut, 0)}" for r in rows_in(part)],
        intervalle=[_("{niveau}\u202f% des tirages").format(niveau=number(one, 0)) for one in part["niveau"]],
    )
    regimes = list(dict.fromkeys(rows["regime"]))
    colours = alt.Scale(domain=[label(r) for r in regimes], range=_regime_colours(regimes))
    # Room on the right for the words.
    scale = alt.Scale(domainMin=0, domainMax=1.35 * float(rows["haut"].max()), nice=False)
    axis = alt.Axis(format=",.0f", tickCount=5)
    x = alt.X("bas:Q", title=_("Oraux à tenir dans la session"), scale=scale, axis=axis)
    base = alt.Chart(rows).encode(
        y=alt.Y("nom:N", sort=None, title=None, axis=BESIDE),
        color=alt.Color("nom:N", scale=colours, legend=None),
        tooltip=tip_of(nom=_("Régime"), intervalle=_("Intervalle"), texte=_("Oraux")),
    )
    wide = base.transform_filter(f"datum.niveau == {rows['niveau'].max()}")
    half = base.transform_filter(f"datum.niveau == {rows['niveau'].min()}")
    layers = [
        wide.mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2="haut:Q"),
        half.mark_rule(strokeWidth=12, opacity=0.8).encode(x=x, x2="haut:Q"),
        wide.mark_point(filled=True, size=40, opacity=1).encode(x="valeur:Q", color=alt.value(INK)),
        wide.mark_tick(thickness=2, size=26).encode(x="defaut:Q", color=alt.value(INK)),
        wide.mark_text(align="left", dx=8, fontSize=12).encode(x="haut:Q", text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 60, height=alt.Step(48))
    last = rows[rows["niveau"] == rows["niveau"].max()].iloc[-1]
    title = _("{regime} : de {bas} à {haut} oraux à tenir, selon les paramètres que rien ne fixe").format(
        regime=last["nom"], bas=number(last["bas"], 0), haut=number(last["haut"], 0)
    )
    subtitle = [
        _("Point : médiane ; trait épais : la moitié des tirages de paramètres et de candidats ; trait fin et"),
        _("crochets : neuf sur dix ; barre verticale : paramètres par défaut"),
    ]
    return finish(chart, title, subtitle)


def par_specialite(convened: pd.DataFrame, regime: str) -> Any:
    """Draw the orals of each specialty under one regime, by discipline."""
    part = convened[convened["regime"] == regime]
    if part.empty:
        return nothing(SANS_ORAUX)
    rows = part.groupby(["specialite", "discipline"], sort=False)["oraux"].sum().reset_index()
    totals = rows.groupby("specialite")["oraux"].sum().sort_values(ascending=False, kind="stable")
    order = by_orals(rows)
    rows = rows.assign(
        nom=rows["discipline"].map(discipline_name),
        rang=rows["discipline"].map(order.index),
        texte=rows["oraux"].map(count_of),
    )
    y = alt.Y("specialite:N", sort=list(totals.index), title=None, axis=BESIDE)
    x = alt.X("oraux:Q", title=_("Oraux à tenir"), stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=14, stroke="white", strokeWidth=0.5)
    tip = tip_of(specialite=_("Spécialité"), nom=_("Discipline"), texte=_("Oraux"))
    bars = bars.encode(x=x, y=y, color=shades_of(order), order="rang:Q", tooltip=tip)
    said = pd.DataFrame(
        {"specialite": totals.index, "total": totals.to_numpy(), "texte": totals.map(count_of).to_numpy()}
    )
    words = alt.Chart(said).mark_text(align="left", dx=5, fontSize=11).encode(x="total:Q", y=y, text="texte:N")
    chart = alt.layer(bars, words).properties(width=WIDTH - 60, height=alt.Step(20))
    whole, first = int(totals.sum()), int(rows.loc[rows["discipline"] == order[0], "oraux"].sum())
    share = percent(100 * first / whole, 0)
    title = _("{regime} : {oraux} oraux, dont {part} « {discipline} »").format(
        regime=label(regime), oraux=count_of(whole), part=share, discipline=discipline_name(order[0])
    )
    return finish(chart, title, _("Cohorte simulée, paramètres par défaut, mise à l'effectif des présents demandé"))


def disciplines(load: pd.DataFrame) -> Shown:
    """Show the orals of each regime by discipline, with the minutes of one and the hours of all.

    `load`: table of `charge`.
    """
    rows = []
    for nom in load["regime"].unique():
        own = load[load["regime"] == nom]
        sums = own.groupby("discipline")[["oraux", "minutes", "minutes_candidat"]].agg(_sum)
        for discipline, one in sums.sort_values("oraux", ascending=False, kind="stable").iterrows():
            known = not pd.isna(one["minutes"])
            examined = int(one["minutes"] // one["oraux"]) if known else 0
            prepared = int(one["minutes_candidat"] // one["oraux"]) - examined if known else 0
            rows.append(
                {
                    _("Régime"): label(nom),
                    _("Discipline"): discipline_name(str(discipline)),
                    _("Oraux"): count_of(one["oraux"]),
                    _("Part"): percent(100 * one["oraux"] / int(own["oraux"].sum())),
                    _("Préparation et interrogation"): f"{prepared} + {examined} min" if known else _(SANS_DUREE),
                    _("Heures d'interrogation"): count_of(one["minutes"] / HOUR) if known else _(SANS_DUREE),
                }
            )
    return Shown(pd.DataFrame(rows)) if rows else nothing(SANS_ORAUX)


def _between(low: float, high: float, decimals: int) -> str:
    return UNKNOWN if pd.isna(low) or pd.isna(high) else interval(low, high, decimals)


def _regime_colours(regimes: Sequence[str]) -> list[str]:
    return [COLOURS.get(nom, OTHERS[rank % len(OTHERS)]) for rank, nom in enumerate(regimes)]


def _sum(column: pd.Series) -> Any:
    """Add up a column; missing if a part of it is."""
    return column.sum(skipna=False)
