"""How sure a result is and what drives it, as charts."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import (
    FINE,
    INDICATORS,
    gap,
    interval,
    modalite,
    number,
    percent,
    regime as label,
    significant,
)
from bts_sim.display.theme import (
    BESIDE,
    COLOURS,
    DASHES,
    INK,
    OTHERS,
    PANEL,
    WIDTH,
    empty_chart,
    finish,
    scale_of,
    tips,
)
from bts_sim.language import _, translate
from bts_sim.questions.uncertainty import words as uncertainty_words
from bts_sim.questions.uncertainty.tables import documented
from bts_sim.questions.uncertainty.words import GENRES, KEY, ORIGINS, facteur, keys, resultat, rows_of, significant_part
from bts_sim.rows import rows_in

#: One colour per origin, in their order; light and dark in turn, for grey.
ORIGIN_COLOURS = (OTHERS[3], OTHERS[2], OTHERS[0], "#b8bcc2", OTHERS[1])
#: What is luck, and not an assumption.
LUCK = ("candidats", "oraux")
KIND_COLOURS = {"parametre": OTHERS[3], "lecture": OTHERS[2]}
#: Factors drawn, the most important first; the others do less.
DRAWN, DRAWN_TORNADO = 12, 16
#: Characters of the name of a factor on one line; height of a bar, pixels; parts under which a bar has no label, %.
LINE, BAR, DIT = 52, 30, 4.0


def origines(budget: pd.DataFrame) -> Any:
    """Draw the variance of each result by origin, as parts of a whole: one panel per size of the session."""
    rows = budget.assign(
        resultat=["\n".join(textwrap.wrap(resultat(*key), 46)) for key in keys(budget)],
        nom=[ORIGINS[code] for code in budget["origine"]],
        rang=budget["origine"].map(list(ORIGINS).index),
        cadre=[_("Session de {candidats} candidats").format(candidats=number(n, 0)) for n in budget["candidats"]],
        texte=[
            _("{part} % {intervalle}").format(part=number(r.part), intervalle=interval(r.bas, r.haut))
            for r in rows_in(budget)
        ],
        clair=budget["origine"] == "parametres",
        dit=[number(part, 0) if part >= DIT else "" for part in budget["part"]],
    ).sort_values(["candidats", "rang"], kind="stable")
    rows["fin"] = rows.groupby(["candidats", *KEY])["part"].cumsum()
    rows["milieu"] = rows["fin"] - rows["part"] / 2
    scale = alt.Scale(domain=list(ORIGINS.values()), range=list(ORIGIN_COLOURS))
    order = [key for key in dict.fromkeys("\n".join(textwrap.wrap(resultat(*key), 46)) for key in keys(budget))]
    base = alt.Chart(rows).encode(
        y=alt.Y("resultat:N", sort=order, title=None, axis=_beside()),
        tooltip=[
            alt.Tooltip("nom:N", title=_("Origine")),
            alt.Tooltip("texte:N", title=_("Part")),
            alt.Tooltip("ecart_type:Q", title=_("Écart type (points)"), format=".2f"),
        ],
    )
    x = alt.X("part:Q", stack="zero", title=_("Part de la variance (%)"), scale=alt.Scale(domain=[0, 100]))
    bars = base.mark_bar(stroke="white", strokeWidth=0.5).encode(
        x=x,
        order="rang:Q",
        color=alt.Color("nom:N", scale=scale, legend=alt.Legend(title=None, columns=2)),
    )
    shade = alt.when("datum.clair").then(alt.value("white")).otherwise(alt.value(INK))
    words = (
        alt.Chart(rows)
        .mark_text(fontSize=11)
        .encode(y=alt.Y("resultat:N", sort=order, title=None), x="milieu:Q", text="dit:N", color=shade)
    )
    panel = alt.layer(bars, words).properties(width=WIDTH - 240, height=alt.Step(BAR + 4))
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK, labelAnchor="start", labelOrient="top")
    frames = list(dict.fromkeys(rows["cadre"]))
    chart = panel.facet(row=alt.Row("cadre:N", sort=frames, header=header), spacing=10)
    return finish(
        chart, _origins_title(budget), _("Nombres : parts d'au moins 4 %. Les intervalles sont dans la table")
    )


def _origins_title(budget: pd.DataFrame) -> str:
    luck = budget[budget["origine"].isin(LUCK)].groupby(["candidats", *KEY])["part"].sum()
    return _("Le hasard des candidats et des oraux fait au plus {part} de la variance d'un résultat").format(
        part=percent(float(luck.max()))
    )


def sobol(table: pd.DataFrame, regime: str, reference: str, indicateur: str = "ecart_taux_admis") -> Any:
    """Draw Sobol's indices of one result: the first order inside the total, with its interval, the greatest first."""
    one = rows_of(table, indicateur, regime, reference).nlargest(DRAWN, "total", keep="first")
    rows = one.assign(
        nom=[_lines(facteur(r.facteur, r.genre)) for r in rows_in(one)],
        sorte=[GENRES[genre] for genre in one["genre"]],
        bas=one["total_bas"].clip(lower=0),
        # Two indices of the same factor are estimated apart: a first order just above the total is no more than it.
        dedans=one[["premier_ordre", "total"]].min(axis=1, skipna=False).clip(lower=0),
        texte=[
            f"{percent(100 * r.total, 0)} {interval(100 * max(r.total_bas, 0), 100 * r.total_haut, 0)}"
            for r in rows_in(one)
        ],
        premier=[percent(100 * value) for value in one["premier_ordre"]],
    )
    room = alt.Scale(domain=[0, 1.3 * float(rows["total_haut"].max())], nice=False)
    axis = alt.Axis(format="%", tickCount=6)
    base = alt.Chart(rows).encode(
        y=alt.Y("nom:N", sort=rows["nom"].tolist(), title=None, axis=_beside()),
        tooltip=[
            alt.Tooltip("nom:N", title=_("Facteur")),
            alt.Tooltip("texte:N", title=_("En tout")),
            alt.Tooltip("premier:N", title=_("Seul")),
        ],
    )
    scale = _kinds(one)
    colour = alt.Color("sorte:N", scale=scale, legend=alt.Legend(title=None, symbolOpacity=1))
    x = alt.X("total:Q", title=_("Part de la variance due aux paramètres et aux lectures"), scale=room, axis=axis)
    layers = [
        base.mark_bar(height=18, opacity=0.35).encode(x=x, color=colour),
        base.mark_bar(height=9).encode(x=alt.X("dedans:Q", scale=room), color=colour),
        base.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("bas:Q", scale=room), x2="total_haut:Q"),
        base.mark_text(align="left", dx=6, fontSize=11).encode(x=alt.X("total_haut:Q", scale=room), text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 240, height=alt.Step(BAR))
    first = rows.iloc[0]
    title = _("{resultat} : « {facteur} » fait {part} de ce que les hypothèses font varier").format(
        resultat=resultat(indicateur, regime, reference),
        facteur=facteur(first["facteur"], first["genre"]),
        part=percent(100 * float(first["total"]), 0),
    )
    niveau, r2 = number(float(first["niveau"]), 0), number(float(first["r2"]), 2)
    words = [
        _("Barre pleine : le facteur seul ; barre pâle : avec ce qu'il fait avec d'autres"),
        _("Trait et crochets : intervalle à {niveau} % de la seconde. R² de validation croisée : {r2}").format(
            niveau=niveau, r2=r2
        ),
    ]
    return finish(chart, title, words)


