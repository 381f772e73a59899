"""What a timetable of orals starts from: who must sit what, for how long, where and when juries are present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

#: Minutes of an hour.
HOUR = 60
#: The hour that parts a day into two half-days: a presence across it counts as two.
NOON = 13 * HOUR


@dataclass(frozen=True, order=True)
class Place:
    """A centre on one day, `date` as 2024-07-03."""

    centre: str
    date: str


@dataclass(frozen=True, order=True)
class HalfDay:
    """The morning or the afternoon of a place."""

    place: Place
    afternoon: bool


@dataclass(frozen=True, order=True)
class Length:
    """One oral as a jury sees it: its discipline, the minutes of preparation and those of the interrogation."""

    discipline: str
    preparation: int
    oral: int


@dataclass(frozen=True)
class Person:
    """A candidate: the orals to place, by unit, and the places that the calendar opens to him."""

    candidat: str
    orals: tuple[tuple[str, Length], ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, order=True)
class Presence:
    """A jury in its room for one half-day, from `debut` to `fin`, in minutes of the day."""

    jury: str
    discipline: str
    place: Place
    salle: str
    debut: int
    fin: int
    hors_contrat: bool = False

    @property
    def half_day(self) -> HalfDay:
        """Return the half-day of the presence."""
        return HalfDay(self.place, self.debut >= NOON)


@dataclass(frozen=True, order=True)
class Appointment:
    """One oral placed: the jury that holds it, and when preparation and interrogation begin, in minutes of the day."""

    candidat: str
    unite: str
    jury: str
    centre: str
    salle: str
    date: str
    preparation: int
    debut: int
    fin: int


@dataclass(frozen=True)
class Instance:
    """A timetable to make. `juries`: None if those that it takes are to be made, in half-days of the hours `hours`."""

    people: Sequence[Person]
    juries: Sequence[Presence] | None
    hours: tuple[tuple[int, int], tuple[int, int]]

    def open_presences(self, discipline: str, place: Place) -> list[Presence]:
        """Return a presence of a made jury for each half-day of a place."""
        return [Presence("", discipline, place, "", *ends) for ends in self.hours]


def half_days_of(presence: Presence) -> list[Presence]:
    """Return a presence cut at noon: one for each half-day that it touches."""
    if presence.debut >= NOON or presence.fin <= NOON:
        return [presence]
    return [replace(presence, fin=NOON), replace(presence, debut=NOON)]


def minutes_of(hour: time) -> int:
    """Return the minutes of a day until an hour."""
    return hour.hour * HOUR + hour.minute


def clock_of(minutes: int) -> str:
    """Return minutes of a day as an hour, such as 09:00."""
    return f"{minutes // HOUR:02d}:{minutes % HOUR:02d}"
