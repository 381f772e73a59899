"""The normal interval of an estimate, at a valid level in percent."""

from __future__ import annotations

import functools
import math

from bts_sim.files.percents import check_level


@functools.lru_cache(maxsize=64)
def normal(level: float) -> float:
    """Return the half-width of a normal interval of `level` percent, in standard deviations; raises InputError."""
    from scipy.special import ndtri

    check_level(level)
    return float(ndtri(0.5 + level / 200))


def half_or_none(half: float) -> float:
    """Return half an interval, or NaN for one of zero width: that comes of too few candidates, not of certainty."""
    return half or math.nan
