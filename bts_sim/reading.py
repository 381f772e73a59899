"""Read a CSV file as somebody sent it: encoding, separator and decimals detected, never guessed wrong silently."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bts_sim.errors import Faute, nearest

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SEPARATORS = {";": "point-virgule", ",": "virgule"}
WRONG_SEPARATORS = {"\t": "tabulation", "|": "barre verticale", ":": "deux-points"}
#: A letter written in UTF-8 and read as Latin-1 looks like this; both in one file is a damaged file.
UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xbf]")
#: More rows than this in one block would only split the dictionaries of repeated values.
BLOCK_BYTES = 1 << 26


@dataclass
class Table:
    """A file as a table of text: one category column each, the index being the line in the file (header: 1).

    `frame` is None when the file cannot be read as a table at all; `fautes` then says why. Rows with too few or too
    many cells are not in it (`ragged`: the candidates whom they name); rows with a faulty cell are.
    """

    path: Path
    frame: pd.DataFrame | None = None
    fautes: list[Faute] = field(default_factory=list)
    ragged: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Name of the file, as faults show it."""
        return self.path.name

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
        self.fautes.append(Faute(self.name, ligne, colonne, valeur, probleme, remede, candidat))


def read_table(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = (), *, extra: bool = False) -> Table:
    """Read `path` whole, as text. Columns beyond `required` and `optional` are faults unless `extra`."""
    table = Table(path)
    text = _text(table)
    if text is None:
        return table
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    header, _, body = text.partition("\n")
    separator = _separator(table, header, required)
    if separator is None:
        return table
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator))]
    _check_columns(table, names, required, optional, extra)
    if not table.fautes:
        if body.strip(f"{separator}\n\t "):
            table.frame = _frame(table, body, names, separator)
        else:
            table.refuse("aucune ligne de données sous l'en-tête", "vérifier l'export")
    return table


def _text(table: Table) -> str | None:
    """Decode the file, or add the fault that says why it cannot be."""
    path = table.path
    if not path.exists():
        table.refuse("fichier introuvable", "vérifier le chemin", valeur=str(path))
        return None
    if path.is_dir():
        table.refuse("c'est un dossier, pas un fichier", "donner le chemin d'un fichier CSV", valeur=str(path))
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        table.refuse(f"fichier illisible ({error.strerror})", "vérifier les droits", valeur=str(path))
        return None
    if not data.strip():
        table.refuse("fichier vide", "exporter de nouveau le tableau, en-tête compris")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        table.refuse("fichier encodé en UTF-16", "l'enregistrer en CSV UTF-8")
    elif data.startswith(b"PK\x03\x04"):
        table.refuse(
            "c'est un classeur (xlsx, ods), pas un CSV", "l'enregistrer en CSV UTF-8 (séparateur point-virgule)"
        )
    elif b"\0" in data:
        table.refuse("fichier binaire, pas un tableau de texte", "exporter le tableau en CSV UTF-8")
    else:
        return _decode(table, data)
    return None


