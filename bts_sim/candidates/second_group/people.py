"""Who must sit what, where and for how long: the choices made, the calendar of each, the durations of the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.dates import Dates
from bts_sim.candidates.documents.deadlines import Openings
from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.grade import Grading
from bts_sim.candidates.second_group.choices import Choice
from bts_sim.candidates.second_group.instance import Length, Person, Place, Presence
from bts_sim.candidates.second_group.subjects import subjects_of
from bts_sim.candidates.second_group.timetable_file import UNIT
from bts_sim.candidates.tables import CANDIDATE_SHAPE
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.calendriers.disciplines import Minutes, Temps

if TYPE_CHECKING:
    import pandas as pd

#: What is short: the calendar, the duration of the oral, a free jury.
NO_CALENDAR, NO_LENGTH, NO_JURY = "calendrier", "duree", "jury"
NOTHING = Temps(0, 0)
#: The table of orals that are not placed.
SHAPE: Shape = {
    "candidat": CANDIDATE_SHAPE["candidat"],
    "unite": UNIT,
    "discipline": FileColumn("discipline de l'oral"),
    "manque": FileColumn("ce qui manque pour le placer", codes=(NO_CALENDAR, NO_LENGTH, NO_JURY)),
    "detail": FileColumn("la même chose en toutes lettres"),
}


@dataclass(frozen=True)
class NotPlaced:
    """One oral that is not placed: what is short for it, a code, and the same in words."""

    candidat: str
    unite: str
    discipline: str
    manque: str
    detail: str


@dataclass(frozen=True)
class ToPlace:
    """The candidates to place, by number, and the orals that no timetable can hold."""

    people: Sequence[Person]
    impossible: Sequence[NotPlaced]


def people_to_place(
    grading: Grading, choices: Mapping[str, Choice], dates: Dates, juries: Sequence[Presence] | None, minutes: Minutes
) -> ToPlace:
    """Return the candidates to place.

    `juries`: those that are given; None where they are to be made. A candidate whose calendar gives days and no centre
    may sit wherever a given jury does on these days. `minutes`: those of the orals of the session.
    """
    added = minutes_added(grading)
    openings = {code: dates.openings(d.groupe.reglement) for code, d in grading.deliberations.items()}
    people, impossible = [], []
    for choice in sorted(choices.values(), key=lambda one: number_key(one.candidat)):
        if not choice.settled:
            continue
        open_to_him = openings[choice.specialite](choice.candidat)
        places = _places(open_to_him, juries)
        more = added.get(choice.candidat, NOTHING)
        orals: list[tuple[str, Length]] = []
        for one in subjects_of(grading, choice, minutes):
            said, temps = _why_not(open_to_him, places, one.minutes), one.minutes
            if said or temps is None:
                impossible.append(NotPlaced(choice.candidat, one.target, one.discipline, *said))
                continue
            lasting = temps.preparation + more.preparation, temps.interrogation + more.interrogation
            orals.append((one.target, Length(one.discipline, *lasting)))
        people.append(Person(choice.candidat, tuple(orals), places))
    return ToPlace(people, impossible)


def minutes_added(grading: Grading) -> dict[str, Temps]:
    """Return the minutes that an aménagement adds to each oral, for the candidates to whom it adds any."""
    table = grading.dossiers.candidats
    columns = [
        table[column].astype(object) if column in table else [""] * len(table)
        for column in ("minutes_preparation", "minutes_oral")
    ]
    rows = zip(table["candidat"].astype(object), *columns, strict=True)
    added = {number: Temps(*(int(text or 0) for text in minutes)) for number, *minutes in rows}
    return {number: minutes for number, minutes in added.items() if minutes != NOTHING}


def _places(open_to_him: Openings, juries: Sequence[Presence] | None) -> tuple[Place, ...]:
    days = {day.isoformat() for day in open_to_him.days}
    if open_to_him.centres:
        return tuple(sorted(Place(*one) for one in product(open_to_him.centres, days)))
    return tuple(sorted({one.place for one in juries or () if one.place.date in days}))


def _why_not(open_to_him: Openings, places: Sequence[Place], temps: Temps | None) -> tuple[str, str] | tuple[()]:
    """Return what is short for an oral, a code then words; nothing where a jury may be looked for."""
    if not places:
        return NO_CALENDAR, open_to_him.why or "le calendrier ne donne pas de jour ouvré"
    if temps is None:
        return NO_LENGTH, "aucun texte lu ne donne la durée de cet oral pour la session ; par domaine, la donner"
    return ()


def table_of_not_placed(rows: Sequence[NotPlaced]) -> pd.DataFrame:
    """Return the orals that are not placed as a table, all cells as text: see `SHAPE`."""
    import pandas as pd

    cells = [tuple(vars(one).values()) for one in sorted(rows, key=lambda one: (number_key(one.candidat), one.unite))]
    return pd.DataFrame(cells, columns=list(SHAPE), dtype="str")
