"""The candidates, the mean and the variance of a quantity, in every group at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bts_sim.droit.points import Bools, Floats
from bts_sim.stats.grouping import Grouping


@dataclass(frozen=True, eq=False)
class Sums:
    """The candidates of each group, the sum of a quantity there, and that of its squared distances to its mean, (k,).

    In a group of nobody all three are 0. The distances are None where no interval is asked for.
    """

    n: Floats
    sums: Floats
    squares: Floats | None

    @classmethod
    def of(cls, groups: Grouping, quantity: Bools | Floats, *, varies: bool) -> Sums:
        """Return the sums of a quantity of each candidate. `varies`: whether its distances are needed."""
        n, sums = groups.sizes.astype(np.float64), groups.sums(quantity)
        if not varies:
            return cls(n, sums, None)
        apart = quantity - _of_each(_ratio(sums, n), groups)
        return cls(n, sums, groups.sums(apart * apart))

    def over(self, groups: Grouping) -> Sums:
        """Return the sums over groups of these groups.

        Source: T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms for computing the sample variance (1983), (2.1).
        """
        n, sums = groups.sums(self.n), groups.sums(self.sums)
        if self.squares is None:
            return Sums(n, sums, None)
        apart = _ratio(self.sums, self.n) - _of_each(_ratio(sums, n), groups)
        return Sums(n, sums, groups.sums(self.squares + self.n * apart * apart))

    @cached_property
    def told(self) -> Sequence[tuple[int, float, float]]:
        """Return the candidates of each group, with the mean and the variance of the quantity there, 0 if not asked."""
        squares = np.zeros(self.n.shape) if self.squares is None else self.squares
        columns = (self.n.astype(np.int64), _ratio(self.sums, self.n), _ratio(squares, self.n))
        return list(zip(*(column.tolist() for column in columns), strict=True))


def _ratio(sums: Floats, n: Floats) -> Floats:
    ratio: Floats = sums / np.maximum(n, 1)
    return ratio


def _of_each(means: Floats, groups: Grouping) -> Floats:
    """Return the mean of the group of each candidate, 0 for those in no group."""
    return np.append(means, 0.0)[groups.codes]
