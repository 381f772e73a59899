"""What the cells of a column may hold, judged once for each text and told for each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from bts_sim.errors import INVISIBLE, nearest
from bts_sim.files.names import folded
from bts_sim.files.table import Table
from bts_sim.notices import tell

#: A truth as typed cells and their exports to CSV have it → what a column of files says.
TRUTHS = {"vrai": "oui", "true": "oui", "faux": "non", "false": "non"}


@dataclass(frozen=True)
class Cell:
    """What one cell of a column may hold, and for a cell that does not: what is wrong and what to do.

    `once`: a text that is wrong is told at its first row alone, since the same hand put it in the others.
    """

    accepts: Callable[[str], bool]
    explain: Callable[[str], tuple[str, str]]
    once: bool = False


def among(*values: str) -> Cell:
    """Make the cell that holds one of some words, the empty one among them perhaps."""

    def explain(text: str) -> tuple[str, str]:
        near = nearest(text, [value for value in values if value])
        listed = ", ".join(value or "vide" for value in values)
        return "valeur inconnue" if text else "valeur absente", f"{near} ({listed})" if near else listed

    return Cell(values.__contains__, explain)


FILLED = Cell(bool, lambda _: ("valeur absente", "remplir la cellule"))


def read_words(table: Table, admitted: Mapping[str, Iterable[str]]) -> None:
    """Put the words that columns admit in place of those that differ by case, accents or blanks alone, and tell it."""
    if table.frame is None:
        return
    for column, words in admitted.items():
        if column not in table.frame:
            continue
        known = list(words)
        meant = {text: _meant(text, known) for text in table.frame[column].unique() if text and text not in known}
        read = {text: word for text, word in meant.items() if word}
        for text, word in read.items():
            tell(table.name, f"lu {word}", column=column, value=text)
        if read:
            table.frame[column] = table.frame[column].astype(object).replace(read).astype("category")


def _meant(text: str, words: Collection[str]) -> str:
    """Return the one word that a text is but for case, accents, and a blank or hyphen in place of an underscore.

    A truth, as a workbook or a DataFrame has it, is the oui or the non that a column asks for.
    """
    plain = folded(text)
    if {*TRUTHS.values()} <= {*words} and plain in TRUTHS:
        return TRUTHS[plain]
    apart = re.sub(r"[\s-]", "_", plain)
    same = [word for word in words if folded(word) == (apart if "_" in word else plain)]
    return same[0] if len(same) == 1 else ""


def check_cells(table: Table, **cells: Cell) -> Table:
    """Add to a table the fault of every cell that its column does not admit; the reader has told invisible ones."""
    import numpy as np

    if table.frame is None:
        return table
    frame = table.frame
    for name, cell in cells.items():
        if name not in frame:
            continue
        texts, codes = frame[name].cat.categories, frame[name].cat.codes.to_numpy()
        wrong = [code for code in np.unique(codes).tolist() if not cell.accepts(texts[code])]
        said = {code: cell.explain(texts[code]) for code in wrong if INVISIBLE not in texts[code]}
        rows = np.flatnonzero(np.isin(codes, list(said)))
        if cell.once:
            rows = np.sort(rows[np.unique(codes[rows], return_index=True)[1]])
        owners = frame["candidat"].iloc[rows].tolist()
        units = frame["unite"].iloc[rows].tolist() if "unite" in frame and name != "candidat" else [None] * len(rows)
        for line, code, owner, unit in zip(
            frame.index[rows].tolist(), codes[rows].tolist(), owners, units, strict=True
        ):
            table.fautes.append(table.fault(line, name, texts[code], *said[code], owner, unit))
    return table
