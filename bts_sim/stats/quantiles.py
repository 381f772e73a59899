"""The middle and the interval of a result over draws of parameters."""

from __future__ import annotations

import numpy as np
import pandas as pd


def over_draws(values: pd.Series, niveau: float) -> tuple[float, float, float]:
    """Return the median of a result and the ends of its interval; `niveau`: percent.

    Weibull's quantiles: of n draws, the next one falls between them with the probability said. The usual ones
    interpolate within the sample, and hold 87 of a hundred for 64 draws instead of 90.
    """
    tail = (1 - niveau / 100) / 2
    low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail], method="weibull")
    return middle, low, high
