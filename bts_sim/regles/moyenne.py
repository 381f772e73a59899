"""Moyenne générale et moyenne des épreuves professionnelles."""

from __future__ import annotations

from bts_sim.bareme import PROFESSIONNEL, Bareme, Reglement
from bts_sim.points import Moyenne
from bts_sim.regles.conservation import coefficient_compte, note_comptee, points_facultatifs
from bts_sim.releve import Releve


def moyenne_generale(releve: Releve, reglement: Reglement, bareme: Bareme) -> Moyenne:
    """Give the general mean, shape (n,).

    Moyenne des épreuves obligatoires « affectées de leur coefficient » ; les points facultatifs « sont ajoutés
    au total des points obtenus aux épreuves obligatoires » et n'entrent jamais dans le diviseur.

    Sources: d643-22-2014, d643-22-2022
    """
    coefs = coefficient_compte(releve, reglement)
    obligatoires = (note_comptee(releve) * coefs).sum(axis=1)
    facultatifs = points_facultatifs(releve, reglement, bareme)
    return Moyenne(obligatoires + facultatifs, coefs.sum(axis=1))


def moyenne_professionnelle(releve: Releve, reglement: Reglement) -> Moyenne:
    """Give the mean of the compulsory professional units, shape (n,); facultative points never enter it.

    « Une note moyenne … aux épreuves professionnelles définies pour chaque spécialité. » La pondération par
    les coefficients est une inférence (R-2022-05).

    Sources: d643-22-2022, arrete-2022-06-03-repartition
    """
    coefs = coefficient_compte(releve, reglement) * reglement.du_domaine(PROFESSIONNEL)
    return Moyenne((note_comptee(releve) * coefs).sum(axis=1), coefs.sum(axis=1))
