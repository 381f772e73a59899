"""Read a table: CSV, workbook or Parquet, recognised by its content and never guessed; or a DataFrame."""

from __future__ import annotations

from pathlib import Path

from bts_sim.errors import FrameFault
from bts_sim.files.columns import Columns
from bts_sim.files.given import InMemory, Source
from bts_sim.files.header import check_groups
from bts_sim.files.opened import PARQUET, ZIP, read_bytes
from bts_sim.files.table import Table, together
from bts_sim.files.wide import unpivot

__all__ = ["Columns", "Table", "read_table", "together"]


def read_table(source: Source, columns: Columns) -> Table:
    """Return a file or a DataFrame as a table of text, with the faults of its form.

    `columns`: the expected columns. The content of their cells is checked elsewhere.
    """
    table = _from_memory(source, columns) if isinstance(source, InMemory) else _from_disk(source, columns)
    if table.wide:
        unpivot(table, columns)
    check_groups(table, columns)
    return table


def _from_memory(source: InMemory, columns: Columns) -> Table:
    from bts_sim.files.frame import read_frame

    table = Table(Path(source.name), called=source.name, kind=FrameFault, owner=source.owner)
    read_frame(table, source.frame, columns)
    return table


def _from_disk(path: Path, columns: Columns) -> Table:
    table = Table(path)
    data = read_bytes(table)
    if data is None:
        return table
    if data.startswith(PARQUET):
        from bts_sim.files.parquet import read_parquet

        read_parquet(table, data, columns)
    elif data.startswith(ZIP):
        from bts_sim.files.workbook import read_workbook

        read_workbook(table, data, columns)
    else:
        from bts_sim.files.text import read_text

        read_text(table, data, columns)
    return table
