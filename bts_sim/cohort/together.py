"""Which regimes apply to candidates of several specialties at once: the same decisions, to the bit, and far faster.

A rule is in this list because a test compares it with one specialty at a time; any other takes one specialty at a time.
"""

from __future__ import annotations

from bts_sim.cohort.describe import ChoixDesOraux
from bts_sim.droit.bareme import Regime

#: Rules that read the règlements of several specialties as they read one.
RULES = {
    "admission": {"moyenne", "total_de_points"},
    "acces": {
        "ferme",
        "non_admis",
        "moyennes_entre_seuils",
        "strictement_entre_seuils",
        "domaine_general_entre_seuils",
        "moyenne_professionnelle_entre_seuils",
        "une_note_professionnelle",
    },
    "choix": {"aucun", "un_oral_par_domaine", "unites_generales", "unites_generales_ponctuelles"},
    "remplacement": {
        "aucun",
        "moyenne_des_ponctuelles_du_domaine",
        "note_de_l_unite",
        "note_de_l_unite_substituee",
        "note_superieure_a_la_moyenne",
        "note_de_l_unite_ponctuelle",
        "moyenne_du_domaine",
        "moyenne_du_domaine_au_meilleur_oral",
        "moyenne_des_ponctuelles_au_meilleur_oral",
        "note_d_une_unite_du_domaine",
        "note_d_une_ponctuelle_du_domaine",
        "moyenne_des_deux_notes",
        "note_de_l_unite_a_la_suite",
    },
}
#: Ways of choosing orals that score each unit alone; the best choice of all tries the sets of units of one règlement.
CHOICES: set[ChoixDesOraux] = {"gain_possible", "notes_basses", "hasard"}


def applies_together(regime: Regime, choice: ChoixDesOraux) -> bool:
    """Return whether a regime applies to candidates of several specialties at once."""
    known = all(getattr(regime, rule) in names for rule, names in RULES.items())
    return known and (choice in CHOICES or regime.oral_par != "unite")
