"""The columns of a file, as declared by the code that reads or writes it, and the JSON schema of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "integer", "number"]
#: A day and an hour, as every file writes them, as JSON Schema patterns.
DAY, HOUR = r"\d{4}-\d{2}-\d{2}", r"\d{2}h\d{2}"
TYPES: Mapping[Kind, str] = {"text": "string", "integer": "integer", "number": "number"}


@dataclass(frozen=True)
class FileColumn:
    """One column of a file: its meaning, in French, and the values of its cells.

    `codes`: every value that a filled cell may have. `empty`: whether a cell may be empty. `optional`: whether a file
    may lack the column. `pattern`: a JSON Schema pattern that a filled cell matches. `lowest`, `highest`: bounds of
    numbers.
    """

    meaning: str
    kind: Kind = "text"
    unit: str = ""
    codes: tuple[str, ...] = ()
    empty: bool = False
    optional: bool = False
    pattern: str = ""
    lowest: float | None = None
    highest: float | None = None

    def admits(self, text: str) -> bool:
        """Return True if a text is one of the codes of the column."""
        return text in self.codes

    @property
    def words(self) -> tuple[str, ...]:
        """Return the codes, with the empty one last where a cell may be empty."""
        return (*self.codes, "") if self.empty else self.codes

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of a cell. An empty cell is an empty text, or null in a column of numbers."""
        said = {"description": self.meaning} | ({"x-unit": self.unit} if self.unit else {})
        if self.kind != "text":
            bounds = {"minimum": self.lowest, "maximum": self.highest}
            kinds = [TYPES[self.kind], "null"] if self.empty else TYPES[self.kind]
            return said | {"type": kinds} | {name: bound for name, bound in bounds.items() if bound is not None}
        if self.codes:
            return said | {"enum": list(self.words)}
        if self.pattern:
            return said | {"type": "string", "pattern": f"^({self.pattern})?$" if self.empty else f"^({self.pattern})$"}
        return said | {"type": "string"} | ({} if self.empty else {"minLength": 1})


#: The columns of one kind of file, in order.
Shape = Mapping[str, FileColumn]


def row_schema(shape: Shape, further: FileColumn | None = None) -> dict[str, Any]:
    """Return the JSON schema of one row. `further`: the column that any other column follows; None allows no other."""
    return {
        "type": "object",
        "properties": {name: column.schema() for name, column in shape.items()},
        "required": [name for name, column in shape.items() if not column.optional],
        "additionalProperties": further.schema() if further is not None else False,
    }


def required(shape: Shape) -> tuple[str, ...]:
    """Return the columns that a table cannot lack."""
    return tuple(name for name, column in shape.items() if not column.optional)


def optional(shape: Shape) -> tuple[str, ...]:
    """Return the columns that a table may lack."""
    return tuple(name for name, column in shape.items() if column.optional)
