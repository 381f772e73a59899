"""Décision à l'issue du premier groupe d'épreuves."""

from __future__ import annotations

from bts_sim.bareme import Bareme
from bts_sim.points import Bools, Moyenne
from bts_sim.releve import Releve, Statut


def est_absent_sans_justification(releve: Releve) -> Bools:
    """Say who is absent without justification from a compulsory unit, shape (n,).

    Au candidat déclaré absent à une épreuve obligatoire, « le diplôme ne peut lui être délivré ».

    Sources: d643-24
    """
    return releve.ont_une(Statut.AB)


def a_un_dossier_non_valide(releve: Releve) -> Bools:
    """Say who has a dossier declared non valide for a compulsory unit, shape (n,).

    La mention « non valide » fait que « le diplôme ne peut lui être délivré ».

    Sources: nancy-metz-2025, nancy-metz-2024
    """
    return releve.ont_une(Statut.NV)


def est_elimine(releve: Releve) -> Bools:
    """Say who cannot be given the diploma whatever the marks, shape (n,).

    Sources: d643-24, nancy-metz-2025
    """
    return est_absent_sans_justification(releve) | a_un_dossier_non_valide(releve)


def est_sans_decision_finale(releve: Releve) -> Bools:
    """Say who is in the forme progressive before the last session, shape (n,): no mean, no final decision.

    Sources: d643-23, nancy-metz-2024
    """
    return releve.inacheve & ~est_elimine(releve)


def est_admis(moyenne: Moyenne, bareme: Bareme) -> Bools:
    """Say who has a mean that gives the diploma, shape (n,).

    Le diplôme est délivré quand la moyenne générale est au moins égale à 10 sur 20. Ni note éliminatoire, ni
    minimum par domaine.

    Sources: d643-22-2014, d643-22-2022
    """
    return moyenne.atteint(bareme.seuil_admission)
