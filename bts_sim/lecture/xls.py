"""Look through the records of an Excel 97 to 2003 workbook (xls) before a library reads its cells."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator

from bts_sim.lecture.archive import ABIME, Refus
from bts_sim.lecture.feuille import Feuille, few_enough
from bts_sim.lecture.formats import BUILT_IN, telling
from bts_sim.lecture.ole import streams

BOF, EOF, FILEPASS, BOUNDSHEET, CONTINUE = 0x809, 0x0A, 0x2F, 0x85, 0x3C
FORMAT, XF, SST, MERGEDCELLS = 0x41E, 0xE0, 0xFC, 0xE5
FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, RSTRING = 0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xBD, 0xD6
CELLULES = {FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING}
CODEPAGE, DATEMODE, STRING = 0x42, 0x22, 0x207
#: Records that a reader of cells needs; all others are hidden from it: some make it reserve what they say.
UTILES = {BOF, EOF, BOUNDSHEET, CONTINUE, FORMAT, XF, SST, MULRK, STRING, CODEPAGE, DATEMODE} | CELLULES
#: A code that no record has.
INCONNU = 0x0FFF
ERREURS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
EXCEL_97 = 0x600
MOT_DE_PASSE = ("classeur protégé par un mot de passe", "l'enregistrer sans mot de passe")


def look_xls(data: bytes) -> tuple[bytes, dict[str, Feuille]]:
    """Give the records of a workbook, and its sheets by name; raises Refus when it is damaged, locked or too large."""
    found = streams(data)
    if "EncryptedPackage" in found:
        raise Refus(*MOT_DE_PASSE)
    if "Workbook" not in found and "Book" not in found:
        raise Refus("document Office qui n'est pas un classeur", "donner un fichier CSV, un classeur ou un Parquet")
    stream = found.get("Workbook", b"")
    try:
        if not stream or struct.unpack_from("<H", stream, 4)[0] != EXCEL_97:
            raise Refus("classeur d'une version d'Excel antérieure à 1997", "l'enregistrer en xlsx")
        sheets, places = _look(stream)
        return _bare(stream, places), sheets
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Refus(*ABIME) from None


def _bare(stream: bytes, places: Iterable[int]) -> bytes:
    """Give the records with those that hold no cell made unknown, and formulas that give a number made numbers."""
    bare = bytearray(stream)
    for start in (0, *places):
        position = start
        for code, record in _records(stream, start):
            if code == FORMULA and record[12:14] != b"\xff\xff":
                struct.pack_into("<H", bare, position, NUMBER)
            elif code in UTILES and code != EOF and len(record) < 2:
                raise Refus(*ABIME)
            elif code not in UTILES:
                struct.pack_into("<H", bare, position, INCONNU)
            position += 4 + len(record)
    return bytes(bare)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of one substream: code and content; raises Refus when it has no end, as in a file cut short."""
    position = start
    while position + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, position)
        yield code, stream[position + 4 : position + 4 + size]
        if code == EOF:
            return
        position += 4 + size
    raise Refus(*ABIME)


def _look(stream: bytes) -> tuple[dict[str, Feuille], Iterable[int]]:
    """Give the sheets by name, and the places where they begin."""
    formats, styles, places = dict(BUILT_IN), list[int](), dict[str, int]()
    shared: list[bytes] = []
    previous = 0
    for code, record in _records(stream, 0):
        if code == FILEPASS:
            raise Refus(*MOT_DE_PASSE)
        if code == FORMAT:
            number, length, flags = struct.unpack_from("<HHB", record)
            formats[number] = record[5 : 5 + length * (1 + (flags & 1))].decode("utf-16-le" if flags & 1 else "latin-1")
        elif code == XF:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif code == BOUNDSHEET and record[5] == 0:
            encoding = "utf-16-le" if record[7] & 1 else "latin-1"
            name = record[8 : 8 + record[6] * (1 + (record[7] & 1))].decode(encoding)
            places[name] = struct.unpack_from("<I", record)[0]
        elif code == SST or (code == CONTINUE and previous == SST):
            shared.append(record)
            code = SST
        previous = code
    few_enough(len(places))
    lengths = _lengths(shared) if shared else []
    told = {i: formats[number] for i, number in enumerate(styles) if telling(formats.get(number, ""))}
    sheets = {name: _sheet(Feuille(name), stream, place, lengths, told) for name, place in places.items()}
    return sheets, places.values()


