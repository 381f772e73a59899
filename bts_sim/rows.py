"""The rows of a table, read by column name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each as a dictionary from column name to value."""
    # pandas allows any hashable as a column name; ours are texts.
    return cast("list[dict[str, Any]]", table.to_dict("records"))


def numbered(table: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    """Yield the rows of a table read from a file, each with its line number."""
    return zip(table.index, (row for _, row in table.iterrows()), strict=True)
