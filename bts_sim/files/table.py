"""A file as a table of text with its faults, and the layout of the cells of any kind of file into one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bts_sim.errors import INVISIBLE, Fault, FrameFault, readable
from bts_sim.files.damaged import damage
from bts_sim.files.names import folded
from bts_sim.notices import tell

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from bts_sim.files.columns import Columns

#: Characters of a refused value that a message shows.
MAX_SHOWN = 120
#: First words that mark a row as the sum of others, in one text or in several, one a line.
TOTALS = re.compile(
    r"^(?:(?:sous-)?tota(?:l|ux)|moyennes?|moy|sommes?|effectifs?|nombre|nb|mediane|ecart[- ]type"
    r"|min(?:imum)?|max(?:imum)?)(?![\w'’-])",
    re.MULTILINE,
)
#: Columns that are filled only in a row about a person, or about something of that person.
OF_SOMEBODY = ("specialite", "unite", "domaine", "piece", "voie", "categorie", "origine")
#: The form that makes a spreadsheet keep a number as text in a CSV file: ="0194".
TEXT_FORMULA = re.compile(r'="([^"]*)"')
#: The problem of a table that has only a header.
NO_ROW = "aucune ligne de données sous l'en-tête"
#: Prefix of the name of a column whose header is empty; no header can hold it.
UNNAMED = "\0"


@dataclass
class Table:
    """A file as a table of text: each column is a category, and the index is the line in the file (header: 1).

    In a workbook, lines are those of the sheet. In a Parquet file, the first record is line 2, as if under a header.
    A row with a faulty cell is in the table; a row with too few or too many cells is not.

    `frame`: None when the file cannot be read as a table; `fautes` then gives the reason.
    `ragged`: the candidates named in rows with too few or too many cells.
    `wide`: the file has one row per candidate and one column per unit.
    `totals`: the rows left out because they seem to sum up others, by line.
    `called`: the name of the file in faults, where it is not that of the path.
    `header`: the columns named in the header.
    `parts`: the files that were put together, each with the number added to its lines in the index.
    `kind`: the class of its faults. Faults of a DataFrame count rows from 0, as its `.iloc` does, and so does the
    index.
    `owner`: a function from the row and the unit of a fault to the place that its reader sees, when he sees no table.
    """

    path: Path
    frame: pd.DataFrame | None = None
    fautes: list[Fault] = field(default_factory=list)
    ragged: set[str] = field(default_factory=set)
    tab: str = ""
    called: str = ""
    wide: bool = False
    header: tuple[str, ...] = ()
    totals: dict[int, str] = field(default_factory=dict)
    parts: list[tuple[int, Table]] = field(default_factory=list)
    kind: type[Fault] = Fault
    owner: Callable[[int | None, str | None], str] | None = None

    @property
    def name(self) -> str:
        """Return the name of the file in faults, with the sheet where the workbook has several."""
        if self.parts:
            return ", ".join(part.name for _, part in self.parts)
        name = readable(self.called or self.path.name)
        return f"{name} (feuille « {readable(self.tab)} »)" if self.tab else name

    def refuse(
        self,
        probleme: str,
        remede: str,
        *,
        ligne: int | None = None,
        colonne: str = "",
        valeur: str = "",
        candidat: str | None = None,
        unite: str | None = None,
    ) -> None:
        """Add one fault of this file."""
        self.fautes.append(self.fault(ligne, colonne, valeur, probleme, remede, candidat, unite))

    def fault(
        self,
        row: int | None,
        colonne: str,
        valeur: str,
        probleme: str,
        remede: str,
        candidat: str | None = None,
        unite: str | None = None,
    ) -> Fault:
        """Return a fault at a row of the index, with the file, line and column that its owner sees."""
        if self.parts and row is not None:
            shift, part = self._part(row)
            return part.fault(row - shift, colonne, valeur, probleme, remede, candidat, unite)
        seen = unite if self.wide and unite and colonne in ("unite", "note", "statut") else colonne
        shown = readable(valeur if len(valeur) <= MAX_SHOWN else valeur[:MAX_SHOWN] + "…")
        if self.owner is not None:
            # Its reader already knows the candidate, and the place names the unit: neither is repeated.
            return Fault(readable(self.owner(row, unite)), None, seen, shown, probleme, remede)
        return self.kind(self.name, row, seen, shown, probleme, remede, candidat, unite)

    def place(self, row: int) -> str:
        """Return the place of a row of the index, as the fault of another row names it."""
        if not self.parts and self.kind is Fault:
            return f"ligne {row}"
        return self.fault(row, "", "", "", "").place

    def tell(self, words: str, *, row: int | None = None, column: str = "", value: str = "") -> None:
        """Report one remark about this file, or about a row of its index."""
        where = self.fault(row, "", "", "", "")
        if isinstance(where, FrameFault):
            tell(where.place, words, column=column, value=value)
        else:
            tell(where.fichier, words, line=where.ligne, column=column, value=value)

    def _part(self, row: int) -> tuple[int, Table]:
        return max((one for one in self.parts if one[0] <= row), key=lambda one: one[0])

    def refuse_totals(self, known: Container[str] = ()) -> None:
        """Add a fault for every row that sums up others; `known`: candidates of another file, who are not sums."""
        for _, part in self.parts or [(0, self)]:
            for line, text in part.totals.items():
                if text in known:
                    remedy = "remplir ses cellules"
                    one = part.fault(line, "candidat", text, "ligne incomplète d'un candidat", remedy, text)
                else:
                    remedy = "la retirer si elle résume les autres lignes ; si c'est un candidat, remplir ses cellules"
                    one = part.fault(line, "candidat", text, "ligne de total ou de moyenne", remedy)
                self.fautes.append(one)


def cleaned(text: str) -> str:
    """Return a cell without the blanks around it, with plain blanks, composed accents, and visible escapes.

    No-break and narrow blanks come from every French spreadsheet; accents of two characters come from macOS.
    """
    text = text.strip()
    if text.startswith("=") and (kept := TEXT_FORMULA.fullmatch(text)):
        text = kept[1].strip()
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.strip("\ufeff").strip())
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return readable(text)


def _all_clean(texts: Iterable[str]) -> bool:
    """Return whether a whole column is seen at once to need no cleaning; if not, each of its texts is looked at."""
    whole = "".join(texts)
    return whole.isascii() and whole.isprintable() and " " not in whole and "=" not in whole


def frame_of(
    table: Table, names: Sequence[str], columns: Iterable[tuple[NDArray[np.integer], Sequence[str]]], lines: object
) -> pd.DataFrame:
    """Return columns laid out as a table. Rows that are empty or sum up the others are left out.

    `names`: the names of the columns. `columns`: for each, an array of n codes and the texts that they stand for.
    `lines`: the line of each of the n rows.

    Adds a fault for every cell with a line break or an invisible character, every row that repeats the header or sums
    up others, and every cell in a column without a name.
    """
    import numpy as np
    import pandas as pd

    laid: dict[str, pd.Categorical] = {}
    damaged: dict[str, tuple[str, str]] = {}
    index = np.asarray(lines)
    blank = np.ones(index.size, dtype=bool)
    for name, (codes, texts) in zip(names, columns, strict=True):
        clean = texts
        if not _all_clean(texts):
            clean = [cleaned(text) for text in texts]
            _refuse_hidden(table, name, texts, clean, codes, index)
            damaged |= {shown: said for text, shown in zip(texts, clean, strict=True) if (said := damage(text))}
        values = pd.Index(np.array(clean, dtype=object), dtype=object)
        if not values.is_unique:
            # Texts that differ by their blanks alone are one.
            ranks, found = pd.factorize(values.to_numpy())
            codes, values = ranks[codes], pd.Index(found, dtype=object)
        laid[name] = pd.Categorical.from_codes(codes, categories=values)
        empty = (values.to_numpy() == "")[codes]
        if name.startswith(UNNAMED):
            del laid[name]
            if not empty.all():
                first = int(np.argmin(empty))
                remedy = "donner un nom à cette colonne dans l'en-tête, ou la vider"
                value = str(values[codes[first]])
                table.refuse("cellule d'une colonne sans nom", remedy, ligne=int(index[first]), valeur=value)
        blank &= empty
    frame = pd.DataFrame(laid, index=pd.Index(index, name="ligne"), copy=False)
    frame = without_damaged(table, frame[~blank] if blank.any() else frame, damaged)
    return _without_totals(table, _without_repeated_header(table, frame))


def without_rows(table: Table, names: Sequence[str], columns: Columns, problem: str = NO_ROW) -> None:
    """Lay out a table that has only a header: without rows where that has a meaning, with a fault elsewhere."""
    import pandas as pd

    if not columns.no_row:
        table.refuse(problem, "vérifier l'export")
        return
    named = [name for name in names if not name.startswith(UNNAMED)]
    table.frame = pd.DataFrame(columns=named, dtype="category", index=pd.Index([], name="ligne", dtype=int))


def _refuse_hidden(
    table: Table,
    name: str,
    texts: Sequence[str],
    clean: Sequence[str],
    codes: NDArray[np.integer],
    index: NDArray[np.integer],
) -> None:
    """Add a fault for every cell with a line break or an invisible character."""
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
    """Return a table without the rows that repeat its header, as two exports put end to end have."""
    if not all(name in frame[name].cat.categories.to_numpy() for name in frame.columns):
        return frame
    again = (frame == list(frame.columns)).all(axis=1)
    for line in frame.index[again]:
        remedy = "retirer la ligne ; deux exports ont été mis bout à bout ?"
        table.refuse("l'en-tête est répété", remedy, ligne=int(line), valeur=";".join(frame.columns))
    return frame[~again]


def is_a_total(text: str) -> bool:
    """Return whether a text in the place of a candidate begins with a word for a sum, a mean or the like."""
    return TOTALS.match(folded(text)) is not None


def _without_totals(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the rows that sum up others: a word for a sum, and no value of a person."""
    if "candidat" not in frame or table.wide:
        return frame
    texts = frame["candidat"].cat.categories.tolist()
    if not TOTALS.search(folded("\n".join(texts))):
        return frame
    words = [text for text in texts if is_a_total(text)]
    rows = frame[frame["candidat"].isin(words)]
    totals = rows[(rows[[name for name in OF_SOMEBODY if name in rows]] == "").all(axis=1)]
    table.totals = {int(line): str(text) for line, text in zip(totals.index, totals["candidat"], strict=True)}
    table.ragged.update(table.totals.values())
    return frame.drop(index=totals.index)


