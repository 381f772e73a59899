"""Read a table as somebody sent it: CSV, workbook or Parquet, told by its content; never guessed wrong silently."""

from __future__ import annotations

from pathlib import Path

from bts_sim.lecture.fichier import OLE, PARQUET, ZIP, read_bytes
from bts_sim.lecture.table import Table

__all__ = ["Table", "read_table"]


def read_table(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = (), *, extra: bool = False) -> Table:
    """Read `path` whole, as text. Columns beyond `required` and `optional` are faults unless `extra`."""
    table = Table(path)
    data = read_bytes(table)
    if data is None:
        return table
    if data.startswith(PARQUET):
        from bts_sim.lecture.parquet import read_parquet

        read_parquet(table, data, required, optional, extra)
    elif data.startswith((ZIP, OLE)):
        from bts_sim.lecture.classeur import read_workbook

        read_workbook(table, data, required, optional, extra)
    else:
        from bts_sim.lecture.texte import read_text

        read_text(table, data, required, optional, extra)
    return table
