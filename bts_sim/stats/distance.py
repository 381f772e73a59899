"""Groups of candidates by the distance of their general mean from admission at the first group of a regime."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.compose import Attribute
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.distance import band_names, band_of_each


def distances(cohorte: SimulatedCohort, regime: Regime) -> Attribute:
    """Return the band of each candidate's general mean, in the order of the candidates.

    There is none where no mean is compared with admission: eliminated, or without final decision. The bands are those
    of one regime, so that a candidate stays in the same band under every regime compared. Exact: no mean is divided.
    """
    one = cohorte.under(regime)
    return Attribute(band_names(one.bareme), one.laid_out(lambda d: band_of_each(d.premier, one.bareme), np.int64))
