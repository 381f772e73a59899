"""Autres usages d'un oral sur une unité : aucun droit ne les a tenus.

Le droit garde la meilleure des deux notes. Deux notes valent plus qu'une : leur moyenne dit mieux le niveau, et un
second oral ne sert qu'à qui le premier n'a pas suffi. Ces règles servent à comparer ce que chaque usage coûte et donne.
"""

from __future__ import annotations

import numpy as np

from bts_sim.droit.bareme import GENERAL, Regime, Reglementation
from bts_sim.droit.points import Ints, Moyenne
from bts_sim.droit.regles.conservation import coefficient_compte, est_conservee, note_comptee
from bts_sim.droit.regles.controle import blocs_remplaces, remplacement_par_unite
from bts_sim.droit.releve import SANS_ORAL, Releve


def remplacement_par_la_moyenne(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points when the mean of the mark and of its oral replaces the mark, shape (n,). Never the law.

    `oraux`: hundredths, shape (n, u); negative where no mark was given. A lower oral takes points away. Half a unit of
    `Moyenne.somme`, which only a coefficient in odd hundredths can make, goes to the candidate.

    Sources: regime-de-l-analyste
    """
    notes = note_comptee(releve)
    coefs = coefficient_compte(releve, reglement) * ~est_conservee(releve, regime.lectures)
    # The mean of two marks moves by half of what the better one would: one bit less.
    if regime.lectures.niveau_remplacement == "unite":
        passees = reglement.du_domaine(GENERAL) & (oraux >= 0)
        points: Ints = -(np.where(passees, (notes - oraux) * coefs, 0) >> 1).sum(axis=1)
        return points
    gain = np.zeros(oraux.shape[0], dtype=np.int64)
    for bloc in blocs_remplaces(reglement, regime.lectures):
        oral = np.where(bloc, oraux, SANS_ORAL).max(axis=1)
        passe = oral >= 0
        acquise = Moyenne.ponderee(notes[passe], (coefs * bloc)[passe])
        moins: Ints = acquise.somme - oral[passe] * acquise.coefs
        gain[passe] -= moins >> 1
    return gain


def remplacement_a_la_suite(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points of orals that are sat one after the other, shape (n,). Never the law.

    Each replaces, if better, the mark of its unit, as in the law. Who is admitted by the first ones sits no more: the
    decision is that of the law, since a further oral takes nothing away, and fewer are sat.

    Sources: regime-de-l-analyste
    """
    return remplacement_par_unite(oraux, releve, reglement, regime)
