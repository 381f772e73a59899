"""Inspect the parts of an Excel workbook (xlsx, xlsm) before a library reads its cells."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Callable
from xml.parsers import expat

from bts_sim.files.archive import DAMAGED, Unreadable
from bts_sim.files.formats import BUILT_IN, telling
from bts_sim.files.sheet import Sheet, few_enough
from bts_sim.files.values import NOT_CALCULATED

#: Characters of the longest text in a cell of Excel.
MAX_TEXT = 32_767
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
KNOWN = (
    *("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
    "xl/sharedStrings.xml",
)
Start = Callable[[str, dict[str, str]], None]


def walk_xml(
    part: bytes, start: Start, text: Callable[[str], None] | None = None, end: Callable[[str], None] | None = None
) -> None:
    """Call `start`, `text` and `end` along an XML part. Raises Unreadable if the XML is not sound.

    A DOCTYPE is refused: no spreadsheet writes one, and its entities can expand to gigabytes.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _doctype
    parser.StartElementHandler = start
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = end
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError):
        # LookupError means an unknown encoding.
        raise Unreadable(*DAMAGED) from None


def _doctype(*_: object) -> None:
    raise Unreadable("classeur avec une déclaration DOCTYPE, que les tableurs n'écrivent pas", "vérifier d'où il vient")


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name[name.rfind(":") + 1 :] if ":" in name else name


def look_xlsx(parts: dict[str, bytes]) -> dict[str, Sheet]:
    """Return the sheets of a workbook by name. Raises Unreadable when one is damaged or would grow too large."""
    lengths = _shared(parts.get("xl/sharedStrings.xml", b""))
    formats = _formats(parts.get("xl/styles.xml", b""))
    sheets = {}
    for name, path in _sheets(parts).items():
        if path in parts and "/worksheets/" in path:
            sheets[name] = _look(Sheet(name), parts[path], lengths, formats)
    return sheets


def kept_in_xlsx(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return only the parts that hold cells."""
    wanted = {*KNOWN, *_sheets(parts).values()}
    return {name: part for name, part in parts.items() if name in wanted}


def with_known_names(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts under the names that Excel gives them, since some programs write other capitals."""
    known = {name.lower(): name for name in KNOWN}
    return {known.get(name.lower(), name): part for name, part in parts.items()}


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by the name of the sheet."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[attributes.get("Id", "")] = path

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            by_local = {local(key): value for key, value in attributes.items()}
            names[by_local.get("name", "")] = by_local.get("id", "")

    for path, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if path not in parts:
            raise Unreadable(*DAMAGED)
        walk_xml(parts[path], start)
    few_enough(len(names))
    return {name: targets.get(identifier, "") for name, identifier in names.items()}


def _shared(part: bytes) -> list[int]:
    """Return the length of each shared text. Raises Unreadable when one is longer than Excel admits."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    if part:
        walk_xml(part, start, text)
    if max(lengths, default=0) > 2 * MAX_TEXT:
        problem = f"texte de {max(lengths)} caractères dans une cellule"
        raise Unreadable(problem, f"Excel en admet {MAX_TEXT} ; vérifier d'où vient le fichier")
    return lengths


def _formats(part: bytes) -> dict[str, str]:
    """Return the formats of the styles that may make a cell show another text than its number."""
    formats, styles, inside = dict(BUILT_IN), list[int](), False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = local(name)
        if tag == "numFmt":
            formats[_int(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            styles.append(_int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local(name) != "cellXfs"

    if part:
        walk_xml(part, start, end=end)
    return {str(i): formats[number] for i, number in enumerate(styles) if telling(formats.get(number, ""))}


def _int(text: str) -> int:
    if not text.isdecimal():
        raise Unreadable(*DAMAGED)
    return int(text)


def _look(sheet: Sheet, part: bytes, lengths: list[int], formats: dict[str, str]) -> Sheet:  # noqa: C901
    """Return the sheet after a walk through its cells."""
    row, column, kind, style, formula, value, inside = -1, -1, "", "", False, "", False

    def close() -> None:
        """Judge the cell that was open."""
        nonlocal formula, value, column
        value = value.strip()
        if formula or value:
            size = (
                lengths[int(value)] if kind == "s" and value.isdecimal() and int(value) < len(lengths) else len(value)
            )
            sheet.holds(row, column, size)
            if kind == "e":
                sheet.says(row, column, value or "#N/A")
            elif not value and kind != "str":
                sheet.says(row, column, NOT_CALCULATED)
            elif style in formats and kind in ("", "n"):
                sheet.formatted(row, column, _float(value), formats[style])
        formula, value = False, ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, style, formula, inside
        tag = local(name)
        inside = tag in ("v", "t")
        if inside:
            return
        if tag == "c":
            close()
            place = CELL.fullmatch(attributes.get("r", ""))
            if place is not None:
                row, column = int(place[2]) - 1, _column(place[1])
            elif "r" in attributes:
                raise Unreadable(*DAMAGED)
            else:
                column += 1
            kind, style = attributes.get("t", ""), attributes.get("s", "0")
        elif tag == "f":
            formula = True
        elif tag == "row":
            close()
            row, column = _int(attributes["r"]) - 1 if "r" in attributes else row + 1, -1
        elif tag == "mergeCell":
            sheet.merges(*_range(attributes.get("ref", "")))

    def text(characters: str) -> None:
        nonlocal value
        if inside:
            value += characters

    walk_xml(part, start, text)
    close()
    return sheet


_columns: dict[str, int] = {}


def _column(text: str) -> int:
    """Return the number of a column from its letters: A is 0."""
    if text not in _columns:
        number = 0
        for letter in text:
            number = number * 26 + ord(letter) - 64
        _columns[text] = number - 1
    return _columns[text]


def _range(text: str) -> tuple[int, int, int, int]:
    first, _, last = text.partition(":")
    ends = CELL.fullmatch(first), CELL.fullmatch(last or first)
    if ends[0] is None or ends[1] is None:
        raise Unreadable(*DAMAGED)
    return int(ends[0][2]) - 1, _column(ends[0][1]), int(ends[1][2]) - 1, _column(ends[1][1])


def _float(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise Unreadable(*DAMAGED) from None
    if not math.isfinite(number):
        raise Unreadable(*DAMAGED)
    return number
