"""The fewest half-days of juries that any timetable of some orals takes: a bound, whatever the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bts_sim.candidates.second_group.instance import Instance, Length, Person, Place, half_days_of
from bts_sim.candidates.second_group.kinds import may_examine


def fewest_half_days(instance: Instance, left: Iterable[tuple[str, str]] = ()) -> int:
    """Return a number of half-days of juries below which no timetable places the orals of an instance.

    The orals of a discipline that may share juries take at least as many half-days as their minutes fill, each less
    its first preparation, and as many as the shortest ones fit in. No candidate, hour or half-day is looked at.

    `left`: the candidate and the unit of the orals that are not placed, and are not counted.
    """
    not_placed = set(left)
    orals: dict[str, list[tuple[Person, Length]]] = defaultdict(list)
    for person in instance.people:
        for unite, length in person.orals:
            if person.places and (person.candidat, unite) not in not_placed:
                orals[length.discipline].append((person, length))
    return sum(
        _fewest(instance, discipline, places, lengths)
        for discipline, each in orals.items()
        for places, lengths in _shares(each)
    )


def _shares(orals: Sequence[tuple[Person, Length]]) -> list[tuple[set[Place], list[Length]]]:
    """Return orals by groups of places that no candidate shares with those of another group."""
    groups: list[tuple[set[Place], list[Length]]] = []
    by_places: dict[tuple[Place, ...], list[Length]] = defaultdict(list)
    for person, length in orals:
        by_places[person.places].append(length)
    for places, lengths in by_places.items():
        shared, apart = set(places), []
        merged = list(lengths)
        for others, more in groups:
            if shared & others:
                shared |= others
                merged += more
            else:
                apart.append((others, more))
        groups = [*apart, (shared, merged)]
    return groups


def _fewest(instance: Instance, discipline: str, places: set[Place], lengths: Sequence[Length]) -> int:
    first, shortest = min(one.preparation for one in lengths), min(one.oral for one in lengths)
    minutes, count = sum(one.oral for one in lengths), len(lengths)
    open_minutes = sorted((max(one - first, 0) for one in _present(instance, discipline, places)), reverse=True)
    if instance.juries is None:
        longest = open_minutes[0]
        return max(-(-minutes // longest), -(-count // (longest // shortest)))
    held = 0
    for fewest, longest in enumerate(open_minutes, start=1):
        minutes, held = minutes - longest, held + longest // shortest
        if minutes <= 0 and held >= count:
            return fewest
    return len(open_minutes)


def _present(instance: Instance, discipline: str, places: set[Place]) -> list[int]:
    """Return the minutes of each half-day in which a discipline can be examined in some places."""
    if instance.juries is None:
        return [fin - debut for debut, fin in instance.hours]
    return [
        one.fin - one.debut
        for presence in instance.juries
        for one in half_days_of(presence)
        if one.discipline == discipline and one.place in places and may_examine(one)
    ]
