"""Write the cells of a CSV: decimal commas, no formula, quotes where a program may cut, texts that Excel keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from bts_sim.runs.spreadsheet import left_alone, misread_by_excel

if TYPE_CHECKING:
    import pandas as pd

#: The start of a cell that a spreadsheet would run, full-width signs included (OWASP, « CSV Injection »). A spreadsheet
#: may drop the blanks before it. Apostrophes are included so that the added one can be told from the others.
RUN = r"=+\-@＝＋－＠"  # noqa: RUF001
FORMULA = re.compile(rf"['\s\ufeff\u200b-\u200f\u2060]*[{RUN}](?=.*\S)|[\t\r\n]", re.DOTALL)
_NUMBER = r"[+−-]?\d+(?:\s\d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
#: A number is never run, even with its unit and its interval: -0,5 and +10,6 pt [+10,1 ; +11,1] stay unchanged.
QUANTITY = re.compile(rf"{_NUMBER}(?:\s?(?:%|[^\W\d_]{{1,12}}))?(?:\s?\[{_NUMBER}\s?[;,]\s?{_NUMBER}\])?")
SEPARATOR = ";"
#: Characters that put a cell in quotes. The comma separates nothing here, but LibreOffice offers to cut at it.
CUT = re.compile(r'[;,"\t\r\n]')
#: Signs without which no cell is quoted or begins a formula: a column that has none is written as it is.
RISKY = re.compile(rf'[;,"\t\r\n{RUN}]')
_EXCEL: ContextVar[bool] = ContextVar("excel", default=False)


@contextmanager
def pour_excel(asked: bool = True) -> Iterator[None]:
    """Write each CSV of the block for Excel: a double click then keeps accents and texts that look like numbers."""
    token = _EXCEL.set(asked)
    try:
        yield
    finally:
        _EXCEL.reset(token)


def mark() -> str:
    """Return the first character of a CSV: for Excel, the mark without which it does not read UTF-8."""
    return "\ufeff" if _EXCEL.get() else ""


def without_formula(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: an apostrophe precedes `=`, `+`, `-` or `@`.

    Quantities stay unchanged. Two different texts stay different. Removing one apostrophe before a sign restores the
    text.
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
        # An empty line would not be a row.
        columns = [[cell or '""' for cell in columns[0]]]
    for row in zip(*columns, strict=True):
        yield SEPARATOR.join(row) + "\n"


def _column(name: str, column: pd.Series) -> list[str]:
    import numpy as np
    import pandas as pd

    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in ("string", "categorical"):
        # Each text is written once: a column of a million candidates has few motifs.
        codes, found = pd.factorize(column)
        written = _cells(found.tolist(), name) if kind == "string" else _mixed(found.tolist(), name)
        cells: list[str] = np.array([*written, ""], dtype=object)[codes].tolist()
        return cells
    missing = column.isna().tolist()
    return _mixed([None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)], name)


def _mixed(values: Sequence[Any], name: str) -> list[str]:
    """Return the cells of values that may be texts, numbers or None; a number stays a number."""
    written = iter(_cells([value for value in values if isinstance(value, str)], name))
    return [next(written) if isinstance(value, str) else _number(value) for value in values]


def _cells(texts: Sequence[str], column: str = "") -> list[str]:
    alone = misread_by_excel(set(texts), column) if _EXCEL.get() else ()
    if not alone and not RISKY.search("".join(texts)):
        return list(texts)
    return [quoted(left_alone(text) if text in alone else without_formula(text)) for text in texts]


def _number(value: object) -> str:
    """Return the text of any value: empty for None, with a decimal comma for a float."""
    text = "" if value is None else str(value)
    return quoted(text.replace(".", ",")) if isinstance(value, float) else quoted(text)