def together(tables: Sequence[Table]) -> Table:
    """Return several files of one kind as one table: rows one after the other, each fault in its own file.

    The index of the result is not a line: `Table.fault` and `Table.place` turn it into a file and a line.
    """
    import pandas as pd

    if len(tables) == 1:
        return tables[0]
    _tell_apart(tables)
    whole = Table(tables[0].path, fautes=[fault for table in tables for fault in table.fautes])
    whole.ragged = set().union(*(table.ragged for table in tables))
    shift, frames = 0, []
    for table in tables:
        whole.parts.append((shift, table))
        if table.frame is not None:
            frames.append(table.frame.set_axis(table.frame.index + shift))
            # Line numbers of the next file start after those of this one, omitted rows included.
            shift += int(max([*table.frame.index, *table.totals, 0])) + 1
    if len(frames) == len(tables):
        columns = dict.fromkeys(name for frame in frames for name in frame.columns)
        stacked = pd.concat([frame.astype(object) for frame in frames])
        whole.frame = stacked.reindex(columns=list(columns)).fillna("").astype("category")
    return whole


def _tell_apart(tables: Sequence[Table]) -> None:
    """Name files of the same name by their paths, also in the faults that they already have."""
    names = [table.path.name for table in tables]
    for table in tables:
        if names.count(table.path.name) > 1:
            before, table.called = table.name, str(table.path)
            table.fautes = [replace(one, fichier=table.name) if one.fichier == before else one for one in table.fautes]


def without_damaged(table: Table, frame: pd.DataFrame, damaged: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return a table without the rows whose candidate is unreadable.

    Adds a fault for every damaged cell and every damaged column name.

    `damaged`: the result of `damage` for the texts of the cells.
    """
    for column in frame.columns:
        said = damage(column)
        if said is not None:
            table.refuse(*said, colonne=column, valeur=column)
        cells = frame[column][frame[column].isin(list(damaged))] if damaged else frame[column][:0]
        for line, text in cells.items():
            candidat = str(frame.at[line, "candidat"]) if "candidat" in frame else None
            table.refuse(*damaged[str(text)], ligne=int(str(line)), colonne=column, valeur=str(text), candidat=candidat)
    if not damaged or "candidat" not in frame:
        return frame
    lost = frame["candidat"].isin(list(damaged))
    # No other file is then required to have a candidate of that name.
    table.ragged.update(map(str, frame["candidat"][lost]))
    return frame[~lost]
