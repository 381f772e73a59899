"""The columns in which quantities are added up over groups: few differ, and zeros are added to nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bts_sim.cohort.compiled.layout import Judged, Real, Whole
from bts_sim.cohort.compiled.machine import apart, inner, making
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints

ADMITTED = np.uint8(Decision.ADMIS)
#: What is summed of a candidate under a regime: admitted first, authorised, chance of the diploma, and its gain.
QUANTITIES = 4
#: Columns before all others, of everybody: squared weight, and that by how far the candidate is from the rate solved.
OF_ALL = 2
#: Columns of a quantity that is 0 or 1, its own square; of another one; and of a gain, which has its loss too.
OF_KIND, OF_NUMBER, OF_GAIN = 3, 4, 5


class Columns(NamedTuple):
    """Where each quantity of a regime is added up, its first column, or -1 where it is zero for everybody: shape (r,).

    The columns of one: by weight, by squared weight, that by how far a candidate is from the rate solved; its square by
    squared weight if it is not 0 or 1; then the loss. Regimes that admit the same candidates first share them, and a
    regime that lets nobody sit the orals has as chances those that it admits first.
    """

    admitted: Ints
    authorised: Ints
    admission: Ints
    gain: Ints


@making
def room_for_columns(regimes: Whole) -> Columns:
    """Return room for the columns of some regimes."""
    return Columns(
        np.empty(regimes, np.int64),
        np.empty(regimes, np.int64),
        np.empty(regimes, np.int64),
        np.empty(regimes, np.int64),
    )


@apart
def columns_of(judged: Judged, columns: Columns, alike: Bools) -> tuple[Whole, Whole]:
    """Write where quantities are added up; return how many columns those admitted first have, and how many there are.

    `alike`: is written with whether a regime admits first those whom the law of the session does, shape (r,).
    """
    end = np.int64(OF_ALL)
    for regime in range(alike.size):
        alike[regime] = _admit_alike(0, 1 + regime, judged)
        columns.admitted[regime] = _same_as_before(regime, judged, columns)
        if columns.admitted[regime] < 0:
            columns.admitted[regime], end = end, end + OF_KIND
    for regime in range(alike.size):
        columns.authorised[regime], columns.admission[regime] = -1, columns.admitted[regime]
        if _somebody_sits(1 + regime, judged):
            columns.authorised[regime], columns.admission[regime], end = 0, end, end + OF_NUMBER
    of_admitted = end
    for regime in range(alike.size):
        if columns.authorised[regime] == 0:
            columns.authorised[regime], end = end, end + OF_KIND
        columns.gain[regime] = -1
        if columns.admission[regime] != columns.admission[0]:
            columns.gain[regime], end = end, end + OF_GAIN
    return of_admitted, end


@inner
def _same_as_before(regime: Whole, judged: Judged, columns: Columns) -> Whole:
    """Return the column of the first regime that admits the same candidates first, or -1."""
    found = np.int64(-1)
    for other in range(regime):
        if found < 0 and _admit_alike(1 + other, 1 + regime, judged):
            found = columns.admitted[other]
    return found


@apart
def _admit_alike(one: Whole, other: Whole, judged: Judged) -> bool:
    """Return whether two regimes admit the same candidates at the first group."""
    alike = True
    for i in range(judged.decision.shape[1]):
        alike &= (judged.decision[one, i] == ADMITTED) == (judged.decision[other, i] == ADMITTED)
    return alike


@inner
def _somebody_sits(regime: Whole, judged: Judged) -> bool:
    """Return whether somebody may sit the orals under a regime."""
    found = False
    for i in range(judged.authorised.shape[1]):
        found |= judged.authorised[regime, i]
    return found


@inner
def of_one_candidate(i: Whole, weight: Real, away: Real, judged: Judged, columns: Columns, of_one: Floats) -> None:
    """Write what is added for one candidate, shape (columns,); `away`: how far from the rate solved."""
    square = weight * weight
    of_one[0], of_one[1] = square, square * away
    for regime in range(columns.admitted.size):
        admission, at = judged.admission[1 + regime, i], columns.authorised[regime]
        _write(np.float64(judged.decision[1 + regime, i] == ADMITTED), weight, away, columns.admitted[regime], of_one)
        if at >= 0:
            _write(np.float64(judged.authorised[1 + regime, i]), weight, away, at, of_one)
            at = columns.admission[regime]
            _write(admission, weight, away, at, of_one)
            of_one[at + OF_KIND] = square * (admission * admission)
        at = columns.gain[regime]
        if at >= 0:
            gain = admission - judged.admission[1, i]
            _write(gain, weight, away, at, of_one)
            of_one[at + OF_KIND], of_one[at + OF_NUMBER] = square * (gain * gain), weight * max(-gain, 0.0)


@inner
def _write(quantity: Real, weight: Real, away: Real, at: Whole, of_one: Floats) -> None:
    square = weight * weight
    of_one[at], of_one[at + 1], of_one[at + 2] = weight * quantity, square * quantity, square * (quantity * away)


@inner
def of_all_columns(sums: Floats, columns: Columns, found: Floats) -> None:
    """Write the sums of every quantity, as `stats.weighted.Sums` has them, and the losses; zeros are there already."""
    regimes = columns.admitted.size
    q = QUANTITIES * regimes
    for group in range(sums.shape[0]):
        found[group, 4 * q], found[group, 4 * q + 1] = sums[group, 0], sums[group, 1]
        for regime in range(regimes):
            sat = columns.authorised[regime]
            of_admission = columns.admission[regime], sat >= 0
            for k, (start, number) in enumerate(
                ((columns.admitted[regime], False), (sat, False), of_admission, (columns.gain[regime], True))
            ):
                at = QUANTITIES * regime + k
                if start >= 0:
                    found[group, at] = sums[group, start]
                    found[group, q + at] = sums[group, start + (OF_KIND if number else 1)]
                    found[group, 2 * q + at] = sums[group, start + 1]
                    found[group, 3 * q + at] = sums[group, start + 2]
            if columns.gain[regime] >= 0:
                found[group, 4 * q + 2 + regime] = sums[group, columns.gain[regime] + OF_NUMBER]
