"""Quelle note compte, et avec quel coefficient : absences, dispenses, bénéfices, reports, facultatives."""

from __future__ import annotations

import numpy as np

from bts_sim.droit.bareme import Bareme, Lectures, Reglementation
from bts_sim.droit.points import Bools, Ints, total
from bts_sim.droit.releve import Releve, Statut, parmi


def note_comptee(releve: Releve) -> Ints:
    """Return the mark that enters the means for each compulsory unit, hundredths, shape (n, u).

    L'absence pour force majeure dûment établie est « sanctionnée par la note zéro ». Les notes conservées
    (bénéfices) et reportées comptent comme les autres.

    Sources: d643-24, d643-23
    """
    return releve.notes * releve.notees


def coefficient_compte(releve: Releve, reglement: Reglementation) -> Ints:
    """Return the coefficient of each compulsory unit, hundredths, shape (n, u): zero for a dispensed unit.

    La dispense retire l'unité du total des points et du total des coefficients. Aucun texte lu ne dit
    « neutralisé » : inférence (R-GEN-10).

    Sources: arrete-2005-06-24
    """
    return reglement.coefs * ~releve.dispensees


def points_facultatifs(releve: Releve, reglement: Reglementation, bareme: Bareme) -> Ints:
    """Return the points that the facultative units add, in the unit of `Moyenne.somme`, shape (n,).

    Les épreuves facultatives comptent « pour leur part excédant la note 10 sur 20 » ; l'absence à l'une
    d'elles ne fait rien gagner et rien perdre. Où il y en a plus qu'il n'en compte (lecture `troisieme_facultative`,
    R-GEN-04), celles qui rapportent le plus.

    Sources: d643-22-2014, d643-22-2022, decret-2024-788
    """
    a_une_note = parmi(releve.statuts_facultatives, Statut.NOTE, Statut.BE, Statut.RE)
    if not a_une_note.any():
        return np.zeros(len(a_une_note), dtype=np.int64)
    part_excedante = np.maximum(releve.notes_facultatives - bareme.seuil_facultatif, 0)
    if bareme.facultatives_comptees is not None:
        points = part_excedante * a_une_note * reglement.coefs_facultatives
        meilleurs: Ints = np.sort(points, axis=1)[:, -bareme.facultatives_comptees :].sum(axis=1)
        return meilleurs
    return total(part_excedante * a_une_note, reglement.coefs_facultatives)


def est_conservee(releve: Releve, lectures: Lectures) -> Bools:
    """Return which units are held by a bénéfice or a dispense, shape (n, u).

    « Un candidat ne peut choisir au rattrapage l'épreuve associée au bénéfice de la note ou de la dispense. »
    Un report de note de la forme progressive n'est pas nommé : lecture `report_au_choix`.

    Sources: nancy-metz-2024
    """
    report_ferme = lectures.report_au_choix == "non"
    return releve.ont(Statut.BE, Statut.DI) | (releve.ont(Statut.RE) & report_ferme)
