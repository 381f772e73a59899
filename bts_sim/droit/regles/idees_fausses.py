"""Règles fausses que des sites publics impriment : tenues à part, pour mesurer ce qu'elles coûtent à qui les croit.

Aucune n'est le droit. Un scénario de `textes/scenarios/idees_fausses/` les nomme avec leur auteur ; nul autre ne les
emploie.
"""

from __future__ import annotations

import numpy as np

from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Regime, Reglementation
from bts_sim.droit.points import CENTIEMES, Ints, Moyenne, au_moins_une, total
from bts_sim.droit.regles.conditions import Conditions, au_moins, note_au_moins, plus_de
from bts_sim.droit.regles.conservation import coefficient_compte, note_comptee
from bts_sim.droit.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.droit.regles.moyenne import moyenne_arretee, moyenne_d_acces, moyenne_professionnelle
from bts_sim.droit.releve import Releve, Statut


def acces_strictement_entre_seuils(
    releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Conditions:
    """Let in those strictly above both thresholds, shape (n,). Wrong: both thresholds are included (T-06).

    Sources: acuite, alternactiv
    """
    regle, lectures = acces_strictement_entre_seuils, regime.lectures
    generale = moyenne_d_acces(releve, reglement, bareme, lectures)
    professionnelle = moyenne_professionnelle(releve, reglement, lectures)
    assez_proche = plus_de(regle, "moyenne_d_acces", generale, regime.seuil_general)
    return assez_proche & plus_de(regle, "moyenne_professionnelle", professionnelle, regime.seuil_professionnel)


def acces_domaine_general_entre_seuils(
    releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Conditions:
    """Let in those whose mean of the general domain alone reaches the floor, shape (n,). Wrong: all units count (T-06).

    Sources: unsa-2022
    """
    regle, mesure = acces_domaine_general_entre_seuils, "moyenne_du_domaine_general"
    coefs = coefficient_compte(releve, reglement) * reglement.du_domaine(GENERAL)
    du_domaine = Moyenne.ponderee(note_comptee(releve), coefs)
    assez_proche = au_moins(regle, mesure, moyenne_arretee(du_domaine, regime.lectures), regime.seuil_general)
    trop_haute = au_moins(regle, mesure, du_domaine, bareme.seuil_admission)
    return assez_proche & ~trop_haute & a_le_niveau_professionnel(releve, reglement, regime)


def acces_moyenne_professionnelle_entre_seuils(
    releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Conditions:
    """Let in those whose professional mean is between the floor and admission, no mark being too low, shape (n,).

    Wrong three times: the mean, the missing professional bar, and a lowest mark that no text knows (T-06).

    Sources: ifte
    """
    regle, mesure = acces_moyenne_professionnelle_entre_seuils, "moyenne_professionnelle"
    professionnelle = moyenne_professionnelle(releve, reglement, regime.lectures)
    assez_proche = au_moins(regle, mesure, professionnelle, regime.seuil_general or 0)
    trop_haute = au_moins(regle, mesure, professionnelle, bareme.seuil_admission)
    return assez_proche & ~trop_haute & n_a_aucune_note_trop_basse(releve, reglement, bareme, regime)


def n_a_aucune_note_trop_basse(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> Conditions:
    """Return who has no mark below the one that a regime asks for, shape (n,). Wrong: no text has such a mark (T-06).

    Sources: ifte
    """
    plancher, notes = regime.note_plancher or 0, note_comptee(releve)
    unites = reglement.du_domaine(GENERAL) | reglement.du_domaine(PROFESSIONNEL)
    comptees = unites & ~releve.ont(Statut.DI)
    aucune = ~au_moins_une((notes < plancher) & comptees)
    return note_au_moins(
        n_a_aucune_note_trop_basse,
        "note_la_plus_basse",
        plancher,
        aucune,
        lambda: np.where(comptees, notes, bareme.note_maximale).min(axis=1),
    )


def acces_une_note_professionnelle(
    releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Conditions:
    """Let in those with one professional mark at the bar, shape (n,). Wrong: « une note moyenne » (T-06).

    Sources: greta-pdl
    """
    return a_une_note_professionnelle(releve, reglement, regime) & est_assez_proche(releve, reglement, bareme, regime)


def a_une_note_professionnelle(releve: Releve, reglement: Reglementation, regime: Regime) -> Conditions:
    """Return who has one professional mark at the bar, shape (n,). Wrong: « une note moyenne » (T-06).

    Sources: greta-pdl
    """
    seuil, notes = regime.seuil_professionnel or 0, note_comptee(releve)
    professionnelles = reglement.du_domaine(PROFESSIONNEL) & ~releve.ont(Statut.DI)
    une_note = au_moins_une(professionnelles & (notes >= seuil))
    return note_au_moins(
        a_une_note_professionnelle,
        "meilleure_note_professionnelle",
        seuil,
        une_note,
        lambda: np.where(professionnelles, notes, 0).max(axis=1),
    )


def remplacement_substitue(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points gained or lost when an oral replaces the mark, shape (n,). Wrong: the better one counts (T-07).

    Sources: unsa-2022
    """
    ecarts = np.where(oraux >= 0, oraux - note_comptee(releve), 0)
    return total(ecarts, coefficient_compte(releve, reglement))


def remplacement_superieur_a_la_moyenne(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points when only an oral above the bar counts, shape (n,). Wrong: any better mark counts (T-07).

    Sources: france-examen
    """
    comptes = np.where(oraux > (regime.seuil_oral or 0), oraux, note_comptee(releve))
    return total(np.maximum(comptes - note_comptee(releve), 0), coefficient_compte(releve, reglement))


def a_assez_de_points(moyenne: Moyenne, bareme: Bareme, regime: Regime) -> Conditions:
    """Return who has a total of points × coefficients, shape (n,). Wrong: coefficients total 20 or 30, not 100 (T-13).

    Sources: esarc
    """
    points = Moyenne(moyenne.somme, np.full_like(moyenne.coefs, CENTIEMES))
    return au_moins(a_assez_de_points, "total_de_points", points, regime.seuil_points or 0)
