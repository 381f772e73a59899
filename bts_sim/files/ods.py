"""Inspect the content of an OpenDocument workbook (ods) before a library reads its cells."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from bts_sim.files.archive import DAMAGED, Unreadable
from bts_sim.files.opened import PASSWORD
from bts_sim.files.sheet import Sheet, few_enough, letters
from bts_sim.files.values import NOT_CALCULATED, percent_of_cell
from bts_sim.files.xlsx import walk_xml


def look_ods(parts: dict[str, bytes]) -> dict[str, Sheet]:
    """Return the sheets of a workbook by name. Raises Unreadable when one is damaged, locked or too large."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unreadable(*PASSWORD)
    reader = _Content()
    walk_xml(parts["content.xml"], reader.start, reader.text, reader.end)
    few_enough(len(reader.sheets))
    return reader.sheets


def kept_in_ods(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return only the parts that hold cells."""
    wanted = {"mimetype", "content.xml", "META-INF/manifest.xml"}
    mimetype = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    return mimetype | {name: part for name, part in parts.items() if name in wanted}


class _Content:
    """The rows and cells met while the content is parsed; each may stand for many."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self.sheet: Sheet | None = None
        self.row, self.rows, self.column, self.columns = 0, 1, 0, 1
        self.cell: dict[str, str] | None = None
        self.value = ""
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            if self.sheet is not None:
                raise Unreadable("tableau à l'intérieur d'une cellule", "une valeur simple par cellule")
            title = attributes.get("table:name", "")
            self.sheet = self.sheets[title] = Sheet(title)
            self.row = 0
        elif name == "table:table-row":
            self.rows, self.column = _count(attributes, "table:number-rows-repeated"), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.value = attributes, ""
            self.columns = _count(attributes, "table:number-columns-repeated")
        elif name == "office:annotation":
            self.depth += 1
        elif name == "text:s":
            self.text(" ")

    def text(self, characters: str) -> None:
        if self.cell is not None and not self.depth:
            self.value += characters

    def end(self, name: str) -> None:
        if name == "office:annotation":
            self.depth -= 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell()
            self.column += self.columns
            self.cell = None
        elif name == "table:table-row":
            self.row += self.rows
        elif name == "table:table":
            self.sheet = None

    def _cell(self) -> None:
        """Judge the open cell and the cells that it stands for."""
        if self.sheet is None or self.cell is None:
            return
        kind = self.cell.get("office:value-type", "")
        formula = "table:formula" in self.cell
        self._merge(self.sheet, self.cell)
        if not kind and not formula and not self.value:
            return
        size = max(len(self.value), len(self.cell.get("office:string-value", "")))
        self.sheet.holds(self.row + self.rows - 1, self.column + self.columns - 1, size * self.rows * self.columns)
        word = self._word(self.cell, kind, formula)
        if word is not None:
            for row, column in self._places():
                self.sheet.says(row, column, word)
        elif kind in ("float", "currency") and self.value.strip():
            number = self._number()
            for row, column in self._places():
                self.sheet.shows(row, column, number, self.value)

    def _merge(self, sheet: Sheet, cell: dict[str, str]) -> None:
        spans = [_count(cell, f"table:number-{what}-spanned") for what in ("rows", "columns")]
        if spans != [1, 1]:
            sheet.merges(self.row, self.column, self.row + spans[0] - 1, self.column + spans[1] - 1)

    def _word(self, cell: dict[str, str], kind: str, formula: bool) -> str | None:
        """Return the word that stands for a cell without a plain value; None for a cell that has one."""
        if cell.get("calcext:value-type") == "error" or (formula and self.value.startswith(("#", "Err:"))):
            return self.value or "#N/A"
        if formula and not kind:
            return NOT_CALCULATED
        if not kind:
            # Spreadsheets show such words, but the library omits them: a mark would disappear silently.
            place = f"{letters(self.column)}{self.row + 1}"
            raise Unreadable(
                f"cellule {place} : du texte, sans type", "rouvrir le classeur et l'enregistrer de nouveau"
            )
        return percent_of_cell(self._number()) if kind == "percentage" else None

    def _places(self) -> Iterator[tuple[int, int]]:
        """Yield the places of the cells that the open cell stands for."""
        columns = range(self.column, self.column + self.columns)
        return itertools.product(range(self.row, self.row + self.rows), columns)

    def _number(self) -> float:
        try:
            number = float(self.cell.get("office:value", "") if self.cell else "")
        except ValueError:
            raise Unreadable(*DAMAGED) from None
        if not math.isfinite(number):
            raise Unreadable(*DAMAGED)
        return number


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or not 0 < int(text) < 1 << 31:
        raise Unreadable(*DAMAGED)
    return int(text)
