"""The chance that orals gain what a candidate lacks, where gains are straight lines: `fast_sum`, sum for sum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bts_sim.cohort.chances import NOTES
from bts_sim.cohort.compiled.layout import Real, Whole
from bts_sim.cohort.compiled.machine import apart, inner
from bts_sim.cohort.compiled.normals import Normal, below
from bts_sim.cohort.grid import PAS_ORAL
from bts_sim.droit.points import CENTIEMES, Floats, Ints

#: The last mark of the grid of orals, in steps, and a step in points.
LAST, STEP = NOTES.size - 1, PAS_ORAL / CENTIEMES
#: The most orals of a candidate.
MOST = 3


class Lines(NamedTuple):
    """The orals of one candidate, by what a step of the mark gains, the most first: shape (`MOST`,).

    `top`: gain of the best mark; `step`: loss at each step below; `expected`: mark, points; `away`: chance of absence.
    `weights`: room for the sums.
    """

    top: Ints
    step: Ints
    expected: Floats
    away: Floats
    sums: Floats

    @classmethod
    def empty(cls) -> Lines:
        """Return room for the orals of one candidate."""
        return cls(
            np.zeros(MOST, np.int64), np.zeros(MOST, np.int64), np.zeros(MOST), np.zeros(MOST), np.zeros((MOST, 64))
        )


@inner
def add_oral(lines: Lines, count: Whole, top: Whole, step: Whole, expected: Real, away: Real) -> Whole:
    """Write one more oral after those that gain as much by step or more; return how many there are."""
    at = count
    while at > 0 and lines.step[at - 1] < step:
        lines.top[at], lines.step[at] = lines.top[at - 1], lines.step[at - 1]
        lines.expected[at], lines.away[at] = lines.expected[at - 1], lines.away[at - 1]
        at -= 1
    lines.top[at], lines.step[at], lines.expected[at], lines.away[at] = top, step, expected, away
    return count + 1


@inner
def chance_of(need: Whole, lines: Lines, count: Whole, spread: Real, normal: Normal) -> Real:
    """Return the probability that `count` orals together gain `need`."""
    if need <= 0:
        return 1.0
    if need > lines.top[:count].sum():
        return 0.0
    if count == 1:
        return _one(need, lines, 0, spread, normal)
    if count == 2:
        return _two(need, lines, 0, spread, normal)
    return _three(need, lines, spread, normal)


@inner
def _first_enough(need: Whole, lines: Lines, oral: Whole) -> Whole:
    steps = LAST - (lines.top[oral] - need) // max(lines.step[oral], 1)
    return min(steps, LAST + 1)


@inner
def _at_least(rank: Whole, lines: Lines, oral: Whole, spread: Real, normal: Normal) -> Real:
    reached = 1.0
    if rank > LAST:
        reached = 0.0
    elif rank > 0:
        reached = below(normal, (lines.expected[oral] - STEP * (rank - 0.5)) / spread)
    return (1 - lines.away[oral]) * reached


@inner
def _rest(need: Whole, rank: Whole, lines: Lines, oral: Whole) -> Whole:
    return need - max(lines.top[oral] - lines.step[oral] * (LAST - rank), 0)


@inner
def _one(need: Whole, lines: Lines, oral: Whole, spread: Real, normal: Normal) -> Real:
    return _at_least(_first_enough(need, lines, oral), lines, oral, spread, normal)


@apart
def _two(need: Whole, lines: Lines, oral: Whole, spread: Real, normal: Normal) -> Real:
    best = lines.top[oral + 1]
    low = _first_enough(max(need - best, 1), lines, oral)
    high = _first_enough(need, lines, oral)
    reached = 1.0
    for rank in range(low - 1, high + 1):
        after = _at_least(rank + 1, lines, oral, spread, normal) if rank < high else 0.0
        rest = _rest(need, rank, lines, oral)
        chance = 1.0 if rest <= 0 else 0.0
        if 0 < rest <= best:
            chance = _one(rest, lines, oral + 1, spread, normal)
        lines.sums[oral, rank - low + 1] = (reached - after) * chance
        reached = after
    return _summed(lines.sums[oral], high - low + 2)


@apart
def _three(need: Whole, lines: Lines, spread: Real, normal: Normal) -> Real:
    best = lines.top[1] + lines.top[2]
    low = _first_enough(max(need - best, 1), lines, 0)
    high = _first_enough(need, lines, 0)
    reached = 1.0
    for rank in range(low - 1, high + 1):
        after = _at_least(rank + 1, lines, 0, spread, normal) if rank < high else 0.0
        rest = _rest(need, rank, lines, 0)
        chance = 1.0 if rest <= 0 else 0.0
        if 0 < rest <= best:
            chance = _two(rest, lines, 1, spread, normal)
        lines.sums[0, rank - low + 1] = (reached - after) * chance
        reached = after
    return _summed(lines.sums[0], high - low + 2)


@apart
def _summed(values: Floats, count: Whole) -> Real:
    """Return the sum of the first values, in the order in which numpy's `reduceat` adds so few."""
    rest = count - 1
    if rest < 8:
        total = -0.0
        for k in range(1, count):
            total += values[k]
        return values[0] + total
    a, b, c, d = values[1], values[2], values[3], values[4]
    e, f, g, h = values[5], values[6], values[7], values[8]
    whole = rest - rest % 8
    for k in range(9, whole + 1, 8):
        a, b, c, d = a + values[k], b + values[k + 1], c + values[k + 2], d + values[k + 3]
        e, f, g, h = e + values[k + 4], f + values[k + 5], g + values[k + 6], h + values[k + 7]
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for k in range(whole + 1, count):
        total += values[k]
    return values[0] + total
