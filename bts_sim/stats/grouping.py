"""Candidates in groups, by one integer code each: sizes, sums and members of all the groups at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bts_sim.droit.points import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Grouping:
    """The groups that one attribute makes: a candidate is in one of them at most.

    `groupe`: the attribute. `values`: the value that the candidates of each group share, in the order of tables, k of
    them. `codes`: rank of the group of each candidate, k where there is none, shape (n,). `solved`: whether a target
    set the first-group rate of each group.
    """

    groupe: str
    values: Sequence[str]
    codes: Ints
    solved: Sequence[bool]

    @cached_property
    def sizes(self) -> Ints:
        """Return the candidates of each group, shape (k,)."""
        return np.bincount(self.codes, minlength=len(self.values) + 1)[: len(self.values)]

    def sums(self, quantity: Bools | Ints | Floats) -> Floats:
        """Return the sum over each group of a quantity of each candidate, shape (k,)."""
        # With weights, numpy counts in floats.
        sums = np.bincount(self.codes, quantity, len(self.values) + 1).astype(np.float64, copy=False)
        return sums[: len(self.values)]

    def means(self, quantity: Bools | Ints | Floats) -> Floats:
        """Return the mean of a quantity in each group, shape (k,), NaN in a group of nobody."""
        with np.errstate(invalid="ignore"):
            means: Floats = self.sums(quantity) / self.sizes
        return means

    def among(self, kept: Bools) -> Grouping:
        """Return the same groups with some of their candidates only."""
        return replace(self, codes=np.where(kept, self.codes, len(self.values)))

    def part(self, kept: Bools) -> Grouping:
        """Return the same groups of some candidates, the only ones that have a code."""
        return replace(self, codes=self.codes[kept])

    def members(self) -> Sequence[Ints]:
        """Return the candidates of each group, in order."""
        # Codes this short are sorted by counting, which keeps the order of the candidates.
        order = self.codes.astype(np.uint16).argsort(kind="stable")
        return np.split(order, np.cumsum(self.sizes))[:-1]


def crossed(groupings: Sequence[Grouping]) -> tuple[Grouping, list[Grouping]]:
    """Return the groups of the candidates who are together in every grouping, and the groupings of these groups.

    A sum over any grouping is then one over few groups, once the candidates are summed.
    """
    cells, count = np.zeros(groupings[0].codes.size, dtype=np.int64), 1
    for one in groupings:
        cells, count = cells * (len(one.values) + 1) + one.codes, count * (len(one.values) + 1)
        if count > cells.size:
            cells, count = _renumbered(cells, count)
    cells, count = _renumbered(cells, count)
    someone = np.empty(count, dtype=np.int64)
    someone[cells] = np.arange(cells.size)
    return (
        Grouping("", [""] * count, cells, [False] * count),
        [replace(one, codes=one.codes[someone]) for one in groupings],
    )


def _renumbered(codes: Ints, count: int) -> tuple[Ints, int]:
    """Return codes below `count` without those that nobody has, and how many are left."""
    had = np.flatnonzero(np.bincount(codes, minlength=count))
    ranks = np.zeros(count, dtype=np.int64)
    ranks[had] = np.arange(had.size)
    return ranks[codes], had.size
