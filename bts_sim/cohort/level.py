"""The level of a simulated candidate, which no jury ever sees: the mean of the marks without luck."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats


def true_level(cohorte: SimulatedCohort) -> Floats:
    """Return each candidate's level, points on 20, in the order of the candidates, shape (n,).

    It is the mean of the marks expected at the compulsory units, each assessed as it is for that candidate
    (`avantage_ccf` included), weighted by their coefficients. The general mean would be this if copies were marked
    without error. It ignores absences, kept marks, dispenses and the heaping at 10.
    """
    level = np.zeros(cohorte.cohorte.candidats)
    for g in cohorte.groupes:
        advantage = cohorte.parameters_of(g.candidats)["avantage_ccf"]
        expected = np.clip(g.latent + np.where(g.releve.ponctuelle, 0, advantage), 0, 20)
        level[g.candidats] = expected @ g.reglement.coefs / g.reglement.coefs.sum()
    return level
