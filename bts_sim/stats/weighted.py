"""Means over all groups at once of candidates who do not weigh the same, and what so few of them leave to chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.stats.grouping import Grouping

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums of q quantities over g groups, of which the first is that of all.

    `sums`: of weights × quantities, then of squared weights × their squares, themselves, their products by how far each
    candidate is from the rate that was solved, then one, and that distance, shape (g, 4 q + 2). `whole`: what each
    group weighs, shape (g,). `spread`: the sum of the squares of weights × that distance; NaN where none was solved.
    """

    sums: Floats
    whole: Floats
    spread: float


@dataclass(frozen=True, eq=False)
class Means:
    """The means of q quantities in g groups under d draws, and the variance that those simulated leave on each.

    Both are of shape (d, g, q), and not a number in a group of nobody.
    """

    values: Floats
    noise: Floats


@dataclass(frozen=True, eq=False)
class WeightedGroups:
    """The groups of n candidates, of which the first is that of all. `sizes`: candidates of each, shape (g,).

    `members`: 1 where a candidate is in a group, shape (g, n). `weights`: what each candidate weighs, shape (n,).
    `whole`: what each group weighs, shape (g,).
    """

    members: csr_array
    weights: Floats
    sizes: Ints
    whole: Floats

    @classmethod
    def of(cls, groups: Sequence[Grouping], weights: Floats) -> WeightedGroups:
        """Return some groups, one after the other."""
        # The compiled engine adds up groups without it: most processes do not wait for its import.
        from scipy.sparse import csr_array

        counts = np.array([len(one.values) for one in groups])
        starts = np.cumsum(counts) - counts
        who = [np.flatnonzero(one.codes < len(one.values)) for one in groups]
        rows = np.concatenate([start + one.codes[at] for start, one, at in zip(starts, groups, who, strict=True)])
        columns = np.concatenate(who)
        members = csr_array((np.ones(rows.size), (rows, columns)), shape=(int(counts.sum()), weights.size))
        sizes = np.bincount(rows, minlength=int(counts.sum()))
        return cls(members, weights, sizes, np.bincount(rows, weights[columns], int(counts.sum())).astype(np.float64))

    def sums(self, quantities: Floats, solved: Bools | Floats | None = None) -> Sums:
        """Return the sums of quantities, shape (n, q), and of what tells how much the simulation leaves on their means.

        `solved`: what each counts for in a rate that the level of these very candidates was solved to meet, 0 or 1, or
        a chance, shape (n,). What a mean shares with that rate is no noise: as many count whoever they are.
        """
        weights = self.weights[:, np.newaxis]
        away = np.zeros(len(weights)) if solved is None else self._away(solved)
        squares = weights**2 * np.column_stack([quantities**2, quantities, quantities * away[:, np.newaxis]])
        of_all = weights**2 * np.column_stack([np.ones(len(weights)), away])
        sums = self.added(np.column_stack([weights * quantities, squares, of_all]))
        return Sums(sums, self.whole, math.nan if solved is None else self._spread(away))

    def added(self, quantities: Floats) -> Floats:
        """Return the sum of quantities over each group, shape (g, q), every candidate counted once."""
        sums: Floats = self.members @ quantities
        return sums

    def _away(self, solved: Bools | Floats) -> Floats:
        """Return how far each candidate is from a rate of all, shape (n,)."""
        rate = float((self.members[[0]] @ (self.weights * solved))[0] / self.whole[0])
        return solved.astype(np.float64) - rate

    def _spread(self, away: Floats) -> float:
        return float((self.members[[0]] @ (self.weights * away) ** 2)[0])


def means_of(draws: Sequence[Sums]) -> Means:
    """Return the weighted means of q quantities in g groups, from their sums under each draw."""
    sums, weight = (np.stack(some) for some in ([one.sums for one in draws], [one.whole for one in draws]))
    spreads, of_all = np.array([one.spread for one in draws])[:, np.newaxis, np.newaxis], weight[:, :1, np.newaxis]
    q, weight = (sums.shape[2] - 2) // 4, weight[:, :, np.newaxis]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = sums[..., :q] / weight
        squared, once, shared, ones, aways = np.split(sums[..., q:], [q, 2 * q, 3 * q, 3 * q + 1], axis=2)
        noise = (squared - 2 * values * once + values**2 * ones) / weight**2
        common = (shared - values * aways) / (weight * of_all)
        explained = common**2 / np.maximum(spreads / of_all**2, np.finfo(float).tiny)
        noise -= np.where(np.isnan(spreads), 0, explained)
        return Means(values, np.where(np.isnan(values), np.nan, np.maximum(noise, 0)))
