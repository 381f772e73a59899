"""The file of hours: one row per oral placed, written by this command and read again when something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.second_group.instance import Appointment, clock_of
from bts_sim.candidates.second_group.juries import EXPLAIN as JURY_CELLS, HOUR, SHAPE as JURIES, a_day, minutes_in
from bts_sim.candidates.tables import CANDIDATE_SHAPE
from bts_sim.declared import DAY, FileColumn, Shape
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
    "jury": JURIES["jury"],
    "centre": JURIES["centre"],
    "salle": JURIES["salle"],
    "date": FileColumn("jour de l'oral, comme 2024-07-03", pattern=DAY),
    "preparation": FileColumn("heure à laquelle la préparation commence", pattern=HOUR),
    "debut": FileColumn("heure à laquelle l'interrogation commence", pattern=HOUR),
    "fin": FileColumn("heure à laquelle elle finit", pattern=HOUR),
}


class Row(BaseModel):
    """One row of the file of hours."""

    model_config = ConfigDict(extra="forbid")

    candidat: Annotated[str, Field(min_length=1)]
    unite: Annotated[str, Field(min_length=1)]
    jury: Annotated[str, Field(min_length=1)]
    centre: Annotated[str, Field(min_length=1)]
    salle: Annotated[str, Field(min_length=1)]
    date: Annotated[date, BeforeValidator(a_day)]
    preparation: Annotated[int, BeforeValidator(minutes_in)]
    debut: Annotated[int, BeforeValidator(minutes_in)]
    fin: Annotated[int, BeforeValidator(minutes_in)]


EXPLAIN: Mapping[str, Explain] = {**JURY_CELLS, "preparation": a_word("une heure, comme 09:00 ou 9h00")}


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
