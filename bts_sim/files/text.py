"""Read a CSV file as it was sent: encoding, separator and decimals are detected, never guessed wrong silently."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bts_sim.files.columns import Columns
from bts_sim.files.encoding import decode
from bts_sim.files.header import HEADER_LINES, check_above, check_columns, find_header
from bts_sim.files.opened import AS_WORKBOOK
from bts_sim.files.table import Table, cleaned, frame_of, without_rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SEPARATORS = {";": ";", ",": ",", "\t": "tabulation"}
WRONG_SEPARATORS = {"|": "barre verticale", ":": "deux-points"}
#: A line that only Excel reads, and that only people who know it write.
SEP = re.compile(r'"?sep=(.)"?[;,\t ]*', re.IGNORECASE)
#: The start of a web page or a document saved under the name of a table.
TAG = re.compile(rb"<(!doctype|html|head|body|table|\?xml|meta|style)\b", re.IGNORECASE)
#: Bytes of one block, large because smaller blocks would split the dictionaries of repeated values.
BLOCK_BYTES = 1 << 26
#: Characters of the longest line above the data.
MAX_LINE = 1 << 16


def read_text(table: Table, data: bytes, columns: Columns) -> None:
    """Read the bytes of a file of text into `table`."""
    text = _text(table, data)
    if text is None:
        return
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.rstrip("\x1a")
    top = _top(text)
    if any(len(line) > MAX_LINE for line in top):
        line = next(i for i, one in enumerate(top, start=1) if len(one) > MAX_LINE)
        problem = f"ligne de plus de {MAX_LINE} caractères avant les données"
        table.refuse(problem, "vérifier les fins de ligne et le nombre de colonnes", ligne=line, valeur=top[line - 1])
        return
    declared = SEP.fullmatch(top[0])
    skipped = 1 if declared else 0
    separator = _separator(table, top[skipped:], columns, declared[1] if declared else "", skipped)
    if separator is None:
        return
    rows = [_cells(line, separator) for line in top[skipped:]]
    rank, _ = find_header(rows, columns)
    check_above(table, rows[:rank], columns, skipped)
    line = skipped + rank + 1
    names = check_columns(table, rows[rank], line, columns)
    if table.fautes:
        return
    body = text[sum(len(one) + 1 for one in top[:line]) :]
    if body.lstrip(f"{separator}\n\t "):
        table.frame = _frame(table, body, names, separator, line, columns)
    else:
        without_rows(table, names, columns)


def _text(table: Table, data: bytes) -> str | None:
    """Return the text of the file; None, with a fault in the table, when it cannot be decoded."""
    # Without its zeros, a page in UTF-16 has the same signs.
    if TAG.search(data[:1000].replace(b"\0", b"")):
        problem = "c'est une page HTML ou un document XML, quel que soit son nom, pas un tableau"
        table.refuse(problem, AS_WORKBOOK)
        return None
    return decode(table, data)


def _top(text: str) -> list[str]:
    """Return the first lines, among which is the header."""
    lines: list[str] = []
    start = 0
    while len(lines) <= HEADER_LINES and start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        lines.append(text[start:end])
        start = end + 1
    return lines


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _separator(table: Table, top: list[str], columns: Columns, declared: str, skipped: int) -> str | None:
    """Return the separator with which a first line shows the expected columns; None, with a fault, if none does."""
    ranks = {s: find_header([_cells(line, s) for line in top], columns) for s in SEPARATORS}
    first = next((i for i, line in enumerate(top) if line.strip()), 0)
    header = top[first] if top else ""
    best = max(SEPARATORS, key=lambda s: (ranks[s][1], s == declared, header.count(s)))
    if ranks[best][1] or best in header:
        return best
    line = skipped + first + 1
    for wrong, name in WRONG_SEPARATORS.items():
        if wrong in header:
            remedy = "séparer les colonnes par « ; », « , » ou des tabulations"
            table.refuse(f"séparateur {name}", remedy, ligne=line, valeur=cleaned(header))
            return None
    remedy = f"première ligne attendue : {';'.join(columns.required)}"
    table.refuse("l'en-tête n'a pas les colonnes attendues", remedy, ligne=line, valeur=cleaned(header)[:80])
    return None


def _frame(
    table: Table, body: str, names: list[str], separator: str, header: int, columns: Columns
) -> pd.DataFrame | None:
    """Return the rows below the header. Too few or too many cells are a fault, unless the extra ones are empty.

    Excel leaves out the separators of a last column that is empty over a block of rows.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv as arrow

    invalid: list[tuple[int, int, str]] = []

    def left_out(row: arrow.InvalidRow) -> str:
        invalid.append((row.number, row.actual_columns, row.text))
        return "skip"

    try:
        rows = arrow.read_csv(
            pa.BufferReader(body.encode()),
            read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK_BYTES),
            parse_options=arrow.ParseOptions(
                delimiter=separator,
                invalid_row_handler=left_out,
                ignore_empty_lines=False,
                newlines_in_values='"' in body,
            ),
            convert_options=arrow.ConvertOptions(
                check_utf8=False,
                column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names},
                strings_can_be_null=False,
            ),
        ).unify_dictionaries()
    except pa.ArrowInvalid:
        remedy = "vérifier qu'aucun guillemet n'est resté ouvert, et que chaque ligne finit par un retour"
        table.refuse("tableau illisible : guillemets ou fins de ligne", remedy)
        return None
    count = rows.num_rows + len(invalid)
    lines = _lines(body, separator, count) + header
    if lines.size != count:
        table.refuse("guillemets mal fermés", "doubler les guillemets à l'intérieur d'une cellule", ligne=header + 1)
        return None
    unclosed = next((number for number, _, text in invalid if "\n" in text.strip()), 0)
    if unclosed:
        problem, remedy = "guillemet ouvert et jamais fermé, ou fermé trop loin", "l'effacer, ou le doubler"
        table.refuse(problem, remedy, ligne=int(lines[unclosed - 1]))
        return None
    mended: list[tuple[int, list[str]]] = []
    for number, cells, text in invalid:
        # A file that is cut in its last line may have lost more than empty cells.
        cut = number == count and not body.endswith("\n") and cells < len(names)
        whole = None if cut else _mended(text, separator, names, columns, table)
        if whole is not None:
            mended.append((number, whole))
        elif text.strip(f"{separator} ") or (cut and text.strip()):
            _refuse_ragged(table, int(lines[number - 1]), cells, text, names, separator, cut=cut)
    sound = np.delete(lines, [number - 1 for number, _, _ in invalid])
    chunks = [rows[name].combine_chunks() for name in names]
    laid = [(chunk.indices.to_numpy(), chunk.dictionary.to_pylist()) for chunk in chunks]
    if mended:
        sound, laid = _put_back(sound, laid, [(lines[number - 1], row) for number, row in mended])
    return frame_of(table, names, laid, sound)