def _lengths(blocks: list[bytes]) -> list[int]:
    """Give the length of each shared text; a text may go on in the next block, after one more byte.

    To the end of the last block, however many texts it says: the library goes there, and fails loudly on what is none.
    """
    block, position = 0, 8
    lengths: list[int] = []

    def skip(size: int) -> None:
        nonlocal block, position
        while size > len(blocks[block]) - position:
            size -= len(blocks[block]) - position
            block, position = block + 1, 0
        position += size

    while block + 1 < len(blocks) or position != len(blocks[block]):
        if position >= len(blocks[block]):
            block, position = block + 1, 0
        length, flags = struct.unpack_from("<HB", blocks[block], position)
        position += 3
        runs = struct.unpack_from("<H", blocks[block], position)[0] if flags & 8 else 0
        position += 2 if flags & 8 else 0
        phonetic = struct.unpack_from("<I", blocks[block], position)[0] if flags & 4 else 0
        position += 4 if flags & 4 else 0
        left = length
        while left:
            width = 1 + (flags & 1)
            here = min(left, (len(blocks[block]) - position) // width)
            left -= here
            position += here * width
            if left:
                block += 1
                flags, position = blocks[block][0], 1
        skip(4 * runs + phonetic)
        lengths.append(length)
    return lengths


def _sheet(sheet: Feuille, stream: bytes, place: int, lengths: list[int], formats: dict[int, str]) -> Feuille:
    """Go through the records of one sheet."""
    if struct.unpack_from("<H", stream, place)[0] != BOF:
        raise Refus(*ABIME)
    for code, record in _records(stream, place):
        if code == MERGEDCELLS:
            for i in range(struct.unpack_from("<H", record)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * i)
                sheet.fusions.append((top, left, bottom, right))
        elif code == MULRK:
            row, first = struct.unpack_from("<HH", record)
            for i in range((len(record) - 6) // 6):
                style, number = struct.unpack_from("<HI", record, 4 + 6 * i)
                sheet.holds(row, first + i)
                if style in formats:
                    sheet.formatted(row, first + i, _rk(number), formats[style])
        elif code in CELLULES:
            _cell(sheet, code, record, lengths, formats)
    return sheet


def _cell(sheet: Feuille, code: int, record: bytes, lengths: list[int], formats: dict[int, str]) -> None:
    row, column, style = struct.unpack_from("<3H", record)
    text = lengths[struct.unpack_from("<I", record, 6)[0]] if code == LABELSST else 0
    sheet.holds(row, column, text)
    if code == BOOLERR and record[7]:
        sheet.says(row, column, ERREURS.get(record[6], "#N/A"))
    elif code == FORMULA and record[12:14] == b"\xff\xff":
        if record[6] == 2:
            sheet.says(row, column, ERREURS.get(record[8], "#N/A"))
    elif style in formats and code in (NUMBER, FORMULA):
        sheet.formatted(row, column, _finite(struct.unpack_from("<d", record, 6)[0]), formats[style])
    elif style in formats and code == RK:
        sheet.formatted(row, column, _rk(struct.unpack_from("<I", record, 6)[0]), formats[style])


def _rk(number: int) -> float:
    """Give the value of a number packed in four bytes."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number >> 31 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & ~3) << 32))[0]
    return _finite(value / 100 if number & 1 else value)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Refus(*ABIME)
    return value
