"""The prose of a notebook in another language: a catalogue of markdown cells by the digest of their French.

A catalogue is one file per notebook, `translations/en/notebooks/NAME.md`. Each translation follows a line `<!-- cell:
0123abcd -->`, the first eight digits of the SHA-256 of the French cell. A French cell that changes has another digest,
and stays French until it is translated again.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bts_sim.language import CATALOGUES, LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

DIGITS = 8
MARK = re.compile(r"^<!-- cell: ([0-9a-f]{8}) -->[ \t]*$", re.MULTILINE)


def catalogue(lang: str, nom: str, folder: Path = CATALOGUES) -> dict[str, str]:
    """Return the translated cells of a notebook by the digest of their French, none without a catalogue.

    Raises ValueError if one cell is translated twice.
    """
    path = folder / lang / "notebooks" / f"{nom}.md"
    if not path.is_file():
        return {}
    _, *parts = MARK.split(path.read_text(encoding="utf-8"))
    marks, texts = parts[::2], parts[1::2]
    if twice := sorted({mark for mark in marks if marks.count(mark) > 1}):
        raise ValueError(f"{path.name} : cellule traduite deux fois ({', '.join(twice)})")
    return {mark: text.strip() for mark, text in zip(marks, texts, strict=True) if text.strip()}


def digest(source: str) -> str:
    """Return the digest of a French cell."""
    return hashlib.sha256(source.encode()).hexdigest()[:DIGITS]


def translate_notebook(notebook: NotebookNode, nom: str, lang: str, folder: Path = CATALOGUES) -> None:
    """Translate the prose of a notebook in place. A cell without a translation stays French."""
    if lang == LANGUAGES[0]:
        return
    known = catalogue(lang, nom, folder)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = known.get(digest(cell.source), cell.source)