def _mended(text: str, separator: str, names: list[str], columns: Columns, table: Table) -> list[str] | None:
    """Return a row with as many cells as the header; None unless only empty cells at its end differ."""
    try:
        cells = _cells(text, separator)
    except csv.Error:
        # No genuine cell has a hundred thousand signs.
        return None
    if not any(cells):
        return None
    if any(cell.strip() for cell in cells[len(names) :]):
        return None
    given = dict(zip(names, cells, strict=False))
    required = set() if table.wide else columns.must_be_filled(given)
    if ({"candidat", *required} & set(names)) - given.keys():
        return None
    return [*cells, *[""] * len(names)][: len(names)]


def _put_back(
    lines: NDArray[np.integer],
    columns: list[tuple[NDArray[np.integer], list[str]]],
    rows: Sequence[tuple[int, list[str]]],
) -> tuple[NDArray[np.integer], list[tuple[NDArray[np.integer], list[str]]]]:
    """Return the lines and the columns, as codes and texts, with these rows in their places."""
    import numpy as np

    every = np.concatenate([lines, [line for line, _ in rows]])
    order = np.argsort(every, kind="stable")
    laid = []
    for at, (codes, texts) in enumerate(columns):
        rank = {text: code for code, text in enumerate(texts)}
        more = [rank.setdefault(row[at], len(rank)) for _, row in rows]
        laid.append((np.concatenate([codes, np.array(more, dtype=np.int64)])[order], list(rank)))
    return every[order], laid


def _lines(body: str, separator: str, count: int) -> NDArray[np.integer]:
    """Return the line on which each of the `count` rows below the header begins; the first line is 1.

    A cell of two lines shifts the numbers of all lines below it. Only then are the rows counted one by one.
    """
    import numpy as np

    if '"' not in body or body.count("\n") + (not body.endswith("\n")) == count:
        return np.arange(1, count + 1)
    reader = csv.reader(io.StringIO(body), delimiter=separator)
    csv.field_size_limit(max(len(body), csv.field_size_limit()))
    ends = [reader.line_num for _ in reader]
    return np.array([1, *(end + 1 for end in ends[:-1])])


def _refuse_ragged(
    table: Table, line: int, cells: int, text: str, names: list[str], separator: str, *, cut: bool
) -> None:
    """Add the fault of a row with too few or too many cells; `cut`: the last row is too short and has no line end."""
    problem = f"{cells} cellule{'s' if cells > 1 else ''} au lieu de {len(names)}"
    remedy = f"mettre {len(names)} cellules"
    other = next((s for s in SEPARATORS if s != separator and cells == 1 and text.count(s) == len(names) - 1), "")
    if other:
        problem = f"ligne séparée par « {SEPARATORS[other]} » dans un fichier séparé par « {SEPARATORS[separator]} »"
        remedy = f"remplacer « {SEPARATORS[other]} » par « {SEPARATORS[separator]} » sur cette ligne"
    elif cut:
        remedy = f"fichier coupé avant sa fin ? L'exporter de nouveau ; si rien ne manque, {remedy} et finir la ligne"
    elif separator == ",":
        remedy += " ; une virgule décimale doit être entre guillemets"
    candidat = cleaned(dict(zip(names, text.split(other or separator), strict=False)).get("candidat", ""))
    table.ragged.add(candidat)
    column = names[min(cells, len(names)) - 1].partition("\0")[0]
    table.refuse(problem, remedy, ligne=line, colonne=column, valeur=cleaned(text), candidat=candidat)
