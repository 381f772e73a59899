"""Words that both share, and the rows of one result."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.analysis.incertitude import documented
from bts_sim.errors import RunError
from bts_sim.langue import N_, Libelles, _, traduire
from bts_sim.law import points_ouverts
from bts_sim.output.labels import regime as label
from bts_sim.output.labels import significant
from bts_sim.reponses import reponse

#: Origins in the order of a bar, the assumptions first.
ORIGINES = Libelles(
    {
        "parametres": N_("paramètres"),
        "lectures": N_("lectures des textes"),
        "niveaux_propres": N_("difficulté des épreuves, niveau des spécialités"),
        "candidats": N_("tirage des candidats"),
        "oraux": N_("hasard des oraux"),
    }
)
GENRES = Libelles({"parametre": N_("paramètre"), "lecture": N_("lecture des textes")})
CLE = ["indicateur", "regime", "reference"]


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
        return traduire(documented(nom).libelle)
    return reponse(nom, choix) if choix else traduire(points_ouverts()[nom]["question"])


def keys(table: pd.DataFrame) -> Sequence[tuple[str, str, str]]:
    """Give what tells each result from the others: indicator, regime, baseline."""
    return list(table[CLE].itertuples(index=False, name=None))


def rows_of(table: pd.DataFrame, indicateur: str, regime: str, reference: str) -> pd.DataFrame:
    """Give the rows of one result; raises RunError when there is none, which a refused result has not."""
    asked = pd.Series({"indicateur": indicateur, "regime": regime, "reference": reference})
    found = table[(table[CLE] == asked).all(axis=1)]
    if found.empty:
        known = " ; ".join(dict.fromkeys(resultat(*key) for key in keys(table)))
        raise RunError(f"{resultat(indicateur, regime, reference)} : absent ou refusé. Remède : l'un de {known}.")
    return found


def significatif(value: float) -> str:
    """Write a value of a parameter, in its own unit."""
    return significant(value, 3)
