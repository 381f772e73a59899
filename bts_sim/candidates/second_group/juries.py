"""Read the presences of juries, and refuse those that cannot be: nobody's discipline, two at once, another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from bts_sim.candidates.second_group.held import HELD, HELD_CELLS, HeldRow, Word, an_hour
from bts_sim.candidates.second_group.instance import Place, Presence, clock_of
from bts_sim.candidates.second_group.kinds import may_examine
from bts_sim.declared import FileColumn, Shape, optional, required
from bts_sim.droit.calendriers.document import Calendrier
from bts_sim.droit.calendriers.lecture import dits
from bts_sim.droit.vocabulaire import NON, OUI
from bts_sim.errors import nearest
from bts_sim.files.cells import read_words
from bts_sim.files.given import Source
from bts_sim.files.read import Columns, Table, read_table, together
from bts_sim.files.rows import Explain, one_of, read_rows

if TYPE_CHECKING:
    import pandas as pd

#: The presences of juries, read and written.
SHAPE: Shape = {
    "jury": HELD["jury"],
    "discipline": FileColumn("ce sur quoi il interroge, comme mathématiques"),
    **{name: HELD[name] for name in ("centre", "salle", "date")},
    "debut": an_hour("heure à laquelle il arrive"),
    "fin": an_hour("heure à laquelle il part"),
    "hors_contrat": FileColumn(
        "l'examinateur est d'un établissement hors contrat", codes=(OUI, NON), empty=True, optional=True
    ),
}
COLUMNS = Columns(required(SHAPE), optional(SHAPE))


class Row(HeldRow):
    """One row of the file of juries."""

    discipline: Word
    hors_contrat: Literal["oui", "non", ""] = ""

    def presence(self) -> Presence:
        """Return the row as a presence."""
        place = Place(self.centre, self.date.isoformat())
        closed = self.hors_contrat == OUI
        return Presence(self.jury, self.discipline, place, self.salle, self.debut, self.fin, closed)


EXPLAIN: Mapping[str, Explain] = {**HELD_CELLS, "hors_contrat": one_of(OUI, NON, "vide")}


@dataclass(frozen=True)
class Known:
    """What a jury may be: the disciplines of the session, and the days and centres of the calendars.

    `centres` is empty where no calendar names one: any is then admitted.
    """

    disciplines: Collection[str]
    days: Collection[date]
    centres: Mapping[str, str]


def juries_table(sources: Sequence[Source]) -> tuple[Table, dict[int, Row]]:
    """Return the table of juries with the faults of its cells, and its sound rows by line."""
    table = together([read_table(one, COLUMNS) for one in sources])
    read_words(table, {"hors_contrat": (OUI, NON)})
    return table, read_rows(table, Row, EXPLAIN)


def check_juries(table: Table, rows: Mapping[int, Row], known: Known) -> list[Presence]:
    """Return the presences of juries, and add to the table the faults of those that cannot be."""
    read_words(table, {"discipline": known.disciplines})
    assert table.frame is not None
    named = table.frame["discipline"].astype(object)
    rows = {line: row.model_copy(update={"discipline": named[line]}) for line, row in rows.items()}
    for line, row in rows.items():
        for column, value, problem, remedy in _impossible(row, known):
            table.refuse(problem, remedy, ligne=line, colonne=column, valeur=value)
    _refuse_overlaps(table, rows)
    unused = [line for line, row in rows.items() if not may_examine(row.presence())]
    if unused:
        many = f"{len(unused)} présences" if len(unused) > 1 else "1 présence"
        words = f"{many} d'examinateurs hors contrat en CGE, qui n'entendront personne (arrêté du 3 juin 2022)"
        table.tell(words, row=unused[0], column="hors_contrat")
    return [row.presence() for row in rows.values()]


def _impossible(row: Row, known: Known) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with one row alone: column, value, problem, remedy."""
    if row.discipline not in known.disciplines:
        remedy = nearest(row.discipline, sorted(known.disciplines)) or ", ".join(sorted(known.disciplines))
        yield "discipline", row.discipline, "discipline que personne n'a à passer", remedy
    if row.date not in known.days:
        days = ", ".join(day.isoformat() for day in sorted(known.days)) or "aucun"
        yield "date", row.date.isoformat(), "jour hors du calendrier", f"jours d'oraux du calendrier : {days}"
    if known.centres and row.centre not in known.centres:
        listed = ", ".join(f"{code} ({name})" for code, name in sorted(known.centres.items()))
        by_name = next((code for code, name in known.centres.items() if row.centre in name), "")
        near = f"écrire son code, {by_name}" if by_name else nearest(row.centre, sorted(known.centres))
        yield "centre", row.centre, "centre qui n'est dans aucun calendrier", near or listed
    if row.fin <= row.debut:
        yield "fin", clock_of(row.fin), "le jury part avant d'arriver", f"une heure après {clock_of(row.debut)}"


def _refuse_overlaps(table: Table, rows: Mapping[int, Row]) -> None:
    """Add a fault for a jury at two places at once, and for two juries in one room."""
    held: dict[tuple[str, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for line, row in rows.items():
        day = row.date.isoformat()
        held["jury", row.jury, day].append((row.debut, row.fin, line))
        held["salle", row.centre, row.salle, day].append((row.debut, row.fin, line))
    words = {
        "jury": ("ce jury est ailleurs à cette heure", "corriger l'heure, ou donner deux noms s'ils sont deux"),
        "salle": ("cette salle est prise à cette heure", "corriger l'heure ou la salle"),
    }
    told = set()
    for (column, *_), each in sorted(held.items(), key=lambda item: item[0]):
        problem, remedy = words[column]
        for (_, end, first), (begin, _, line) in pairwise(sorted(each)):
            # A jury at two places at once is told once, and not once more for its room.
            if begin < end and (first, line) not in told:
                told.add((first, line))
                said = f"{problem} ({table.place(first)})"
                table.refuse(said, remedy, ligne=line, colonne="debut", valeur=clock_of(begin))


def table_of_juries(presences: Sequence[Presence]) -> pd.DataFrame:
    """Return presences of juries as a table, all cells as text: see `SHAPE`."""
    import pandas as pd

    rows = [
        (
            *(one.jury, one.discipline, one.place.centre, one.salle, one.place.date),
            *(clock_of(one.debut), clock_of(one.fin), OUI if one.hors_contrat else NON),
        )
        for one in presences
    ]
    return pd.DataFrame(rows, columns=list(SHAPE), dtype="str")


def known_of(disciplines: Collection[str], calendars: Sequence[Calendrier]) -> Known:
    """Return what a jury may be: one of some disciplines, on a day and in a centre of some calendars."""
    spans = [dit.quand for one in calendars for dit in dits(one) if dit.evenement == "oral"]
    days = {
        quand.debut.jour + timedelta(days=n)
        for quand in spans
        for n in range((quand.fin.jour - quand.debut.jour).days + 1)
    }
    return Known(disciplines, days, {code: str(centre) for one in calendars for code, centre in one.centres.items()})
