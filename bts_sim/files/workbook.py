"""Read the sheet of a workbook (xlsx, ods) that has the expected header."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bts_sim.errors import readable
from bts_sim.files import ods, xlsx
from bts_sim.files.archive import DAMAGED, Unreadable, pack, unpack
from bts_sim.files.columns import Columns
from bts_sim.files.header import HEADER_LINES, check_above, check_columns, find_header
from bts_sim.files.opened import AS_WORKBOOK
from bts_sim.files.sheet import Sheet, letters
from bts_sim.files.shown import MARKS, OTHERWISE, Kind, ShownCell
from bts_sim.files.table import Table, cleaned, frame_of, without_rows
from bts_sim.files.values import NOT_CALCULATED, text_of_value
from bts_sim.notices import tell

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


@dataclass(frozen=True)
class Candidate:
    """A sheet that is not empty, its first rows as text, and the place where its header would be."""

    sheet: CalamineSheet
    tab: Sheet
    top: list[list[str]]
    rank: int
    whole: bool

    @property
    def nom(self) -> str:
        """Return the name of the sheet."""
        return self.tab.nom

    def rows(self, names: Sequence[str] = ()) -> Iterator[list[str]]:
        """Yield the cells of each row as text, from the first row of the sheet and its first column in use.

        `names`: the names of the columns; without them, numbers are the stored ones.
        """
        left = self.sheet.start[1] if self.sheet.start else 0
        shown = {(i, j): one for (i, j), one in self.tab.displayed.items() if j - left < len(names)}
        words = {place: one.text(names[place[1] - left]) for place, one in shown.items()} | self.tab.mots
        rows_with_words = {row for row, _ in words}
        for number, cells in enumerate(self.sheet.iter_rows()):
            row = [text_of_value(cell) for cell in cells]
            if number in rows_with_words:
                row = [words.get((number, left + i), cell) for i, cell in enumerate(row)]
            yield row


def read_workbook(table: Table, data: bytes, columns: Columns) -> None:
    """Read the bytes of a workbook into `table`: its only sheet, or the sheet that has the header."""
    try:
        with _calamine():
            workbook, sheets = _open(data)
            found = _candidates(workbook, sheets, columns)
            chosen = _choose(table, found, columns)
            if chosen is None:
                return
            table.tab = chosen.nom if len(found) > 1 else ""
            _read(table, chosen, columns)
    except Unreadable as refusal:
        table.refuse(refusal.probleme, refusal.remede)


@contextmanager
def _calamine() -> Iterator[None]:
    """Turn any exception of the library on a damaged workbook into Unreadable."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, ValueError, OverflowError, OSError):
        raise Unreadable(*DAMAGED) from None
    except BaseException as error:
        # A panic of the library is not an Exception, and its type cannot be imported.
        if type(error).__name__ == "PanicException":
            raise Unreadable(*DAMAGED) from None
        raise


def _open(data: bytes) -> tuple[CalamineWorkbook, dict[str, Sheet]]:
    """Return a workbook that holds only the parts that were checked, and its sheets by name."""
    from python_calamine import CalamineWorkbook

    parts = xlsx.with_known_names(unpack(data))
    if "xl/workbook.xml" in parts:
        sheets = xlsx.look_xlsx(parts)
        return CalamineWorkbook.from_filelike(pack(xlsx.kept_in_xlsx(parts))), sheets
    if "xl/workbook.bin" in parts:
        raise Unreadable("classeur Excel binaire (xlsb)", "l'enregistrer en xlsx")
    if "content.xml" in parts:
        sheets = ods.look_ods(parts)
        return CalamineWorkbook.from_filelike(pack(ods.kept_in_ods(parts))), sheets
    raise Unreadable("archive qui n'est pas un classeur xlsx ni ods", AS_WORKBOOK)


def _candidates(workbook: CalamineWorkbook, sheets: dict[str, Sheet], columns: Columns) -> list[Candidate]:
    """Return the visible sheets that are not empty; if none is visible, the hidden ones."""
    found: list[tuple[bool, Candidate]] = []
    for metadata in workbook.sheets_metadata:
        tab = sheets.get(metadata.name)
        if tab is None or not tab.lignes:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        candidate = Candidate(sheet, tab, [], 0, whole=False)
        top = list(itertools.islice(candidate.rows(), HEADER_LINES + 1))
        rank, _ = find_header(top, columns)
        whole = bool(top) and columns.whole([cleaned(cell) for cell in top[rank]])
        visible = str(metadata.visible).endswith(".Visible")
        found.append((visible, Candidate(sheet, tab, top, rank, whole)))
    visible_ones = [candidate for visible, candidate in found if visible]
    return visible_ones or [candidate for _, candidate in found]