def tornado(table: pd.DataFrame, regime: str, reference: str, indicateur: str = "ecart_taux_admis") -> Any:
    """Draw one result at both ends of each interval and under each other reading, the widest first."""
    one = rows_of(table, indicateur, regime, reference).nlargest(DRAWN_TORNADO, "amplitude", keep="first")
    rows = one.assign(
        nom=[_lines(facteur(r.facteur, r.genre, r.choix)) for r in rows_in(one)],
        sorte=[GENRES[genre] for genre in one["genre"]],
        gauche=one[["valeur_de", "valeur_a"]].min(axis=1),
        droite=one[["valeur_de", "valeur_a"]].max(axis=1),
        croit=one["valeur_a"] >= one["valeur_de"],
        methode=one["methode"].map(translate),
    )
    ends = [
        ["", _("autrement")] if np.isnan(r.de) else [significant_part(r.de), significant_part(r.a)]
        for r in rows_in(rows)
    ]
    rows["a_gauche"] = [e[0] if up else e[1] for e, up in zip(ends, rows["croit"], strict=True)]
    rows["a_droite"] = [e[1] if up else e[0] for e, up in zip(ends, rows["croit"], strict=True)]
    centre = float(rows["centre"].iloc[0])
    low, high = float(rows["gauche"].min()), float(rows["droite"].max())
    room = alt.Scale(domain=[low - 0.14 * (high - low), high + 0.14 * (high - low)], zero=False, nice=False)
    rate = indicateur == "taux_autorise"
    unit = _("% des candidats") if rate else _("points")
    base = alt.Chart(rows).encode(
        y=alt.Y("nom:N", sort=rows["nom"].tolist(), title=None, axis=_beside()),
        tooltip=[
            alt.Tooltip("nom:N", title=_("Facteur")),
            alt.Tooltip("gauche:Q", title=_("Au plus bas"), format=".1f"),
            alt.Tooltip("droite:Q", title=_("Au plus haut"), format=".1f"),
            alt.Tooltip("methode:N", title=_("Comment")),
        ],
    )
    scale = _kinds(one)
    x = alt.X("gauche:Q", title=f"{resultat(indicateur, regime, reference)} ({unit})", scale=room)
    layers = [
        base.mark_bar(height=15).encode(
            x=x, x2="droite:Q", color=alt.Color("sorte:N", scale=scale, legend=alt.Legend(title=None))
        ),
        base.mark_text(align="right", dx=-4, fontSize=11).encode(x=x, text="a_gauche:N"),
        base.mark_text(align="left", dx=4, fontSize=11).encode(x=alt.X("droite:Q", scale=room), text="a_droite:N"),
        alt.Chart(pd.DataFrame({"x": [centre]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 220, height=alt.Step(BAR))
    first = rows.iloc[0]
    title = _("{resultat} : de {bas} à {haut} {unite} selon « {facteur} » seul").format(
        resultat=resultat(indicateur, regime, reference),
        bas=number(float(first["gauche"]), sign=not rate),
        haut=number(float(first["droite"]), sign=not rate),
        unite=unit,
        facteur=facteur(first["facteur"], first["genre"]),
    )
    words = [
        _(
            "Au bout des barres : valeur du paramètre, dans son unité, aux bouts de son intervalle ; tirets : par "
            "défaut"
        ),
        _(" ; ").join(
            _("{genre} : {methode}").format(
                genre=GENRES[genre], methode=translate(one.loc[one["genre"] == genre, "methode"].iloc[0])
            )
            for genre in dict.fromkeys(one["genre"])
        ),
    ]
    return finish(chart, title, words)


def _kinds(table: pd.DataFrame) -> alt.Scale:
    """Give each kind of factor of a table its colour."""
    kinds = list(dict.fromkeys(table["genre"]))
    return alt.Scale(domain=[GENRES[kind] for kind in kinds], range=[KIND_COLOURS[kind] for kind in kinds])


def _beside() -> alt.Axis:
    """Give an axis of names on several lines, beside their bars."""
    return alt.Axis(
        ticks=False,
        domain=False,
        labelLimit=420,
        labelFontSize=11,
        labelPadding=6,
        labelExpr="split(datum.label, '\\n')",
    )


def _lines(text: str) -> str:
    """Cut a long name into at most two lines, none of which begins with a question mark or a colon."""
    kept = text.replace(" ?", f"{FINE}?").replace(" :", f"{FINE}:").replace(" ;", f"{FINE};")
    lines = textwrap.wrap(kept, LINE, max_lines=2, placeholder=" …")
    return "\n".join(lines)


def uncertainty(intervals: pd.DataFrame, groupe: str = "ensemble") -> Any:
    """Draw what the regimes add when the parameters are drawn too: half of the draws, nine in ten, and the median.

    `intervals`: table of `intervals_over_draws`, two rows per result, at 50 and 90 %.
    """
    part = intervals[(intervals["groupe"] == groupe) & (intervals["indicateur"] == "ecart_taux_admis")]
    rows = part.assign(
        nom=[label(nom) for nom in part["regime"]],
        qui=[modalite(code) for code in part["modalite"]],
        part=[_("{niveau} % des tirages").format(niveau=number(niveau, 0)) for niveau in part["niveau"]],
        texte=[f"{gap(r.valeur)} {interval(r.bas, r.haut, sign=True)}" for r in rows_in(part)],
    )
    regimes = list(dict.fromkeys(rows["regime"]))
    alone = rows["qui"].nunique() == 1
    y = alt.Y(
        "nom:N" if alone else "qui:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)
    )
    x = alt.X("bas:Q", title=_("Écart de taux d'admis avec la référence (points)"), scale=alt.Scale(zero=True))
    named = {"qui": _("Groupe"), "nom": _("Régime"), "part": _("Intervalle"), "texte": _("Écart médian")}
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in named.items()]
    colour = alt.Color("nom:N", scale=scale_of(regimes), legend=None if alone else alt.Legend(title=None))
    base = alt.Chart(rows).encode(y=y, color=colour, tooltip=tip)
    if not alone:
        base = base.encode(yOffset=alt.YOffset("nom:N", sort=[label(r) for r in regimes]))
    wide = base.transform_filter("datum.niveau > 50").mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2="haut:Q")
    half = base.transform_filter("datum.niveau <= 50").mark_rule(strokeWidth=11, opacity=0.8).encode(x=x, x2="haut:Q")
    middle = base.transform_filter("datum.niveau > 50").mark_point(filled=True, size=40, opacity=1, color=INK)
    layers = [wide, half, middle.encode(x="valeur:Q", color=alt.value(INK))]
    words = base.transform_filter("datum.niveau > 50").mark_text(align="left", dx=8, fontSize=11)
    layers.append(words.encode(x="haut:Q", text="texte:N"))
    chart = alt.layer(*layers).properties(width=WIDTH - 120, height=alt.Step(46 if alone else 20))
    subtitle = _("Point : médiane ; trait épais : la moitié des tirages ; trait fin et crochets : neuf sur dix")
    return finish(chart, uncertainty_words.uncertainty(rows), subtitle)


def driver(drawn: pd.DataFrame, ranking: pd.DataFrame, indicateur: str, regime: str) -> Any:
    """Draw one rate of all candidates against the parameter that drives it most, one point per draw.

    `drawn`: table of `draws`; `ranking`: table of `drivers`.
    """
    asked = pd.Series({"groupe": "ensemble", "indicateur": indicateur, "regime": regime})
    part, named = (table[(table[asked.index] == asked).all(axis=1)] for table in (drawn, ranking))
    first = named.sort_values("rang").iloc[0]
    known = documented(first["parametre"])
    rows = pd.DataFrame({"x": part[first["parametre"]], "y": part["valeur"]})
    rows = rows.assign(reglage=rows["x"].map(lambda one: significant(one, 3)), texte=rows["y"].map(percent))
    scale = alt.Scale(zero=False, padding=10)
    parameter = f"{translate(known.libelle)} ({translate(known.unite)})"
    x = alt.X("x:Q", title=textwrap.wrap(parameter, 90), scale=scale)
    y = alt.Y("y:Q", title=_("{resultat} (% des candidats)").format(resultat=INDICATORS[indicateur]), scale=scale)
    dots = alt.Chart(rows).mark_point(filled=True, size=45, opacity=0.8, color=COLOURS.get(regime, OTHERS[0]))
    tip = tips(reglage=parameter, texte=INDICATORS[indicateur])
    chart = dots.encode(x=x, y=y, tooltip=tip).properties(width=WIDTH, height=2 * PANEL)
    title = uncertainty_words.driver(indicateur, regime, translate(known.libelle), float(first["correlation"]))
    return finish(chart, title, _("Un point par tirage des paramètres que rien ne fixe"))


def pairing(table: pd.DataFrame) -> Any:
    """Draw how many times more candidates would be needed without common luck, with its interval.

    Two regimes that decide alike are not drawn: no number of candidates would tell them apart.
    """
    apart = table[np.isfinite(table["facteur"])]
    if apart.empty:
        return empty_chart(uncertainty_words.pairing(apart))
    rows = apart.assign(
        nom=apart["regime"].map(label),
        texte=[f"× {number(r.facteur)} {interval(r.bas, r.haut)}" for r in rows_in(apart)],
    )
    title = _("Candidats qu'il faudrait dans des cohortes indépendantes, pour un en commun")
    scale = alt.Scale(domainMin=0, domainMax=1.35 * float(rows["haut"].max()), nice=False)
    colours = [COLOURS.get(nom, OTHERS[0]) for nom in apart["regime"]]
    base = alt.Chart(rows).encode(
        y=alt.Y("nom:N", sort=None, title=None, axis=BESIDE),
        color=alt.Color("nom:N", scale=alt.Scale(domain=rows["nom"].tolist(), range=colours), legend=None),
        tooltip=tips(nom=_("Régime"), texte=_("Candidats qu'il faudrait, pour un en commun")),
    )
    bars = base.mark_rule(strokeWidth=3, opacity=0.5).encode(x=alt.X("bas:Q", title=title, scale=scale), x2="haut:Q")
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x="facteur:Q")
    words = base.mark_text(align="left", dx=9, fontSize=12).encode(x="haut:Q", text="texte:N")
    one = alt.Chart(pd.DataFrame({"x": [1]})).mark_rule(**DASHES).encode(x=alt.X("x:Q", title=title, scale=scale))
    chart = alt.layer(one, bars, dots, words).properties(width=WIDTH - 200, height=alt.Step(40))
    niveau, base_words = number(float(table["niveau"].iloc[0]), 0), label(table["reference"].iloc[0])
    words_below = _(
        "Contre « {reference} » ; tirets : aucun gain ; trait et crochets : intervalle à {niveau}\u202f%"
    ).format(reference=base_words, niveau=niveau)
    return finish(chart.resolve_axis(x="shared"), uncertainty_words.pairing(apart), words_below)
