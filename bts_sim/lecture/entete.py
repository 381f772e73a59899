"""Find the header of a table among its first lines, and check its columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bts_sim.errors import INVISIBLE, lisible, nearest
from bts_sim.lecture.table import SANS_NOM, Table, propre

#: Lines among which the header is looked for, below a title or blank lines.
LIGNES_D_EN_TETE = 30
#: Columns that a table may have.
MAX_COLONNES = 1_000


def find_header(rows: Sequence[Sequence[str]], required: tuple[str, ...]) -> tuple[int, int]:
    """Give the rank of the row that shows most of the required columns, the first of equals, and how many it shows.

    Without any, the first row that holds something; `rows` are the first ones of the table, as text.
    """
    shown = [len(set(required) & {propre(cell) for cell in row}) for row in rows]
    best = max(shown, default=0)
    if best:
        return shown.index(best), best
    return next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), 0), 0


def check_above(table: Table, rows: Sequence[Sequence[str]], required: tuple[str, ...], skipped: int = 0) -> None:
    """Add a fault for every row above the header that is neither blank nor a title: it might be somebody's.

    `skipped`: lines of the file before the first of `rows`.
    """
    for line, row in enumerate(rows, start=skipped + 1):
        filled = [propre(cell) for cell in row if cell.strip()]
        if len(filled) > min(2, len(required) - 1):
            remedy = "mettre l'en-tête en première ligne ; au-dessus, seul un titre d'une ou deux cellules est admis"
            table.refuse("ligne remplie au-dessus de l'en-tête", remedy, ligne=line, valeur=";".join(filled))


def check_columns(
    table: Table,
    cells: Sequence[str],
    line: int,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    extra: bool,
) -> list[str]:
    """Give the names of the columns, and add a fault for every one missing, repeated or unknown.

    A column without a name, which spreadsheets leave on the right, gets one that starts with `SANS_NOM`.
    """
    if len(cells) > MAX_COLONNES:
        remedy = "ne garder que les colonnes utiles"
        table.refuse(f"{len(cells)} colonnes, plus de {MAX_COLONNES}", remedy, ligne=line)
        return []
    names = [propre(cell) or f"{SANS_NOM}{i}" for i, cell in enumerate(cells)]
    named = [name for name in names if not name.startswith(SANS_NOM)]
    for name in dict.fromkeys(n for n in named if named.count(n) > 1):
        table.refuse("colonne en double dans l'en-tête", "n'en garder qu'une", ligne=line, colonne=name, valeur=name)
    unknown = [n for n in named if n not in (*required, *optional)]
    for name in required:
        if name not in named:
            alike = next((other for other in unknown if _alike(other) == name), "")
            near = f"retaper « {alike} » : {_foreign(alike)}" if alike else nearest(name, unknown)
            hint = f"ajouter la colonne « {name} »" + (f" ; {near}" if near else "")
            table.refuse("colonne absente", hint, ligne=line, colonne=name, valeur=";".join(named))
    for name in named:
        if INVISIBLE in name:
            table.refuse("caractère invisible dans l'en-tête", "retaper le nom", ligne=line, colonne=name, valeur=name)
    for name in [] if extra else unknown:
        near = nearest(name, [*required, *optional])
        hint = near or f"la retirer ; colonnes admises : {', '.join((*required, *optional))}"
        table.refuse("colonne inconnue", hint, ligne=line, colonne=name, valeur=name)
    return names


#: Letters of other alphabets that cannot be told from the one they stand beside here.
SOSIES = str.maketrans("аеорсухіјѕԁ" + "αεορνιυκτ" + "ḿ", "aeopcyxijsd" + "aeopviukt" + "m")


def _alike(name: str) -> str:
    """Give the Latin word that a name looks like: with look-alike letters replaced, and wide forms made plain."""
    return unicodedata.normalize("NFKC", name).translate(SOSIES).lower()


def _foreign(name: str) -> str:
    """Say which letters of a name are not those of a French keyboard."""
    letters = dict.fromkeys(c for c in name if not c.isascii())
    if not letters:
        return "en minuscules"
    said = ", ".join(f"« {lisible(c)} » (U+{ord(c):04X})" for c in letters)
    return f"{said} n'est pas la lettre de l'alphabet latin qui lui ressemble"
