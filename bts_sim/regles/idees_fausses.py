"""Règles fausses que des sites publics impriment : tenues à part, pour mesurer ce qu'elles coûtent à qui les croit.

Aucune n'est le droit. Un scénario de `textes/scenarios/idees_fausses/` les nomme avec leur auteur ; nul autre ne les
emploie.
"""

from __future__ import annotations

import numpy as np

from bts_sim.bareme import GENERAL, PROFESSIONNEL, Bareme, Regime, Reglement
from bts_sim.points import CENTIEMES, Bools, Ints, Moyenne, au_moins_une, total
from bts_sim.regles.conservation import coefficient_compte, note_comptee
from bts_sim.regles.controle import a_le_niveau_professionnel, atteint, est_assez_proche
from bts_sim.regles.moyenne import moyenne_d_acces, moyenne_professionnelle
from bts_sim.releve import Releve, Statut


def acces_strictement_entre_seuils(releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Bools:
    """Let in those strictly above both thresholds, shape (n,). Wrong: both thresholds are included (T-06).

    Sources: acuite, alternactiv
    """
    generale = moyenne_d_acces(releve, reglement, bareme, regime.lectures)
    professionnelle = moyenne_professionnelle(releve, reglement, regime.lectures)
    return depasse(generale, regime.seuil_general) & depasse(professionnelle, regime.seuil_professionnel)


def depasse(moyenne: Moyenne, seuil: int | None) -> Bools:
    """Say who has a mean strictly above `seuil` (hundredths), shape (n,); None is no condition. Wrong (T-06).

    Sources: acuite, alternactiv
    """
    if seuil is None:
        return np.ones(moyenne.somme.shape, dtype=bool)
    return moyenne.somme > seuil * moyenne.coefs


def acces_domaine_general_entre_seuils(releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Bools:
    """Let in those whose mean of the general domain alone reaches the floor, shape (n,). Wrong: all units count (T-06).

    Sources: unsa-2022
    """
    coefs = coefficient_compte(releve, reglement) * reglement.du_domaine(GENERAL)
    du_domaine = Moyenne.ponderee(note_comptee(releve), coefs)
    assez_proche = atteint(du_domaine, regime.seuil_general, regime.lectures)
    entre_seuils = assez_proche & ~du_domaine.atteint(bareme.seuil_admission)
    return entre_seuils & a_le_niveau_professionnel(releve, reglement, regime)


def acces_moyenne_professionnelle_entre_seuils(
    releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime
) -> Bools:
    """Let in those whose professional mean is between the floor and admission, no mark being too low, shape (n,).

    Wrong three times: the mean, the missing professional bar, and a lowest mark that no text knows (T-06).

    Sources: ifte
    """
    professionnelle = moyenne_professionnelle(releve, reglement, regime.lectures)
    entre_seuils = professionnelle.atteint(regime.seuil_general or 0) & ~professionnelle.atteint(bareme.seuil_admission)
    trop_basse = (note_comptee(releve) < (regime.note_plancher or 0)) & ~releve.ont(Statut.DI)
    return entre_seuils & ~au_moins_une(trop_basse)


def acces_une_note_professionnelle(releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Bools:
    """Let in those with one professional mark at the bar, shape (n,). Wrong: « une note moyenne » (T-06).

    Sources: greta-pdl
    """
    professionnelles = reglement.du_domaine(PROFESSIONNEL) & ~releve.ont(Statut.DI)
    une_note = au_moins_une(professionnelles & (note_comptee(releve) >= (regime.seuil_professionnel or 0)))
    return une_note & est_assez_proche(releve, reglement, bareme, regime)


def remplacement_substitue(oraux: Ints, releve: Releve, reglement: Reglement, regime: Regime) -> Ints:
    """Give the points gained or lost when an oral takes the place of the mark, shape (n,). Wrong: the best (T-07).

    Sources: unsa-2022
    """
    ecarts = np.where(oraux >= 0, oraux - note_comptee(releve), 0)
    return total(ecarts, coefficient_compte(releve, reglement))


def remplacement_superieur_a_la_moyenne(oraux: Ints, releve: Releve, reglement: Reglement, regime: Regime) -> Ints:
    """Give the points when only an oral above the bar counts, shape (n,). Wrong: any better mark counts (T-07).

    Sources: france-examen
    """
    comptes = np.where(oraux > (regime.seuil_oral or 0), oraux, note_comptee(releve))
    return total(np.maximum(comptes - note_comptee(releve), 0), coefficient_compte(releve, reglement))


def a_assez_de_points(moyenne: Moyenne, bareme: Bareme, regime: Regime) -> Bools:
    """Say who has a total of points × coefficients, shape (n,). Wrong: coefficients add up to 20 or 30, not 100 (T-13).

    Sources: esarc
    """
    return moyenne.somme >= (regime.seuil_points or 0) * CENTIEMES
