"""The level at which a cohort meets a rate: a search that only looks again at those whose answer can still change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.group import Marked
from bts_sim.cohort.marking import Scripts
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Floats, Ints

#: Steps of the level in one point: its answer is a whole number of steps.
STEPS = 10_000
#: Largest shift of the level to meet a rate, in points, and its usual range, where the search begins.
LEVEL_SHIFT_MAX, LEVEL_SHIFT_LIKELY = 12.0, (0.5, 2.5)
#: A larger cohort than this is first solved on as many candidates, and searched within so many points of their level.
FIRST, AROUND = 2_048, 0.15
#: Candidates, each at one level, who are looked at together, since their arrays cost little more than the calls; and
#: the most steps that are looked at so.
TOGETHER, STEPS_AT_ONCE = 2_048, 48
#: Parts of one admission: a probability is rounded to it, so that a sum is exact and the same in any order.
PARTS = 2**40


@dataclass(frozen=True)
class Members:
    """Some candidates of a block; `rows`: None for all of them."""

    scripts: Scripts
    rows: Ints | None = None

    @property
    def size(self) -> int:
        """Return how many they are."""
        return self.scripts.drawn.members.size if self.rows is None else self.rows.size

    def present(self) -> int:
        """Return how many are not absent from the whole exam."""
        here = self.scripts.composition.present
        return int(np.count_nonzero(here if self.rows is None else here[self.rows]))

    def at_each(self, times: int) -> Members:
        """Return them so many times over, to look at several levels at once."""
        if times == 1:
            return self
        return Members(self.scripts, np.tile(np.arange(self.size) if self.rows is None else self.rows, times))

    def narrowed(self, keep: Ints) -> Members:
        """Return some of them."""
        return Members(self.scripts, keep if self.rows is None else self.rows[keep])


#: How likely each candidate is admitted at a level, from 0 to 1, and what the candidate keeps there, shape (n,).
Admission = Callable[["Members", "float | Floats"], tuple[Floats, Ints]]


def at_first_group(members: Members, level_shift: float | Floats) -> tuple[Floats, Ints]:
    """Return who is admitted at the first group at a level, 0 or 1, and what each keeps, shape (n,)."""
    scripts = members.scripts
    releve, kept = scripts.releve(level_shift, members.rows)
    reglement = scripts.reglement if members.rows is None else scripts.reglement.part(members.rows)
    d = Deliberation(Marked(reglement, releve), scripts.cohorte.bareme, scripts.law)
    return d.premier.ont(Decision.ADMIS).astype(np.float64), kept


@dataclass(frozen=True)
class Level:
    """A level found: its shift, points, and the admissions that it gives."""

    shift: float
    admitted: float


def level_for(parts: Sequence[Members], wanted: float, admission: Admission = at_first_group) -> Level:
    """Return the level at which the sum of admissions crosses `wanted`: of the two steps around, the nearer one.

    `admission`: a count or a sum of probabilities. It must not fall as the level rises while a candidate keeps the same
    marks; candidates may fall when a better former session leaves them nothing to keep. The answer does not depend on
    how candidates are cut into blocks.
    """
    low, high = (round(bound * STEPS) for bound in LEVEL_SHIFT_LIKELY)
    total = sum(part.present() for part in parts)
    if total > 4 * FIRST:
        some = _first(parts)
        share = sum(part.present() for part in some) / total
        near = _search(some, wanted * share, (low, high), admission)
        low, high = near.step - round(AROUND * STEPS), near.step + round(AROUND * STEPS)
    found = _search(parts, wanted, (low, high), admission)
    return Level(found.step / STEPS, found.total / PARTS)


def _first(parts: Sequence[Members]) -> list[Members]:
    """Return the first candidates of some blocks."""
    kept, left = [], FIRST
    for part in parts:
        if left > 0:
            kept.append(part.narrowed(np.arange(min(left, part.size))))
        left -= part.size
    return kept


@dataclass(frozen=True)
class _Seen:
    """The admissions of the candidates who may still change, block by block, at one step; `fixed`: of the others."""

    step: int
    admissions: Sequence[Ints]
    kept: Sequence[Ints]
    fixed: int

    @property
    def total(self) -> int:
        """Return the admissions of all, in `PARTS`."""
        return self.fixed + sum(int(one.sum()) for one in self.admissions)

    def narrowed(self, moving: Sequence[Ints]) -> _Seen:
        """Return the same admissions, those of the candidates who may not change any more being summed."""
        still = [one[rows] for one, rows in zip(self.admissions, moving, strict=True)]
        gone = sum(int(one.sum()) for one in self.admissions) - sum(int(one.sum()) for one in still)
        return _Seen(
            self.step, still, [one[rows] for one, rows in zip(self.kept, moving, strict=True)], self.fixed + gone
        )


def _search(parts: Sequence[Members], wanted: float, bracket: tuple[int, int], admission: Admission) -> _Seen:
    wanted *= PARTS
    few = 2 * sum(part.size for part in parts) <= TOGETHER
    low, high = (
        _seen(parts, bracket, 0, admission) if few else [_seen(parts, [step], 0, admission)[0] for step in bracket]
    )
    farthest = round(LEVEL_SHIFT_MAX * STEPS)
    width = high.step - low.step
    while low.total > wanted and low.step > -farthest:
        low = _seen(parts, [max(low.step - width, -farthest)], 0, admission)[0]
        width *= 2
    while high.total < wanted and high.step < farthest:
        high = _seen(parts, [min(high.step + width, farthest)], 0, admission)[0]
        width *= 2
    turn = 0
    while high.step - low.step > 1 and low.total < high.total:
        moving = [
            np.flatnonzero((a != b) | (kept_a != kept_b))
            for a, b, kept_a, kept_b in zip(low.admissions, high.admissions, low.kept, high.kept, strict=True)
        ]
        parts = [part.narrowed(rows) for part, rows in zip(parts, moving, strict=True)]
        low, high = low.narrowed(moving), high.narrowed(moving)
        around = [low, *_seen(parts, _between(low, high, wanted, turn), low.fixed, admission), high]
        first = next(place for place, one in enumerate(around) if one.total >= wanted or one is high)
        low, high = around[max(first - 1, 0)], around[max(first, 1)]
        turn += 1
    return low if abs(low.total - wanted) < abs(high.total - wanted) else high


def _seen(parts: Sequence[Members], steps: Sequence[int], fixed: int, admission: Admission) -> list[_Seen]:
    """Return what is seen at some steps, all looked at together."""
    looked = [_looked_at(part, steps, admission) for part in parts]
    return [
        _Seen(step, [one[row] for one, _ in looked], [kept[row] for _, kept in looked], fixed)
        for row, step in enumerate(steps)
    ]


def _looked_at(part: Members, steps: Sequence[int], admission: Admission) -> tuple[Ints, Ints]:
    """Return the admissions of some candidates at some steps, and what they keep there, both of shape (steps, n)."""
    shape = len(steps), part.size
    if not part.size:
        return np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    shifts = steps[0] / STEPS if len(steps) == 1 else np.repeat(np.array(steps) / STEPS, part.size)
    found, kept = admission(part.at_each(len(steps)), shifts)
    return np.rint(found * PARTS).astype(np.int64).reshape(shape), kept.reshape(shape)


def _between(low: _Seen, high: _Seen, wanted: float, turn: int) -> list[int]:
    """Return the next steps to look at: where a straight line meets what is wanted, or the middle now and then.

    Where few candidates may still change, several steps cost no more than one.
    """
    moving = sum(one.size for one in low.admissions)
    several = min(TOGETHER // max(moving, 1), STEPS_AT_ONCE, high.step - low.step - 1)
    if several > 1:
        spread = np.linspace(low.step, high.step, several + 2)[1:-1]
        return [int(step) for step in np.unique(spread.astype(np.int64))]
    middle = (low.step + high.step) // 2
    if turn % 3 == 2 or high.total - low.total < 3 * PARTS:
        return [middle]
    share = (wanted - low.total) / (high.total - low.total)
    return [min(max(low.step + int((high.step - low.step) * share), low.step + 1), high.step - 1)]
