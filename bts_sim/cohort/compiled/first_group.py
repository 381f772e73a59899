"""Marks at a level, those kept from a former session, and who is admitted first: `Scripts` and `admission`."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.compiled.layout import REPEATS, UNFINISHED, Candidates, Grid, Real, Units, Whole
from bts_sim.cohort.compiled.machine import inner
from bts_sim.cohort.grid import BELOW_TEN, MAXIMUM, MOYENNE
from bts_sim.droit.points import Ints

#: What a candidate who did not fail a former session keeps: not the same as to have failed with nothing to keep.
NOT_FAILED = np.int32(-1)
HIGHEST, LOW, TEN = float(MAXIMUM), float(BELOW_TEN), float(MOYENNE)


@inner
def nearest_mark(points: Real, grid: Grid) -> Real:
    """Return a mark in points as hundredths on the grid, between 0 and 20, as a whole number."""
    return min(max(np.rint(points * grid.scale) * grid.step, 0.0), HIGHEST)


@inner
def has_failed(i: Whole, level: Real, grid: Grid, c: Candidates) -> bool:
    """Return whether a candidate returns after a failure at a former session, at this level."""
    return bool(((c.said[i] & REPEATS) != 0) & (c.mean_before[i] + level < grid.failing))


@inner
def total_of(i: Whole, level: Real, grid: Grid, c: Candidates) -> Whole:
    """Return the sum of marks × coefficients of a candidate who keeps nothing, hundredths × hundredths."""
    total = np.int32(0)
    # Without a branch, so that units go several at a time.
    for unit in range(c.marks.shape[1]):
        note = nearest_mark(c.marks[i, unit] + level, grid)
        note = TEN if (c.lifted[i, unit] != 0) & (note >= LOW) & (note < TEN) else note
        total += np.int32(note) * np.int32(c.counts[i, unit])
    return total


@inner
def kept_total_of(i: Whole, level: Real, grid: Grid, units: Units, c: Candidates) -> tuple[Whole, Whole]:
    """Return the same sum for who may have failed a former session, and the units whose mark is kept, as a set."""
    total, kept, rank = np.int32(0), np.int32(0), c.rank[i]
    may = c.kept[i] if has_failed(i, level, grid, c) else np.int32(0)
    for unit in range(c.marks.shape[1]):
        note = nearest_mark(c.marks[i, unit] + level, grid)
        note = TEN if (c.lifted[i, unit] != 0) & (note >= LOW) & (note < TEN) else note
        before = nearest_mark(c.before[i, unit] + level, grid)
        keeps = (before >= grid.kept) & (((may >> np.int32(unit)) & np.int32(1)) != 0)
        coef = units.kept_coefs[rank, unit] if keeps else c.counts[i, unit]
        total += np.int32(before if keeps else note) * np.int32(coef)
        kept |= np.int32(keeps) << np.int32(unit)
    return total, kept


@inner
def write_notes(i: Whole, level: Real, kept: Whole, grid: Grid, c: Candidates, notes: Ints) -> None:
    """Write the mark of each unit, in hundredths; `kept`: units whose mark is that of a former session."""
    for unit in range(c.marks.shape[1]):
        note = nearest_mark(c.marks[i, unit] + level, grid)
        note = TEN if (c.lifted[i, unit] != 0) & (note >= LOW) & (note < TEN) else note
        note = note if c.counts[i, unit] != 0 else 0.0
        before = nearest_mark(c.before[i, unit] + level, grid)
        notes[unit] = np.int64(before if (kept >> np.int32(unit) & np.int32(1)) != 0 else note)


@inner
def option_of(i: Whole, level: Real, grid: Grid, c: Candidates) -> Whole:
    """Return the mark of the facultative that a candidate presents, in hundredths; without meaning for who has none."""
    return np.int64(nearest_mark(c.option[i] + level, grid))


@inner
def option_points(option: Whole, coef: Whole, floor: Whole) -> Whole:
    """Return the points of a facultative, for what is above a mark; `coef`: its multiplier, 0 for none."""
    return max(option - floor, np.int64(0)) * coef


@inner
def is_admitted(i: Whole, total: Whole, kept: Whole, admission: Whole, c: Candidates) -> bool:
    """Return whether a candidate is admitted; `kept`: units whose mark is that of a former session."""
    # Without a branch: who is admitted cannot be guessed.
    enough = total >= admission * c.coefs[i]
    return bool(enough & ((c.barred[i] & ~kept) == 0) & ((c.said[i] & UNFINISHED) == 0))
