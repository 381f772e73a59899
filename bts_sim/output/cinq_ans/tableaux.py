"""Tables of several sessions: diplomas gained or brought forward, and the price of coming back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from bts_sim.langue import N_, Libelles, _, _n
from bts_sim.output.cinq_ans.mots import in_sessions, progress
from bts_sim.output.labels import GROUPES, interval, modalite, number, percent
from bts_sim.output.labels import gap as in_points
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown

DEVENIRS = Libelles(
    {
        "gagne": N_("Diplôme gagné"),
        "avance": N_("Avancé"),
        "meme_session": N_("Même session"),
        "retarde": N_("Retardé"),
        "perdu": N_("Perdu"),
        "sans_diplome": N_("Sans diplôme"),
    }
)
COUTS = Libelles(
    {
        "presentations": N_("Sessions passées par candidat"),
        "presentations_par_diplome": N_("Sessions passées par diplôme"),
        "session_du_diplome": N_("Session moyenne du diplôme"),
        "unites": N_("Unités passées par candidat"),
        "oraux": N_("Oraux de contrôle par candidat"),
        "reussite_des_revenants": N_("Réussite à la deuxième session"),
    }
)
ENTREES = Libelles(
    {"sans_note_conservee": N_("sans note conservée"), "avec_note_conservee": N_("avec une note conservée")}
)


def tableau_cumul(diplomes: pd.DataFrame, sessions: Sequence[int] = (1, 2, 3, 5)) -> Shown:
    """Show who has the diploma within so many sessions under each regime, and the gaps, with their intervals."""
    whole = diplomes[(diplomes["groupe"] == "ensemble") & diplomes["sessions"].isin(sessions)]
    rows = []
    for within in [k for k in sessions if (whole["sessions"] == k).any()]:
        at = whole[whole["sessions"] == within]
        row = {_("Sessions au plus"): number(within, 0)}
        for r in at[at["indicateur"] == "taux_diplomes"].itertuples():
            row[label(str(r.regime))] = _with_interval(r)
        for r in at[at["indicateur"] == "ecart_taux_diplomes"].itertuples():
            row[_("Écart, {regime}").format(regime=label(str(r.regime)))] = _with_interval(r, gap=True)
        rows.append(row)
    return Shown(pd.DataFrame(rows), whole)


def tableau_devenirs(devenirs: pd.DataFrame) -> Shown:
    """Show which part of the candidates has the diploma under the regime alone, earlier, at the same session…"""
    whole = devenirs[devenirs["groupe"] == "ensemble"]
    rows = [
        {_("Régime"): label(nom)}
        # Two decimals: what a regime makes lose is rare, and is not nothing.
        | {DEVENIRS[r.indicateur]: percent(r.valeur, 2) for r in whole[whole["regime"] == nom].itertuples()}
        for nom in whole["regime"].unique()
    ]
    return Shown(pd.DataFrame(rows), whole)


def tableau_gagnes(gagnes_ou_avances: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show by group what becomes of the diplomas that each regime gives at once, with their intervals."""
    part = gagnes_ou_avances[gagnes_ou_avances["groupe"] == groupe]
    rows = []
    for (nom, code), one in part.groupby(["regime", "modalite"], sort=False):
        by = one.set_index("indicateur")
        later = by.loc[[i for i in by.index if i.startswith("avance_")], "valeur"]
        row = {_("Régime"): label(nom)}
        if groupe != "ensemble":
            row[(GROUPES.get(groupe) or _("groupe")).capitalize()] = _group(code)
        row[_("Diplômes de plus à la première session")] = number(float(by["n"].iloc[0]), 0)
        row[_("Gagnés")] = _with_interval(next(one[one["indicateur"] == "gagne"].itertuples()))
        row[_("dont jamais obtenus")] = percent(by.loc["gagne_echec", "valeur"])
        row[_("dont partis avant")] = percent(by.loc["gagne_depart", "valeur"])
        row[_("Avancés d'une session")] = percent(float(later.iloc[0])) if later.size else "—"
        row[_("de deux ou plus")] = percent(float(later.iloc[1:].sum()))
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def tableau_prix(prix: pd.DataFrame) -> Shown:
    """Show what the sessions cost under each regime, with intervals."""
    rows = []
    for code, words in COUTS.items():
        of_cost = prix[prix["indicateur"] == code]
        row = {_("Ce que coûtent les sessions"): words}
        for r in of_cost.itertuples():
            share, decimals = code == "reussite_des_revenants", 1 if code == "reussite_des_revenants" else 3
            value = percent(r.valeur) if share else number(r.valeur, decimals)
            row[label(r.regime)] = value if r.bas == r.haut else f"{value} {interval(r.bas, r.haut, decimals)}"
        rows.append(row)
    return Shown(pd.DataFrame(rows).fillna("—"), prix)


def tableau_retours(selon: pd.DataFrame, retours: Sequence[float] | None = None) -> Shown:
    """Show for each rate of return the gap within one session and within all of them, and what is left of it.

    `retours`: the rates shown; all of them by default.
    """
    rows, several = [], selon["progres"].nunique() > 1
    for (progres, rate), at in selon.groupby(["progres", "retour"], sort=False):
        if retours is not None and rate not in retours:
            continue
        row = {_("Progrès par session"): progress(progres)} if several else {}
        row[_("Retour")] = percent(rate, 0)
        for r in at[at["indicateur"] != "ecart_1"].itertuples():
            gap = r.indicateur == "ecart"
            words = _("{regime}, écart en {sessions}") if gap else _("{regime}, reste")
            row[words.format(regime=label(r.regime), sessions=in_sessions(r.sessions))] = _with_interval(r, gap=gap)
        rows.append(row)
    # Without a gap at the first session there is nothing to be left of.
    return Shown(pd.DataFrame(rows).fillna("—"))


def tableau_tirages(tires: pd.DataFrame) -> Shown:
    """Show the gaps and what is left of them when the parameters are drawn too: median, half and nine in ten."""
    rows = []
    for (nom, indicateur, sessions), part in tires.groupby(["regime", "indicateur", "sessions"], sort=False):
        gap = indicateur != "reste"
        many = _n("Écart en {n} session", "Écart en {n} sessions", sessions).format(n=sessions)
        first = part.iloc[0]
        value = in_points(first["valeur"]) if gap else percent(first["valeur"])
        row = {
            _("Régime"): label(nom),
            _("Résultat"): many if gap else _("Ce qu'il reste de l'écart"),
            _("Médiane"): value,
        }
        for r in part.itertuples():
            row[_("{niveau} % des tirages").format(niveau=number(r.niveau, 0))] = interval(r.bas, r.haut, sign=gap)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


def _group(code: str) -> str:
    return ENTREES.get(code) or modalite(code)


def _with_interval(row: Any, *, gap: bool = False) -> str:
    value = in_points(row.valeur) if gap else percent(row.valeur)
    return value if row.bas == row.haut else f"{value} {interval(row.bas, row.haut, sign=gap)}"
