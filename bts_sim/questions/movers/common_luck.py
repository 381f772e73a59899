"""What a candidate shows of a sum of chances that share his luck: admissions under several regimes at one session."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bts_sim.droit.points import Floats


def mean_squares(chances: Floats, orals: Sequence[str], weights: Floats) -> Floats:
    """Return the mean square, over candidates and their luck, of sums of their admissions, shape (k,).

    Under regimes whose orals are the same, whoever is admitted with a chance is admitted with any better one. Orals on
    other subjects have a luck of their own.

    Args:
        chances: of admission of each candidate under each regime, shape (n, m).
        orals: the kind of orals of each regime, shape (m,).
        weights: of each regime in each sum, which add up to zero, shape (k, m).
    """
    # Those whom all regimes admit alike show nothing.
    moving = chances[np.ptp(chances, axis=1) > 0]
    kinds = [np.array(orals) == kind for kind in dict.fromkeys(orals)]
    squares = sum((_squares(moving[:, one], weights[:, one]) for one in kinds), np.zeros((len(weights), len(moving))))
    means = np.stack([weights[:, one] @ moving[:, one].T for one in kinds])
    squares += means.sum(axis=0) ** 2 - (means**2).sum(axis=0)
    found: Floats = squares.sum(axis=1) / max(len(chances), 1)
    return found


def _squares(chances: Floats, weights: Floats) -> Floats:
    """Return the mean square of each sum for each candidate, of admissions that share one luck, shape (k, n).

    Between two neighbouring chances the same regimes admit, and the sum is that of their weights.
    """
    order = chances.argsort(axis=1)
    steps = np.diff(np.take_along_axis(chances, order, axis=1), axis=1, prepend=0)
    admitting = weights[:, order][:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    found: Floats = np.einsum("nm,knm->kn", steps, admitting**2)
    return found
