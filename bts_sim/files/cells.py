"""Check the cells of a column. Each text is judged once; each row that holds it gets its fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bts_sim.errors import INVISIBLE, nearest
from bts_sim.files.names import folded
from bts_sim.files.table import Table
from bts_sim.notices import tell

#: Truth values, as typed cells and their CSV exports write them → the word that a column expects.
TRUTHS = {"vrai": "oui", "true": "oui", "faux": "non", "false": "non"}


@dataclass(frozen=True)
class Cell:
    """The texts that a cell of a column may hold; for any other text, what is wrong and the remedy.

    `once`: report a wrong text at its first row only, since the same hand wrote it in the other rows.
    `refuses`: a pattern that is found in texts, one a line, where `accepts` refuses one of them.
    """

    accepts: Callable[[str], bool]
    explain: Callable[[str], tuple[str, str]]
    once: bool = False
    refuses: re.Pattern[str] | None = None

    def wrong(self, texts: Sequence[str]) -> list[int]:
        """Return the ranks of the texts that the cell does not admit; a column of sound ones is judged at once."""
        column = "\n".join(texts)
        # A text of several lines is not one a line: each is then looked at.
        alone = column.count("\n") < max(len(texts), 1)
        if self.refuses is not None and alone and not self.refuses.search(column):
            return []
        return [rank for rank, text in enumerate(texts) if not self.accepts(text)]


def among(*values: str) -> Cell:
    """Return the cell that admits only some words; the empty text may be one of them."""

    def explain(text: str) -> tuple[str, str]:
        near = nearest(text, [value for value in values if value])
        listed = ", ".join(value or "vide" for value in values)
        return "valeur inconnue" if text else "valeur absente", f"{near} ({listed})" if near else listed

    return Cell(values.__contains__, explain)


FILLED = Cell(bool, lambda _: ("valeur absente", "remplir la cellule"))


def read_words(table: Table, admitted: Mapping[str, Iterable[str]]) -> None:
    """Replace texts that differ from an admitted word by case, accents or blanks alone, and report each replacement."""
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
    """Return the one word that a text matches, ignoring case, accents, and a blank or hyphen for an underscore.

    A truth value of a workbook or a DataFrame matches the `oui` or `non` that the column expects.
    """
    plain = folded(text)
    if {*TRUTHS.values()} <= {*words} and plain in TRUTHS:
        return TRUTHS[plain]
    apart = re.sub(r"[\s-]", "_", plain)
    same = [word for word in words if folded(word) == (apart if "_" in word else plain)]
    return same[0] if len(same) == 1 else ""


def check_cells(table: Table, **cells: Cell) -> Table:
    """Return the table with a fault for every cell that its column does not admit.

    Cells with an invisible character already have a fault from the reader.
    """
    import numpy as np

    if table.frame is None:
        return table
    frame = table.frame
    for name, cell in cells.items():
        if name not in frame:
            continue
        texts, codes = frame[name].cat.categories.to_numpy(), frame[name].cat.codes.to_numpy()
        used = np.flatnonzero(np.bincount(codes))
        wrong = used[cell.wrong(texts[used].tolist())].tolist()
        said = {code: cell.explain(texts[code]) for code in wrong if INVISIBLE not in texts[code]}
        if not said:
            continue
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