def _decode(table: Table, data: bytes) -> str | None:
    """Decode UTF-8 (BOM or not), else Latin-1 as Windows writes it; refuse what is both or neither."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if UTF8_LETTER.search(data):
        table.refuse("UTF-8 et Latin-1 mêlés dans un même fichier", "l'enregistrer de nouveau en UTF-8", ligne=line)
        return None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        table.refuse("encodage inconnu, ni UTF-8 ni Latin-1", "l'enregistrer de nouveau en UTF-8", ligne=line)
        return None


def _separator(table: Table, header: str, required: tuple[str, ...]) -> str | None:
    """Find the separator under which the header shows the columns that are expected."""

    def found(separator: str) -> int:
        return len(set(required) & {cell.strip().strip('"') for cell in header.split(separator)})

    best = max(SEPARATORS, key=lambda s: (found(s), header.count(s)))
    if found(best) or best in header:
        return best
    for wrong, name in WRONG_SEPARATORS.items():
        if wrong in header:
            table.refuse(
                f"séparateur {name}", "séparer les colonnes par « ; » ou « , »", ligne=1, valeur=header.strip()
            )
            return None
    table.refuse(
        "l'en-tête n'a pas les colonnes attendues",
        f"première ligne attendue : {';'.join(required)}",
        ligne=1,
        valeur=header.strip()[:80],
    )
    return None


def _check_columns(
    table: Table, names: list[str], required: tuple[str, ...], optional: tuple[str, ...], extra: bool
) -> None:
    """Add a fault for every column missing, repeated or unknown."""
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        table.refuse("colonne en double dans l'en-tête", "n'en garder qu'une", ligne=1, colonne=name, valeur=name)
    unknown = [n for n in names if n not in (*required, *optional)]
    for name in required:
        if name not in names:
            near = nearest(name, unknown)
            hint = f"ajouter la colonne « {name} »" + (f" ; {near}" if near else "")
            table.refuse("colonne absente", hint, ligne=1, colonne=name, valeur=";".join(names))
    for name in [] if extra else unknown:
        near = nearest(name, [*required, *optional])
        hint = near or f"la retirer ; colonnes admises : {', '.join((*required, *optional))}"
        table.refuse("colonne inconnue", hint, ligne=1, colonne=name, valeur=name)


def _frame(table: Table, body: str, names: list[str], separator: str) -> pd.DataFrame | None:
    """Parse the rows below the header; a row with too few or too many cells is a fault and is left out."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv as arrow

    left_out: list[int] = []

    def invalid(row: arrow.InvalidRow) -> str:
        line = row.number + 1
        left_out.append(line)
        if row.text.strip():
            hint = f"mettre {row.expected_columns} cellules"
            if separator == ",":
                hint += " ; une virgule décimale doit être entre guillemets"
            candidat = dict(zip(names, row.text.split(separator), strict=False)).get("candidat", "").strip()
            table.ragged.add(candidat)
            table.refuse(
                f"{row.actual_columns} cellules au lieu de {row.expected_columns}",
                hint,
                ligne=line,
                colonne=names[min(row.actual_columns, len(names)) - 1],
                valeur=row.text.strip(),
                candidat=candidat,
            )
        return "skip"

    try:
        rows = arrow.read_csv(
            io.BytesIO(body.encode()),
            read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK_BYTES),
            parse_options=arrow.ParseOptions(
                delimiter=separator, invalid_row_handler=invalid, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names},
                strings_can_be_null=False,
            ),
        ).unify_dictionaries()
    except pa.ArrowInvalid as error:
        table.refuse(f"tableau illisible ({error})", "vérifier les guillemets et les séparateurs")
        return None
    lines = np.delete(np.arange(2, rows.num_rows + len(left_out) + 2), [line - 2 for line in left_out])
    frame = _without_blank_rows(rows, lines)
    breaks = {name: frame[name].astype(object).str.count("\n") for name in names if '"' in body}
    if breaks and (added := sum(breaks.values())).any():
        # A cell of two lines shifts the numbers of all lines below it.
        frame.index = frame.index + (added.cumsum() - added).to_numpy()
        for name, count in breaks.items():
            for line in frame.index[count.to_numpy() > 0]:
                table.refuse("cellule sur plusieurs lignes", "la remettre sur une ligne", ligne=int(line), colonne=name)
    return frame


def _without_blank_rows(rows: pa.Table, lines: object) -> pd.DataFrame:
    """Strip every cell and drop the rows that hold nothing, which spreadsheets leave behind."""
    import numpy as np
    import pandas as pd

    columns: dict[str, pd.Categorical] = {}
    blank = np.ones(rows.num_rows, dtype=bool)
    for name in rows.column_names:
        chunk = rows[name].combine_chunks()
        stripped = [value.strip() for value in chunk.dictionary.to_pylist()]
        codes, values = pd.factorize(np.array(stripped, dtype=object), sort=True)
        indices = codes[chunk.indices.to_numpy()] if len(values) else np.zeros(0, np.int64)
        columns[name] = pd.Categorical.from_codes(indices, categories=pd.Index(values, dtype=object))
        blank &= columns[name] == ""
    return pd.DataFrame(columns, index=pd.Index(lines, name="ligne"))[~blank]