def _choose(table: Table, found: list[Candidate], columns: Columns) -> Candidate | None:
    """Return the only sheet, or the only one that has all columns; None, with a fault that lists them, otherwise.

    One table may have all the columns of another. Among several sheets, the one without other columns is chosen.
    """
    whole = [candidate for candidate in found if candidate.whole]
    if len(whole) > 1 and not columns.extra:
        own = {"", *columns.known, *columns.units}
        alone = [c for c in whole if not {columns.named(cleaned(cell)) for cell in c.top[c.rank]} - own]
        whole = alone or whole
    if len(found) == 1 or len(whole) == 1:
        return (whole or found)[0]
    if not found:
        table.refuse("classeur vide", "exporter de nouveau le tableau, en-tête compris")
        return None
    several = whole or found
    listed = ", ".join(f"« {readable(candidate.nom)} »" for candidate in several)
    if whole:
        table.refuse(f"{len(whole)} feuilles ont les colonnes attendues : {listed}", "n'en garder qu'une")
    else:
        remedy = f"première ligne attendue sur l'une d'elles : {';'.join(columns.required)}"
        table.refuse(f"aucune feuille n'a les colonnes attendues : {listed}", remedy)
    return None


def _read(table: Table, chosen: Candidate, columns: Columns) -> None:
    """Read the rows of a sheet below its header."""
    import numpy as np

    header = chosen.rank
    if not any(cell.strip() for cell in chosen.top[header]):
        remedy = f"première ligne attendue : {';'.join(columns.required)}"
        table.refuse("l'en-tête n'a pas les colonnes attendues", remedy)
        return
    check_above(table, chosen.top[:header], columns)
    names = check_columns(table, chosen.top[header], header + 1, columns)
    left = chosen.sheet.start[1] if chosen.sheet.start else 0
    for row, column, place in chosen.tab.merged_below(header):
        name = names[column - left] if 0 <= column - left < len(names) else ""
        remedy = "défusionner et remplir chaque cellule"
        table.refuse(f"cellules fusionnées {place}", remedy, ligne=row + 1, colonne=name.partition("\0")[0])
    for (row, column), word in sorted(chosen.tab.mots.items()):
        if word == NOT_CALCULATED and row > header and 0 <= column - left < len(names):
            remedy = "ouvrir le classeur dans un tableur et l'enregistrer de nouveau"
            name = names[column - left].partition("\0")[0]
            table.refuse("formule sans résultat", remedy, ligne=row + 1, colonne=name)
    _refuse_shown(table, chosen, names)
    if table.fautes:
        return
    codes: list[list[int]] = [[] for _ in names]
    texts: list[dict[str, int]] = [{} for _ in names]
    for cells in itertools.islice(chosen.rows(names), header + 1, None):
        for numbers, cell, known in zip(codes, cells, texts, strict=True):
            numbers.append(known.setdefault(cell, len(known)))
    if not any(text.strip() for known in texts for text in known):
        without_rows(table, names, columns)
        return
    _tell_shown(table, chosen, names)
    laid = [(np.array(numbers, dtype=np.int32), list(known)) for numbers, known in zip(codes, texts, strict=True)]
    table.frame = frame_of(table, names, laid, range(header + 2, header + 2 + len(codes[0])))


def _shown_below(chosen: Candidate, names: Sequence[str]) -> Iterator[tuple[int, str, str, ShownCell]]:
    """Yield the numbers that the sheet shows as another text, except marks: row, column, place, and how."""
    left = chosen.sheet.start[1] if chosen.sheet.start else 0
    for (row, column), one in sorted(chosen.tab.displayed.items(), key=lambda item: (item[0][1], item[0][0])):
        name = names[column - left] if 0 <= column - left < len(names) else MARKS[0]
        if row > chosen.rank and name not in MARKS:
            yield row, name.partition("\0")[0], f"{letters(column)}{row + 1}", one


def _refuse_shown(table: Table, chosen: Candidate, names: Sequence[str]) -> None:
    """Add a fault for every number that the sheet shows as another number, or hides; marks have their own faults."""
    for row, name, _, one in _shown_below(chosen, names):
        if one.kind is Kind.OTHER:
            table.refuse(*OTHERWISE, ligne=row + 1, colonne=name, valeur=str(one))


def _tell_shown(table: Table, chosen: Candidate, names: Sequence[str]) -> None:
    """Report, once per column, the numbers that were read as the sheet shows them.

    No value is quoted, because it may be a person's number.
    """
    for name, cells in itertools.groupby(_shown_below(chosen, names), key=lambda cell: cell[1]):
        places = [place for _, _, place, _ in cells]
        more = f" et {len(places) - 1} autres" if len(places) > 1 else ""
        words = f"nombre lu comme la feuille l'affiche, zéros et mots du format compris ({places[0]}{more})"
        tell(table.name, words, column=name)
