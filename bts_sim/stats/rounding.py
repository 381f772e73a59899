"""Numbers rounded together, so that the numbers of a page add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def round_to_sum(values: Sequence[float] | pd.Series, total: float, decimals: int) -> list[float]:
    """Return numbers rounded so that they add up to their rounded total.

    The numbers that rounding cuts most are raised first; on a tie, the first one is.

    Args:
        values: the numbers to round.
        total: their sum.
        decimals: number of decimals of the result.

    Examples:
        >>> round_to_sum([1.24, 1.24, 1.22], 3.7, 1)
        [1.3, 1.2, 1.2]
    """
    unit = 10**decimals
    exact = np.asarray(values, dtype=np.float64) * unit
    whole = np.floor(exact)
    missing = round(total * unit) - int(whole.sum())
    raised = np.argsort(-(exact - whole), kind="stable")[: max(missing, 0)]
    whole[raised] += 1
    return [value / unit + 0.0 for value in whole.tolist()]
