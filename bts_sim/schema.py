"""The declared shape of a table: its columns, with the type, the unit and the meaning of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast, overload

from bts_sim.declared import FileColumn

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
#: Types of the cells that a file holds as they are; the others are written as their text.
PLAIN = (str, int, float, bool)


class Name(str):
    """The name of a column: a key of a table, and the field that a chart reads."""

    __slots__ = ()

    @property
    def q(self) -> str:
        """Return the column as a quantitative field of a chart."""
        return f"{self}:Q"

    @property
    def n(self) -> str:
        """Return the column as a nominal field: names without an order."""
        return f"{self}:N"

    @property
    def o(self) -> str:
        """Return the column as an ordinal field: names in order."""
        return f"{self}:O"


class Column(Generic[T]):
    """A column of a schema: its name when it is read on the schema, its value when it is read on a row.

    `kind`: type of its values. `unit`: unit of its numbers. `codes`: every possible value, where they are few.
    `optional`: whether a value may be missing.
    """

    def __init__(
        self, kind: type[T], meaning: str, unit: str = "", codes: Iterable[str] = (), *, optional: bool = False
    ) -> None:
        self.kind, self.meaning, self.unit, self.codes, self.optional = kind, meaning, unit, tuple(codes), optional

    @property
    def shown(self) -> str:
        """Return the type of the cells in the table of an answer, where a cell made of several codes is their text."""
        return (self.kind if self.kind in PLAIN else str).__name__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = Name(name)

    @overload
    def __get__(self, row: None, owner: type) -> Name: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object, owner: type) -> Name | T:
        """Return the name of the column. Rows are named tuples: only a type checker reads a value here."""
        return self.name


def a_text(meaning: str, codes: Iterable[str] = ()) -> Column[str]:
    """Return a column of words or codes. `codes`: every possible value, where they are few."""
    return Column(str, meaning, codes=codes)


def a_number(meaning: str, unit: str = "", *, optional: bool = False) -> Column[float]:
    """Return a column of numbers in a unit. `optional`: whether some may be missing."""
    return Column(float, meaning, unit, optional=optional)


def a_count(meaning: str, unit: str = "") -> Column[int]:
    """Return a column of whole numbers."""
    return Column(int, meaning, unit)


def a_flag(meaning: str, *, optional: bool = False) -> Column[bool]:
    """Return a column of booleans. `optional`: whether some may be missing."""
    return Column(bool, meaning, optional=optional)


def of_file(column: FileColumn) -> Column[Any]:
    """Return the table column for a column of a file, as the file declares it."""
    kinds: dict[str, type] = {"text": str, "integer": int, "number": float}
    missing = column.empty and column.kind != "text"
    codes = (*column.codes, "") if column.codes and column.empty else column.codes
    return Column(kinds[column.kind], column.meaning, column.unit, codes, optional=missing)


class Schema:
    """The columns of one kind of table, which a subclass declares.

    `after`: whether a subclass puts its own columns after the inherited ones; by default they come first.
    """

    declared: ClassVar[Mapping[str, Column[Any]]] = {}

    def __init_subclass__(cls, *, after: bool = False) -> None:
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Column)}
        inherited = {name: one for base in cls.__bases__ for name, one in getattr(base, "declared", {}).items()}
        # A column declared again keeps its place and takes its new meaning.
        same = {name: own.get(name) or one for name, one in inherited.items()}
        new = {name: one for name, one in own.items() if name not in inherited}
        cls.declared = same | new if after else new | same

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the columns, in order."""
        return list(cls.declared)

    @classmethod
    def frame(cls, rows: Iterable[Sequence[object]]) -> pd.DataFrame:
        """Return a table made of rows whose cells follow the order of the columns."""
        import pandas as pd

        return pd.DataFrame(list(rows), columns=cls.names())

    @classmethod
    def rows(cls, table: pd.DataFrame) -> Iterator[Self]:
        """Yield the rows of a table, with the columns as attributes of the declared types."""
        return cast("Iterator[Self]", table.itertuples(index=False))

    @classmethod
    def faults(cls, table: pd.DataFrame) -> list[str]:
        """Return the differences between a table and its declaration; empty where it is as declared."""
        missing = [name for name in cls.declared if name not in table]
        if missing:
            return [f"{cls.__name__}: no column {name}" for name in missing]
        return [fault for name, one in cls.declared.items() for fault in _column_faults(cls.__name__, one, table[name])]

    @classmethod
    def described(cls) -> pd.DataFrame:
        """Return one row per column: `column`, `kind`, `unit`, `meaning`."""
        import pandas as pd

        rows = [(name, one.shown, one.unit, one.meaning) for name, one in cls.declared.items()]
        return pd.DataFrame(rows, columns=["column", "kind", "unit", "meaning"])


def _column_faults(schema: str, one: Column[Any], values: pd.Series) -> Iterator[str]:
    present = values.dropna()
    if len(present) < len(values) and one.kind is not str and not one.optional:
        yield f"{schema}.{one.name}: missing values in a column that has none"
    wrong = [value for value in present if not _is(value, one.kind)]
    if wrong:
        yield f"{schema}.{one.name}: {wrong[0]!r} is no {one.kind.__name__}"
    strange = sorted({str(value) for value in present if one.codes and value not in one.codes})
    if strange:
        yield f"{schema}.{one.name}: {strange[0]!r} is none of its codes"


def _is(value: object, kind: type) -> bool:
    import numbers

    if kind is bool:
        return type(value).__name__ in ("bool", "bool_", "bool")
    if kind is int:
        return isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if kind is float:
        return isinstance(value, numbers.Real) and not isinstance(value, bool)
    # A cell made of several codes is their text in the table of an answer.
    return isinstance(value, kind) or (kind is not str and isinstance(value, str))
