"""The removal of candidates' identifiers from texts, tables and charts, however they are written there.

A text is searched as it is, then with its HTML, JSON, Python, URL and terminal escapes undone, as often as it has some.
An identifier is a whole word. A plain number of less than five digits may be a mark, a count or a year: it is an
identifier only in the column `candidat`.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bts_sim.files.withheld import WITHHELD

#: Column of identifiers, in every file of people.
COLUMN = "candidat"
#: Digits from which a number equal to an identifier is masked wherever it stands.
TELLING = 5
#: Most readings of a text that are tried: one kind of escape undone within another, in any order.
READINGS = 32
RUN = re.compile(r"[^\W_]+")
BLANK = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\s+")
ESCAPES = (
    re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"),
    re.compile(r"(?:\\x[0-9a-fA-F]{2})+|(?:\\u[0-9a-fA-F]{4})+|\\U[0-9a-fA-F]{8}|\\[nrtbf\"'\\/]"),
    re.compile(r"(?:%[0-9A-Fa-f]{2})+"),
    re.compile(r"(?<=\S)\+(?=\S)"),
)
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
TAG = re.compile(r"</?[a-z][^<>]*>")
#: Names of tags, which may also be the name of a candidate.
MARKUP = re.compile(
    "a|b|br|button|caption|circle|code|col|colgroup|defs|details|div|em|figcaption|figure|g|h[1-6]|hr|i|img|input|label"
    "|li|line|ol|option|p|path|pre|rect|s|script|section|select|small|span|strong|style|sub|summary|sup|svg|table|tbody"
    "|td|text|tfoot|th|thead|title|tr|tspan|u|ul|use"
)
#: Pictures embedded in HTML, whose pixels cannot be read.
PICTURE = re.compile(r"data:(?:image|video|audio|application/pdf)[^,\"']*;base64,[A-Za-z0-9+/=\s]+")
NAMED = re.compile(rf"(?<![^\W_]){COLUMN}(?![^\W_])", re.IGNORECASE)
CALLED = re.compile(rf"(?<![^\W_])candidate?[^\w\n]{{1,5}}(?:n°\s?|nº\s?)?(\d{{1,{TELLING - 1}}})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Decoded:
    """A text with its escapes undone, and the place of each of its characters in the original text."""

    text: str
    begins: list[int]
    ends: list[int]


class Mask:
    """The mask of the `identifiers` of all the files of people that a run reads."""

    def __init__(self, identifiers: Iterable[str]) -> None:
        forms = {form for one in identifiers for form in _forms(one)}
        self._short = frozenset(form for form in forms if _short(form))
        self._whole = frozenset(forms - self._short)
        self._by_run: dict[str, list[tuple[int, str]]] = {}
        self._without_letters = [one for one in self._whole if RUN.search(one) is None]
        for one in self._whole - set(self._without_letters):
            run = next(RUN.finditer(one))
            self._by_run.setdefault(run[0], []).append((run.start(), one))
        self.text = functools.lru_cache(maxsize=2**16)(self._text)

    def __bool__(self) -> bool:
        return bool(self._whole or self._short)

    def _text(self, text: str) -> str:
        """Return a text without identifiers. A short number is one only after the word « candidat »."""
        found = [span for reading in _readings(text) for span in self._spans(reading)]
        return _replaced(text, found + self._called(text))

    def view(self, text: str) -> str:
        """Return a printed table or message without identifiers, short numbers included if it names their column."""
        masked: str = self.text(text)
        if self._short and NAMED.search(masked):
            masked = _replaced(masked, [m.span() for m in RUN.finditer(masked) if m[0] in self._short])
        return masked

    def html(self, text: str) -> str:
        """Return HTML without identifiers or embedded pictures. The words of its markup stay."""
        text = PICTURE.sub("data:,", text)
        tags = [match.span() for match in TAG.finditer(text)]
        found = [span for reading in _readings(text) for span in self._spans(reading)]
        kept = [(begin, end) for begin, end in found if not _is_markup(text, begin, end, tags)]
        masked = _replaced(text, kept + self._called(text))
        return self._tables(masked) if self._short and "<table" in masked and NAMED.search(masked) else masked

    def data(self, value: Any, column: str = "", *, keys: bool = True) -> Any:
        """Return JSON data without identifiers. `column`: name of the data. `keys`: whether names are data too."""
        if isinstance(value, str):
            return WITHHELD if self._in_column(column, value) else self.text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return WITHHELD if self._is_number(value, column) else value
        if isinstance(value, dict):
            under = column if column.strip().lower() == COLUMN else ""
            return {
                self.text(key) if keys else key: self.data(one, under or key, keys=keys) for key, one in value.items()
            }
        return [self.data(one, column, keys=keys) for one in value] if isinstance(value, list | tuple) else value

    def rows(self, columns: list[str], rows: list[list[Any]]) -> dict[str, Any]:
        """Return a table of raw rows without identifiers."""
        masked = [[self.data(cell, name) for name, cell in zip(columns, row, strict=False)] for row in rows]
        return {"colonnes": self.data(columns), "lignes": masked}

    def chart(self, spec: Any, *, keys: bool = False) -> Any:
        """Return the specification of a chart without identifiers. Names in its data are data; its own words stay.

        The order and domain of an encoding of the column of identifiers belong to that column.
        """
        if not isinstance(spec, dict):
            return [self.chart(one) for one in spec] if isinstance(spec, list) else self.data(spec, keys=keys)
        of_people = str(spec.get("field", "")).lower() == COLUMN
        made = {}
        for key, value in spec.items():
            if key in ("datasets", "values"):
                made[key] = self.data(value)
            elif of_people and key in ("sort", "scale", "equal", "oneOf"):
                made[key] = self._of_column(value)
            else:
                made[key] = self.chart(value)
        return made

    def _of_column(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._of_column(one) for key, one in value.items()}
        return [self._of_column(one) for one in value] if isinstance(value, list) else self.data(value, COLUMN)

    def _in_column(self, column: str, cell: str) -> bool:
        return column.strip().lower() == COLUMN and cell.strip() in self._short

    def _is_number(self, value: float, column: str) -> bool:
        if value != value or value in (float("inf"), float("-inf")) or int(value) != value:
            return False
        return str(int(value)) in self._whole or self._in_column(column, str(int(value)))

    def _called(self, text: str) -> list[tuple[int, int]]:
        return [match.span(1) for match in CALLED.finditer(text) if match[1] in self._short] if self._short else []

    def _spans(self, reading: Decoded) -> Iterator[tuple[int, int]]:
        """Yield the places, in the original text, of identifiers found once its escapes are undone."""
        text = reading.text
        for run in RUN.finditer(text):
            for lead, one in self._by_run.get(run[0], ()):
                begin = run.start() - lead
                end = begin + len(one)
                if begin >= 0 and text.startswith(one, begin) and not _goes_on(text, end):
                    yield reading.begins[begin], reading.ends[end - 1]
        for one in self._without_letters:
            for match in re.finditer(re.escape(one), text):
                yield reading.begins[match.start()], reading.ends[match.end() - 1]

    def _tables(self, page: str) -> str:
        """Return a page without the short identifiers in the columns that bear their name."""
        from bs4 import BeautifulSoup

        soup = BeautifulSoup(page, "html.parser")
        for table in soup.find_all("table"):
            rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
            places = {at for row in rows for at, cell in enumerate(row) if cell.get_text().strip().lower() == COLUMN}
            for cell in (row[at] for row in rows for at in places if at < len(row)):
                if cell.get_text().strip() in self._short:
                    cell.string = WITHHELD
        return str(soup)


def _forms(identifier: str) -> Iterator[str]:
    """Yield an identifier as its file has it, in both forms of Unicode, and as the number that pandas reads."""
    plain = " ".join(identifier.split())
    if plain:
        yield from {unicodedata.normalize(form, plain) for form in ("NFC", "NFD")} | {plain}
    if plain.isascii() and plain.isdigit():
        yield str(int(plain))


def _short(identifier: str) -> bool:
    return identifier.isascii() and identifier.isdigit() and len(identifier) < TELLING


def _goes_on(text: str, end: int) -> bool:
    """Return whether a word continues after the end of an identifier."""
    return end < len(text) and all(one.isalnum() or unicodedata.combining(one) for one in text[end - 1 : end + 1])


def _is_markup(text: str, begin: int, end: int, tags: list[tuple[int, int]]) -> bool:
    """Return whether a place is the name of a tag."""
    named = MARKUP.fullmatch(text, begin, end)
    return named is not None and any(text[low:begin] in ("<", "</") for low, high in tags if low < begin < high)


def _replaced(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with one sign in place of each part. Overlapping parts are one part."""
    if not spans:
        return text
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(set(spans)):
        if merged and begin < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    for begin, end in reversed(merged):
        text = text[:begin] + WITHHELD + text[end:]
    return text


