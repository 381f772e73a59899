"""Sentences that say what a cohort looks like."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import number, percent, points
from bts_sim.language import _


def notes(table: pd.DataFrame, seuil: float) -> str:
    """Say which share of the copies of a ponctuelle épreuve has the mark of the threshold, and the one just below."""
    scripts = table[table["mode"] == "ponctuel"].groupby("note")["n"].sum()
    if scripts.empty:
        return _("Aucune épreuve ponctuelle dans cette cohorte")
    shares = 100 * scripts / scripts.sum()
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


def near_thresholds(table: pd.DataFrame, distance: float) -> str:
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


def group_gaps(rows: pd.DataFrame) -> str:
    """Say between which groups the first-group rate ranges; `qui`: how a group is called."""
    low, high = (rows.iloc[int(at)] for at in (rows["taux_groupe1"].argmin(), rows["taux_groupe1"].argmax()))
    if len(rows) == 1:
        return _("Admis au premier groupe : {part} ({qui})").format(part=percent(low["taux_groupe1"]), qui=low["qui"])
    least, most = (f"{percent(one['taux_groupe1'])} ({one['qui']})" for one in (low, high))
    return _("Admis au premier groupe : de {bas} à {haut}").format(bas=least, haut=most)
