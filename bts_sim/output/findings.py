"""Sentences that say what a table shows: titles of charts, conclusions of notebooks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.langue import N_, _, traduire
from bts_sim.output.headline import headline
from bts_sim.output.labels import INDICATEURS, modalite, number, percent, points
from bts_sim.output.labels import gap as in_points
from bts_sim.output.labels import regime as label
from bts_sim.population.cohorte import Cohorte
from bts_sim.rows import rows_in

ADMIS = N_("part des candidats présents qui ont le diplôme")
APPARIES = N_("mêmes candidats présents, différence de leurs taux d'admis")


def _gaps(impact: pd.DataFrame, groupe: str = "ensemble") -> pd.DataFrame:
    return impact[(impact["groupe"] == groupe) & (impact["indicateur"] == "ecart_taux_admis")]


def rates(impact: pd.DataFrame) -> str:
    """Say how many more candidates per hundred each regime admits than the baseline."""
    gaps = _gaps(impact)
    if gaps.empty:
        rates = impact[(impact["groupe"] == "ensemble") & (impact["indicateur"] == "taux_admis")]
        return ", ".join(
            _("{regime} : {part} d'admis").format(regime=label(r.regime), part=percent(r.valeur))
            for r in rows_in(rates)
        )
    parts = [f"{label(r.regime)} {number(r.valeur, sign=True)}" for r in rows_in(gaps)]
    return _("Points d'admis en plus ou en moins que « {reference} » : {ecarts}").format(
        reference=label(gaps["reference"].iloc[0]), ecarts=", ".join(parts)
    )


def gaps(impact: pd.DataFrame, groupe: str = "specialite") -> str:
    """Say between which groups the gap of the last regime ranges."""
    rows = _gaps(impact, groupe)
    last = rows[rows["regime"] == rows["regime"].iloc[-1]].sort_values("valeur")
    known = last[last["bas"].notna()]
    if known.empty:
        return _("{regime} : trop peu de candidats qui changent pour un écart par groupe").format(
            regime=label(last["regime"].iloc[0])
        )
    last = known
    low, high = last.iloc[0], last.iloc[-1]
    if number(low["valeur"]) == number(high["valeur"]):
        who = modalite(low["modalite"]) if len(last) == 1 else _("dans tous les groupes")
        return _("{regime} : écart de {ecart} ({qui})").format(
            regime=label(low["regime"]), ecart=in_points(low["valeur"]), qui=who
        )
    return _("{regime} : l'écart va de {bas} points ({qui_bas}) à {haut} points ({qui_haut})").format(
        regime=label(low["regime"]),
        bas=number(low["valeur"], sign=True),
        qui_bas=modalite(low["modalite"]),
        haut=number(high["valeur"], sign=True),
        qui_haut=modalite(high["modalite"]),
    )


def uncertainty(rows: pd.DataFrame) -> str:
    """Say between which gaps nine draws in ten of the parameters lie, for the last regime and all candidates."""
    wide = rows[rows["niveau"] == rows["niveau"].max()]
    last = wide[wide["regime"] == wide["regime"].iloc[-1]]
    if len(last) > 1:
        by_gap = last.sort_values("valeur")
        least, most = by_gap.iloc[0], by_gap.iloc[-1]
        return _(
            "{regime} : {haut} points ({qui_haut}) contre {bas} ({qui_bas}), incertitude des paramètres comprise"
        ).format(
            regime=label(last["regime"].iloc[0]),
            haut=number(most["valeur"], sign=True),
            qui_haut=most["qui"],
            bas=number(least["valeur"], sign=True),
            qui_bas=least["qui"],
        )
    return _("{regime} : de {bas} à {haut} points selon les paramètres que rien ne fixe").format(
        regime=label(last["regime"].iloc[0]),
        bas=number(last["bas"].min(), sign=True),
        haut=number(last["haut"].max(), sign=True),
    )


def notes(table: pd.DataFrame, seuil: float) -> str:
    """Say which share of the copies of a ponctuelle épreuve has the mark of the threshold, and the one just below."""
    copies = table[table["mode"] == "ponctuel"].groupby("note")["n"].sum()
    if copies.empty:
        return _("Aucune épreuve ponctuelle dans cette cohorte")
    shares = 100 * copies / copies.sum()
    below = shares[shares.index < seuil]
    said = {"seuil": points(seuil), "part": percent(shares.get(seuil, 0.0))}
    if below.empty:
        return _("Aux épreuves ponctuelles, {seuil} est la note de {part} des copies").format(**said)
    said |= {"dessous": points(below.index[-1]), "part_dessous": percent(below.iloc[-1])}
    return _(
        "Aux épreuves ponctuelles, {seuil} est la note de {part} des copies, {dessous} celle de {part_dessous}"
    ).format(**said)


def moyennes(table: pd.DataFrame, seuils: pd.DataFrame) -> str:
    """Say which share of candidates has a general mean between the lowest and the highest threshold."""
    general = table[table["moyenne"] == "generale"]
    bars = seuils.loc[seuils["moyenne"] == "generale", "seuil"]
    low, high = bars.min(), bars.max()
    if low == high:
        share = float(general.loc[general["debut"] >= high, "part"].sum())
        return _("{part} des candidats ont une moyenne générale d'au moins {seuil}").format(
            part=percent(share), seuil=points(high)
        )
    share = float(general.loc[(general["debut"] >= low) & (general["debut"] < high), "part"].sum())
    return _("{part} des candidats ont une moyenne générale de {bas} à moins de {haut}").format(
        part=percent(share), bas=points(low), haut=points(high)
    )


def correlations(table: pd.DataFrame, specialite: str) -> str:
    """Say how marks go together within a domain and between domains, on average."""
    pairs = table[table["unite"] != table["autre"]]
    inside = pairs["domaine"] == pairs["autre_domaine"]
    within, across = (number(float(pairs.loc[one, "correlation"].mean()), 2) for one in (inside, ~inside))
    return _(
        "{specialite} : deux notes ont une corrélation de {dedans} dans un même domaine, de {entre} entre domaines"
    ).format(specialite=specialite, dedans=within, entre=across)


def pres_des_seuils(table: pd.DataFrame, distance: float) -> str:
    """Say how many candidates are nearer than a distance (points) to the highest threshold of the general mean."""
    near = table[(table["moyenne"] == "generale") & (table["distance"] == distance)]
    one = near.iloc[int(near["seuil"].argmax())]
    return _(
        "{part} des candidats sont à moins de {distance} point de {seuil} de moyenne générale, dont {dessous} juste "
        "au-dessous"
    ).format(
        part=percent(one["part"]),
        distance=points(distance),
        seuil=points(one["seuil"]),
        dessous=percent(one["dessous"]),
    )


def ecarts_de_groupe(rows: pd.DataFrame) -> str:
    """Say between which groups the first-group rate ranges; `qui`: how a group is called."""
    low, high = (rows.iloc[int(at)] for at in (rows["taux_groupe1"].argmin(), rows["taux_groupe1"].argmax()))
    if len(rows) == 1:
        return _("Admis au premier groupe : {part} ({qui})").format(part=percent(low["taux_groupe1"]), qui=low["qui"])
    least, most = (f"{percent(one['taux_groupe1'])} ({one['qui']})" for one in (low, high))
    return _("Admis au premier groupe : de {bas} à {haut}").format(bas=least, haut=most)


def moteur(indicateur: str, regime: str, libelle: str, correlation: float) -> str:
    """Say which parameter drives a result most."""
    return _(
        "{regime}, {resultat} : ce qui compte le plus est « {parametre} » (corrélation de rang {correlation})"
    ).format(
        regime=label(regime),
        resultat=INDICATEURS[indicateur].lower(),
        parametre=libelle,
        correlation=number(correlation, 2, sign=True),
    )


def appariement(table: pd.DataFrame) -> str:
    """Say how many times more candidates the comparison that gains most would need without common luck."""
    if table.empty:
        return _("Les régimes comparés décident de même : aucun hasard ne les sépare")
    most = table.iloc[int(table["facteur"].argmax())]
    return _(
        "{regime} : sans hasard commun, il faudrait {facteur} fois plus de candidats pour un écart aussi sûr"
    ).format(regime=label(most["regime"]), facteur=number(most["facteur"]))


def access(table: pd.DataFrame, first: str, second: str) -> str:
    """Say which share of the candidates whom one regime lets sit the other leaves aside."""
    allowed = table[table["acces"].isin(["les deux", first])]
    if allowed.empty:
        return _("Aucun candidat ne peut se présenter sous « {a} »").format(a=label(first))
    left_out = 100 * float((allowed["acces"] == first).mean())
    return _("{part} des candidats qui peuvent se présenter sous « {a} » ne le peuvent pas sous « {b} »").format(
        part=percent(left_out, 0), a=label(first), b=label(second)
    )


def conclude(impact: pd.DataFrame, cohorte: Cohorte, intervals: pd.DataFrame | None = None) -> None:
    """Show the named results of a comparison: the numbers that a report and its index quote.

    `intervals`: table of `incertitude`; the gaps are then given again, the parameters being drawn too.
    """
    whole = impact[impact["groupe"] == "ensemble"]
    for row in rows_in(whole[whole["indicateur"] == "taux_admis"]):
        name = _("Taux d'admis, {regime}").format(regime=label(row.regime))
        headline(name, row.valeur, "%", row.bas, row.haut, definition=_said(row, ADMIS))
    for row in rows_in(_gaps(impact)):
        both, said = {"reference": label(row.reference), "regime": label(row.regime)}, _said(row, APPARIES)
        name = _("Écart avec {reference}, {regime}").format(**both)
        headline(name, row.valeur, "pt", row.bas, row.haut, definition=said)
        per_thousand = [10 * value for value in (row.valeur, row.bas, row.haut)]
        name = _("Diplômes en plus pour 1\u202f000 candidats présents, {regime}").format(regime=both["regime"])
        headline(name, per_thousand[0], _("diplômes"), *per_thousand[1:], definition=said)
    if intervals is not None:
        wide = _gaps(intervals)
        for row in rows_in(wide[wide["niveau"] == wide["niveau"].max()]):
            both = {"reference": label(row.reference), "regime": label(row.regime)}
            name = _("Écart avec {reference}, {regime}, paramètres tirés").format(**both)
            headline(name, row.valeur, "pt", row.bas, row.haut, definition=_said(row, APPARIES))
    if cohorte.couverture is not None:
        name = _("Entrants nationaux couverts par les spécialités fournies")
        headline(name, cohorte.couverture, "%", definition=_("part des entrants hors agricole (Parcoursup 2025)"))


def _said(row: Any, counted: str) -> str:
    """Define a result: what is counted, and what its interval covers."""
    return _("{compte} ; à {niveau}, {methode}").format(
        compte=_(counted), niveau=percent(row.niveau, 0), methode=traduire(row.methode)
    )
