"""The identifiers of candidates in the files that the parameters of a notebook name. No saved output may show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bts_sim.errors import InputError
from bts_sim.files.listed import split_names
from bts_sim.files.read import Columns, Table, read_table
from bts_sim.notices import listening
from bts_sim.report.masking import COLUMN, Mask

#: Parameters that name files of real candidates.
FILES_OF_PEOPLE = ("fichier_candidats", "fichier_notes", "fichier_oraux")
#: Tables of people, the one with fewest columns first. A workbook may hold several; its sheet is found by its columns.
TABLES = (
    Columns((COLUMN,), extra=True),
    Columns((COLUMN, "specialite"), extra=True),
    Columns((COLUMN, "unite", "note", "statut"), ("mode",)),
    Columns((COLUMN, "unite", "note")),
    Columns((COLUMN, "domaine", "note")),
)


def files_of_people(values: Mapping[str, Any]) -> list[Path]:
    """Return the files of real candidates that parameters name."""
    named = (values.get(name) for name in FILES_OF_PEOPLE)
    return [Path(one) for value in named if isinstance(value, str | list) for one in split_names(value)]


def mask_of(files: Iterable[Path]) -> Mask:
    """Return the mask of every candidate in some files. Raise InputError if a file cannot be read whole."""
    # The command that reads a file to compute reports the faults, and it may quote a candidate.
    with listening(lambda _: None):
        tables = [table for path in dict.fromkeys(files) for table in _tables(path)]
    if faults := [fault for table in tables for fault in table.fautes]:
        raise InputError(faults)
    return Mask({str(one) for table in tables if table.frame is not None for one in table.frame[COLUMN].unique()})


def _tables(path: Path) -> list[Table]:
    """Return the table of a file, or all the tables of a workbook with several; a faulty one if none is sound."""
    first = read_table(path, TABLES[0])
    if not first.fautes:
        return [first]
    others = (read_table(path, columns) for columns in TABLES[1:])
    return [table for table in others if not table.fautes] or [first]
