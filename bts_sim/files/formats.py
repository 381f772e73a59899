"""Render a number as a spreadsheet shows it under a format code, where that may differ from the number."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from bts_sim.files.values import text_of_value

#: Formats that every workbook has without defining them → an equivalent code.
BUILT_IN = {9: "0%", 10: "0.00%", 12: "# ?/?", 13: "# ??/??"}
BUILT_IN |= {41: '0;-0;"-"', 42: '0;-0;"-"', 43: '0.00;-0.00;"-"', 44: '0.00;-0.00;"-"'}
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<one>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<bare>General|E[+-]|.)',
    re.DOTALL | re.IGNORECASE,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
DIGITS = "0#?"
FRACTION = re.compile(r"[0#?]\s*/\s*([1-9]\d*|[0#?]+)")
#: Signs that do not change a number: blanks, a currency, plus and minus, accountants' brackets.
NEUTRAL = re.compile(r"[\s€$£¥()+-]*")


@dataclass(frozen=True)
class Section:
    """One part of a format code, as a sequence of pieces: each is a literal text or a sign of the code."""

    pieces: tuple[tuple[bool, str], ...]
    condition: tuple[str, float] | None = None

    @property
    def code(self) -> str:
        """Return the signs of the code, without the literal texts."""
        return "".join(" " if literal else text for literal, text in self.pieces)

    @property
    def words(self) -> str:
        """Return the literal texts."""
        return "".join(text for literal, text in self.pieces if literal)

    @property
    def date(self) -> bool:
        """Return whether the part shows a day or an hour."""
        return re.search("[dmyhs]", self.code.replace("General", ""), re.IGNORECASE) is not None

    @property
    def plain(self) -> bool:
        """Return whether the part shows a number unchanged, apart from its decimals and the texts around it."""
        if "General" in self.code or "@" in self.code or self.date:
            return NEUTRAL.fullmatch(self.words) is not None or self.date
        whole = self.code.partition(".")[0].replace(",", "")
        scaled = re.search(r"[0#?],+(?![0#?,])", self.code) is not None
        # A code without a 0 shows nothing for zero.
        usual = "0" in self.code and "%" not in self.code and whole.count("0") < 2 and not FRACTION.search(self.code)
        return usual and not scaled and NEUTRAL.fullmatch(self.words) is not None


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Section, ...]:
    """Return the parts of a format code."""
    parts: list[list[tuple[bool, str]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for match in TOKEN.finditer(code):
        bracket = match["bracket"]
        if match["bare"] == ";":
            parts.append([])
            conditions.append(None)
        elif bracket is not None and (found := CONDITION.fullmatch(bracket.strip())):
            conditions[-1] = found[1], float(found[2])
        elif bracket is not None and bracket.startswith("$"):
            parts[-1].append((True, bracket[1:].partition("-")[0]))
        elif bracket is not None and re.fullmatch("[hms]+", bracket, re.IGNORECASE):
            parts[-1].append((False, bracket))
        elif match["bare"] is not None:
            bare = "General" if match["bare"].lower() == "general" else match["bare"]
            parts[-1].append((bare in "€$£¥()+-:!^&'~{}<>= \xa0\u202f" or not bare.isascii(), bare))
        elif (text := match["quoted"] or match["one"]) is not None:
            parts[-1].append((True, text))
    return tuple(Section(tuple(part), condition) for part, condition in zip(parts, conditions, strict=True))


@lru_cache(maxsize=512)
def telling(code: str) -> bool:
    """Return whether a format may hide or change the number: a share, words, a scale, leading zeros, or nothing."""
    return bool(code) and not all(section.plain for section in sections(code)[:3])


def percentage(code: str) -> bool:
    """Return whether a format shows a percentage."""
    return any("%" in section.code for section in sections(code))


def render(value: float, code: str) -> str | None:
    """Return the text that a number shows under a format; None if it shows the number itself, or a day."""
    parts = [section for section in sections(code) if "@" not in section.code] or list(sections(code))
    rank = _choose(value, parts)
    section = parts[rank]
    if section.plain or re.search("[eE][+-]|@", section.code):
        return None
    minus = "-" if value < 0 and (rank == 0 or section.condition) else ""
    shown = _fraction(abs(value), section) if FRACTION.search(section.code) else _number(abs(value), section.pieces)
    return minus + " ".join(shown.split())


def _choose(value: float, parts: Sequence[Section]) -> int:
    """Return the rank of the part of a format that applies to a number."""
    if any(section.condition for section in parts):
        for rank, section in enumerate(parts):
            if section.condition is None or COMPARE[section.condition[0]](value, section.condition[1]):
                return rank
        return len(parts) - 1
    if value < 0 and len(parts) > 1:
        return 1
    return 2 if value == 0 and len(parts) > 2 else 0


def _number(value: float, pieces: Sequence[tuple[bool, str]]) -> str:
    """Return a number as text: its digits in the places of the code, with the texts between them."""
    code = "".join(" " if literal else text for literal, text in pieces)
    scale = re.search(r"[0#?](,+)[^0#?]*\Z", code)
    whole, _, decimals = ("".join(c for c in part if c in DIGITS) for part in code.partition("."))
    exact = Decimal(repr(value)) * 100 ** code.count("%") / 1000 ** (len(scale[1]) if scale else 0)
    before, _, after = f"{exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}".partition(".")
    kept = max((i for i, c in enumerate(after, 1) if c != "0" or decimals[i - 1] == "0"), default=0)
    left, right = iter(_spread(before.lstrip("0"), whole)), iter([*after[:kept], *[""] * (len(decimals) - kept)])
    out: list[str] = []
    for literal, text in pieces:
        if text == "General" and not literal:
            out.append(text_of_value(value))
        elif literal or text not in f"{DIGITS},.":
            out.append(text)
        elif text == ".":
            left = right
            out.append(",")
        elif text in DIGITS:
            out.append(next(left))
    return "".join(out)


def _spread(digits: str, places: str) -> list[str]:
    """Return the text of each place of the whole part.

    Digits are placed from the right, and the first place takes all that remain.

    Zeros fill the places from the first 0 of the code on. The places before it stay empty.
    """
    padded = digits.zfill(len(places) - places.index("0") if "0" in places else 0).rjust(len(places))
    more = len(padded) - len(places) + 1
    return [padded[:more].strip(), *(digit.strip() for digit in padded[more:])]


def _fraction(value: float, section: Section) -> str:
    """Return a number as a fraction, with a separate whole part where the code has a place for it."""
    found = FRACTION.search(section.code)
    below = found[1] if found else "1"
    exact = Fraction(repr(value))
    apart = any(c in DIGITS for c in section.code[: found.start() if found else 0])
    whole = int(exact) if apart else 0
    part = exact - whole
    if below.isdecimal() and below.strip("0"):
        top, bottom = round(part * int(below)), int(below)
    else:
        near = part.limit_denominator(10 ** len(below) - 1)
        top, bottom = near.numerator, near.denominator
    shown = f"{top}/{bottom}" if top else ""
    return f"{whole or ''} {shown}".strip() + section.words.rstrip() or "0"
