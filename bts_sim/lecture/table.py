"""A file as a table of text, with its faults; and the cells of any kind of file laid out as one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bts_sim.errors import INVISIBLE, Faute, lisible

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

#: Characters of a refused value that a message shows.
MONTRES = 120
#: First words of a row that sums up the others.
TOTAUX = ("total", "moyenne", "somme", "effectif", "nombre", "médiane", "écart-type", "minimum", "maximum")
#: Begins the name of a column whose header is empty; no header can hold it.
SANS_NOM = "\0"


@dataclass
class Table:
    """A file as a table of text: one category column each, the index being the line in the file (header: 1).

    In a workbook, lines are those of the sheet; in a Parquet file, the first record is line 2, as under a header.
    `frame` is None when the file cannot be read as a table at all; `fautes` then says why. Rows with too few or too
    many cells are not in it (`ragged`: the candidates whom they name); rows with a faulty cell are.
    """

    path: Path
    frame: pd.DataFrame | None = None
    fautes: list[Faute] = field(default_factory=list)
    ragged: set[str] = field(default_factory=set)
    feuille: str = ""

    @property
    def name(self) -> str:
        """Name of the file as faults show it, with that of the sheet where the workbook has several."""
        name = lisible(self.path.name)
        return f"{name} (feuille « {lisible(self.feuille)} »)" if self.feuille else name

    def refuse(
        self,
        probleme: str,
        remede: str,
        *,
        ligne: int | None = None,
        colonne: str = "",
        valeur: str = "",
        candidat: str | None = None,
    ) -> None:
        """Add one fault of this file."""
        shown = lisible(valeur if len(valeur) <= MONTRES else valeur[:MONTRES] + "…")
        self.fautes.append(Faute(self.name, ligne, colonne, shown, probleme, remede, candidat))


def propre(text: str) -> str:
    """Give a cell without the blanks around it, its blanks plain, its accents composed, what is invisible written out.

    No-break spaces and narrow ones come with every French spreadsheet; accents in two characters, with macOS.
    """
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.strip("\ufeff").strip())
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return lisible(text)


def frame_of(
    table: Table, names: Sequence[str], columns: Iterable[tuple[NDArray[np.integer], Sequence[str]]], lines: object
) -> pd.DataFrame:
    """Lay out columns as codes and the texts they stand for; rows that hold nothing or sum up the others are left out.

    `columns`: for each name an array of n codes, and the texts. `lines`: the line of each row, n of them. Adds a fault
    for every cell with a line break or an invisible character, every row that repeats the header or sums up others,
    and every cell under no name.
    """
    import numpy as np
    import pandas as pd

    laid: dict[str, pd.Categorical] = {}
    index = np.asarray(lines)
    blank = np.ones(index.size, dtype=bool)
    for name, (codes, texts) in zip(names, columns, strict=True):
        clean = np.array([propre(text) for text in texts], dtype=object)
        _refuse_hidden(table, name, texts, clean, codes, index)
        renumbered, values = pd.factorize(clean, sort=True)
        indices = renumbered[codes] if len(values) else np.zeros(index.size, np.int64)
        laid[name] = pd.Categorical.from_codes(indices, categories=pd.Index(values, dtype=object))
        empty = laid[name] == ""
        if name.startswith(SANS_NOM):
            del laid[name]
            if not empty.all():
                first = int(np.argmin(empty))
                remedy = "donner un nom à cette colonne dans l'en-tête, ou la vider"
                value = str(values[indices[first]])
                table.refuse("cellule d'une colonne sans nom", remedy, ligne=int(index[first]), valeur=value)
        blank &= empty
    frame = pd.DataFrame(laid, index=pd.Index(index, name="ligne"))[~blank]
    return _without_totals(table, _without_repeated_header(table, frame))


def _refuse_hidden(
    table: Table,
    name: str,
    texts: Sequence[str],
    clean: NDArray[np.object_],
    codes: NDArray[np.integer],
    index: NDArray[np.integer],
) -> None:
    """Add a fault for every cell with a line break, or with a character that nobody sees."""
    import numpy as np

    for code, (text, shown) in enumerate(zip(texts, clean, strict=True)):
        if "\n" in text.strip():
            problem, remedy = "cellule sur plusieurs lignes", "la remettre sur une ligne"
        elif INVISIBLE in shown and INVISIBLE not in text:
            problem, remedy = "caractère invisible dans la cellule", "vider la cellule et la saisir de nouveau"
        else:
            continue
        for row in np.flatnonzero(codes == code):
            table.refuse(problem, remedy, ligne=int(index[row]), colonne=name.strip("\0"), valeur=shown)


def _without_repeated_header(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that say the header again, as in two exports put end to end."""
    if not all(name in frame[name].cat.categories for name in frame.columns):
        return frame
    again = (frame == list(frame.columns)).all(axis=1)
    for line in frame.index[again]:
        remedy = "retirer la ligne ; deux exports ont été mis bout à bout ?"
        table.refuse("l'en-tête est répété", remedy, ligne=int(line), valeur=";".join(frame.columns))
    return frame[~again]


def _without_totals(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that sum up the others: a word such as « Total » for a candidate, and half of its cells empty."""
    if "candidat" not in frame:
        return frame
    words = [c for c in frame["candidat"].cat.categories if c.casefold().startswith(TOTAUX)]
    rows = frame[frame["candidat"].isin(words)] if words else frame[:0]
    totals = rows[(rows.drop(columns="candidat") == "").mean(axis=1) >= 0.5]
    for line, text in zip(totals.index, totals["candidat"], strict=True):
        table.ragged.add(str(text))
        remedy = "retirer la ligne : le fichier ne porte que des candidats"
        table.refuse("ligne de total ou de moyenne", remedy, ligne=int(line), colonne="candidat", valeur=str(text))
    return frame.drop(index=totals.index)
