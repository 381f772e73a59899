"""Read days and hours as people and spreadsheets write them, into the one format that the project uses."""

from __future__ import annotations

import datetime
import re

from bts_sim.errors import SHOWN, Fault, InputError

#: A day in French order with a year of four digits: no other order can be read from it.
FRENCH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T]+(.+))?")
HOUR = re.compile(r"(\d{1,2})\s?[hH:]\s?(\d{2})?(?::\d{2})?")


def iso(text: str) -> str:
    """Return 2024-10-28 for 28/10/2024, and 2024-10-28 12:00 for 28/10/2024 12h00; any other text is unchanged."""
    match = FRENCH.fullmatch(text.strip())
    if match is None:
        return text
    day, _, month, year, hour = match.groups()
    written = f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{written} {clock(hour)}" if hour else written


def clock(text: str) -> str:
    """Return 12:00 for 12h00 or 12h; any other text is unchanged."""
    match = HOUR.fullmatch(text.strip())
    return f"{int(match[1]):02d}:{match[2] or '00'}" if match else text


def day_of(given: object, argument: str) -> datetime.date:
    """Return the day given for an argument, as a date, a moment of that day, or a text.

    Raises InputError for anything that is not a day.
    """
    if isinstance(given, datetime.datetime):
        return given.date()
    if isinstance(given, datetime.date):
        return given
    try:
        return datetime.date.fromisoformat(iso(str(given)))
    except ValueError:
        remedy = "une date, ou un texte comme 2024-07-05 ou 05/07/2024"
        raise InputError([Fault(argument, None, "", str(given)[:SHOWN], "ce n'est pas un jour", remedy)]) from None
