"""Règles hybrides, entre le régime de 2021 et celui de 2022 : aucun droit ne les a tenues.

Elles ne servent qu'à changer une chose à la fois, pour savoir ce que chacune donne ou coûte
(`questions.movers.factors`).
Chacune prend un trait à l'un des régimes et un trait à l'autre : quels oraux sont passés, ce qu'un oral remplace (la
note d'une unité ou la moyenne de son domaine), si une note de CCF peut l'être.

Deux façons de lire le relevé suffisent : `avec_le_ccf` et `ccf_maintenu`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bts_sim.droit.bareme import DOMAINES, GENERAL, Lectures, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regles.conservation import coefficient_compte, est_conservee, note_comptee
from bts_sim.droit.regles.controle import choix_unites_generales, remplacement_par_domaine, remplacement_par_unite
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut


def avec_le_ccf(releve: Releve) -> Releve:
    """Return the releve in which an oral may replace a CCF mark like any other. Never the law with a whole domain.

    Sources: regime-de-l-analyste
    """
    return replace(releve, ponctuelle=np.ones_like(releve.ponctuelle))


def ccf_maintenu(releve: Releve) -> Releve:
    """Return the releve in which a CCF mark is held, as a bénéfice is. Never the law with orals on units.

    « Les coefficients et les notes obtenues lors des évaluations en cours de formation … sont maintenus » (2021).

    Sources: regime-de-l-analyste, communique-2021
    """
    reste = releve.ponctuelle | releve.ont(Statut.DI)
    return replace(releve, statuts=np.where(reste, releve.statuts, np.uint8(Statut.BE)))


def choix_unites_generales_ponctuelles(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Offer the general units of 2022, less those assessed by CCF, shape (n, u). Never the law.

    Sources: regime-de-l-analyste
    """
    return choix_unites_generales(ccf_maintenu(releve), reglement, lectures)


def remplacement_par_unite_ponctuelle(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points of an oral on each unit, where it replaces no CCF mark, shape (n,). Never the law.

    `oraux`: hundredths, shape (n, u); negative where no mark was given.

    Sources: regime-de-l-analyste
    """
    return remplacement_par_unite(oraux, ccf_maintenu(releve), reglement, regime)


def remplacement_du_domaine_entier(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points when an oral replaces the mean of its domain, CCF marks included, shape (n,). Never the law.

    `oraux`: hundredths, shape (n, 2), in the order of `DOMAINES`; negative where no mark was given.

    Sources: regime-de-l-analyste
    """
    return remplacement_par_domaine(oraux, avec_le_ccf(releve), reglement, regime)


def remplacement_du_domaine_au_meilleur(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points when each general oral may replace the mean of the general ponctuelles, shape (n,).

    Never the law. `oraux`: hundredths, shape (n, u); negative where no mark was given. Each replaces that mean if it is
    better, so the best of them does. Their gains do not add up.

    Sources: regime-de-l-analyste
    """
    meilleur = np.where(reglement.du_domaine(GENERAL), oraux, SANS_ORAL).max(axis=1)
    par_domaine = np.column_stack([meilleur, np.full_like(meilleur, SANS_ORAL)])
    return remplacement_par_domaine(par_domaine, releve, reglement, regime)


def remplacement_du_domaine_entier_au_meilleur(
    oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime
) -> Ints:
    """Return the points when each general oral may replace the mean of the general domain, CCF included, shape (n,).

    Never the law; the gains of the orals do not add up either.

    Sources: regime-de-l-analyste
    """
    return remplacement_du_domaine_au_meilleur(oraux, avec_le_ccf(releve), reglement, regime)


def remplacement_d_une_unite_du_domaine(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points when the oral of a domain replaces the mark of one of its units, shape (n,). Never the law.

    `oraux`: hundredths, shape (n, 2), in the order of `DOMAINES`; negative where no mark was given.

    Elle remplace, si elle est meilleure, celle des notes non conservées du domaine où elle rapporte le plus.

    Sources: regime-de-l-analyste
    """
    notes = note_comptee(releve)
    coefs = coefficient_compte(releve, reglement) * ~est_conservee(releve, regime.lectures)
    gain = np.zeros(oraux.shape[0], dtype=np.int64)
    for oral, domaine in zip(oraux.T, DOMAINES, strict=True):
        points: Ints = (oral[:, np.newaxis] - notes) * coefs * reglement.du_domaine(domaine)
        gain += np.where(oral >= 0, np.maximum(points.max(axis=1), 0), 0)
    return gain


def remplacement_d_une_ponctuelle_du_domaine(
    oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime
) -> Ints:
    """Return the points when the oral of a domain replaces one ponctuelle mark of it, shape (n,). Never the law.

    Sources: regime-de-l-analyste
    """
    return remplacement_d_une_unite_du_domaine(oraux, ccf_maintenu(releve), reglement, regime)
