"""Sentences that say what a table shows: titles of charts, conclusions of notebooks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.output.headline import headline
from bts_sim.output.labels import FINE, INDICATEURS, number, percent, points
from bts_sim.output.labels import regime as label
from bts_sim.population.cohorte import Cohorte

ADMIS = "part des candidats présents qui ont le diplôme"
APPARIES = "mêmes candidats présents, différence de leurs taux d'admis"


def _gaps(impact: pd.DataFrame, groupe: str = "ensemble") -> pd.DataFrame:
    return impact[(impact["groupe"] == groupe) & (impact["indicateur"] == "ecart_taux_admis")]


def rates(impact: pd.DataFrame) -> str:
    """Say how many more candidates per hundred each regime admits than the baseline."""
    gaps = _gaps(impact)
    parts = [f"{label(r.regime)} {number(r.valeur, sign=True)}" for r in gaps.itertuples()]
    return f"Points d'admis en plus ou en moins que « {label(gaps['reference'].iloc[0])} » : {', '.join(parts)}"


def gaps(impact: pd.DataFrame, groupe: str = "specialite") -> str:
    """Say between which groups the gap of the last regime ranges."""
    rows = _gaps(impact, groupe)
    last = rows[rows["regime"] == rows["regime"].iloc[-1]].sort_values("valeur")
    low, high = last.iloc[0], last.iloc[-1]
    return (
        f"{label(low['regime'])} : l'écart va de {number(low['valeur'], sign=True)} points ({low['modalite']}) "
        f"à {number(high['valeur'], sign=True)} points ({high['modalite']})"
    )


def uncertainty(rows: pd.DataFrame) -> str:
    """Say between which gaps nine draws in ten of the parameters lie, for the last regime and all candidates."""
    wide = rows[rows["niveau"] == rows["niveau"].max()]
    last = wide[wide["regime"] == wide["regime"].iloc[-1]]
    if len(last) > 1:
        by_gap = last.sort_values("valeur")
        least, most = by_gap.iloc[0], by_gap.iloc[-1]
        return (
            f"{label(last['regime'].iloc[0])} : {number(most['valeur'], sign=True)} points ({most['qui']}) contre "
            f"{number(least['valeur'], sign=True)} ({least['qui']}), incertitude des paramètres comprise"
        )
    low, high = last["bas"].min(), last["haut"].max()
    return (
        f"{label(last['regime'].iloc[0])} : de {number(low, sign=True)} à {number(high, sign=True)} points selon les "
        "paramètres que rien ne fixe"
    )


def notes(table: pd.DataFrame, seuil: float) -> str:
    """Say which share of the copies of a ponctuelle épreuve has the mark of the threshold, and the one just below."""
    copies = table[table["mode"] == "ponctuel"].groupby("note")["n"].sum()
    if copies.empty:
        return "Aucune épreuve ponctuelle dans cette cohorte"
    shares = 100 * copies / copies.sum()
    below = shares[shares.index < seuil]
    words = f"Aux épreuves ponctuelles, {points(seuil)} est la note de {percent(shares.get(seuil, 0.0))} des copies"
    return words if below.empty else f"{words}, {points(below.index[-1])} celle de {percent(below.iloc[-1])}"


def moyennes(table: pd.DataFrame, seuils: pd.DataFrame) -> str:
    """Say which share of candidates has a general mean between the lowest and the highest threshold."""
    general = table[table["moyenne"] == "generale"]
    bars = seuils.loc[seuils["moyenne"] == "generale", "seuil"]
    low, high = bars.min(), bars.max()
    if low == high:
        share = float(general.loc[general["debut"] >= high, "part"].sum())
        return f"{percent(share)} des candidats ont une moyenne générale d'au moins {points(high)}"
    share = float(general.loc[(general["debut"] >= low) & (general["debut"] < high), "part"].sum())
    return f"{percent(share)} des candidats ont une moyenne générale de {points(low)} à moins de {points(high)}"


def correlations(table: pd.DataFrame, specialite: str) -> str:
    """Say how marks go together within a domain and between domains, on average."""
    pairs = table[table["unite"] != table["autre"]]
    inside = pairs["domaine"] == pairs["autre_domaine"]
    within, across = (number(float(pairs.loc[one, "correlation"].mean()), 2) for one in (inside, ~inside))
    return f"{specialite} : deux notes ont une corrélation de {within} dans un même domaine, de {across} entre domaines"


def pres_des_seuils(table: pd.DataFrame, distance: float) -> str:
    """Say how many candidates are nearer than a distance (points) to the highest threshold of the general mean."""
    near = table[(table["moyenne"] == "generale") & (table["distance"] == distance)]
    one = near.loc[near["seuil"].idxmax()]
    return (
        f"{percent(one['part'])} des candidats sont à moins de {points(distance)} point de {points(one['seuil'])} de "
        f"moyenne générale, dont {percent(one['dessous'])} juste au-dessous"
    )


def ecarts_de_groupe(rows: pd.DataFrame) -> str:
    """Say between which groups the first-group rate ranges; `qui`: how a group is called."""
    low, high = (rows.loc[one] for one in (rows["taux_groupe1"].idxmin(), rows["taux_groupe1"].idxmax()))
    least, most = (f"{percent(one['taux_groupe1'])} ({one['qui']})" for one in (low, high))
    return f"Admis au premier groupe : de {least} à {most}"


def moteur(indicateur: str, regime: str, libelle: str, correlation: float) -> str:
    """Say which parameter drives a result most."""
    return (
        f"{label(regime)}, {INDICATEURS[indicateur].lower()} : ce qui compte le plus est « {libelle} » (corrélation de "
        f"rang {number(correlation, 2, sign=True)})"
    )


def appariement(table: pd.DataFrame) -> str:
    """Say how many times more candidates the comparison that gains most would need without common luck."""
    most = table.loc[table["facteur"].idxmax()]
    return (
        f"{label(most['regime'])} : sans hasard commun, il faudrait {number(most['facteur'])} fois plus de candidats "
        "pour un écart aussi sûr"
    )


def access(table: pd.DataFrame, first: str, second: str) -> str:
    """Say which share of the candidates whom one regime lets sit the other leaves aside."""
    allowed = table[table["acces"].isin(["les deux", first])]
    left_out = 100 * float((allowed["acces"] == first).mean())
    return (
        f"{percent(left_out, 0)} des candidats qui peuvent se présenter sous « {label(first)} » "
        f"ne le peuvent pas sous « {label(second)} »"
    )


def conclude(impact: pd.DataFrame, cohorte: Cohorte, intervals: pd.DataFrame | None = None) -> None:
    """Show the named results of a comparison: the numbers that a report and its index quote.

    `intervals`: table of `incertitude`; the gaps are then given again, the parameters being drawn too.
    """
    whole = impact[impact["groupe"] == "ensemble"]
    for row in whole[whole["indicateur"] == "taux_admis"].itertuples():
        headline(f"Taux d'admis, {label(row.regime)}", row.valeur, "%", row.bas, row.haut, definition=_said(row, ADMIS))
    for row in _gaps(impact).itertuples():
        named, said = f"{label(row.reference)}, {label(row.regime)}", _said(row, APPARIES)
        headline(f"Écart avec {named}", row.valeur, "pt", row.bas, row.haut, definition=said)
        per_thousand = [10 * value for value in (row.valeur, row.bas, row.haut)]
        name = f"Diplômes en plus pour 1{FINE}000 candidats présents, {label(row.regime)}"
        headline(name, per_thousand[0], "diplômes", *per_thousand[1:], definition=said)
    if intervals is not None:
        wide = _gaps(intervals)
        for row in wide[wide["niveau"] == wide["niveau"].max()].itertuples():
            named = f"Écart avec {label(row.reference)}, {label(row.regime)}, paramètres tirés"
            headline(named, row.valeur, "pt", row.bas, row.haut, definition=_said(row, APPARIES))
    if cohorte.couverture is not None:
        named = "Entrants nationaux couverts par les spécialités fournies"
        headline(named, cohorte.couverture, "%", definition="part des entrants hors agricole (Parcoursup 2025)")


def _said(row: Any, counted: str) -> str:
    """Define a result: what is counted, and what its interval covers."""
    return f"{counted} ; à {number(row.niveau, 0)}{FINE}%, {row.methode}"
