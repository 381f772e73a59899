"""What a timetable is worth: who is placed, in how many half-days of juries, against the fewest, with what waiting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bts_sim.candidates.second_group.bound import fewest_half_days
from bts_sim.candidates.second_group.instance import NOON, Appointment, Instance
from bts_sim.candidates.second_group.solve import Timetable


@dataclass(frozen=True)
class Figures:
    """The numbers of a timetable.

    `candidats`: those placed with all their orals. `ensemble`: those of them with all their orals in one half-day.
    `demi_journees`: half-days of juries who hear somebody; `au_moins`: the fewest that any timetable of these orals
    takes. `attente`, `attente_max`: minutes between the two orals of a candidate in one half-day, in all and at most.
    `moves`: candidates of a former timetable whose own choice stands, and who move; `stay`: those who do not.
    """

    candidats: int
    oraux: int
    non_places: int
    ensemble: int
    demi_journees: int
    au_moins: int
    attente: int
    attente_max: int
    waited: int
    moves: int = 0
    stay: int = 0

    @property
    def said(self) -> str:
        """Return the numbers in words."""
        lines = [
            f"{_n(self.candidats, 'candidat')} et {_n(self.oraux, 'oral', 'oraux')} placés ; "
            f"{self.ensemble} dans une seule demi-journée.",
        ]
        if self.demi_journees:
            over = 100 * (self.demi_journees / self.au_moins - 1)
            gap = f" ({over:.1f} % de plus)".replace(".", ",") if self.demi_journees > self.au_moins else ""
            lines.append(
                f"{_n(self.demi_journees, 'demi-journée')} de jury ; aucun horaire n'en prend moins de "
                f"{self.au_moins}{gap}."
            )
        if self.waited:
            mean = f"{self.attente / self.waited:.1f}".replace(".", ",")
            lines.append(f"Attente entre deux oraux : {mean} min en moyenne, {self.attente_max} au plus.")
        if self.moves or self.stay:
            lines.append(
                f"De l'horaire d'avant, sans changement de choix : {self.stay} sans autre heure, {self.moves} déplacés."
            )
        return "\n".join(lines)


def _n(count: int, one: str, many: str = "") -> str:
    return f"{count} {many or one + 's'}" if count > 1 else f"{count} {one}"


def figures_of(instance: Instance, timetable: Timetable, former: Sequence[Appointment] = ()) -> Figures:
    """Return the numbers of a timetable. `former`: the orals of the one that it keeps, if any."""
    mine: dict[str, list[Appointment]] = defaultdict(list)
    for one in timetable.orals:
        mine[one.candidat].append(one)
    whole = [person for person in instance.people if person.orals and len(mine[person.candidat]) == len(person.orals)]
    together, waits = 0, []
    for person in whole:
        orals = sorted(mine[person.candidat], key=lambda one: (one.date, one.debut))
        if len({(one.centre, one.date, one.debut >= NOON) for one in orals}) == 1:
            together += 1
            waits += [second.preparation - first.fin for first, second in pairwise(orals)]
    left = [(person.candidat, unite) for person, unite, _ in timetable.left]
    moves, stay = _moves(instance, timetable, former)
    return Figures(
        candidats=len(whole),
        oraux=len(timetable.orals),
        non_places=len(left),
        ensemble=together,
        demi_journees=len(timetable.used),
        au_moins=fewest_half_days(instance, left),
        attente=sum(waits),
        attente_max=max(waits, default=0),
        waited=len(waits),
        moves=moves,
        stay=stay,
    )


def _moves(instance: Instance, timetable: Timetable, former: Sequence[Appointment]) -> tuple[int, int]:
    """Return how many candidates move though they sit the same units as before, and how many do not."""
    before: dict[str, set[Appointment]] = defaultdict(set)
    after: dict[str, set[Appointment]] = defaultdict(set)
    for orals, found in ((former, before), (timetable.orals, after)):
        for one in orals:
            found[one.candidat].add(one)
    units = {person.candidat: {unite for unite, _ in person.orals} for person in instance.people}
    same = [who for who, orals in before.items() if units.get(who) == {one.unite for one in orals}]
    moved = sum(before[who] != after[who] for who in same)
    return moved, len(same) - moved
