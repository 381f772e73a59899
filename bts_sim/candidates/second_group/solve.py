"""Make the timetable of an instance: candidates among half-days, then hours, then juries and rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bts_sim.candidates.second_group.hours import Hours, hours_of_parties
from bts_sim.candidates.second_group.insert import Board
from bts_sim.candidates.second_group.instance import Appointment, HalfDay, Instance, Length, Person, Presence
from bts_sim.candidates.second_group.kinds import Bench, Grid, Kind, benches_of, kinds_of_candidates
from bts_sim.candidates.second_group.seats import made_presences, parties_of, seated
from bts_sim.candidates.second_group.spread import spread_over_halves
from bts_sim.progress import milestone

#: Times that candidates are shared among half-days again, when the hours of one cannot hold all of its own.
ROUNDS = 4


@dataclass(frozen=True)
class Timetable:
    """The orals placed and the presences of juries, in order; `left`: candidates and the orals that are not placed."""

    orals: Sequence[Appointment]
    presences: Sequence[Presence]
    left: Sequence[tuple[Person, str, Length]]

    @property
    def used(self) -> list[Presence]:
        """Return the presences before which at least one oral is held."""
        return [presence for presence, busy in Board(self.presences, self.orals).busy.items() if busy]


def timetable_of(instance: Instance) -> Timetable:
    """Return the timetable that places most orals, then in one half-day each, then with fewest juries, then waiting."""
    kinds = kinds_of_candidates(instance.people)
    benches = benches_of(instance, kinds)
    grid = Grid.of(kinds, benches)
    lost: dict[int, int] = defaultdict(int)
    best: Timetable | None = None
    for turn in range(ROUNDS):
        milestone("Horaires", "répartition des candidats", turn / ROUNDS)
        found, short = _once(instance, kinds, benches, grid, lost)
        if best is None or len(found.left) < len(best.left):
            best = found
        if not short:
            break
        for rank, minutes in short.items():
            lost[rank] += minutes
    milestone("Horaires", "", 1)
    assert best is not None
    return best


def _once(
    instance: Instance, kinds: Sequence[Kind], benches: Sequence[Bench], grid: Grid, lost: Mapping[int, int]
) -> tuple[Timetable, Mapping[int, int]]:
    """Return a timetable, and the minutes of each bench that its hours could not use."""
    parties = parties_of(kinds, shared := spread_over_halves(kinds, benches, grid, lost))
    hours: dict[HalfDay, Hours] = {}
    juries: dict[int, int] = {}
    short: dict[int, int] = defaultdict(int)
    for half, members in sorted(parties.items()):
        here = {rank: bench for rank, bench in enumerate(benches) if bench.half_day == half}
        hours[half] = hours_of_parties(
            [party for party, _ in members], here, {rank: shared.juries[rank] for rank in here}, grid
        )
        juries |= hours[half].juries
        for place, count in hours[half].left.items():
            for length in members[place][0].lengths:
                rank = next(one for one, bench in here.items() if bench.discipline == length.discipline)
                short[rank] += count * grid.up(length.oral)
    if instance.juries is None:
        rooms: Mapping[int, Sequence[Presence]] = made_presences(benches, juries)
    else:
        rooms = {rank: (bench.presences or ())[: juries.get(rank, 0)] for rank, bench in enumerate(benches)}
    orals = [one for half, members in sorted(parties.items()) for one in seated(members, hours[half], rooms)]
    presences = [one for each in rooms.values() for one in each] if instance.juries is None else None
    given = [one for bench in benches for one in bench.presences or ()] if presences is None else presences
    return completed(instance.people, orals, given), short


def completed(people: Sequence[Person], orals: Sequence[Appointment], presences: Sequence[Presence]) -> Timetable:
    """Return the timetable of some orals, with all those that still fit beside them."""
    board = Board(presences, orals)
    held = {(one.candidat, one.unite) for one in orals}
    left = []
    for person in people:
        missing = [(unite, length) for unite, length in person.orals if (person.candidat, unite) not in held]
        if missing and len(missing) == len(person.orals) and board.place(person):
            continue
        left += [(person, unite, length) for unite, length in missing if not board.place_one(person, unite)]
    placed = sorted(one for each in board.orals.values() for one in each)
    return Timetable(placed, sorted(board.busy), left)
