"""Write typed cells of workbooks and Parquet as the text that a person would type, for the same checks to judge."""

from __future__ import annotations

import datetime
from decimal import Decimal

#: Whole numbers from here on may have changed: a spreadsheet keeps fifteen digits.
FIFTEEN_DIGITS = 10**15
#: The text that replaces a formula without a result.
NOT_CALCULATED = "formule non calculée"


def text_of_value(value: object) -> str:
    """Return the text of a cell: 12.0 as 12, 9.99 as 9,99, a day as 2024-06-20, a truth value as VRAI or FAUX.

    Numbers keep all their decimals: 9.995 stays 9,995, so that the checks can refuse it.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",") if value.is_finite() else str(value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < FIFTEEN_DIGITS:
        return str(int(value))
    return repr(value).upper().replace(".", ",") if abs(value) < float("inf") else str(value)


def _moment(value: datetime.datetime) -> str:
    """Return a day, or a day and an hour, as text, to the nearest second.

    A spreadsheet counts days in floats, which miss the second by a hair.
    """
    if value.microsecond >= 500_000 and value.year < 9999:
        value += datetime.timedelta(seconds=1)
    value = value.replace(microsecond=0)
    if value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def percent_of_cell(value: float) -> str:
    """Return the text of a share that is shown as a percentage."""
    return f"{text_of_value(round(value * 100, 10))} %"
