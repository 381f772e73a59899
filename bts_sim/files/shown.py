"""Compare the text that a sheet shows with the number that it stores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bts_sim.files.formats import NEUTRAL
from bts_sim.files.values import text_of_value

#: Columns of marks: the text shown must be the number.
MARKS = ("note",)
OTHERWISE = (
    "la feuille montre autre chose que ce qu'elle contient",
    "mettre la cellule au format Standard, et vérifier",
)
NUMBER = re.compile(r"\d(?:[\d\s.,]*\d)?")
SCIENTIFIC = re.compile(r"[\d.,]+E[+-]?\d+", re.IGNORECASE)


class Kind(Enum):
    """What a format does to a number: adds zeros before it, adds words around it, or hides its value."""

    ZEROS = 1
    WORDS = 2
    OTHER = 3


@dataclass(frozen=True)
class ShownCell:
    """A number that a sheet shows as another text."""

    kind: Kind
    stored: str
    shown: str

    def __str__(self) -> str:
        return f"{self.stored} affiché {self.shown or 'rien'}"

    def text(self, column: str) -> str:
        """Return the text to read: the text shown, as in a CSV export; in a column of marks, both text and number."""
        if column in MARKS:
            return self.stored if self.kind is Kind.ZEROS else str(self)
        return str(self) if self.kind is Kind.OTHER else self.shown


def compare_shown(value: float, shown: str) -> ShownCell | None:
    """Return how the text shown for a number differs from it; None when no difference matters."""
    shown = " ".join(shown.split())
    kind = _kind(value, shown)
    return None if kind is None else ShownCell(kind, text_of_value(value), shown)


def _kind(value: float, shown: str) -> Kind | None:
    bare = re.sub(r"[\s€$£¥()+-]", "", shown)
    if SCIENTIFIC.fullmatch(bare):
        return None
    if re.fullmatch(r"[\d.,]+", bare):
        if not _agree(value, bare):
            return Kind.OTHER
        plain = bare.isdecimal() and len(bare) > 1 and bare.startswith("0")
        return Kind.ZEROS if plain and float(value).is_integer() else None
    numbers = NUMBER.findall(shown)
    # The shown text can be read only if its digits are the number itself, without rounding.
    digits = re.sub(r"\s", "", numbers[0]).replace(",", ".") if len(numbers) == 1 else ""
    alone = re.fullmatch(r"\d+(?:\.\d+)?", digits) is not None and float(digits) == abs(value)
    return Kind.WORDS if alone and not NEUTRAL.fullmatch(shown) else Kind.OTHER


def _agree(value: float, digits: str) -> bool:
    """Return whether digits with commas or points may stand for a number, up to rounding.

    The last separator may come before decimals, or all of them may group digits.
    """
    after = len(re.split("[.,]", digits)[-1]) if re.search("[.,]", digits) else 0
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})*", digits) is not None
    bare = re.sub("[.,]", "", digits)
    places = {after, 0} if grouped else {after}
    return bare != "" and any(abs(abs(value) - int(bare) / 10**k) <= 0.5000001 / 10**k for k in places)
