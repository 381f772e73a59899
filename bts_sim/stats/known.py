"""Results that more draws tell: others of the same draws are brought to them, value and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bts_sim.droit.points import Floats
from bts_sim.stats.predicted import Drawn

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
        moving, middle = np.ptp(values, axis=0) >= STILL, values.mean(axis=0)
        away, further = (values - middle)[:, moving], (self.more.values - middle)[:, moving]
        slopes = np.zeros((int(moving.sum()), drawn.value.shape[1]))
        told = ~np.isnan(drawn.value).any(axis=0)
        slopes[:, told] = np.linalg.lstsq(away, drawn.value[:, told], rcond=None)[0]
        explained, again = away @ slopes, np.arange(len(further)) % len(values)
        spread = np.where(told, drawn.value.var(axis=0), 0)
        share = np.divide(explained.var(axis=0), spread, out=np.zeros(len(spread)), where=spread > 0).clip(0, 1)
        # The same candidates make all that is known: their noises are not added.
        noises = [slope**2 * noise[:, None] for slope, noise in zip(slopes, self.more.noise[:, moving].T, strict=True)]
        noise = np.max(noises, axis=0) if noises else 0.0
        return Drawn(
            (drawn.value - explained)[again] + further @ slopes,
            noise + (1 - share) * drawn.noise[again],
            drawn.spread[again],
            drawn.loss[again],
            drawn.size,
            drawn.unit,
            len(values) + share * (len(further) - len(values)),
        )
