"""Read a DataFrame as if it had been saved to a file: its cells become text, and the same checks judge them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from bts_sim.errors import Refusal
from bts_sim.files.columns import Columns
from bts_sim.files.header import check_columns
from bts_sim.files.table import Table, frame_of, without_rows
from bts_sim.files.values import text_of_value

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SIMPLE = "une valeur simple par cellule"
NOT_UTF8 = "texte qui n'est pas en UTF-8"


def read_frame(table: Table, frame: pd.DataFrame, columns: Columns) -> None:
    """Read a DataFrame into `table` without changing it; rows are counted from 0, as its `.iloc` counts them."""
    if frame.columns.nlevels > 1:
        remedy = f"n'en garder qu'un, ou les joindre : {table.name}.columns.map('_'.join)"
        table.refuse("noms de colonnes sur plusieurs niveaux", remedy, valeur=str(frame.columns[0]))
        return
    headers = [_label(label) for label in frame.columns]
    indexed = _indexed(table, frame, headers, columns)
    names = check_columns(table, [*indexed, *headers], None, columns)[len(indexed) :]
    if len(names) != len(headers):
        return
    # Columns are taken by position, because two of them may have the same name.
    cells = (column for _, column in frame.items())
    laid = [_column(table, name.partition("\0")[0], column) for name, column in zip(names, cells, strict=True)]
    if table.fautes:
        return
    if not any(text.strip() for _, texts in laid for text in texts):
        without_rows(table, names, columns, "aucune ligne de données")
        return
    table.frame = frame_of(table, names, laid, range(len(frame)))


def _indexed(table: Table, frame: pd.DataFrame, headers: Sequence[str], columns: Columns) -> list[str]:
    """Return the columns that count but stand in the index, and add a fault for each: an index is never read."""
    given = {columns.named(header) for header in headers}
    named = [_label(label) for label in frame.index.names]
    found = [one for one in named if columns.named(one) in columns.known and columns.named(one) not in given]
    for name in found:
        table.refuse("colonne qui est dans l'index", f"donner {table.name}.reset_index()", colonne=name, valeur=name)
    return found


def _label(label: object) -> str:
    return "" if _missing(label) else str(label)


def _column(table: Table, name: str, column: pd.Series) -> tuple[NDArray[np.integer], Sequence[str]]:
    """Return a column as codes and texts; a missing value is the text "". Adds a fault for a cell of several values."""
    import numpy as np

    codes, values = _codes(column)
    texts = []
    for code, value in enumerate(values):
        try:
            texts.append(cell_text(value))
        except Refusal as refusal:
            row = int(np.flatnonzero(codes == code)[0]) if (codes == code).any() else None
            table.refuse(refusal.problem, refusal.remedy, ligne=row, colonne=name)
            texts.append("")
    return np.where(codes < 0, len(texts), codes), [*texts, ""]


def _codes(column: pd.Series) -> tuple[NDArray[np.int64], Iterable[object]]:
    """Return the rank of each row's value (-1 where it is missing) and the values; numbers keep their own type."""
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), column.cat.categories.to_numpy()
    mixed = column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) not in ("string", "empty")
    if not mixed:
        try:
            ranks, values = pd.factorize(column)
            return ranks.astype(np.int64), pd.Index(values).to_numpy()
        except (TypeError, ValueError, NotImplementedError):
            # Arrow lists cannot be sorted, so each cell is read alone.
            pass
    return _one_by_one(column)


def _one_by_one(column: pd.Series) -> tuple[NDArray[np.int64], Iterable[object]]:
    """Return the same ranks and values for cells of several types; 1, 1.0 and True are three values."""
    import numpy as np

    ranks: dict[object, int] = {}
    values: list[object] = []
    codes = np.full(len(column), -1, dtype=np.int64)
    for row, value in enumerate(column):
        if not _missing(value):
            try:
                rank = ranks.setdefault((type(value), value), len(values))
            except TypeError:
                rank = len(values)
            if rank == len(values):
                values.append(value)
            codes[row] = rank
    return codes, values


def _missing(value: object) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(cast("Any", value))))


def cell_text(value: object) -> str:
    """Return the text of a cell, as in a workbook that holds this value. Raises Refusal for several values."""
    import numpy as np
    import pandas as pd

    if _missing(value):
        return ""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, (np.float16, np.float32)):
        # A 9.99 of four bytes is not the double nearest to 9.99.
        value = float(str(value))
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    elif isinstance(value, Fraction):
        value = _decimal(value)
    elif isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise Refusal(NOT_UTF8, "décoder cette colonne : .str.decode(…)") from None
    elif not pd.api.types.is_scalar(value) and hasattr(value, "__iter__"):
        raise Refusal(f"cellule qui contient plusieurs valeurs ({type(value).__name__})", SIMPLE)
    return text_of_value(value)


def _decimal(value: Fraction) -> Decimal | Fraction:
    """Return a fraction as an exact decimal; unchanged if no decimal equals it."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(value.numerator) / Decimal(value.denominator) if rest == 1 else value
