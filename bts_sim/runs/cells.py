"""The cells of a CSV: decimal comma, no formula, in quotes where some program would cut them, left alone by Excel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from bts_sim.runs.spreadsheet import left_alone, misread_by_excel

if TYPE_CHECKING:
    import pandas as pd

#: How a cell begins that a spreadsheet would run, signs in full width included (OWASP, « CSV Injection »). Blanks
#: before it may be dropped; apostrophes, so that the one that is added can be told from those that were there.
FORMULA = re.compile(r"['\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠](?=.*\S)|[\t\r\n]", re.DOTALL)  # noqa: RUF001
_NUMBER = r"[+−-]?\d+(?:\s\d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
#: A number is never run, nor with its unit and its interval: -0,5 and +10,6 pt [+10,1 ; +11,1] stay what they are.
QUANTITY = re.compile(rf"{_NUMBER}(?:\s?(?:%|[^\W\d_]{{1,12}}))?(?:\s?\[{_NUMBER}\s?[;,]\s?{_NUMBER}\])?")
SEPARATOR = ";"
#: What makes a cell be put in quotes. The comma separates nothing here, but LibreOffice offers to cut at it.
CUT = re.compile(r'[;,"\t\r\n]')
_EXCEL: ContextVar[bool] = ContextVar("excel", default=False)


@contextmanager
def pour_excel(asked: bool = True) -> Iterator[None]:
    """Write every CSV so that Excel, on a double click, shows what it says: accents, texts that look like numbers."""
    token = _EXCEL.set(asked)
    try:
        yield
    finally:
        _EXCEL.reset(token)


def mark() -> str:
    """Return what a CSV begins with: for Excel, the mark without which it does not read UTF-8 as such."""
    return "\ufeff" if _EXCEL.get() else ""


def without_formula(text: str) -> str:
    """Return a text as a cell that a spreadsheet shows and does not run: with an apostrophe before `=`, `+`, `-` or `@`.

    Quantities stay. Two texts stay two, and the text is had again by taking one apostrophe off where a sign follows.
    """
    return f"'{text}" if FORMULA.match(text) and not QUANTITY.fullmatch(text) else text


def quoted(cell: str) -> str:
    """Return a cell as it stands in the file."""
    return '"' + cell.replace('"', '""') + '"' if CUT.search(cell) else cell


def line_of_cells(cells: Iterable[str]) -> str:
    """Return one line of a CSV."""
    return SEPARATOR.join(map(quoted, cells)) + "\n"


def csv_lines(table: pd.DataFrame) -> Iterator[str]:
    """Yield a table as the lines of a CSV, header first."""
    names = [str(name) for name in table.columns]
    yield SEPARATOR.join(_cells([name])[0] for name in names) + "\n"
    columns = [_column(name, table.iloc[:, at]) for at, name in enumerate(names)]
    if len(columns) == 1:
        # A line without anything would be no row.
        columns = [[cell or '""' for cell in columns[0]]]
    for row in zip(*columns, strict=True):
        yield SEPARATOR.join(row) + "\n"


def _column(name: str, column: pd.Series) -> list[str]:
    import numpy as np
    import pandas as pd

    if pd.api.types.infer_dtype(column, skipna=True) in ("string", "categorical"):
        # Each text once: a column of a million candidates has few motifs.
        codes, found = pd.factorize(column)
        cells: list[str] = np.array([*_mixed(found.tolist(), name), ""], dtype=object)[codes].tolist()
        return cells
    missing = column.isna().tolist()
    return _mixed([None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)], name)


def _mixed(values: Sequence[Any], name: str) -> list[str]:
    """Return the cells of values that may be texts, numbers or None; a number among texts stays one."""
    written = iter(_cells([value for value in values if isinstance(value, str)], name))
    return [next(written) if isinstance(value, str) else _number(value) for value in values]


def _cells(texts: Sequence[str], column: str = "") -> list[str]:
    alone = misread_by_excel(set(texts), column) if _EXCEL.get() else ()
    return [quoted(left_alone(text) if text in alone else without_formula(text)) for text in texts]


def _number(value: object) -> str:
    """Return what is no text: nothing for None, a number with a decimal comma, anything else by its own words."""
    text = "" if value is None else str(value)
    return quoted(text.replace(".", ",")) if isinstance(value, float) else quoted(text)
