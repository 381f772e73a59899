"""What the compiled engine states of the catalogue and of the readings, by name, and what it leaves to the first one.

Every name is in one of the two tables: a test fails when a new rule is in neither.
"""

from __future__ import annotations

from collections.abc import Mapping

CLOSED, UNDER_ADMISSION, BETWEEN = 0, 1, 2
NO_REPLACEMENT, BY_UNIT, BY_DOMAIN = 0, 1, 2
EXACT, HUNDREDTH, CUT = 0, 1, 2

#: Rules and readings stated, with their number in the compiled code where they have one.
STATED: Mapping[str, Mapping[str, int]] = {
    "admission": {"moyenne": 0},
    "acces": {"ferme": CLOSED, "non_admis": UNDER_ADMISSION, "moyennes_entre_seuils": BETWEEN},
    "choix": {"aucun": NO_REPLACEMENT, "unites_generales": BY_UNIT, "un_oral_par_domaine": BY_DOMAIN},
    "remplacement": {
        "aucun": NO_REPLACEMENT,
        "note_de_l_unite": BY_UNIT,
        "moyenne_des_ponctuelles_du_domaine": BY_DOMAIN,
    },
    "choix_des_oraux": {"gain_possible": 0},
    "arrondi": {"exact": EXACT, "au_centieme": HUNDREDTH, "tronque": CUT},
    "niveau_remplacement": {"unite": 0},
    "langues_au_choix": {"libre": 0, "une_seule": 1},
    "absence_a_l_oral": {"premiere_note": 0, "elimination": 1},
    "ponderation_professionnelle": {"coefficients": 0, "egale": 1},
    "ponderation_domaine": {"coefficients": 0},
    "notes_conservees_2021": {"remplacables": 0, "maintenues": 1},
    "jury_2021": {"de_droit": 0, "sur_avis": 1},
    "disciplines_2021": {"plus_fort_coefficient": 0, "toutes": 1},
    "absence_sous_epreuve": {"elimine": 0},
    "domaines_deduits": {"retenus": 0, "inverses": 1},
    "facultatives_acces": {"comptees": 0, "ignorees": 1},
    "facultatives_apres_controle": {"comptees": 0, "ignorees": 1},
    # A simulated candidate has one facultative at most, neither absent nor with a dossier, and no mark carried over; no
    # later session is looked at.
    "report_au_choix": {"oui": 0, "non": 0},
    "absence_facultative": {"sans_effet": 0, "elimine": 0},
    "troisieme_facultative": {"comptee": 0, "ignoree": 0},
    "dossier_facultatif": {"sans_effet": 0, "elimine": 0},
    "note_orale_donne_benefice": {"oui": 0, "non": 0},
}
#: Those that it does not state.
REFUSED: Mapping[str, frozenset[str]] = {
    "admission": frozenset({"total_de_points"}),
    "acces": frozenset(
        {
            "strictement_entre_seuils",
            "domaine_general_entre_seuils",
            "moyenne_professionnelle_entre_seuils",
            "une_note_professionnelle",
        }
    ),
    "choix": frozenset({"unites_generales_ponctuelles"}),
    "remplacement": frozenset(
        {
            "note_de_l_unite_substituee",
            "note_superieure_a_la_moyenne",
            "note_de_l_unite_ponctuelle",
            "moyenne_du_domaine",
            "moyenne_des_ponctuelles_au_meilleur_oral",
            "moyenne_du_domaine_au_meilleur_oral",
            "note_d_une_unite_du_domaine",
            "note_d_une_ponctuelle_du_domaine",
            "moyenne_des_deux_notes",
            "note_de_l_unite_a_la_suite",
        }
    ),
    "choix_des_oraux": frozenset({"notes_basses", "meilleure_probabilite", "hasard"}),
    "niveau_remplacement": frozenset({"epreuve", "langue"}),
    "ponderation_domaine": frozenset({"egale"}),
    "absence_sous_epreuve": frozenset({"zero"}),
}
#: The names of the rules of a regime; all other names but `choix_des_oraux` are readings.
RULES = ("admission", "acces", "choix", "remplacement")
READINGS = tuple(name for name in STATED if name not in (*RULES, "choix_des_oraux"))
