"""Decode a table of text correctly, or refuse it and show every reading of the first doubtful word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bts_sim.files import assumed
from bts_sim.files.assumed import ENCODINGS, ONE_BYTE
from bts_sim.files.placement import Placement, placement
from bts_sim.files.table import Table, cleaned
from bts_sim.notices import tell

#: Sound words required beside each strange one.
SOUND = 4
#: Bytes that are searched for the pattern of UTF-16.
SAMPLE = 1 << 12
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: A letter written in UTF-8 and read as Latin-1. A file that has both is damaged.
UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xbf]")
#: A letter outside our languages and Vietnamese, inside a word in our alphabet.
ACCIDENT = re.compile("[A-Za-z][\u0180-\u07ff]|[\u0180-\u07ff][A-Za-z]")
WORD = re.compile(rb'[^;,\t\r\n"| ]+')
AGAIN = "l'exporter de nouveau depuis sa source, en UTF-8"


def decode(table: Table, data: bytes) -> str | None:
    """Return the text of a file; None, with a fault in the table, when it cannot be decoded."""
    asked = assumed.asked()
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        table.refuse("fichier encodé en UTF-32", AGAIN)
        return None
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    if marked == "utf-16":
        return _utf_16(table, data, asked, "utf-16")
    if b"\0" in data:
        order = _order(data)
        if order:
            return _utf_16(table, data, asked, order)
        table.refuse("fichier binaire, pas un tableau de texte", "exporter le tableau en CSV UTF-8")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf_8(table, data, asked, data.count(b"\n", 0, error.start) + 1)
    if text.isascii():
        return text
    if asked != "utf-8" and ACCIDENT.search(text):
        words = _words(data)
        others = [one for name in ONE_BYTE if (one := Reading.of(name, words)) and one.possible]
        sounder = [one for one in others if not one.odd or one.name == "cp1252"]
        if asked in [one.name for one in sounder]:
            return data.decode(ENCODINGS[asked])
        if sounder and not asked:
            # `L’Écuyer` written on an old Mac is valid UTF-8 by accident, and reads `LՃcuyer`.
            _refuse_doubt(
                table, data, words, [Reading("utf-8", [w.decode() for w in words], [Placement.BAD]), *sounder]
            )
            return None
    _other_than_asked(table, asked, "utf-8")
    return text


def _other_than_asked(table: Table, asked: str, found: str) -> None:
    """Report a file that is certainly in another encoding than the declared one; it is read in its own encoding."""
    if asked not in ("", found):
        tell(table.name, f"le fichier est en {found.upper()}, et lu ainsi malgré --encodage {asked}")


def _utf_16(table: Table, data: bytes, asked: str, encoding: str) -> str | None:
    _other_than_asked(table, asked, "utf-16")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        table.refuse("UTF-16 abîmé ou tronqué", "refaire l'export ou la copie")
        return None


def _order(data: bytes) -> str:
    """Return the name of the UTF-16 variant of some bytes; empty if they are not UTF-16.

    In our alphabet, every second byte of UTF-16 is a zero.
    """
    halves = data[0:SAMPLE:2], data[1:SAMPLE:2]
    zeros = [half.count(0) for half in halves]
    for rank, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if zeros[1 - rank] == 0 and zeros[rank] * 4 >= len(halves[rank]) * 3 and len(data) % 2 == 0:
            return name
    return ""


def _not_utf_8(table: Table, data: bytes, asked: str, line: int) -> str | None:
    """Return the text of a file that is not in UTF-8; `line` is the line of the first invalid byte."""
    if asked in ("utf-8", "utf-16"):
        table.refuse(f"le fichier n'est pas en {asked.upper()}", f"{AGAIN}, ou donner un autre --encodage", ligne=line)
        return None
    if asked:
        text = _strictly(data, asked)
        if text is None:
            problem = f"le fichier n'est pas en {asked} : il a des octets qui n'y sont aucune lettre"
            table.refuse(problem, f"{AGAIN}, ou donner un autre --encodage", ligne=line)
        return text
    if UTF8_LETTER.search(data):
        table.refuse("UTF-8 et Latin-1 mêlés dans un même fichier", AGAIN, ligne=line)
        return None
    words = _words(data)
    readings = [reading for name in ONE_BYTE if (reading := Reading.of(name, words)) is not None]
    if readings and readings[0].name == "cp1252" and readings[0].believed(readings[1:]):
        return data.decode("cp1252")
    _refuse_doubt(table, data, words, readings)
    return None


def _strictly(data: bytes, name: str) -> str | None:
    """Return the text of some bytes; None if one is invalid in the encoding, or a control character of the 1980s."""
    try:
        text = data.decode(ENCODINGS[name])
    except UnicodeDecodeError:
        return None
    return None if re.search("[\x80-\x9f]", text) else text


def _words(data: bytes) -> list[bytes]:
    """Return the words that are not plain ASCII, each once, in the order of the file."""
    lines = b"\n".join(line for line in data.split(b"\n") if not line.isascii())
    return [word for word in dict.fromkeys(WORD.findall(lines)) if not word.isascii()]


@dataclass(frozen=True)
class Reading:
    """The words of a file as one encoding reads them, with the placement of each, up to the first impossible word."""

    name: str
    words: Sequence[str]
    placements: Sequence[Placement]

    @classmethod
    def of(cls, name: str, words: Sequence[bytes]) -> Reading | None:
        """Return the words as an encoding reads them; None when one of their bytes has no meaning in it."""
        texts = [_strictly(word, name) for word in words]
        if any(text is None for text in texts):
            return None
        read = [text for text in texts if text is not None]
        placements: list[Placement] = []
        for text in read:
            placements.append(placement(text))
            if placements[-1] == Placement.BAD:
                break
        return cls(name, read, placements)

    @property
    def possible(self) -> bool:
        """Return whether every word is one that somebody may write."""
        return Placement.BAD not in self.placements

    @property
    def odd(self) -> int:
        """Return the number of words whose letters stand strangely."""
        return sum(one in (Placement.ODD, Placement.MISPLACED) for one in self.placements)

    def believed(self, others: Sequence[Reading]) -> bool:
        """Return whether this reading is certainly right: it is sound, and every other reading is worse."""
        good = len(self.placements) - self.odd
        if not self.possible or self.odd * SOUND > good:
            return False
        rivals = [other for other in others if other.possible and other.words != self.words]
        # A strange word may be somebody's name, but French never has a sign out of its place.
        return not any(self.odd or max(other.placements) <= Placement.ODD for other in rivals)


def _refuse_doubt(table: Table, data: bytes, words: Sequence[bytes], readings: Sequence[Reading]) -> None:
    """Add the fault of a file in several encodings or in none, with the readings of the first doubtful word."""
    if not readings:
        table.refuse("encodage inconnu, ni UTF-8 ni Latin-1", AGAIN)
        return
    likely = [one for one in readings if one.possible] or readings
    shown = {one.name: one for one in (*likely, *readings[:1])}
    place = _first_doubt(readings[0], list(shown.values()))
    texts: dict[str, list[str]] = {}
    for name, one in shown.items():
        texts.setdefault(cleaned(one.words[place]), []).append(name)
    said = " ; ".join(f"« {text} » : {' ou '.join(names)}" for text, names in texts.items())
    lines = (number for number, row in enumerate(re.split(rb"\r\n?|\n", data), 1) if words[place] in WORD.findall(row))
    problem = "encodage qui ne se reconnaît pas : ni UTF-8, ni sans aucun doute celui de Windows (cp1252)"
    remedy = f"{AGAIN}, ou donner --encodage avec le nom de ce qui se lit juste ({said})"
    table.refuse(problem, remedy, ligne=next(lines, None), valeur=cleaned(readings[0].words[place]))


def _first_doubt(first: Reading, shown: Sequence[Reading]) -> int:
    """Return the rank of the first word that is impossible in the first reading, or else that readings disagree on."""
    if not first.possible:
        return len(first.placements) - 1
    differ = (i for i, text in enumerate(first.words) if any(one.words[i] != text for one in shown))
    odd = (i for i, one in enumerate(first.placements) if one != Placement.GOOD)
    return next(differ, next(odd, 0))
