"""Add a candidate to a timetable without moving anybody: the free hours of the juries, and the best ones for him."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, permutations

from bts_sim.candidates.second_group.instance import Appointment, Length, Person, Presence

#: The orals whose hours are all compared: those of more are too many to look at beyond one half-day.
PAIR = 2
#: An hour before a jury: its presence, and when the interrogation begins.
Seat = tuple[Presence, int]


class Board:
    """The presences of juries and the orals before each; candidates are added to it and taken from it."""

    def __init__(self, presences: Iterable[Presence], orals: Iterable[Appointment] = ()) -> None:
        self.by_discipline: dict[str, list[Presence]] = defaultdict(list)
        self.by_room: dict[tuple[str, str, str, str], list[Presence]] = defaultdict(list)
        self.busy: dict[Presence, list[tuple[int, int]]] = {}
        self.orals: dict[str, list[Appointment]] = {}
        for presence in sorted(presences):
            self.add(presence)
        self.put(orals)

    def add(self, presence: Presence) -> None:
        """Add a presence."""
        self.by_discipline[presence.discipline].append(presence)
        self.by_room[_room(presence)].append(presence)
        self.busy[presence] = []

    def remove(self, presence: Presence) -> None:
        """Remove a presence before which nobody sits."""
        self.by_discipline[presence.discipline].remove(presence)
        self.by_room[_room(presence)].remove(presence)
        del self.busy[presence]

    def presence_of(self, one: Appointment) -> Presence | None:
        """Return the presence in which an oral is held; None where there is none."""
        here = self.by_room.get((one.jury, one.centre, one.salle, one.date), ())
        return next((each for each in here if each.debut <= one.preparation and one.fin <= each.fin), None)

    def take(self, candidat: str) -> list[Appointment]:
        """Return the orals of a candidate, and take them from the board."""
        orals = self.orals.pop(candidat, [])
        for one in orals:
            presence = self.presence_of(one)
            assert presence is not None
            self.busy[presence].remove((one.debut, one.fin))
        return orals

    def put(self, orals: Iterable[Appointment]) -> None:
        """Put orals on the board, each before its jury."""
        for one in orals:
            presence = self.presence_of(one)
            assert presence is not None
            self._put(one, presence)

    def stands(self, person: Person, orals: Sequence[Appointment]) -> bool:
        """Return whether some orals are all those of a candidate, each as it must be, before a jury that is free."""
        lengths = dict(person.orals)
        if sorted(one.unite for one in orals) != sorted(lengths):
            return False
        for rank, one in enumerate(orals):
            presence, length = self.presence_of(one), lengths[one.unite]
            if (
                presence is None
                or presence.place not in person.places
                or presence.discipline != length.discipline
                or (one.debut - one.preparation, one.fin - one.debut) != (length.preparation, length.oral)
                or not _free(self.busy[presence], one.debut, one.fin)
                or not _beside(orals[:rank], (presence, one.debut), length)
            ):
                return False
        return True

    def _put(self, one: Appointment, presence: Presence) -> None:
        insort(self.busy[presence], (one.debut, one.fin))
        self.orals.setdefault(one.candidat, []).append(one)

    def place(self, person: Person) -> bool:
        """Place all the orals of a candidate who has none on the board, and return whether it could be done.

        One half-day comes first, then juries who sit already, then the least waiting, then the earliest hour.
        """
        best = min(self._choices(person), key=lambda seats: self._cost(person, seats), default=None)
        if best is None:
            return len(person.orals) > PAIR and self._place_in_turn(person)
        for (unite, length), (presence, debut) in zip(person.orals, best, strict=True):
            self._put(_appointment(person, unite, length, presence, debut), presence)
        return True

    def has_seat(self, person: Person, length: Length) -> bool:
        """Return whether a jury could hear an oral of a candidate at some hour, all else left aside."""
        return any(True for _ in self._seats(person, length))

    def minutes_free(self, candidat: str, unite: str) -> int:
        """Return the minutes that a jury who hears a candidate on a unit has left, preparations included."""
        presence = next(self.presence_of(one) for one in self.orals[candidat] if one.unite == unite)
        assert presence is not None
        return presence.fin - presence.debut - sum(end - begin for begin, end in self.busy[presence])

    def place_one(self, person: Person, unite: str) -> bool:
        """Place one oral of a candidate beside those that he has, and return whether it could be done."""
        length = dict(person.orals)[unite]
        others = self.orals.get(person.candidat, [])
        seats = [seat for seat in self._seats(person, length) if _beside(others, seat, length)]
        best = min(seats, key=lambda seat: (not self.busy[seat[0]], seat[1], seat[0]), default=None)
        if best is not None:
            self._put(_appointment(person, unite, length, *best), best[0])
        return best is not None

    def _place_in_turn(self, person: Person) -> bool:
        """Place the orals of a candidate one after another, and return whether all of them could be."""
        if all(self.place_one(person, unite) for unite, _ in person.orals):
            return True
        self.take(person.candidat)
        return False

    def _choices(self, person: Person) -> Iterator[tuple[Seat, ...]]:
        """Yield the hours at which a candidate can sit all his orals: more than two, in one half-day only."""
        lengths = [length for _, length in person.orals]
        seats = [list(self._seats(person, length)) for length in lengths]
        for order in permutations(range(len(lengths))):
            turns = [(lengths[rank], seats[rank]) for rank in order]
            for chosen in self._in_turn(turns, one_half_day=len(lengths) > PAIR):
                yield tuple(seat for _, seat in sorted(zip(order, chosen, strict=True)))

    def _in_turn(
        self,
        turns: Sequence[tuple[Length, Sequence[Seat]]],
        last: tuple[Length, Seat] | None = None,
        *,
        one_half_day: bool,
    ) -> Iterator[tuple[Seat, ...]]:
        """Yield the hours of some orals, each after the one before it."""
        if not turns:
            yield ()
            return
        (length, seats), *others = turns
        for seat in [*seats, *(self._next(length, *last) if last else ())]:
            if last is None or _after(length, seat, *last, one_half_day=one_half_day):
                for more in self._in_turn(others, (length, seat), one_half_day=one_half_day):
                    yield seat, *more

    def _next(self, length: Length, before: Length, last: Seat) -> Iterator[Seat]:
        """Yield the hours of an oral as soon as the one before it ends."""
        end = last[1] + before.oral
        for presence in self.by_discipline[length.discipline]:
            debut = max(end, presence.debut) + length.preparation
            fin = debut + length.oral
            if presence.place == last[0].place and fin <= presence.fin and _free(self.busy[presence], debut, fin):
                yield presence, debut

    def _seats(self, person: Person, length: Length) -> Iterator[Seat]:
        """Yield the free hours before juries of a discipline: beside an oral, or as early as the presence allows."""
        for presence in self.by_discipline[length.discipline]:
            if presence.place not in person.places:
                continue
            busy = self.busy[presence]
            earliest, latest = presence.debut + length.preparation, presence.fin - length.oral
            hours = {earliest, *(end for _, end in busy), *(begin - length.oral for begin, _ in busy)}
            for debut in sorted(hours):
                if earliest <= debut <= latest and _free(busy, debut, debut + length.oral):
                    yield presence, debut

    def _cost(self, person: Person, seats: Sequence[Seat]) -> tuple[object, ...]:
        halves = {presence.half_day for presence, _ in seats}
        new = len({presence for presence, _ in seats if not self.busy[presence]})
        waiting = 0
        if len(halves) == 1:
            spans = sorted(map(_span, (length for _, length in person.orals), seats))
            waiting = sum(begin - end for (end, _), (_, begin) in pairwise(spans))
        return len(halves), new, waiting, min(debut for _, debut in seats), tuple(seats)


def _room(presence: Presence) -> tuple[str, str, str, str]:
    return presence.jury, presence.place.centre, presence.salle, presence.place.date


def _free(busy: Iterable[tuple[int, int]], debut: int, fin: int) -> bool:
    return all(fin <= begin or end <= debut for begin, end in busy)


def _span(length: Length, seat: Seat) -> tuple[int, int]:
    """Return the end of an interrogation and the beginning of its preparation."""
    return seat[1] + length.oral, seat[1] - length.preparation


def _after(length: Length, seat: Seat, before: Length, last: Seat, *, one_half_day: bool) -> bool:
    """Return whether a candidate can sit an oral after another one: later, and in one centre."""
    (presence, debut), (former, begins) = seat, last
    if one_half_day and presence.half_day != former.half_day:
        return False
    if presence.place.centre != former.place.centre or presence.place.date < former.place.date:
        return False
    return presence.place.date > former.place.date or begins + before.oral <= debut - length.preparation


def _beside(orals: Iterable[Appointment], seat: Seat, length: Length) -> bool:
    presence, debut = seat
    return all(
        one.centre == presence.place.centre
        and (
            one.date != presence.place.date
            or one.fin <= debut - length.preparation
            or debut + length.oral <= one.preparation
        )
        for one in orals
    )


def _appointment(person: Person, unite: str, length: Length, presence: Presence, debut: int) -> Appointment:
    where = (presence.jury, presence.place.centre, presence.salle, presence.place.date)
    return Appointment(person.candidat, unite, *where, debut - length.preparation, debut, debut + length.oral)
