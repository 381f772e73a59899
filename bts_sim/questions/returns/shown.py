"""Tables of several sessions: diplomas gained or brought forward, and the price of coming back."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.display.labels import GROUPS, gap as in_points, interval, modalite, number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.language import N_, Labels, _
from bts_sim.rows import rows_in

COSTS = Labels(
    {
        "presentations": N_("Sessions passées par candidat"),
        "presentations_par_diplome": N_("Sessions passées par diplôme"),
        "session_du_diplome": N_("Session moyenne du diplôme"),
        "unites": N_("Unités passées par candidat"),
        "oraux": N_("Oraux de contrôle par candidat"),
        "reussite_des_revenants": N_("Réussite à la deuxième session"),
    }
)
ENTRIES = Labels(
    {"sans_note_conservee": N_("sans note conservée"), "avec_note_conservee": N_("avec une note conservée")}
)


def gained_table(gained_or_advanced: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show by group what becomes of the diplomas that each regime gives at once, with their intervals."""
    part = gained_or_advanced[gained_or_advanced["groupe"] == groupe]
    rows = []
    for (nom, code), one in part.groupby(["regime", "modalite"], sort=False):
        by = one.set_index("indicateur")
        later = by.loc[[i for i in by.index if i.startswith("avance_")], "valeur"]
        row = {_("Régime"): label(str(nom))}
        if groupe != "ensemble":
            row[(GROUPS.get(groupe) or _("groupe")).capitalize()] = _group(str(code))
        row[_("Diplômes de plus à la première session")] = number(float(by["n"].iloc[0]), 0)
        row[_("Gagnés")] = _with_interval(next(rows_in(one[one["indicateur"] == "gagne"])))
        row[_("dont jamais obtenus")] = percent(by["valeur"]["gagne_echec"])
        row[_("dont partis avant")] = percent(by["valeur"]["gagne_depart"])
        row[_("Avancés d'une session")] = percent(float(later.iloc[0])) if later.size else "—"
        row[_("de deux ou plus")] = percent(float(later.iloc[1:].sum()))
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def price_table(price: pd.DataFrame) -> Shown:
    """Show what the sessions cost under each regime, with intervals."""
    rows = []
    for code, words in COSTS.items():
        of_cost = price[price["indicateur"] == code]
        row = {_("Ce que coûtent les sessions"): words}
        for r in rows_in(of_cost):
            share, decimals = code == "reussite_des_revenants", 1 if code == "reussite_des_revenants" else 3
            value = percent(r.valeur) if share else number(r.valeur, decimals)
            row[label(r.regime)] = value if r.bas == r.haut else f"{value} {interval(r.bas, r.haut, decimals)}"
        rows.append(row)
    return Shown(pd.DataFrame(rows).fillna("—"), price)


def _group(code: str) -> str:
    return ENTRIES.get(code) or modalite(code)


def _with_interval(row: Any, *, gap: bool = False) -> str:
    value = in_points(row.valeur) if gap else percent(row.valeur)
    return value if row.bas == row.haut else f"{value} {interval(row.bas, row.haut, sign=gap)}"
