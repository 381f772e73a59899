"""Words of what drives a result, and the rows of one result."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.display.labels import INDICATORS, number, regime as label, significant
from bts_sim.droit.reponses import reponse
from bts_sim.droit.textes import points_ouverts
from bts_sim.errors import RunError
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.uncertainty.tables import documented

#: Origins in the order of a bar, the assumptions first.
ORIGINS = Labels(
    {
        "parametres": N_("paramètres"),
        "lectures": N_("lectures des textes"),
        "niveaux_propres": N_("difficulté des épreuves, niveau des spécialités"),
        "candidats": N_("tirage des candidats"),
        "oraux": N_("hasard des oraux"),
    }
)
GENRES = Labels({"parametre": N_("paramètre"), "lecture": N_("lecture des textes")})
KEY = ["indicateur", "regime", "reference"]


def resultat(indicateur: str, regime: str, reference: str) -> str:
    """Name a result in words."""
    if indicateur == "taux_autorise":
        return _("Autorisés au contrôle, {regime}").format(regime=label(regime))
    return _("Écart entre «\u202f{regime}\u202f» et «\u202f{reference}\u202f»").format(
        regime=label(regime), reference=label(reference)
    )


def facteur(nom: str, genre: str, choix: str = "") -> str:
    """Name a factor in words: what a parameter is, or the question that a reading answers, and the answer if given."""
    if genre == "parametre":
        return translate(documented(nom).libelle)
    return reponse(nom, choix) if choix else translate(points_ouverts()[nom]["question"])


def keys(table: pd.DataFrame) -> Sequence[tuple[str, str, str]]:
    """Give what tells each result from the others: indicator, regime, baseline."""
    return list(table[KEY].itertuples(index=False, name=None))


def rows_of(table: pd.DataFrame, indicateur: str, regime: str, reference: str) -> pd.DataFrame:
    """Give the rows of one result; raises RunError when there is none, which a refused result has not."""
    asked = pd.Series({"indicateur": indicateur, "regime": regime, "reference": reference})
    found = table[(table[KEY] == asked).all(axis=1)]
    if found.empty:
        known = " ; ".join(dict.fromkeys(resultat(*key) for key in keys(table)))
        raise RunError(f"{resultat(indicateur, regime, reference)} : absent ou refusé. Remède : l'un de {known}.")
    return found


def significant_part(value: float) -> str:
    """Write a value of a parameter, in its own unit."""
    return significant(value, 3)


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


def driver(indicateur: str, regime: str, libelle: str, correlation: float) -> str:
    """Say which parameter drives a result most."""
    return _(
        "{regime}, {resultat} : ce qui compte le plus est « {parametre} » (corrélation de rang {correlation})"
    ).format(
        regime=label(regime),
        resultat=INDICATORS[indicateur].lower(),
        parametre=libelle,
        correlation=number(correlation, 2, sign=True),
    )


def pairing(table: pd.DataFrame) -> str:
    """Say how many times more candidates the comparison that gains most would need without common luck."""
    if table.empty:
        return _("Les régimes comparés décident de même : aucun hasard ne les sépare")
    most = table.iloc[int(table["facteur"].argmax())]
    return _(
        "{regime} : sans hasard commun, il faudrait {facteur} fois plus de candidats pour un écart aussi sûr"
    ).format(regime=label(most["regime"]), facteur=number(most["facteur"]))
