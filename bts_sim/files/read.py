"""Read a table as somebody sent it: CSV, workbook or Parquet, told by its content; never guessed wrong silently."""

from __future__ import annotations

from pathlib import Path

from bts_sim.files.columns import Columns
from bts_sim.files.header import check_groups
from bts_sim.files.opened import PARQUET, ZIP, read_bytes
from bts_sim.files.table import Table, together
from bts_sim.files.wide import unpivot

__all__ = ["Columns", "Table", "read_table", "together"]


def read_table(path: Path, columns: Columns) -> Table:
    """Read `path` whole, as text; the faults of its form are in the table, those of its cells are judged elsewhere."""
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
    if table.wide:
        unpivot(table, columns)
    check_groups(table, columns)
    return table
