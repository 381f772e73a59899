"""The level that meets a rate: the search of `target.level_for`, step by step, so that both end at the same one."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.compiled.first_group import (
    NOT_FAILED,
    has_failed,
    is_admitted,
    kept_total_of,
    option_of,
    option_points,
    total_of,
)
from bts_sim.cohort.compiled.layout import REPEATS, Candidates, Grid, Units, Whole
from bts_sim.cohort.compiled.machine import apart, entry, inner, making
from bts_sim.cohort.grid import BELOW_TEN, MOYENNE
from bts_sim.cohort.target import (
    AROUND,
    LEVEL_SHIFT_LIKELY,
    LEVEL_SHIFT_MAX,
    PARTS,
    STEPS,
    STEPS_AT_ONCE,
    TOGETHER,
)
from bts_sim.droit.points import CENTIEMES

FARTHEST, NEAR = round(LEVEL_SHIFT_MAX * STEPS), round(AROUND * STEPS)
#: Admissions are added on 64 bits without a sign, in `PARTS`: of nobody, and of so few that halves are looked at.
NOBODY, NARROW = np.uint64(0), np.uint64(3 * PARTS)
LIKELY = round(LEVEL_SHIFT_LIKELY[0] * STEPS), round(LEVEL_SHIFT_LIKELY[1] * STEPS)


class Wanted(NamedTuple):
    """The admissions wanted, in `PARTS`, and the whole numbers around: a sum of admissions is compared exactly."""

    parts: float
    floor: np.uint64
    ceiling: np.uint64

    @classmethod
    def of(cls, admitted: float) -> Wanted:
        """Return a number of candidates."""
        parts = admitted * PARTS
        return cls(parts, np.uint64(np.floor(parts)), np.uint64(np.ceil(parts)))


class Seen(NamedTuple):
    """Who is admitted, 0 or 1, and what each keeps, at the lower level, the upper one and the one looked at: (3, n)."""

    admitted: NDArray[np.uint8]
    kept: NDArray[np.int32]

    @classmethod
    def of(cls, n: int) -> Seen:
        """Return room for n candidates."""
        return cls(np.empty((3, n), np.uint8), np.empty((3, n), np.int32))


class Asked(NamedTuple):
    """What decides the first group on which the level is solved; `weights`: of a candidate by specialty, `PARTS`."""

    admission: int
    option_floor: int
    weights: NDArray[np.uint64]
    grid: Grid
    units: Units


@entry
def level_of(
    members: NDArray[np.uint32],
    wanted: Wanted,
    first: Whole,
    of_first: Wanted,
    asked: Asked,
    c: Candidates,
    seen: Seen,
) -> tuple[Whole, Whole]:
    """Return the step of the level, and the admissions there, in `PARTS`.

    `members`: the candidates. `first`: how many of them are searched before all, for `of_first`; or 0.
    """
    low, high = LIKELY
    if first:
        near, _ = _search(_repeating_first(members[:first], c), of_first, low, high, asked, c, seen)
        low, high = near - NEAR, near + NEAR
    return _search(_repeating_first(members, c), wanted, low, high, asked, c, seen)


@making
def _repeating_first(members: NDArray[np.uint32], c: Candidates) -> NDArray[np.uint32]:
    """Return some candidates, first those who return: the two kinds are not judged by the same steps."""
    rows, count = np.empty(members.size, np.uint32), 0
    for returning in (True, False):
        for row in members:
            if ((c.said[row] & REPEATS) != 0) == returning:
                rows[count] = row
                count += 1
    return rows


@apart
def _search(
    rows: NDArray[np.uint32], wanted: Wanted, low: Whole, high: Whole, asked: Asked, c: Candidates, seen: Seen
) -> tuple[Whole, Whole]:
    size, fixed, width = rows.size, NOBODY, high - low
    # Where what is seen at the lower level, at the upper one and in between is written.
    below, above, here = 0, 1, 2
    at_low, at_high = _look_around(low, high, rows, asked, c, seen)
    while at_low > wanted.floor and low > -FARTHEST:
        low, width = max(low - width, -FARTHEST), width * 2
        at_low = _look(low, rows, size, below, below, below, asked, c, seen)
    while at_high < wanted.ceiling and high < FARTHEST:
        high, width = min(high + width, FARTHEST), width * 2
        at_high = _look(high, rows, size, above, above, above, asked, c, seen)
    turn = 0
    while high - low > 1 and at_low < at_high:
        size, gone = _narrow(rows, size, below, above, asked, c, seen)
        fixed += gone
        start, apart, several = low, high - low, min(TOGETHER // max(size, 1), STEPS_AT_ONCE, high - low - 1)
        alone = _between(low, high, at_low, at_high, wanted, turn)
        met, last = at_low >= wanted.ceiling, low
        for k in range(1, max(several, 1) + 1):
            step = np.int64(k * (apart / (several + 1)) + start) if several > 1 else alone
            if step == last:
                continue
            last, total = step, fixed + _look(step, rows, size, here, below, above, asked, c, seen)
            if met or total >= wanted.ceiling:
                high, at_high, above, here = step, total, here, above
                break
            low, at_low, below, here = step, total, here, below
        turn += 1
    if abs(np.float64(at_low) - wanted.parts) < abs(np.float64(at_high) - wanted.parts):
        return low, at_low
    return high, at_high


@inner
def _between(low: Whole, high: Whole, at_low: Whole, at_high: Whole, wanted: Wanted, turn: Whole) -> Whole:
    """Return where a straight line meets what is wanted, or the middle now and then."""
    if turn % 3 == 2 or at_high - at_low < NARROW:
        return (low + high) // 2
    share = (wanted.parts - np.float64(at_low)) / np.float64(at_high - at_low)
    return min(max(low + np.int64((high - low) * share), low + 1), high - 1)


@apart
def _look_around(
    low: Whole, high: Whole, rows: NDArray[np.uint32], asked: Asked, c: Candidates, seen: Seen
) -> tuple[Whole, Whole]:
    """Write who is admitted at two steps, in the first two places, and what they keep; return the admissions there."""
    at_low, at_high, room = NOBODY, NOBODY, _room_between(low, high, asked.grid)
    for row in rows:
        admitted, kept, lacking = _seen(row, low, asked, c)
        weight = asked.weights[c.rank[row]]
        seen.admitted[0, row], seen.kept[0, row] = admitted, kept
        at_low += np.uint64(admitted) * weight
        # More level never lowers a mark, nor raises it by more than some points, where none is kept.
        if kept != NOT_FAILED:
            admitted, kept, _ = _seen(row, high, asked, c)
        elif not admitted and lacking <= room * (c.coefs[row] + c.option_coef[row]):
            admitted, _, _ = _seen(row, high, asked, c)
        seen.admitted[1, row], seen.kept[1, row] = admitted, kept
        at_high += np.uint64(admitted) * weight
    return at_low, at_high


@inner
def _room_between(low: Whole, high: Whole, grid: Grid) -> Whole:
    """Return the hundredths by which a mark rises at most from a step to another, rounded and lifted at both."""
    return np.int64(math.ceil((high - low) * (CENTIEMES / STEPS))) + grid.step + MOYENNE - BELOW_TEN


@apart
def _look(
    step: Whole,
    rows: NDArray[np.uint32],
    size: Whole,
    slot: Whole,
    below: Whole,
    above: Whole,
    asked: Asked,
    c: Candidates,
    seen: Seen,
) -> Whole:
    """Write who is admitted at a step, among the first of `rows`, and what they keep; return the admissions.

    `below`, `above`: where a lower step is written and a higher one, or `slot` for none.
    """
    total, between = NOBODY, below != slot
    for row in rows[:size]:
        kept = seen.kept[below, row]
        # Whoever keeps the same at both is admitted above the level where he is.
        if between & (seen.admitted[below, row] != 0) & (kept == seen.kept[above, row]):
            admitted = True
        else:
            admitted, kept, _ = _seen(row, step, asked, c)
        seen.admitted[slot, row], seen.kept[slot, row] = admitted, kept
        total += np.uint64(admitted) * asked.weights[c.rank[row]]
    return total


@inner
def _seen(row: Whole, step: Whole, asked: Asked, c: Candidates) -> tuple[bool, Whole, Whole]:
    """Return whether a candidate is admitted at a step, what is kept, and the points lacking in all."""
    level, marks, kept = step / STEPS, np.int32(0), np.int32(0)
    if c.said[row] & REPEATS:
        marks, kept = kept_total_of(row, level, asked.grid, asked.units, c)
    else:
        marks = total_of(row, level, asked.grid, c)
    points = marks + option_points(option_of(row, level, asked.grid, c), c.option_coef[row], asked.option_floor)
    admitted = is_admitted(row, points, kept, asked.admission, c)
    failed = has_failed(row, level, asked.grid, c)
    return admitted, kept if failed else NOT_FAILED, asked.admission * c.coefs[row] - points


@apart
def _narrow(
    rows: NDArray[np.uint32], size: Whole, below: Whole, above: Whole, asked: Asked, c: Candidates, seen: Seen
) -> tuple[Whole, Whole]:
    """Keep first in `rows` those who may still change between two levels; return how many, and what the others add."""
    left, gone = 0, NOBODY
    for row in rows[:size]:
        admitted = seen.admitted[below, row]
        still = (admitted != seen.admitted[above, row]) | (seen.kept[below, row] != seen.kept[above, row])
        gone += np.uint64(admitted & (not still)) * asked.weights[c.rank[row]]
        rows[left] = row
        left += still
    return left, gone
