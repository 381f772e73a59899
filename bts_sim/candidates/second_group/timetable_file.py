"""The file of hours: one row per oral placed, written by this command and read again when something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.second_group.held import HELD, HELD_CELLS, HeldRow, Minute, Word, an_hour
from bts_sim.candidates.second_group.instance import Appointment, clock_of
from bts_sim.candidates.tables import CANDIDATE_SHAPE
from bts_sim.declared import FileColumn, Shape
from bts_sim.errors import InputError
from bts_sim.files.given import Source
from bts_sim.files.read import Columns, read_table, together
from bts_sim.files.rows import Explain, a_word, read_rows

if TYPE_CHECKING:
    import pandas as pd

UNIT = FileColumn("unité sur laquelle porte l'oral, ou domaine en 2021")
#: The table of hours.
SHAPE: Shape = {
    "candidat": CANDIDATE_SHAPE["candidat"],
    "unite": UNIT,
    **HELD,
    "preparation": an_hour("heure à laquelle la préparation commence"),
    "debut": an_hour("heure à laquelle l'interrogation commence"),
    "fin": an_hour("heure à laquelle elle finit"),
}


class Row(HeldRow):
    """One row of the file of hours."""

    candidat: Word
    unite: Word
    preparation: Minute


EXPLAIN: Mapping[str, Explain] = {**HELD_CELLS, "preparation": a_word("une heure, comme 09:00 ou 9h00")}


def read_timetable(sources: Sequence[Source]) -> list[Appointment]:
    """Return the orals of a former timetable. Raises InputError with every fault of its cells."""
    table = together([read_table(one, Columns(tuple(SHAPE), no_row=True)) for one in sources])
    rows = read_rows(table, Row, EXPLAIN)
    if table.fautes:
        raise InputError(table.fautes)
    return [
        Appointment(
            *(row.candidat, row.unite, row.jury, row.centre, row.salle, row.date.isoformat()),
            *(row.preparation, row.debut, row.fin),
        )
        for row in rows.values()
    ]


def table_of_hours(orals: Sequence[Appointment]) -> pd.DataFrame:
    """Return the orals placed as a table, by candidate then by hour, all cells as text: see `SHAPE`."""
    import pandas as pd

    rows = [
        (
            *(one.candidat, one.unite, one.jury, one.centre, one.salle, one.date),
            *map(clock_of, (one.preparation, one.debut, one.fin)),
        )
        for one in sorted(orals, key=lambda one: (number_key(one.candidat), one.date, one.debut))
    ]
    return pd.DataFrame(rows, columns=list(SHAPE), dtype="str")
