"""The format that a file's name asks for: CSV, workbook or Parquet for a table, and plain text for anything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from bts_sim.errors import Fault, InputError
from bts_sim.runs.written import typed, whole_file, write_parquet

TEXT = ("", ".txt")
#: Extensions of a YAML file, the usual one first; of a text table; of the other tables.
YAML = (".yaml", ".yml", *TEXT)
TABBED = (".tsv", ".tab")
CSV = (".csv", *TEXT, *TABBED, ".dat")
WORKBOOK, PARQUET = ".xlsx", ".parquet"
TABLE = (*CSV, WORKBOOK, PARQUET)
#: The numeric column of a workbook. All others are text, so that candidate numbers keep their zeros.
NUMBERS = ("note",)
WIDTH = 16


def is_table(usual: str) -> bool:
    """Return whether a file is a table, by its usual name."""
    return usual.endswith(CSV[0])


def check_ending(path: Path, usual: str) -> None:
    """Refuse a file name whose extension promises another format than the one to be written, before writing anything.

    `usual`: the usual name of such a file. After a point, a suffix that begins with a digit, as in `notes.2024`, is not
    an extension.
    """
    ending = path.suffix.lower()
    allowed = TABLE if is_table(usual) else YAML
    if ending in allowed or ending[1:2].isdigit():
        return
    if is_table(usual):
        remedy = f"{path.stem}.csv, {path.stem}{WORKBOOK} (Excel, LibreOffice) ou {path.stem}{PARQUET}"
        problem = f"un tableau ne s'écrit pas au format {ending}"
    else:
        remedy = f"{path.stem}.yaml"
        problem = f"c'est un fichier YAML, pas un fichier {ending}"
    raise InputError([Fault("--out", None, "", str(path), problem, f"donner un nom comme {remedy}")])


def write_template(path: Path, text: str, usual: str) -> None:
    """Write a template, given as its text, in the format that the extension of `path` asks for."""
    ending = path.suffix.lower() if is_table(usual) else ""
    if ending == PARQUET:
        header, *rows = _rows(text)
        import pandas as pd

        write_parquet(path, typed(pd.DataFrame(rows, columns=header)))
    elif ending == WORKBOOK:
        _write_workbook(path, _rows(text), Path(usual).stem)
    else:
        with whole_file(path) as file:
            if ending in TABBED:
                file.writelines("\t".join(row) + "\n" for row in _rows(text))
            else:
                file.write(text)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def _write_workbook(path: Path, rows: Sequence[Sequence[str]], title: str) -> None:
    """Write a workbook of one sheet with a frozen header; every column is text, except those of numbers."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    # openpyxl gives a new workbook its first sheet.
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at, name in enumerate(rows[0], 1):
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width = WIDTH
        if name not in NUMBERS:
            # Values typed below the example are text too.
            column.number_format = "@"
        for line, row in enumerate(rows, 1):
            number = line > 1 and name in NUMBERS and row[at - 1] != ""
            cell = sheet.cell(line, at, float(row[at - 1].replace(",", ".")) if number else row[at - 1] or None)
            if name not in NUMBERS:
                cell.number_format = "@"
            if line == 1:
                cell.font = Font(bold=True)
    with whole_file(path, "wb") as file:
        book.save(file)
