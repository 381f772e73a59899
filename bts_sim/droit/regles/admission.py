"""Décision à l'issue du premier groupe d'épreuves."""

from __future__ import annotations

import numpy as np

from bts_sim.droit.bareme import Bareme, Lectures, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints, Moyenne, au_moins_une
from bts_sim.droit.regles.conditions import Conditions, au_moins
from bts_sim.droit.regles.moyenne import moyenne_arretee
from bts_sim.droit.releve import ABSENT, Releve, Statut


def est_absent_sans_justification(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Return who is absent without justification from a compulsory épreuve, shape (n,).

    Au candidat déclaré absent à une épreuve obligatoire, « le diplôme ne peut lui être délivré ». Une seule unité d'une
    épreuve qui en a plusieurs, ou une épreuve facultative : lectures `absence_sous_epreuve` et `absence_facultative`.

    Sources: d643-24
    """
    absences = releve.ont(Statut.AB)
    if lectures.absence_sous_epreuve == "zero":
        absences = est_absent_de_toute_l_epreuve(absences, releve, reglement)
    if lectures.absence_facultative == "elimine":
        absences = np.column_stack([absences, np.equal(releve.statuts_facultatives, Statut.AB)])
    return au_moins_une(absences)


def est_absent_de_toute_l_epreuve(absences: Bools, releve: Releve, reglement: Reglementation) -> Bools:
    """Return the absences that leave nothing of their épreuve but absences and dispenses, shape (n, u).

    Sources: d643-24
    """
    qui, unite = np.nonzero(absences)
    epreuves = np.broadcast_to(reglement.rangs_des_epreuves, absences.shape)
    ailleurs = epreuves[qui] != epreuves[qui, unite][:, np.newaxis]
    rien = (ailleurs | releve.ont(Statut.AB, Statut.DI)[qui]).all(axis=1)
    entieres = np.zeros_like(absences)
    entieres[qui[rien], unite[rien]] = True
    return entieres


def a_un_dossier_non_valide(releve: Releve, lectures: Lectures) -> Bools:
    """Return who has a dossier declared non valide for a compulsory unit, shape (n,).

    La mention « non valide » à l'épreuve correspondante fait que « le diplôme ne peut lui être délivré ». Une épreuve
    facultative : lecture `dossier_facultatif`.

    Sources: nancy-metz-2025, nancy-metz-2024
    """
    dossiers = releve.ont_une(Statut.NV)
    if lectures.dossier_facultatif == "elimine":
        return dossiers | au_moins_une(np.equal(releve.statuts_facultatives, Statut.NV))
    return dossiers


def est_elimine(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Return who cannot be given the diploma whatever the marks, shape (n,).

    Sources: d643-24, nancy-metz-2025, nancy-metz-2024
    """
    return est_absent_sans_justification(releve, reglement, lectures) | a_un_dossier_non_valide(releve, lectures)


def est_elimine_au_controle(oraux: Ints, non_passes: Bools | None, lectures: Lectures) -> Bools:
    """Return who is eliminated by an absence from an épreuve de contrôle, shape (n,): nobody, unless the reading is so.

    `non_passes`: who has not sat an oral without being marked AB, the orals being over; None for nobody.

    Aucun texte lu ne traite de l'absence à l'oral : lecture `absence_a_l_oral` (R-2022-18).

    Sources: d643-22-2022, d643-24
    """
    absents = au_moins_une(np.equal(oraux, ABSENT))
    if non_passes is not None:
        absents = absents | non_passes
    return absents & (lectures.absence_a_l_oral == "elimination")


def est_sans_decision_finale(releve: Releve) -> Bools:
    """Return who is in the forme progressive before the last session, or suspended for fraud, shape (n,).

    Ni moyenne, ni décision finale : les épreuves ne sont pas toutes passées, ou la commission n'a pas statué.

    Sources: d643-23, nancy-metz-2024, siec-fraudes
    """
    return releve.inacheve | releve.suspendu


def est_admis(moyenne: Moyenne, bareme: Bareme, regime: Regime) -> Conditions:
    """Return who has a mean that gives the diploma, shape (n,).

    Le diplôme est délivré quand la moyenne générale est au moins égale à 10 sur 20. Ni note éliminatoire, ni
    minimum par domaine.

    Sources: d643-22-2014, d643-22-2022
    """
    arretee = moyenne_arretee(moyenne, regime.lectures)
    return au_moins(est_admis, "moyenne_generale", arretee, bareme.seuil_admission)
