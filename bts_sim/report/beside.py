"""The files beside a page: each chart as PNG, SVG and data, each table as CSV, under names stable from run to run.

A name consists of a number and the section. It leaves out the title of the chart, which states a result and changes.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.display import raw, rendering
from bts_sim.runs.written import whole_file, write_csv

if TYPE_CHECKING:
    import pandas as pd
    from nbformat import NotebookNode

FIGURE, TABLE = "figure", "table"
HEADING = re.compile(r"^#{1,3}\s+(.+?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
#: Most letters of a section kept in a name.
LENGTH = 40
#: Columns that name a file of data, and rows of a lone column that is a line or a word of the drawing, not data.
COLUMNS, CONSTANTS = 3, 3
SCALE = 2


@dataclass(frozen=True)
class Piece:
    """A chart or a table of a notebook: its anchor in the page (`figure-01`), the name of its files, its content."""

    genre: str
    ancre: str
    nom: str
    section: str
    output: Any


def beside(nom: str) -> str:
    """Return the name of the folder that holds the files of a notebook."""
    return f"{nom}_fichiers"


def pieces(notebook: NotebookNode) -> Iterator[Piece]:
    """Yield the charts and tables of a notebook in order, each kind numbered from 1."""
    section, counts = "", {FIGURE: 0, TABLE: 0}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = HEADING.findall(FENCE.sub("", cell.source))
            section = headings[-1] if headings else section
        for output in cell.get("outputs", []):
            if (kind := _kind(output.get("data", {}))) is not None:
                counts[kind] += 1
                anchor = f"{kind}-{counts[kind]:02d}"
                yield Piece(kind, anchor, "-".join(filter(None, (anchor, slug(section)))), section, output)


def write_beside(notebook: NotebookNode, folder: Path) -> list[str]:
    """Write the files of each chart and table into a folder. Return the names of the files that could not be made."""
    missing = []
    for piece in pieces(notebook):
        for name, make in _files(piece):
            try:
                make(folder / name)
            except Exception:  # A chart of somebody else's may be more than vl-convert can draw: the page shows it.
                missing.append(name)
    return missing


def without_drawings(notebook: NotebookNode) -> None:
    """Remove from a notebook the drawings that it handed to its files."""
    for piece in pieces(notebook):
        piece.output["data"].pop(rendering.DRAWING, None)


def made(piece: Piece, folder: Path) -> list[str]:
    """Return the names of the existing files of a piece."""
    return sorted(path.name for path in folder.glob(f"{piece.nom}*") if path.stem.startswith(piece.nom))


def columns_named(piece: Piece) -> list[list[str]]:
    """Return the first columns that each file of data of a chart has of its own, in the order of the files."""
    if piece.genre != FIGURE:
        return []
    names = [[str(column) for column in table] for table in _datasets(piece.output["data"][rendering.MIME])]
    shared = set[str]().union(*names).intersection(*names)
    return [([name for name in each if name not in shared] or each)[:COLUMNS] for each in names]


def slug(text: str) -> str:
    """Return a text as letters, digits and hyphens, which every file system accepts."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LENGTH].strip("-")


def _kind(data: dict[str, Any]) -> str | None:
    if rendering.MIME in data:
        return FIGURE
    return TABLE if "<table" in data.get("text/html", "") else None


def _files(piece: Piece) -> Iterator[tuple[str, Any]]:
    data = piece.output["data"]
    if piece.genre == FIGURE:
        spec = data[rendering.MIME]
        drawing = functools.cache(lambda: data.get(rendering.DRAWING) or rendering.drawing_of(spec))
        yield f"{piece.nom}.png", lambda path: _bytes(path, rendering.png_of(drawing(), SCALE))
        yield f"{piece.nom}.svg", lambda path: _bytes(path, rendering.svg_of(drawing()).encode())
        tables = _datasets(spec)
    else:
        tables = raw.data(data)
    for at, table in enumerate(tables, 1):
        suffix = "" if at == 1 else f"-{at}"
        yield f"{piece.nom}{suffix}.csv", lambda path, table=table: write_csv(path, table)


def _datasets(spec: dict[str, Any]) -> list[pd.DataFrame]:
    """Return the data sets of a chart, the largest first.

    The largest holds the subject; the others hold marks and labels. A panel, a label or a line often draws some rows of
    one table: those of the same columns are one data set, each row once.
    """
    import pandas as pd

    found: dict[str, Any] = {}
    for data in _data_of(spec):
        rows = spec.get("datasets", {}).get(data["name"]) if "name" in data else data.get("values")
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            found.setdefault(str(data.get("name", len(found))), rows)
    alike: dict[frozenset[str], list[pd.DataFrame]] = {}
    for rows in sorted(found.values(), key=len, reverse=True):
        table = pd.DataFrame(rows)
        alike.setdefault(frozenset(map(str, table.columns)), []).append(table)
    tables = sorted((_once(each) for each in alike.values()), key=len, reverse=True)
    return [one for one in tables if not _is_constant(one)] or tables


def _once(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of tables of the same columns, each once, in order."""
    import pandas as pd

    together = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    # Cells may be lists, which have no hash.
    return together[~together.astype(str).duplicated()] if len(tables) > 1 else together


def _is_constant(table: pd.DataFrame) -> bool:
    """Return whether a table holds no data: the places of the lines at zero and at thresholds, the head of a column."""
    return table.shape[1] == 1 and len(table) <= CONSTANTS


def _data_of(part: Any) -> Iterator[dict[str, Any]]:
    """Yield the data that each view of a chart declares, in the order of the views."""
    if isinstance(part, dict):
        if isinstance(part.get("data"), dict):
            yield part["data"]
        for key, inner in part.items():
            if key not in ("data", "datasets"):
                yield from _data_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _data_of(inner)


def _bytes(path: Path, content: bytes) -> None:
    with whole_file(path, "wb") as file:
        file.write(content)
