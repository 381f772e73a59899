"""The level of a simulated candidate, which no jury ever sees: what marks without luck would give."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats


def true_level(cohorte: SimulatedCohort) -> Floats:
    """Return each candidate's level, points on 20, in the order of the candidates, shape (n,).

    The mean of the marks expected at the compulsory units, assessed as they are for that candidate (`avantage_ccf`
    included) and weighted by their coefficients: what the general mean would be if copies were marked without error.
    Absences, kept marks and dispenses do not enter it; the heaping at 10 neither.
    """
    level, advantage = np.zeros(cohorte.cohorte.candidats), cohorte.cohorte.parametres["avantage_ccf"]
    for g in cohorte.groupes:
        expected = np.clip(g.latent + np.where(g.releve.ponctuelle, 0, advantage), 0, 20)
        level[g.candidats] = expected @ g.reglement.coefs / g.reglement.coefs.sum()
    return level
