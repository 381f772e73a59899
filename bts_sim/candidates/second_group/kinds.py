"""Candidates who are alike for a timetable, and juries that are alike: what is decided is how many, not who."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bts_sim.candidates.second_group.instance import HalfDay, Instance, Length, Person, Place, Presence, half_days_of
from bts_sim.droit.calendriers.disciplines import disciplines

#: Minutes between two possible hours, unless every length and hour is a multiple of more.
LEAST_STEP = 5


@dataclass(frozen=True)
class Kind:
    """Candidates with orals of the same lengths and the same places."""

    lengths: tuple[Length, ...]
    places: tuple[Place, ...]
    members: tuple[Person, ...]


@dataclass(frozen=True)
class Bench:
    """Juries of one discipline with the same hours in one half-day. `presences`: None where they are to be made."""

    discipline: str
    half_day: HalfDay
    debut: int
    fin: int
    presences: tuple[Presence, ...] | None

    @property
    def most(self) -> float:
        """Return how many juries there are, or can be."""
        return math.inf if self.presences is None else len(self.presences)


def kinds_of_candidates(people: Iterable[Person]) -> list[Kind]:
    """Return the kinds of candidates, in a fixed order; a candidate with nothing to sit is of none."""
    found: dict[tuple[tuple[Length, ...], tuple[Place, ...]], list[Person]] = defaultdict(list)
    for person in people:
        if person.orals and person.places:
            found[tuple(sorted(length for _, length in person.orals)), tuple(sorted(person.places))].append(person)
    return [Kind(*key, tuple(found[key])) for key in sorted(found)]


def benches_of(instance: Instance, kinds: Sequence[Kind]) -> list[Bench]:
    """Return the benches that the kinds may need, in a fixed order."""
    if instance.juries is None:
        needed = {(length.discipline, place) for kind in kinds for length in kind.lengths for place in kind.places}
        opened = [one for discipline, place in sorted(needed) for one in instance.open_presences(discipline, place)]
        return [Bench(one.discipline, one.half_day, one.debut, one.fin, None) for one in opened]
    alike: dict[tuple[str, HalfDay, int, int], list[Presence]] = defaultdict(list)
    for presence in instance.juries:
        for one in half_days_of(presence):
            if may_examine(one):
                alike[one.discipline, one.half_day, one.debut, one.fin].append(one)
    return [Bench(*key, tuple(sorted(alike[key]))) for key in sorted(alike)]


def may_examine(presence: Presence) -> bool:
    """Return whether the examiner of a presence may hold its orals: one of a hors-contrat school holds none of CGE.

    Source: arrete-2022-06-03-definition (textes/epreuves_de_controle.yaml)
    """
    return not presence.hors_contrat or presence.discipline not in disciplines().fermees_hors_contrat


@dataclass(frozen=True)
class Grid:
    """The hours at which an oral may begin: every `step` minutes. Lengths are rounded up to it, presences inwards."""

    step: int

    @classmethod
    def of(cls, kinds: Sequence[Kind], benches: Sequence[Bench]) -> Grid:
        """Return the widest grid that rounds nothing, or that of the least step."""
        minutes = [n for kind in kinds for one in kind.lengths for n in (one.preparation, one.oral)]
        minutes += [n for bench in benches for n in (bench.debut, bench.fin)]
        common = math.gcd(*minutes)
        return cls(common if common >= LEAST_STEP else LEAST_STEP)

    def up(self, minutes: int) -> int:
        """Return minutes rounded up to the grid."""
        return -(-minutes // self.step) * self.step

    def down(self, minutes: int) -> int:
        """Return minutes rounded down to the grid."""
        return minutes // self.step * self.step
