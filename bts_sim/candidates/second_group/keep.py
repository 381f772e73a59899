"""Keep a former timetable: only those whose orals changed are placed, in what it leaves free."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product

from bts_sim.candidates.second_group.insert import Board
from bts_sim.candidates.second_group.instance import (
    Appointment,
    Instance,
    Length,
    Person,
    Place,
    Presence,
    half_days_of,
)
from bts_sim.candidates.second_group.kinds import may_examine
from bts_sim.candidates.second_group.seats import name_of_jury, name_of_room
from bts_sim.candidates.second_group.solve import Timetable, completed


def kept_timetable(instance: Instance, former: Sequence[Appointment]) -> Timetable:
    """Return a timetable that keeps every oral of a former one that may stay.

    A candidate whose orals changed is placed where juries are free. Where none is, one other candidate may move; where
    that is not enough, a jury is made, if juries are to be made.
    """
    people = {person.candidat: person for person in instance.people if person.orals and person.places}
    board = Board(_presences(instance, former, people))
    mine: dict[str, list[Appointment]] = defaultdict(list)
    for one in sorted(former):
        mine[one.candidat].append(one)
    for candidat, orals in mine.items():
        if candidat in people and board.stands(people[candidat], orals):
            board.put(orals)
    for person in people.values():
        if person.candidat not in board.orals and not board.place(person) and not _exchanged(board, person, people):
            _with_a_jury(board, person, instance)
    return completed(instance.people, [one for each in board.orals.values() for one in each], list(board.busy))


def _presences(instance: Instance, former: Sequence[Appointment], people: Mapping[str, Person]) -> list[Presence]:
    """Return the presences given, or those of the former timetable where juries are to be made."""
    if instance.juries is not None:
        return [one for presence in instance.juries for one in half_days_of(presence) if may_examine(presence)]
    held: dict[tuple[str, Place, str, tuple[int, int]], Counter[str]] = defaultdict(Counter)
    for one in former:
        length = dict(people[one.candidat].orals).get(one.unite) if one.candidat in people else None
        for debut, fin in instance.hours:
            if length is not None and debut <= one.preparation and one.fin <= fin:
                held[one.jury, Place(one.centre, one.date), one.salle, (debut, fin)][length.discipline] += 1
    # A candidate may have changed discipline since: most of those whom a jury heard have not.
    return [
        Presence(jury, max(sorted(heard), key=heard.__getitem__), place, room, *hours)
        for (jury, place, room, hours), heard in sorted(held.items())
    ]


def _exchanged(board: Board, person: Person, people: Mapping[str, Person]) -> bool:
    """Place a candidate where another one sits, who finds other hours; return whether it could be done."""
    wanted = {length.discipline for _, length in person.orals}
    scarce = [length for _, length in person.orals if not board.has_seat(person, length)]
    for other in sorted(board.orals):
        if not any(length.discipline in wanted for _, length in people[other].orals):
            continue
        if not all(_may_leave_room(board, person, length, people[other]) for length in scarce):
            continue
        before = board.take(other)
        if board.place(person):
            if board.place(people[other]):
                return True
            board.take(person.candidat)
        board.put(before)
    return False


def _may_leave_room(board: Board, person: Person, length: Length, other: Person) -> bool:
    """Return whether another candidate could make room for an oral that has no seat anywhere, without trying him.

    Where his oral is as long and nothing else is open to him, both must fit before the jury that hears him.
    """
    his = next((one for one in other.orals if one[1].discipline == length.discipline), None)
    if his is None:
        return False
    if his[1].oral < length.oral or not set(other.places) <= set(person.places):
        return True
    return board.minutes_free(other.candidat, his[0]) >= length.oral + min(length.preparation, his[1].preparation)


def _with_a_jury(board: Board, person: Person, instance: Instance) -> bool:
    """Place a candidate before a jury that is made for him, or two; return whether it could be done."""
    if instance.juries is not None:
        return False
    disciplines = list(dict.fromkeys(length.discipline for _, length in person.orals))
    for chosen in (*((one,) for one in disciplines), tuple(disciplines)):
        for presences in _opened(board, person, instance, chosen):
            for presence in presences:
                board.add(presence)
            if board.place(person):
                return True
            for presence in presences:
                board.remove(presence)
    return False


def _opened(board: Board, person: Person, instance: Instance, chosen: Sequence[str]) -> Iterator[tuple[Presence, ...]]:
    """Yield the presences to make for some disciplines: in one half-day, then in any."""
    juries = _unused(name_of_jury, (presence.jury for presence in board.busy), len(chosen))
    for place in person.places:
        rooms = _unused(name_of_room, (one.salle for one in board.busy if one.place == place), len(chosen))
        each = [instance.open_presences(discipline, place) for discipline in chosen]
        for presences in sorted(product(*each), key=lambda made: len({one.half_day for one in made})):
            named = zip(presences, juries, rooms, strict=True)
            yield tuple(replace(one, jury=jury, salle=room) for one, jury, room in named)


def _unused(name_of: Callable[[int], str], taken: Iterable[str], count: int) -> list[str]:
    """Return the first names that are not taken: a former timetable has gaps where a jury no longer sits."""
    names, used = (name_of(rank) for rank in itertools.count(1)), set(taken)
    return list(islice((name for name in names if name not in used), count))
