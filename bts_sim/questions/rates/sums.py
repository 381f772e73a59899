"""What a quantity is in every group at once, and the intervals that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bts_sim.droit.points import Bools, Floats
from bts_sim.stats.gaps import paired_ends
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.intervals import wilson_of
from bts_sim.stats.sums import Sums


@dataclass(frozen=True, eq=False)
class Measure:
    """A quantity of each candidate, summed once over the smallest groups.

    `cells`: these groups. `first`: who is admitted at the first group. `level`: that of the intervals, percent; None
    for no interval.
    """

    cells: Grouping
    first: Bools
    level: float | None
    quantity: Bools | Floats

    @cached_property
    def all(self) -> Sums:
        """Return the sums over all the candidates of each cell."""
        return Sums.of(self.cells, self.quantity, varies=self.level is not None)

    @cached_property
    def others(self) -> Sums:
        """Return the sums over those who are not admitted first."""
        return Sums.of(self.cells.among(~self.first), self.quantity, varies=self.level is not None)

    @cached_property
    def of_first(self) -> Floats:
        """Return the sum of the quantity over those who are admitted first."""
        return self.cells.sums(self.quantity * self.first)


@dataclass(frozen=True, eq=False)
class InGroups:
    """A measure in the groups of one attribute.

    Where a group's first-group rate was solved, the number admitted first is fixed, and only the others vary.
    """

    measure: Measure
    groups: Grouping

    @cached_property
    def all(self) -> Sequence[tuple[int, float, float]]:
        """Return the candidates of each group, with the mean and the variance of the quantity there."""
        return self.measure.all.over(self.groups).told

    @cached_property
    def others(self) -> Sequence[tuple[int, float, float]]:
        """Return the same among those who are not admitted first."""
        return self.measure.others.over(self.groups).told

    @cached_property
    def of_first(self) -> Sequence[float]:
        """Return the sum of the quantity over those of each group who are admitted first."""
        return [float(one) for one in self.groups.sums(self.measure.of_first)]

    def mean(self, group: int) -> float:
        """Return the mean of the quantity in one group."""
        return self.all[group][1]

    def wilson(self, group: int, *, solved: bool) -> tuple[float, float]:
        """Return the Wilson interval of the mean of one group."""
        if not solved or self.measure.level is None:
            return wilson_of(*self.all[group], self.measure.level)
        low, high = wilson_of(*self.others[group], self.measure.level)
        fixed, share = self.of_first[group] / self.all[group][0], self.share(group)
        return fixed + share * low, fixed + share * high

    def paired(self, group: int, *, solved: bool) -> tuple[float, float]:
        """Return the interval of the mean difference of one group."""
        if not solved or self.measure.level is None:
            return paired_ends(*self.all[group], self.measure.level)
        low, high = paired_ends(*self.others[group], self.measure.level)
        return low * self.share(group), high * self.share(group)

    def share(self, group: int) -> float:
        """Return the share of one group that is not admitted first."""
        return self.others[group][0] / self.all[group][0]
