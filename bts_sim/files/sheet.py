"""What a library of workbooks hides about a sheet: its size once read, errors, percentages, merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bts_sim.files.archive import Unreadable
from bts_sim.files.formats import percentage, render
from bts_sim.files.opened import MAX_OCTETS, TOO_LARGE
from bts_sim.files.parquet import MAX_CELLS
from bts_sim.files.shown import ShownCell, compare_shown
from bts_sim.files.values import percent_of_cell

#: The largest number of sheets in a workbook.
MAX_SHEETS = 250
#: The largest number of cells in a sheet that hold an error, a percentage or a formula without a result.
MAX_ODD_CELLS = 200_000
#: The largest number of cells that show another text than their number: one whole column of the longest sheet.
MAX_DISPLAYED = 1 << 20
#: The largest number of merged cells in a sheet, since each is a fault.
MAX_MERGES = 10_000


@dataclass
class Sheet:
    """One sheet. Rows and columns count from 0; its extent reaches from A1 to its last cell.

    `mots`: the text to read in place of some cells. `displayed`: the text that the sheet shows for some numbers.
    `merged`: first row, first column, last row and last column of each merged cell.
    """

    nom: str
    lignes: int = 0
    colonnes: int = 0
    texte: int = 0
    mots: dict[tuple[int, int], str] = field(default_factory=dict)
    displayed: dict[tuple[int, int], ShownCell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def holds(self, row: int, column: int, text: int = 0) -> None:
        """Count one filled cell and the characters of its text. Raises Unreadable when the sheet is too large."""
        self.lignes = max(self.lignes, row + 1)
        self.colonnes = max(self.colonnes, column + 1)
        self.texte += text
        remedy = "ne garder que le tableau, et effacer les cellules isolées loin de lui"
        if self.lignes * self.colonnes > MAX_CELLS:
            problem = f"feuille « {self.nom} » de {self.lignes} lignes sur {self.colonnes} colonnes"
            raise Unreadable(f"{problem}, plus de {MAX_CELLS} cellules", remedy)
        if self.texte > MAX_OCTETS:
            raise Unreadable(f"feuille « {self.nom} » dont le texte fait, déplié, {TOO_LARGE}", remedy)

    def says(self, row: int, column: int, text: str) -> None:
        """Record the text to read in place of a cell."""
        self.mots[row, column] = text
        if len(self.mots) > MAX_ODD_CELLS:
            problem = f"feuille « {self.nom} » : plus de {MAX_ODD_CELLS} erreurs de calcul ou pourcentages"
            raise Unreadable(problem, "corriger les formules")

    def formatted(self, row: int, column: int, value: float, code: str) -> None:
        """Record the text to read for a number that has a format of its own."""
        if percentage(code):
            self.says(row, column, percent_of_cell(value))
        elif (text := render(value, code)) is not None:
            self.shows(row, column, value, text)

    def shows(self, row: int, column: int, value: float, text: str) -> None:
        """Record the text shown for a number, where it differs from the number."""
        shown = compare_shown(value, text)
        if shown is not None:
            self.displayed[row, column] = shown
        if len(self.displayed) > MAX_DISPLAYED:
            problem = f"feuille « {self.nom} » : plus de {MAX_DISPLAYED} nombres affichés autrement qu'ils ne sont"
            raise Unreadable(problem, "mettre les colonnes au format Standard")

    def merges(self, top: int, left: int, bottom: int, right: int) -> None:
        """Record merged cells. Raises Unreadable when they are too many."""
        self.merged.append((top, left, bottom, right))
        if len(self.merged) > MAX_MERGES:
            problem = f"feuille « {self.nom} » : plus de {MAX_MERGES} cellules fusionnées"
            raise Unreadable(problem, "défusionner et remplir chaque cellule")

    def merged_below(self, header: int) -> Iterator[tuple[int, int, str]]:
        """Yield the first row, the column and the place (such as B3:C5) of the merged cells of the data."""
        for top, left, bottom, right in self.merged:
            if bottom > header:
                yield max(top, header + 1), left, f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"


def few_enough(sheets: int) -> None:
    """Refuse a workbook with too many sheets. Raises Unreadable."""
    if sheets > MAX_SHEETS:
        raise Unreadable(f"classeur de {sheets} feuilles, plus de {MAX_SHEETS}", "n'en garder qu'une")


def letters(column: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
