"""Moyenne générale, moyenne des épreuves professionnelles, et ce que le jury en compare aux seuils."""

from __future__ import annotations

import numpy as np

from bts_sim.droit.bareme import PROFESSIONNEL, Bareme, Lectures, Reglementation
from bts_sim.droit.points import Ints, Moyenne
from bts_sim.droit.regles.conservation import coefficient_compte, note_comptee, points_facultatifs
from bts_sim.droit.releve import Releve


def moyenne_obligatoire(releve: Releve, reglement: Reglementation) -> Moyenne:
    """Return the mean of the compulsory units, « affectées de leur coefficient », shape (n,).

    Sources: d643-22-2014, d643-22-2022
    """
    return Moyenne.ponderee(note_comptee(releve), coefficient_compte(releve, reglement))


def moyenne_generale(releve: Releve, reglement: Reglementation, bareme: Bareme) -> Moyenne:
    """Return the general mean, shape (n,).

    Les points facultatifs « sont ajoutés au total des points obtenus aux épreuves obligatoires en vue de la délivrance
    du diplôme » ; ils n'entrent jamais dans le diviseur.

    Sources: d643-22-2014, d643-22-2022
    """
    return moyenne_obligatoire(releve, reglement).plus(points_facultatifs(releve, reglement, bareme))


def moyenne_d_acces(releve: Releve, reglement: Reglementation, bareme: Bareme, lectures: Lectures) -> Moyenne:
    """Return the general mean that opens the épreuves de contrôle, shape (n,).

    Elle est prise « à l'issue des épreuves prévues au 1° de l'article D643-15 », facultatives comprises ; mais leurs
    points s'ajoutent « en vue de la délivrance du diplôme » : lecture `facultatives_acces` (T-04).

    Sources: d643-22-2022
    """
    if lectures.facultatives_acces == "ignorees":
        return moyenne_obligatoire(releve, reglement)
    return moyenne_generale(releve, reglement, bareme)


def moyenne_professionnelle(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Moyenne:
    """Return the mean of the compulsory professional units, shape (n,); facultative points never enter it.

    « Une note moyenne … aux épreuves professionnelles définies pour chaque spécialité. » Pondérée ou non par les
    coefficients : lecture `ponderation_professionnelle` (R-2022-05).

    Sources: d643-22-2022, arrete-2022-06-03-repartition
    """
    coefs = coefficient_compte(releve, reglement) * reglement.du_domaine(PROFESSIONNEL)
    if lectures.ponderation_professionnelle == "egale":
        coefs = np.sign(coefs)
    return Moyenne.ponderee(note_comptee(releve), coefs)


def moyenne_finale(
    generale: Moyenne, gain: Ints, releve: Releve, reglement: Reglementation, bareme: Bareme, lectures: Lectures
) -> Moyenne:
    """Return the general mean after the orals, from the points that they gained, shape (n,).

    « Le calcul de la moyenne générale des notes suite aux épreuves de rattrapage reprend la ou les 2 nouvelles notes en
    plus de toutes les autres issues du 1er groupe. » Facultatives comprises ou non : lecture
    `facultatives_apres_controle` (T-03).

    Sources: nancy-metz-2024, decret-2021-786
    """
    if lectures.facultatives_apres_controle == "ignorees":
        generale = generale.plus(-points_facultatifs(releve, reglement, bareme))
    return generale.plus(gain)


def moyenne_arretee(moyenne: Moyenne, lectures: Lectures) -> Moyenne:
    """Return the mean that is compared with a threshold, shape (n,).

    « Comprise entre 8 et 9,99/20 » ou « inférieure à 10/20 » : aucun texte n'arrondit une moyenne ; lecture `arrondi`
    (T-05), sans effet sur des notes au demi-point (R-GEN-23).

    Sources: d643-22-2022, nancy-metz-2024
    """
    if lectures.arrondi == "au_centieme":
        return moyenne.au_centieme()
    return moyenne.tronquee() if lectures.arrondi == "tronque" else moyenne
