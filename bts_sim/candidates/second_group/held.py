"""What a file says of a jury in a place for some hours of a day, whether it tells its presence or one of its orals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bts_sim.candidates.second_group.instance import minutes_of
from bts_sim.declared import DAY, FileColumn, Shape
from bts_sim.droit.calendriers.dates import parse_heure
from bts_sim.files.days import clock, iso
from bts_sim.files.rows import Explain, a_word

#: An hour, as our files write it.
CLOCK = r"\d{2}:\d{2}"
#: The columns of a jury, and of where and when it is.
HELD: Shape = {
    "jury": FileColumn("nom du jury"),
    "centre": FileColumn("code du centre, celui du calendrier"),
    "salle": FileColumn("salle où il siège"),
    "date": FileColumn("jour, comme 2024-07-03", pattern=DAY),
}
#: What a cell should be, where it is not.
HELD_CELLS: Mapping[str, Explain] = {
    "date": a_word("un jour, comme 2024-07-03 ou 03/07/2024"),
    "debut": a_word("une heure, comme 09:00 ou 9h00"),
    "fin": a_word("une heure, comme 12:00 ou 12h00"),
}


def an_hour(meaning: str) -> FileColumn:
    """Return a column of hours of the day; `meaning`: what happens then."""
    return FileColumn(meaning, pattern=CLOCK)


def a_day(text: object) -> date:
    """Return the day that a cell means. Raises ValueError for anything else."""
    return date.fromisoformat(iso(str(text)))


def minutes_in(text: object) -> int:
    """Return the minutes of a day at the hour that a cell means. Raises ValueError for anything else."""
    return minutes_of(parse_heure(clock(str(text))))


#: A cell that is filled, a day, and minutes of a day.
Word = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(a_day)]
Minute = Annotated[int, BeforeValidator(minutes_in)]


class HeldRow(BaseModel):
    """One row of a file about a jury in a place, from an hour to another."""

    model_config = ConfigDict(extra="forbid")

    jury: Word
    centre: Word
    salle: Word
    date: Day
    debut: Minute
    fin: Minute