# --- escapes undone ---------------------------------------------------------------------------------------------------


def _readings(text: str) -> Iterator[Decoded]:
    """Yield a text as it is, then with one kind of escape undone, then another, as long as readings are new."""
    places = list(range(len(text)))
    pending = [_undone(Decoded(text, places, [place + 1 for place in places]), BLANK)]
    seen = {pending[0].text}
    for reading in pending:
        yield reading
        for kind in ESCAPES:
            deeper = _undone(_undone(reading, kind), BLANK)
            if deeper.text not in seen and len(seen) < READINGS:
                seen.add(deeper.text)
                pending.append(deeper)


def _undone(reading: Decoded, kind: re.Pattern[str]) -> Decoded:
    """Return a text with every escape of one kind undone, once."""
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    last = 0
    for match in kind.finditer(reading.text):
        low, high = match.span()
        meant = _meant(match[0])
        pieces += [reading.text[last:low], meant]
        begins += reading.begins[last:low] + [reading.begins[low]] * len(meant)
        ends += reading.ends[last:low] + [reading.ends[high - 1]] * len(meant)
        last = high
    if not last:
        return reading
    return Decoded("".join([*pieces, reading.text[last:]]), begins + reading.begins[last:], ends + reading.ends[last:])


def _meant(escape: str) -> str:
    """Return the meaning of an escape. Any white space is one space, and a colour of the terminal is empty."""
    first, kind = escape[0], escape[1:2]
    if escape == "+" or escape.isspace() or first == "\x1b":
        return "" if first == "\x1b" else " "
    if first == "&":
        return html.unescape(escape)
    if first == "%" or kind == "x":
        return _of_bytes(bytes.fromhex(escape.replace("\\x", "").replace("%", "")))
    if kind == "u":
        return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "replace")
    if kind == "U":
        return chr(min(int(escape[2:], 16), 0x10FFFF))
    return LETTERS.get(kind, kind)


def _of_bytes(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
