"""The share of the variance of a result due to each parameter and each reading: Sobol's indices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.questions.uncertainty.model import DEGREE, SEED, Quality, Surrogate, pivoted
from bts_sim.questions.uncertainty.tables import FactorKind, OfResult
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL
from bts_sim.stats.surrogate import direct_first_order, indices

#: Points of Saltelli's design, a power of two.
POINTS = 1024
#: Code for how the indices of a factor were computed.
SALTELLI = "saltelli"


class SobolIndices(OfResult, after=True):
    """The share of the variance of a result due to each factor, among parameters and readings only."""

    facteur = a_text("name of the parameter, or of the reading")
    genre = a_text("what the factor is", FactorKind)
    premier_ordre = a_number("share that the factor makes alone", "from 0 to 1")
    premier_bas = a_number("lower end of its interval", "from 0 to 1")
    premier_haut = a_number("upper end of its interval", "from 0 to 1")
    total = a_number("share that it makes with all that it does together with others", "from 0 to 1")
    total_bas = a_number("lower end of its interval", "from 0 to 1")
    total_haut = a_number("upper end of its interval", "from 0 to 1")
    niveau = a_number("level of the intervals", "percent")
    direct = a_number(
        "the first order straight from the draws, with no polynomial; missing for a reading", optional=True
    )
    r2 = a_number("of cross-validation", "from -∞ to 1")
    n = a_count("draws of the parameters", "draws")
    methode = a_text("how the indices were got, a code", (SALTELLI,))
    degree = a_count("largest degree of the polynomial")


def sobol_indices(surrogate: Surrogate, level: float = LEVEL) -> pd.DataFrame:
    """Return Sobol's indices of every result, as `SobolIndices`: one row per factor, the greatest first.

    The draw of candidates is not included; `budget` has it.

    Args:
        surrogate: the result of `fit_surrogate`.
        level: level of the intervals, percent.
    """
    s, d = len(surrogate.explained), len(surrogate.named_factors)
    first, total = (one.reshape(s, -1, d) for one in indices(surrogate.function, surrogate.laws(), POINTS, SEED))
    made = sum(part[:, 0] for part in surrogate.split)
    direct = np.full((s, d), np.nan)
    direct[:, : len(surrogate.names)] = direct_first_order(surrogate.x, surrogate.y)
    direct *= (surrogate.y.var(axis=0) / made)[:, np.newaxis]
    r2 = surrogate.quality.loc[surrogate.quality[Quality.accepte], Quality.r2].to_numpy()
    rows = []
    for i, one in enumerate(surrogate.explained):
        for j in (-total[i, 0]).argsort(kind="stable"):
            shares = [*pivoted(first[i, :, j], level), *pivoted(total[i, :, j], level)]
            numbers = [round(value, DECIMALS) for value in (*shares, level, float(direct[i, j]), float(r2[i]))]
            rows.append((*one, *surrogate.named_factors[j], *numbers, len(surrogate.y), SALTELLI, DEGREE))
    return SobolIndices.frame(rows)
