"""The hours of one half-day: when each candidate of a kind begins, with the least waiting."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from bts_sim.candidates.second_group.instance import Length
from bts_sim.candidates.second_group.kinds import Bench, Grid
from bts_sim.candidates.second_group.program import Program
from bts_sim.droit.points import Ints

#: The part of the waiting that may be left over the least one.
GAP = 0.05
#: What a minute later costs, in minutes of waiting: of two hours with the same waiting, the earlier one is taken.
LATE = 0.02
#: What a candidate who is not placed costs, in juries.
UNPLACED = 1_000
#: Beyond two orals, the most minutes that a candidate waits in all: with more, a half-day would have too many hours to
#: choose among. Whoever fits no other way is added afterwards, where juries are free.
PAIR, MOST_WAITING = 2, 30


@dataclass(frozen=True)
class Party:
    """Candidates of a half-day who sit the same lengths there: `kind`, the ranks of their orals, how many."""

    kind: int
    ranks: tuple[int, ...]
    lengths: tuple[Length, ...]
    count: int


@dataclass(frozen=True)
class Seating:
    """Some candidates of a party who begin each oral at the same hour before the same bench: `(bench, debut)` each."""

    party: int
    orals: tuple[tuple[int, int], ...]
    count: int


@dataclass(frozen=True)
class Hours:
    """The hours of a half-day. `juries`: juries of each bench that sit. `left`: candidates of each party not placed."""

    seatings: Sequence[Seating]
    juries: Mapping[int, int]
    left: Mapping[int, int]


class _Timing:
    """The program of the hours of one half-day."""

    def __init__(
        self, parties: Sequence[Party], benches: Mapping[int, Bench], juries: Mapping[int, int], grid: Grid
    ) -> None:
        self.parties, self.benches, self.juries, self.grid = parties, benches, juries, grid
        self.by_discipline: dict[str, list[int]] = defaultdict(list)
        for rank, bench in benches.items():
            self.by_discipline[bench.discipline].append(rank)
        self.starts = {rank: self._pace(bench) for rank, bench in benches.items()}
        self.patterns = [(place, one) for place, party in enumerate(parties) for one in self._of(party)]
        self.costs = np.array([self._cost(place, one) for place, one in self.patterns], dtype=float)

    def _pace(self, bench: Bench) -> tuple[int, int]:
        """Return the first hour at which an oral may begin before a bench, and the minutes between two of them."""
        sat = [one for party in self.parties for one in party.lengths if one.discipline == bench.discipline]
        pace = int(np.gcd.reduce([self.grid.up(one.oral) for one in sat])) if sat else self.grid.step
        first = min((self.grid.up(one.preparation) for one in sat), default=0)
        return self.grid.up(bench.debut) + first, pace

    def _begins(self, rank: int, length: Length) -> range:
        """Return the hours at which an oral may begin before a bench."""
        first, pace = self.starts[rank]
        earliest = self.grid.up(self.benches[rank].debut) + self.grid.up(length.preparation)
        late = -(-max(earliest - first, 0) // pace) * pace
        return range(first + late, self.grid.down(self.benches[rank].fin) - self.grid.up(length.oral) + 1, pace)

    def _of(self, party: Party) -> Iterator[tuple[tuple[int, int], ...]]:
        hours = [
            [(rank, begin) for rank in self.by_discipline[one.discipline] for begin in self._begins(rank, one)]
            for one in party.lengths
        ]
        most = math.inf if len(party.lengths) <= PAIR else MOST_WAITING
        for orals in product(*hours):
            waiting = self._waiting(party.lengths, orals)
            if waiting is not None and waiting <= most:
                yield orals

    def _waiting(self, lengths: Sequence[Length], orals: Sequence[tuple[int, int]]) -> int | None:
        """Return the minutes between the orals of a candidate, in all; None where he would be at two of them at once.

        Each begins with its preparation.
        """
        spans = sorted(
            (begin - self.grid.up(one.preparation), begin + self.grid.up(one.oral))
            for one, (_, begin) in zip(lengths, orals, strict=True)
        )
        gaps = [then - end for (_, end), (then, _) in pairwise(spans)]
        return sum(gaps) if min(gaps, default=0) >= 0 else None

    def _cost(self, place: int, orals: Sequence[tuple[int, int]]) -> float:
        """Return the minutes that a candidate waits and, for much less, those until he begins his last oral."""
        waiting = self._waiting(self.parties[place].lengths, orals) or 0
        return waiting + LATE * max(debut - self.grid.up(self.benches[rank].debut) for rank, debut in orals)

    def solved(self) -> Hours:
        """Return the hours of least waiting with these juries, or with the fewest more where they are too few."""
        program = Program()
        seats = self._seats(program)
        for place, party in enumerate(self.parties):
            program.row(seats[self._owners == place], 1, party.count, party.count)
        self._bind(program, seats, self.juries, {})
        found = program.best(self.costs, GAP)
        return self._read(found, self.juries, {}) if found is not None else self._with_more()

    @property
    def _owners(self) -> Ints:
        return np.array([place for place, _ in self.patterns], dtype=np.int64)

    def _seats(self, program: Program) -> Ints:
        counts = np.array([party.count for party in self.parties], dtype=float)
        return program.variables(len(self.patterns), counts[self._owners])

    def _bind(self, program: Program, seats: Ints, juries: Mapping[int, int], more: Mapping[int, int]) -> None:
        """Keep the orals before a bench, at every moment, to its juries; `more`: the variable of further juries."""
        busy: dict[tuple[int, int], list[int]] = defaultdict(list)
        for variable, (place, orals) in zip(seats.tolist(), self.patterns, strict=True):
            for length, (rank, begin) in zip(self.parties[place].lengths, orals, strict=True):
                for moment in range(begin, begin + self.grid.up(length.oral), self.starts[rank][1]):
                    busy[rank, moment].append(variable)
        for (rank, _), variables in sorted(busy.items()):
            columns, values = list(variables), [1.0] * len(variables)
            if rank in more:
                columns, values = [*columns, more[rank]], [*values, -1.0]
            program.row(columns, values, -np.inf, juries[rank])

    def _with_more(self) -> Hours:
        """Return the hours with the fewest further juries, then without those whom no jury can hear."""
        program = Program()
        seats = self._seats(program)
        left = program.variables(len(self.parties), [party.count for party in self.parties])
        spare = [self.benches[rank].most - self.juries[rank] for rank in self.benches]
        further = program.variables(len(self.benches), spare)
        more = dict(zip(self.benches, further.tolist(), strict=True))
        for place, party in enumerate(self.parties):
            program.row([*seats[self._owners == place], left[place]], 1, party.count, party.count)
        self._bind(program, seats, self.juries, more)
        costs = np.zeros(program.size)
        costs[left], costs[further] = UNPLACED, 1
        found = program.best(costs)
        assert found is not None, "nobody placed always fits"
        juries = {rank: self.juries[rank] + int(found[more[rank]]) for rank in self.benches}
        return self._again(juries, {place: int(found[left[place]]) for place in range(len(self.parties))}, found)

    def _again(self, juries: Mapping[int, int], left: Mapping[int, int], found: Ints) -> Hours:
        """Return the hours of least waiting with these juries and without those who are left; `found`: some hours."""
        program = Program()
        seats = self._seats(program)
        for place, party in enumerate(self.parties):
            placed = party.count - left[place]
            program.row(seats[self._owners == place], 1, placed, placed)
        self._bind(program, seats, juries, {})
        better = program.best(self.costs, GAP)
        return self._read(found if better is None else better, juries, left)

    def _read(self, found: Ints, juries: Mapping[int, int], left: Mapping[int, int]) -> Hours:
        seatings = [
            Seating(place, orals, int(n))
            for (place, orals), n in zip(self.patterns, found[: len(self.patterns)].tolist(), strict=True)
            if n
        ]
        return Hours(seatings, dict(juries), {place: n for place, n in left.items() if n})


def hours_of_parties(
    parties: Sequence[Party], benches: Mapping[int, Bench], juries: Mapping[int, int], grid: Grid
) -> Hours:
    """Return the hours of one half-day.

    Args:
        parties: the candidates, by kind.
        benches: the juries of the half-day, by their rank.
        juries: how many of each bench sit; more are taken only where these cannot hear everybody.
        grid: the hours at which an oral may begin.
    """
    return _Timing(parties, benches, juries, grid).solved()
