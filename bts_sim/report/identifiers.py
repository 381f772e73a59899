"""The candidates of the files that parameters of a notebook name: whom nothing that a run saves may show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bts_sim.errors import InputError
from bts_sim.files.listed import split_names
from bts_sim.files.read import Columns, read_table
from bts_sim.report.masking import COLUMN, Mask

#: Parameters that name files of real candidates.
FILES_OF_PEOPLE = ("fichier_candidats", "fichier_notes", "fichier_oraux")
COLUMNS = Columns((COLUMN,), extra=True)


def files_of_people(values: Mapping[str, Any]) -> list[Path]:
    """Return the files of real candidates that parameters name."""
    named = (values.get(name) for name in FILES_OF_PEOPLE)
    return [Path(one) for value in named if isinstance(value, str | list) for one in split_names(value)]


def mask_of(files: Iterable[Path]) -> Mask:
    """Return what takes every candidate of files out; raises InputError for a file that cannot be read whole."""
    tables = [read_table(path, COLUMNS) for path in dict.fromkeys(files)]
    if faults := [fault for table in tables for fault in table.fautes]:
        raise InputError(faults)
    return Mask({str(one) for table in tables if table.frame is not None for one in table.frame[COLUMN].unique()})
