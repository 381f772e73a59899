"""Results that more draws tell: others of the same draws are brought to them, value and interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.droit.points import Floats
from bts_sim.stats.predicted import Drawn, mean_of_told

#: A result that varies by less from draw to draw is fixed: nothing moves with it.
STILL = 1e-3


@dataclass(frozen=True)
class MoreDraws:
    """Some results under more draws, shape (m, k), and the variance that their simulated candidates leave on each."""

    values: Floats
    noise: Floats

    def part(self, *columns: int) -> MoreDraws:
        """Return some of the results, by rank."""
        return MoreDraws(self.values[:, columns], self.noise[:, columns])

    @classmethod
    def together(cls, parts: Sequence[MoreDraws]) -> MoreDraws:
        """Return the results of several, side by side."""
        return cls(*(np.hstack([getattr(one, name) for one in parts]) for name in ("values", "noise")))

    def gap(self) -> MoreDraws:
        """Return the second result less the first. The same candidates make both: their noises are not added."""
        return MoreDraws(np.diff(self.values[:, :2]), self.noise[:, :2].max(axis=1, keepdims=True))


@dataclass(frozen=True)
class Known:
    """Some results under each of some draws, shape (d,) or (d, k), and under more of them."""

    values: Floats
    more: MoreDraws

    def extended(self, drawn: Drawn) -> Drawn:
        """Return other results of the same draws as more draws would give them.

        Each is a regression on the results that are known, and what this leaves, taken again in turn. What adds up to
        one that is known still does, and has its interval. A result that some draw lacks has no regression.
        """
        values = self.values.reshape(len(self.values), -1)
        slopes, middle = slopes_on(values, drawn.value), values.mean(axis=0)
        explained, further = (values - middle) @ slopes, (self.more.values - middle) @ slopes
        again = np.arange(len(further)) % len(values)
        spread = np.nan_to_num(drawn.value.var(axis=0))
        share = np.divide(explained.var(axis=0), spread, out=np.zeros(len(spread)), where=spread > 0).clip(0, 1)
        left = drawn.value - explained
        # Some draws may be taken once more than others.
        left = left[again] + np.nan_to_num(mean_of_told(left) - mean_of_told(left[again]))
        # The same candidates make all that is known: their noises are not added.
        noises = [slope**2 * noise[:, None] for slope, noise in zip(slopes, self.more.noise.T, strict=True)]
        return Drawn(
            left + further,
            np.max(noises, axis=0) + (1 - share) * drawn.noise[again],
            drawn.spread[again],
            drawn.loss[again],
            drawn.size,
            drawn.unit,
            len(values) + share * (len(further) - len(values)),
            drawn.known,
        )


def slopes_on(values: Floats, others: Floats) -> Floats:
    """Return how other results move from draw to draw with some that are known, shape (k, r), by least squares.

    One that is the same under every draw moves nothing, and one that some draw lacks does not move.

    Args:
        values: what is known, shape (d, k).
        others: the others, shape (d, r).
    """
    moving, told = np.ptp(values, axis=0) >= STILL, ~np.isnan(others).any(axis=0)
    slopes = np.zeros((values.shape[1], others.shape[1]))
    away = (values - values.mean(axis=0))[:, moving]
    slopes[np.ix_(moving, told)] = np.linalg.lstsq(away, others[:, told], rcond=None)[0]
    return slopes


def moved_to(means: Sequence[float], values: Floats, others: Floats) -> Floats:
    """Return how far the means of other results move when those known are brought to their means, shape (r,).

    Args:
        means: the means of what is known over more draws.
        values: what is known under each draw, shape (d, k).
        others: the others, shape (d, r).
    """
    moved: Floats = (np.array(means) - values.mean(axis=0)) @ slopes_on(values, others)
    return moved
