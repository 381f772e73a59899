"""Find the header among the first lines of a table, and check its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bts_sim.errors import INVISIBLE, nearest, readable
from bts_sim.files.columns import Columns
from bts_sim.files.names import LOOKALIKES, one_edit_apart, squeezed
from bts_sim.files.table import UNNAMED, Table, cleaned
from bts_sim.notices import tell

#: Lines that are searched for the header, since a title or blank lines may come first.
HEADER_LINES = 30
#: The largest number of columns that a table may have.
MAX_COLUMNS = 1_000


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[int, int]:
    """Return the rank of the row that names most of the columns, and how many it names.

    The first of several equal rows wins. If no row names a column, it is the first row that is not empty. `rows` are
    the first rows of the table, as text.
    """
    shown = [columns.shown(map(cleaned, row)) for row in rows]
    best = max(shown, default=0)
    if best:
        return shown.index(best), best
    return next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), 0), 0


def check_above(table: Table, rows: Sequence[Sequence[str]], columns: Columns, skipped: int = 0) -> None:
    """Add a fault for every row above the header that is neither blank nor a title: it may be a candidate's row.

    `skipped`: lines of the file before the first of `rows`.
    """
    for line, row in enumerate(rows, start=skipped + 1):
        filled = [cleaned(cell) for cell in row if cell.strip()]
        if len(filled) > min(2, len(columns.required) - 1):
            remedy = "mettre l'en-tête en première ligne ; au-dessus, seul un titre d'une ou deux cellules est admis"
            table.refuse("ligne remplie au-dessus de l'en-tête", remedy, ligne=line, valeur=";".join(filled))


def check_columns(table: Table, cells: Sequence[str], line: int | None, columns: Columns) -> list[str]:
    """Return the names of the columns, and add a fault for every missing, repeated or unknown column.

    A header that differs from a column by case and accents alone is read as that column, and this is reported.
    Spreadsheets leave columns without a name on the right: such a column gets a name that starts with `UNNAMED`.
    `line`: the line of the header; None for a DataFrame.
    """
    if len(cells) > MAX_COLUMNS:
        remedy = "ne garder que les colonnes utiles"
        table.refuse(f"{len(cells)} colonnes, plus de {MAX_COLUMNS}", remedy, ligne=line)
        return []
    headers = [cleaned(cell) for cell in cells]
    wide = columns.is_wide(columns.named(header) for header in headers)
    names = [columns.named(header) or f"{UNNAMED}{i}" for i, header in enumerate(headers)]
    if not wide:
        names = [h if name in columns.units and h else name for name, h in zip(names, headers, strict=True)]
    named = {
        name: [h for h, n in zip(headers, names, strict=True) if n == name] for name in names if name[0] != UNNAMED
    }
    _refuse_written(table, named, line)
    table.header = tuple(named)
    unknown = [name for name in named if name not in (*columns.known, *(columns.units if wide else ()))]
    meant = {name: columns.meant(name) for name in unknown}
    for name in [] if wide else columns.required:
        if name not in named and name not in meant.values():
            _absent(table, name, unknown, line, list(named))
    for name in unknown:
        if meant[name]:
            remedy = f"vouliez-vous dire « {meant[name]} » ? {_letters(name)}".rstrip()
            problem = f"colonne qui ressemble à « {meant[name]} » et n'en est pas une"
            table.refuse(problem, remedy, ligne=line, colonne=name, valeur=name)
        elif not (wide or columns.extra):
            near = nearest(name, columns.known)
            remedy = near or f"colonnes admises : {', '.join(columns.known)}"
            table.refuse("colonne inconnue", remedy, ligne=line, colonne=name, valeur=name)
    if not table.fautes:
        _tell(table, headers, names, line, columns, wide=wide)
        table.wide = wide
    return names


def _refuse_written(table: Table, named: Mapping[str, Sequence[str]], line: int | None) -> None:
    """Add a fault for every column whose name is written twice, or holds an invisible character."""
    for name, several in named.items():
        if len(several) > 1:
            remedy = "n'en garder qu'une, celle qui compte"
            value = " ; ".join(several)
            table.refuse("colonne en double dans l'en-tête", remedy, ligne=line, colonne=name, valeur=value)
        if INVISIBLE in name:
            table.refuse("caractère invisible dans l'en-tête", "retaper le nom", ligne=line, colonne=name, valeur=name)


def check_groups(table: Table, columns: Columns) -> None:
    """Report a further column that resembles one that counts, or refuse it when it holds the values of that one."""
    if table.frame is None or not columns.extra:
        return
    for name in [str(one) for one in table.frame.columns if one not in columns.known]:
        near, part = columns.near(name), columns.part(name)
        likely = near or part
        values = [value for value in table.frame[name].unique() if value]
        admits = columns.admits.get(likely)
        alike = bool(values) and admits is not None and all(map(admits, values))
        if near and alike:
            problem = f"colonne qui ressemble à « {near} », dont elle a les valeurs"
            remedy = f"vouliez-vous dire « {near} » ? Si c'est un groupe, lui donner un nom plus éloigné"
            table.refuse(problem, remedy, colonne=name, valeur=str(values[0]))
        elif near or (part and alike and part not in table.frame):
            tell(table.name, f"groupe ; la colonne qui compte s'écrit « {likely} »", column=name)


def _absent(table: Table, name: str, unknown: Sequence[str], line: int | None, named: Sequence[str]) -> None:
    near = [one for one in unknown if one_edit_apart(squeezed(one), squeezed(name)) or nearest(name, [one])]
    hint = f"si c'est « {near[0]} », la renommer ainsi : {name}" if near else f"ajouter la colonne « {name} »"
    table.refuse("colonne absente", hint, ligne=line, colonne=name, valeur=";".join(named))


def _tell(
    table: Table, headers: Sequence[str], names: Sequence[str], line: int | None, columns: Columns, *, wide: bool
) -> None:
    """Report each header that was read as the column that it stands for, and a table with one row per candidate."""
    other = {h: n for h, n in zip(headers, names, strict=True) if h and h != n}
    if other:
        read = "colonnes lues" if len(other) > 1 else "colonne lue"
        words = f"{read} comme {', '.join(other.values())}"
        tell(table.name, words, line=line, value=", ".join(other))
    if wide:
        units = [name for name in names if name in columns.units]
        words = f"tableau large, lu comme une note par candidat et par unité ({', '.join(units)})"
        tell(table.name, words, line=line)


def _letters(name: str) -> str:
    """Return a message about the letters of a name that only look like those of a French keyboard."""
    foreign = dict.fromkeys(c for c in name if c.translate(LOOKALIKES) != c)
    said = ", ".join(f"« {readable(c)} » (U+{ord(c):04X})" for c in foreign)
    return f"{said} n'est pas la lettre de l'alphabet latin qui lui ressemble" if said else ""
