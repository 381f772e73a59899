"""The probability that orals gain enough, where the gain of each is linear in its mark: exact, and fast.

`cohort.chances` sums over all marks of all orals, whatever the rule. This module visits only the marks that matter.
The marks too low to gain anything, or to leave the others a reachable need, are grouped; so are the marks that are
enough alone. The last oral needs no sum: it is enough from one mark on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from bts_sim.droit.points import CENTIEMES, Floats, Ints

#: Candidates computed at a time: their arrays stay in the cache of the processor.
TILE = 4096


@dataclass(frozen=True)
class Lines:
    """The orals of m candidates, all of shape (m, o): the best mark gains `top` points, each step below loses `step`.

    A step is one of the grid of marks; the gain is never negative. Points are in the unit of `Moyenne.somme`.
    `expected`: expected mark, points. `absence`: probability of not coming, from 0 to 1; an absence gains nothing.
    """

    top: Ints
    step: Ints
    expected: Floats
    absence: Floats

    def part(self, rows: Ints) -> Lines:
        """Return the orals of some candidates."""
        return Lines(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def columns(self, which: slice) -> Lines:
        """Return some of the orals of all candidates."""
        return Lines(**{field.name: getattr(self, field.name)[:, which] for field in fields(self)})

    def ranked(self) -> Lines:
        """Return the orals, those that gain most first for each candidate: fewer of their marks matter."""
        order = np.argsort(-self.step, axis=1, kind="stable")
        return Lines(**{field.name: np.take_along_axis(getattr(self, field.name), order, 1) for field in fields(self)})


@dataclass(frozen=True)
class MarkGrid:
    """Marks of an oral: `last` steps of `step` hundredths above 0, and the spread of a mark, points.

    The spread is one for all candidates, or that of each, shape (m,).
    """

    last: int
    step: int
    spread: float | Floats

    def part(self, rows: Ints) -> MarkGrid:
        """Return the marks of some candidates."""
        return self if isinstance(self.spread, float) else replace(self, spread=self.spread[rows])

    def first_enough(self, need: Ints, top: Ints, step: Ints) -> Ints:
        """Return the first mark that gains at least `need`, in steps; one past the last where no mark does."""
        steps: Ints = self.last - (top - need) // np.maximum(step, 1)
        return np.minimum(steps, self.last + 1)

    def at_least(self, rank: Ints, expected: Floats, absence: Floats) -> Floats:
        """Return the probability of coming and of having at least the mark `rank`, in steps."""
        from scipy.special import ndtr

        below = (self.step / CENTIEMES) * (rank - 0.5)
        reached = ndtr((expected - below) / self.spread)
        reached[rank > self.last] = 0
        reached[rank <= 0] = 1
        chance: Floats = (1 - absence) * reached
        return chance


def fast_probability(need: Ints, orals: Lines, mark_grid: MarkGrid, elimine_absent: bool) -> Floats:
    """Return the probability that the orals together gain `need`, shape (m,).

    `elimine_absent`: whether an absence from one oral eliminates, instead of leaving the first mark.
    """
    if elimine_absent:
        come: Floats = np.prod(1 - orals.absence, axis=1)
        there = replace(orals, absence=np.zeros(orals.absence.shape))
        return come * fast_probability(need, there, mark_grid, elimine_absent=False)
    found = (need <= 0).astype(np.float64)
    rows = np.flatnonzero((need > 0) & (need <= orals.top.sum(axis=1)))
    for start in range(0, rows.size, TILE):
        tile = rows[start : start + TILE]
        found[tile] = _reaching(need[tile], orals.part(tile).ranked(), mark_grid.part(tile))
    return found


def _reaching(need: Ints, orals: Lines, mark_grid: MarkGrid) -> Floats:
    """Return it for those with a positive need that their best marks together can meet, shape (m,)."""
    top, step, expected, absence = (getattr(orals, field.name)[:, 0] for field in fields(orals))
    if orals.top.shape[1] == 1:
        return mark_grid.at_least(mark_grid.first_enough(need, top, step), expected, absence)
    others = orals.columns(slice(1, None))
    best = others.top.sum(axis=1)
    # Visit the marks from the first that matters to the first that is enough. One more stands for all those below.
    low, high = mark_grid.first_enough(np.maximum(need - best, 1), top, step), mark_grid.first_enough(need, top, step)
    count = high - low + 2
    end = np.cumsum(count)
    start = end - count
    who = np.repeat(np.arange(need.size), count)
    rank = np.arange(end[-1]) - (start - low + 1)[who]
    reached = mark_grid.part(who).at_least(rank, expected[who], absence[who])
    reached[start] = 1
    weight = reached - np.append(reached[1:], 0)
    weight[end - 1] = reached[end - 1]
    rest = need[who] - np.maximum(top[who] - step[who] * (mark_grid.last - rank), 0)
    chance = (rest <= 0).astype(np.float64)
    still = np.flatnonzero((rest > 0) & (rest <= best[who]))
    if still.size:
        chance[still] = _reaching(rest[still], others.part(who[still]), mark_grid.part(who[still]))
    total: Floats = np.add.reduceat(weight * chance, start)
    return total
