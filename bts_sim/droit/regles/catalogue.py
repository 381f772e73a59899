"""Les règles par leur nom, tel que les régimes et les scénarios l'écrivent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bts_sim.droit.bareme import Acces, Admission, Bareme, Choix, Regime, Remplacement
from bts_sim.droit.points import Moyenne
from bts_sim.droit.regles import controle, hybrides, idees_fausses, usages
from bts_sim.droit.regles.admission import est_admis
from bts_sim.droit.regles.conditions import Conditions
from bts_sim.droit.regles.controle import Acceder, Choisir, Remplacer

#: D'où vient une règle : le droit ; un croisement de deux droits ou un autre usage d'un oral, que nul texte n'a porté ;
#: ou une idée fausse.
DROIT, JAMAIS_EN_VIGUEUR, IDEE_FAUSSE = "droit", "jamais en vigueur", "idée fausse"
Admettre = Callable[[Moyenne, Bareme, Regime], Conditions]

ADMISSION: dict[Admission, Admettre] = {"moyenne": est_admis, "total_de_points": idees_fausses.a_assez_de_points}
ACCES: dict[Acces, Acceder] = {
    "ferme": controle.acces_ferme,
    "non_admis": controle.acces_non_admis,
    "moyennes_entre_seuils": controle.acces_moyennes_entre_seuils,
    "strictement_entre_seuils": idees_fausses.acces_strictement_entre_seuils,
    "domaine_general_entre_seuils": idees_fausses.acces_domaine_general_entre_seuils,
    "moyenne_professionnelle_entre_seuils": idees_fausses.acces_moyenne_professionnelle_entre_seuils,
    "une_note_professionnelle": idees_fausses.acces_une_note_professionnelle,
}
CHOIX: dict[Choix, Choisir] = {
    "aucun": controle.aucun_choix,
    "un_oral_par_domaine": controle.choix_plus_fort_coefficient,
    "unites_generales": controle.choix_unites_generales,
    "unites_generales_ponctuelles": hybrides.choix_unites_generales_ponctuelles,
}
REMPLACEMENT: dict[Remplacement, Remplacer] = {
    "aucun": controle.remplacement_nul,
    "moyenne_des_ponctuelles_du_domaine": controle.remplacement_par_domaine,
    "note_de_l_unite": controle.remplacement_par_unite,
    "note_de_l_unite_substituee": idees_fausses.remplacement_substitue,
    "note_superieure_a_la_moyenne": idees_fausses.remplacement_superieur_a_la_moyenne,
    "note_de_l_unite_ponctuelle": hybrides.remplacement_par_unite_ponctuelle,
    "moyenne_du_domaine": hybrides.remplacement_du_domaine_entier,
    "moyenne_des_ponctuelles_au_meilleur_oral": hybrides.remplacement_du_domaine_au_meilleur,
    "moyenne_du_domaine_au_meilleur_oral": hybrides.remplacement_du_domaine_entier_au_meilleur,
    "note_d_une_unite_du_domaine": hybrides.remplacement_d_une_unite_du_domaine,
    "note_d_une_ponctuelle_du_domaine": hybrides.remplacement_d_une_ponctuelle_du_domaine,
    "moyenne_des_deux_notes": usages.remplacement_par_la_moyenne,
    "note_de_l_unite_a_la_suite": usages.remplacement_a_la_suite,
}
REGLES: Mapping[str, Any] = {"admission": ADMISSION, "acces": ACCES, "choix": CHOIX, "remplacement": REMPLACEMENT}


def origin_of_rule(cle: str, nom: str) -> str:
    """Return where a rule comes from: `DROIT`, `JAMAIS_EN_VIGUEUR` or `IDEE_FAUSSE`.

    `cle`: what it fixes, as regimes name it. `nom`: its name.
    """
    module: str = REGLES[cle][nom].__module__
    never = dict.fromkeys((hybrides.__name__, usages.__name__), JAMAIS_EN_VIGUEUR)
    return (never | {idees_fausses.__name__: IDEE_FAUSSE}).get(module, DROIT)
