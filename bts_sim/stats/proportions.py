"""A share among weighted candidates, with its interval: a predictive value or a sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from bts_sim.droit.points import Bools, Floats
from bts_sim.stats.normal import normal

#: Whether the candidates whose means are measured are known one by one.
_KNOWN: ContextVar[bool] = ContextVar("known", default=False)


def proportion(weights: Bools | Floats, yes: Bools | Floats, level: float | None) -> tuple[float, float, float]:
    """Return Σ poids × oui ÷ Σ poids and its Wilson interval, as proportions; NaN where the total weight is zero.

    `weights`: from 0 to 1, such as a probability of being admitted; `yes`: from 0 to 1; both of shape (n,). `level`:
    percent, None for no interval. The ratio is linearised. The interval uses the number of yes/no outcomes that would
    vary as much. With equal weights it is that of `stats.intervals.wilson`.

    Sources: E. B. Wilson, Probable inference, JASA 22 (1927); L. Kish, Survey sampling (1965), for the ratio and the
    effective size.
    """
    total = float(weights.sum())
    if not total:
        return np.nan, np.nan, np.nan
    mean = float((weights * yes).sum()) / total
    if level is None:
        return mean, mean, mean
    spread = float(((weights * (yes - mean)) ** 2).sum()) / total**2
    # A sum of yeses that rounds to all of them varies by what floats round.
    varies = mean * (1 - mean)
    size = varies / spread if spread and varies > 0 else total**2 / float((weights * weights).sum())
    return mean, *wilson_ends(mean, size, level)


@contextmanager
def of_known_candidates() -> Iterator[None]:
    """Make intervals those of means of candidates who are known: no end is shown, and their width is a variance.

    The luck of real candidates is taken out of it (`predicted.Drawn.of_known_candidates`), to the last digit.
    """
    before = _KNOWN.set(True)
    try:
        yield
    finally:
        _KNOWN.reset(before)


def wilson_ends(mean: float, size: float, level: float) -> tuple[float, float]:
    """Return the ends of the Wilson interval of a proportion among `size` yes/no outcomes, `level` percent."""
    z2 = normal(level) ** 2
    if _KNOWN.get():
        half = float(np.sqrt(z2 * mean * (1 - mean) / size))
        return mean - half, mean + half
    middle = (mean + z2 / (2 * size)) / (1 + z2 / size)
    half = float(np.sqrt(z2 * mean * (1 - mean) / size + (z2 / (2 * size)) ** 2)) / (1 + z2 / size)
    return max(middle - half, 0.0), min(middle + half, 1.0)
