"""Contradictions of a calendar: their kinds, and the fields of each."""

from __future__ import annotations

from dataclasses import dataclass

GENRES = {
    "deux_heures": "deux heures pour une même chose",
    "deux_dates": "deux dates pour une même chose",
    "deux_centres": "deux centres pour un même oral",
    "deux_regles": "deux règles pour une même échéance",
    "echeance_non_tenue": "une règle de délai que le calendrier ne tient pas",
    "ordre": "deux événements dans un ordre impossible",
    "jury_apres_resultats": "des jurys après les derniers résultats",
    "deux_nombres": "deux nombres pour une même chose",
    "intervalle": "un intervalle qui n'est pas celui de la loi",
    "jour_de_semaine": "un jour de semaine qui n'est pas celui de la date",
    "dimanche": "un dimanche",
    "annee": "une date hors de l'année de la session",
    "hors_couverture": "une date d'une spécialité que le document ne couvre pas",
    "secteur": "un intitulé qui nomme un autre secteur que sa lettre",
}


@dataclass(frozen=True, order=True)
class Constat:
    """One contradiction: two places, their two statements, and the consequence for a reader of only one of them.

    `specialite` is empty when the contradiction concerns everybody. `lieu_b` names the law or the week's calendar where
    the document has only one place.
    """

    genre: str
    specialite: str
    lieu_a: str
    valeur_a: str
    lieu_b: str
    valeur_b: str
    consequence: str
