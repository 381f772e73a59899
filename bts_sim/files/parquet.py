"""Read a Parquet file, whatever the types of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bts_sim.files.columns import Columns
from bts_sim.files.header import check_columns
from bts_sim.files.opened import MAX_OCTETS, TOO_LARGE
from bts_sim.files.table import Table, frame_of, without_rows
from bts_sim.files.values import text_of_value

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyarrow.parquet import FileMetaData

#: The largest table of a workbook or a Parquet file, in cells: four times the marks of all France.
MAX_CELLS = 20_000_000
#: The index of a pandas table, which is not a column of the user's.
INDEX = re.compile(r"__index_level_\d+__")


def read_parquet(table: Table, data: bytes, columns: Columns) -> None:
    """Read the bytes of a Parquet file into `table`; the size in its own header is checked first."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        if _too_large(table, file.metadata):
            return
        headers = [name for name in file.schema_arrow.names if not INDEX.fullmatch(name)]
        names = check_columns(table, headers, 1, columns)
        nested = [field for field in file.schema_arrow if field.name in headers and pa.types.is_nested(field.type)]
        for field in nested:
            table.refuse(f"colonne de type {field.type}", "une valeur simple par cellule", colonne=field.name)
        if table.fautes:
            return
        if not file.metadata.num_rows:
            without_rows(table, names, columns, "aucune ligne de données")
            return
        rows = file.read(columns=headers, use_threads=False)
        laid = [_column(rows[name]) for name in headers]
    except UnicodeDecodeError:
        table.refuse("texte qui n'est pas en UTF-8", "refaire l'export avec des colonnes de texte")
        return
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        table.refuse("fichier Parquet abîmé ou tronqué", "refaire l'export ou la copie")
        return
    table.frame = frame_of(table, names, laid, range(2, rows.num_rows + 2))


def _too_large(table: Table, metadata: FileMetaData) -> bool:
    cells = metadata.num_rows * metadata.num_columns
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if cells > MAX_CELLS:
        table.refuse(f"{cells} cellules, plus de {MAX_CELLS}", "le partager en plusieurs fichiers")
    elif size > MAX_OCTETS:
        table.refuse(f"{size >> 20} Mo une fois déplié, {TOO_LARGE}", "le partager en plusieurs fichiers")
    return bool(table.fautes)


def _column(column: pa.ChunkedArray) -> tuple[NDArray[np.integer], Sequence[str]]:
    """Return a column as codes and texts; a missing value is the text ""."""
    import pyarrow as pa
    from pyarrow import compute

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary
    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        # A 9.99 of four bytes is not the double nearest to 9.99.
        texts = [text_of_value(float(str(value))) for value in values.to_numpy(zero_copy_only=False)]
    else:
        texts = [value.decode() if isinstance(value, bytes) else text_of_value(value) for value in values.to_pylist()]
    codes = compute.fill_null(encoded.indices, len(texts)).to_numpy(zero_copy_only=False)
    return codes, [*texts, ""]
