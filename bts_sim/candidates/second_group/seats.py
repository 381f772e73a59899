"""From how many to who: the candidate, the jury and the room of each oral."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bts_sim.candidates.second_group.hours import Hours, Party
from bts_sim.candidates.second_group.instance import Appointment, HalfDay, Person, Presence
from bts_sim.candidates.second_group.kinds import Bench, Kind
from bts_sim.candidates.second_group.spread import Spread

#: The candidates of each party of a half-day, in order.
Members = Mapping[HalfDay, Sequence[tuple[Party, Sequence[Person]]]]


def parties_of(kinds: Sequence[Kind], spread: Spread) -> Members:
    """Return the candidates of each half-day, by party: those who sit all their orals there, then the others."""
    found: dict[HalfDay, list[tuple[Party, Sequence[Person]]]] = defaultdict(list)
    for rank, kind in enumerate(kinds):
        every = tuple(range(len(kind.lengths)))
        free = list(kind.members)
        for half in sorted(half for which, half in spread.together if which == rank):
            count = spread.together[rank, half]
            found[half].append((Party(rank, every, kind.lengths, count), free[:count]))
            free = free[count:]
        for half, ranks, people in _apart(rank, free, spread):
            party = Party(rank, ranks, tuple(kind.lengths[one] for one in ranks), len(people))
            found[half].append((party, people))
    return found


def _apart(
    rank: int, people: Sequence[Person], spread: Spread
) -> Iterator[tuple[HalfDay, tuple[int, ...], Sequence[Person]]]:
    """Yield the candidates of a kind who do not sit all their orals in one half-day, by half-day and by orals."""
    places: dict[str, dict[int, list[HalfDay]]] = defaultdict(lambda: defaultdict(list))
    for (which, oral, half), count in sorted(spread.apart.items()):
        if which == rank:
            places[half.place.centre][oral] += [half] * count
    sat: dict[tuple[HalfDay, tuple[int, ...]], list[Person]] = defaultdict(list)
    free = list(people)
    for of_centre in places.values():
        size = max(map(len, of_centre.values()))
        mine, free = free[:size], free[size:]
        for person, halves in zip(mine, _each(of_centre, size), strict=False):
            orals: dict[HalfDay, list[int]] = defaultdict(list)
            for oral, half in halves:
                orals[half].append(oral)
            for half, together in orals.items():
                sat[half, tuple(together)].append(person)
    for half, ranks in sorted(sat):
        yield half, ranks, sat[half, ranks]


def _each(halves: Mapping[int, Sequence[HalfDay]], size: int) -> Iterator[list[tuple[int, HalfDay]]]:
    """Yield the half-day of each oral, candidate by candidate, as far apart as can be.

    The half-days of an oral are in order; those of the second one are turned over, those of a third one begin midway.
    """
    turned = {oral: _turned(oral, list(each)) for oral, each in sorted(halves.items())}
    for place in range(size):
        yield [(oral, each[place]) for oral, each in turned.items() if place < len(each)]


def _turned(oral: int, halves: list[HalfDay]) -> list[HalfDay]:
    if oral % 2:
        return halves[::-1]
    begin = len(halves) * oral // (oral + 2)
    return halves[begin:] + halves[:begin]


def seated(
    parties: Sequence[tuple[Party, Sequence[Person]]], hours: Hours, rooms: Mapping[int, Sequence[Presence]]
) -> Iterator[Appointment]:
    """Yield the orals of one half-day. `rooms`: the presences of each bench that sit there."""
    free = {place: list(people) for place, (_, people) in enumerate(parties)}
    before: dict[int, list[Appointment]] = defaultdict(list)
    for seating in hours.seatings:
        members, free[seating.party] = free[seating.party][: seating.count], free[seating.party][seating.count :]
        party = parties[seating.party][0]
        for person in members:
            mine = _own(person, party)
            for (unite, preparation, oral), (bench, debut) in zip(mine, seating.orals, strict=True):
                one = Appointment(person.candidat, unite, "", "", "", "", debut - preparation, debut, debut + oral)
                before[bench].append(one)
    for bench, orals in sorted(before.items()):
        yield from _before_juries(orals, rooms[bench])


def _own(person: Person, party: Party) -> list[tuple[str, int, int]]:
    """Return the unit and the true minutes of each oral of a candidate that a party has."""
    orals = sorted(person.orals, key=lambda one: (one[1], one[0]))
    return [(orals[rank][0], orals[rank][1].preparation, orals[rank][1].oral) for rank in party.ranks]


def _before_juries(orals: Sequence[Appointment], presences: Sequence[Presence]) -> Iterator[Appointment]:
    """Yield orals with a jury each: the first one that is free."""
    until = [0] * len(presences)
    for one in sorted(orals, key=lambda oral: (oral.debut, oral.fin, oral.candidat)):
        which = next(rank for rank, end in enumerate(until) if end <= one.debut)
        until[which] = one.fin
        chosen = presences[which]
        yield replace(one, jury=chosen.jury, centre=chosen.place.centre, salle=chosen.salle, date=chosen.place.date)


def name_of_jury(number: int) -> str:
    """Return the name of a jury that is made."""
    return f"J{number:04d}"


def name_of_room(number: int) -> str:
    """Return the name of a room where a jury that is made sits."""
    return f"Salle {number}"


def made_presences(benches: Sequence[Bench], juries: Mapping[int, int]) -> dict[int, list[Presence]]:
    """Return the presences to make for each bench, with the name and the room of each jury.

    The jury of a discipline keeps its name and its room all day.
    """
    by_place: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for rank, bench in enumerate(benches):
        place = bench.half_day.place
        by_place[place.centre, place.date, bench.discipline].append(rank)
    made: dict[int, list[Presence]] = {rank: [] for rank in range(len(benches))}
    number, rooms = 0, defaultdict[tuple[str, str], int](int)
    for (centre, date, discipline), ranks in sorted(by_place.items()):
        for position in range(max(juries.get(rank, 0) for rank in ranks)):
            number, rooms[centre, date] = number + 1, rooms[centre, date] + 1
            name, room = name_of_jury(number), name_of_room(rooms[centre, date])
            for rank in ranks:
                if position < juries.get(rank, 0):
                    bench = benches[rank]
                    made[rank].append(Presence(name, discipline, bench.half_day.place, room, bench.debut, bench.fin))
    return made
