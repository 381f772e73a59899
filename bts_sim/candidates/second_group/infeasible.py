"""What is short where candidates cannot be placed: the half-days of juries to add, by discipline and by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bts_sim.candidates.second_group.instance import HalfDay, Instance, Presence
from bts_sim.candidates.second_group.juries import SHAPE as JURIES
from bts_sim.candidates.second_group.kinds import Grid, benches_of, kinds_of_candidates
from bts_sim.candidates.second_group.seats import name_of_room
from bts_sim.candidates.second_group.solve import Timetable, timetable_of
from bts_sim.candidates.second_group.spread import half_days_to_add
from bts_sim.declared import FileColumn, Shape

if TYPE_CHECKING:
    import pandas as pd

#: Times that half-days are added again where those of the first count do not hold everybody at the minute.
ROUNDS = 6
#: The name of what is added, which no user's jury or room has.
ADDED = "ajout"


@dataclass(frozen=True)
class Shortage:
    """The half-days of juries to add so that everybody is placed.

    `added`: by discipline and half-day. `fewest`: the least number that any timetable needs. `confirmed`: whether the
    timetable made again with them places everybody.
    """

    added: Mapping[tuple[str, HalfDay], int]
    fewest: int
    confirmed: bool

    @property
    def total(self) -> int:
        """Return how many half-days there are to add."""
        return sum(self.added.values())

    @property
    def said(self) -> str:
        """Return the answer in words: where juries are scarcest, and what adding them was found to do."""
        if not self.added and self.confirmed:
            return "Les jurys suffisent : sans garder l'horaire d'avant (--horaires), tous les candidats sont placés."
        if not self.added:
            return "Aucune demi-journée de jury ne placerait ces candidats : leurs oraux n'y tiennent pas."
        several = self.total > 1
        many = f"Il manque {self.total} demi-journées de jury" if several else "Il manque 1 demi-journée de jury"
        (discipline, half), most = max(sorted(self.added.items()), key=lambda item: item[1])
        where = f"{discipline}, {half.place.centre}, {half.place.date}"
        words = f"{many}, surtout en {where} ({most})."
        them = "elles" if several else "elle"
        if not self.confirmed:
            return f"{words} Même avec {them}, l'horaire refait ne place pas tous les candidats."
        least = "le moins possible" if self.total == self.fewest else f"au moins {self.fewest} de toute façon"
        return f"{words} C'est {least} ; refait avec {them}, l'horaire place tous les candidats."


def shortage_of(instance: Instance) -> Shortage:
    """Return what juries lack to hear everybody whom the calendar covers; the answer is confirmed by solving again."""
    kinds = kinds_of_candidates(instance.people)
    made = replace(instance, juries=None)
    benches = [*benches_of(instance, kinds), *benches_of(made, kinds)]
    grid = Grid.of(kinds, benches)
    added = dict(half_days_to_add(kinds, benches, grid))
    fewest = sum(added.values())
    for _ in range(ROUNDS):
        again = timetable_of(replace(instance, juries=[*(instance.juries or ()), *_made(made, added)]))
        if not again.left:
            return Shortage(added, fewest, confirmed=True)
        for key in sorted(_where(again, made)):
            added[key] = added.get(key, 0) + 1
    return Shortage(added, fewest, confirmed=False)


def _made(made: Instance, added: Mapping[tuple[str, HalfDay], int]) -> list[Presence]:
    """Return the presences that are added, each in a room of its own."""
    found: list[Presence] = []
    for (discipline, half), count in sorted(added.items()):
        (presence,) = (one for one in made.open_presences(discipline, half.place) if one.half_day == half)
        for _ in range(count):
            number = len(found) + 1
            found.append(replace(presence, jury=f"{ADDED} {number}", salle=f"{ADDED} : {name_of_room(number)}"))
    return found


def _where(timetable: Timetable, made: Instance) -> set[tuple[str, HalfDay]]:
    """Return a half-day to add for each discipline of the candidates who are left, where most of them may sit."""
    wanted: dict[str, Counter[HalfDay]] = defaultdict(Counter)
    for person, _, length in timetable.left:
        for place in person.places:
            wanted[length.discipline].update(one.half_day for one in made.open_presences(length.discipline, place))
    return {(discipline, max(sorted(halves), key=halves.__getitem__)) for discipline, halves in wanted.items()}


#: The table of half-days to add.
SHAPE: Shape = {
    "discipline": JURIES["discipline"],
    "centre": JURIES["centre"],
    "date": JURIES["date"],
    "demi_journee": FileColumn("demi-journée", codes=("matin", "apres_midi")),
    "nombre": FileColumn("jurys à ajouter", "integer", "jurys", lowest=1),
}


def table_of_shortage(shortage: Shortage) -> pd.DataFrame:
    """Return the half-days of juries to add as a table: see `SHAPE`."""
    import pandas as pd

    codes = SHAPE["demi_journee"].codes
    rows = [
        (discipline, half.place.centre, half.place.date, codes[half.afternoon], count)
        for (discipline, half), count in sorted(shortage.added.items())
    ]
    return pd.DataFrame(rows, columns=list(SHAPE))
