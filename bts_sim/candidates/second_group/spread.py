"""How many candidates of each kind sit in each half-day, and how many juries that takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from bts_sim.candidates.second_group.instance import HalfDay, Length, Place
from bts_sim.candidates.second_group.kinds import Bench, Grid, Kind
from bts_sim.candidates.second_group.program import Program
from bts_sim.droit.points import Floats, Ints

#: The part of the examiners called that may be left over the fewest.
EXAMINERS = 0.02


@dataclass(frozen=True)
class Spread:
    """A share of the candidates among half-days.

    `together`: candidates of a kind with all their orals in a half-day. `apart`: orals of a kind, by their rank, in a
    half-day where the candidate does not sit all his orals. `juries`: juries of each bench that sit.
    """

    together: Mapping[tuple[int, HalfDay], int]
    apart: Mapping[tuple[int, int, HalfDay], int]
    juries: Mapping[int, int]


class _Spreading:
    """The program of a spread. An option is a kind in one centre, with the half-days that it has there."""

    def __init__(self, kinds: Sequence[Kind], benches: Sequence[Bench], grid: Grid, lost: Mapping[int, int]) -> None:
        self.kinds, self.benches, self.grid, self.lost = kinds, benches, grid, lost
        self.program = Program()
        self.juries = self.program.variables(len(benches), [bench.most for bench in benches])
        self.by_place: dict[tuple[str, HalfDay], list[int]] = defaultdict(list)
        for rank, bench in enumerate(benches):
            self.by_place[bench.discipline, bench.half_day].append(rank)
        self.together: dict[tuple[int, HalfDay], int] = {}
        self.sat: dict[tuple[int, int, HalfDay], int] = {}
        self.load: dict[tuple[str, HalfDay], list[tuple[int, int]]] = defaultdict(list)
        for rank in range(len(kinds)):
            self._add(rank)
        self._bind_juries()

    def _add(self, rank: int) -> None:
        kind = self.kinds[rank]
        size = len(kind.members)
        centres: dict[str, list[HalfDay]] = defaultdict(list)
        for half in sorted({half for length in kind.lengths for half in self._open(kind, length.discipline)}):
            centres[half.place.centre].append(half)
        chosen = self.program.variables(len(centres), size)
        if len(centres):
            self.program.row(chosen, 1, 0, size)
        for option, halves in zip(chosen, centres.values(), strict=True):
            self._add_option(rank, int(option), halves)

    def _open(self, kind: Kind, discipline: str) -> list[HalfDay]:
        return [half for name, half in self.by_place if name == discipline and half.place in kind.places]

    def _add_option(self, rank: int, option: int, halves: Sequence[HalfDay]) -> None:
        kind = self.kinds[rank]
        sat = [self.program.variables(len(halves), len(kind.members)) for _ in kind.lengths]
        for place, (length, each) in enumerate(zip(kind.lengths, sat, strict=True)):
            self.program.row([*each, option], [*np.ones(len(halves)), -1], -np.inf, 0)
            for half, variable in zip(halves, each.tolist(), strict=True):
                self.sat[rank, place, half] = variable
                self.load[length.discipline, half].append((variable, self.grid.up(length.oral)))
        if len(kind.lengths) < 2:
            return
        for column, half in enumerate(halves):
            if not self._fit_together(kind, half):
                continue
            (variable,) = self.program.variables(1, len(kind.members)).tolist()
            self.together[rank, half] = variable
            for each in sat:
                self.program.row([variable, int(each[column])], [1, -1], -np.inf, 0)

    def _fit_together(self, kind: Kind, half: HalfDay) -> bool:
        """Return whether the orals of a kind may follow one another in a half-day, each before a jury there."""
        benches = [
            [self.benches[rank] for rank in self.by_place.get((length.discipline, half), [])] for length in kind.lengths
        ]
        orals = list(zip(kind.lengths, benches, strict=True))
        return any(_follow(self.grid, order) for order in permutations(orals))

    def _bind_juries(self) -> None:
        for (discipline, half), load in self.load.items():
            ranks = self.by_place.get((discipline, half), [])
            room = [self._room(rank) for rank in ranks]
            columns = [*(variable for variable, _ in load), *(int(self.juries[rank]) for rank in ranks)]
            values = [*(minutes for _, minutes in load), *(-one for one in room)]
            self.program.row(columns, values, -np.inf, -sum(self.lost.get(rank, 0) for rank in ranks))

    def _room(self, rank: int) -> int:
        """Return the minutes of interrogation of a jury of a bench, as orals of the most usual length can fill them."""
        bench, step = self.benches[rank], self.grid
        sitting = [
            length
            for kind in self.kinds
            if bench.half_day.place in kind.places
            for length in kind.lengths
            if length.discipline == bench.discipline
        ]
        if not sitting:
            return 0
        first = step.up(min(length.preparation for length in sitting))
        open_minutes = max(step.down(bench.fin) - step.up(bench.debut) - first, 0)
        lengths = {step.up(length.oral) for length in sitting}
        shortest = min(lengths)
        return open_minutes if len(lengths) > 1 else open_minutes // shortest * shortest

    def costs(self, variables: Sequence[int], each: float) -> Floats:
        """Return the cost of each variable of the program: `each` for some, zero for the others."""
        found = np.zeros(self.program.size)
        found[np.asarray(variables, dtype=np.int64)] = each
        return found

    def solved(self) -> Ints:
        """Return the variables, by the order of what matters: placed, in one half-day, juries."""
        juries = self.costs(self.juries.tolist(), 1)
        for variables in (list(self.sat.values()), list(self.together.values())):
            if not variables:
                continue
            found = self.program.best(self.costs(variables, -1))
            assert found is not None, "nobody placed always fits"
            self.program.row(variables, 1, float(found[variables].sum()), np.inf)
        found = self.program.best(juries)
        assert found is not None, "what was found fits"
        if all(bench.presences is not None for bench in self.benches):
            return found
        return self._fewest_examiners(juries, float(juries @ found))

    def _fewest_examiners(self, juries: Floats, half_days: float) -> Ints:
        """Return the variables that call fewest examiners for so many half-days: all day long where it can be."""
        self.program.row(np.flatnonzero(juries), 1, 0, half_days)
        called: dict[tuple[str, Place], int] = {}
        for rank, bench in enumerate(self.benches):
            key = bench.discipline, bench.half_day.place
            if key not in called:
                (called[key],) = self.program.variables(1).tolist()
            self.program.row([called[key], int(self.juries[rank])], [1, -1], 0, np.inf)
        found = self.program.best(self.costs(list(called.values()), 1), EXAMINERS)
        assert found is not None, "what was found fits"
        return found

    def read(self, found: Ints) -> Spread:
        """Return the variables as a spread."""
        together = {key: int(found[variable]) for key, variable in self.together.items()}
        apart = {
            (rank, place, half): int(found[variable]) - together.get((rank, half), 0)
            for (rank, place, half), variable in self.sat.items()
        }
        return Spread(
            {key: n for key, n in together.items() if n},
            {key: n for key, n in apart.items() if n},
            {rank: int(found[self.juries[rank]]) for rank in range(len(self.benches))},
        )


def _follow(grid: Grid, orals: Sequence[tuple[Length, Sequence[Bench]]]) -> bool:
    """Return whether orals may follow one another in a half-day, in this order, each before one of its benches."""
    moment = 0
    for length, benches in orals:
        lasting = grid.up(length.preparation) + grid.up(length.oral)
        ends = [(max(moment, grid.up(bench.debut)) + lasting, grid.down(bench.fin)) for bench in benches]
        held = [end for end, latest in ends if end <= latest]
        if not held:
            return False
        moment = min(held)
    return True


def spread_over_halves(
    kinds: Sequence[Kind], benches: Sequence[Bench], grid: Grid, lost: Mapping[int, int] | None = None
) -> Spread:
    """Return the share of candidates among half-days that places most orals, then keeps most candidates in one
    half-day, then takes fewest juries.

    `lost`: minutes of each bench that no timetable could use.
    """
    made = _Spreading(kinds, benches, grid, lost or {})
    return made.read(made.solved())


def half_days_to_add(kinds: Sequence[Kind], benches: Sequence[Bench], grid: Grid) -> dict[tuple[str, HalfDay], int]:
    """Return the fewest juries to make so that every oral is placed, by discipline and half-day.

    `benches`: those that are there, which cost nothing, and those that may be made.
    """
    made = _Spreading(kinds, benches, grid, {})
    for rank, kind in enumerate(kinds):
        for place in range(len(kind.lengths)):
            sat = [variable for (which, oral, _), variable in made.sat.items() if (which, oral) == (rank, place)]
            made.program.row(sat, 1, len(kind.members), len(kind.members))
    ranks = [rank for rank, bench in enumerate(benches) if bench.presences is None]
    found = made.program.best(made.costs(made.juries[ranks].tolist(), 1))
    if found is None:
        return {}
    needed = ((benches[rank], int(found[made.juries[rank]])) for rank in ranks)
    return {(bench.discipline, bench.half_day): n for bench, n in needed if n}
