"""Detect text that another program decoded wrongly, in any kind of file, without rejecting names of any language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bts_sim.files.assumed import ONE_BYTE
from bts_sim.files.placement import Placement, placement

#: Encodings that are taken for each other: Windows and another one, in both orders.
MISTAKES = [("cp1252", name) for name in ONE_BYTE if name != "cp1252"]
MISTAKES += [(name, "cp1252") for name in ONE_BYTE if name != "cp1252"]
INSIDE = re.compile(r"(?<=\w)[^\x00-\x7f]|[^\w\x00-\x7f]|ƒ")
FRENCH = "àâçéèêëîïôùûüÿœæ’"
#: The character that replaces letters lost by a conversion.
LOST = "\ufffd"
#: Times that a text is decoded again. A text that was read wrong three times is `ZoÃƒÆ’Ã‚Â©`.  # noqa: RUF003
ROUNDS = 4
#: `VoilÃ`: the second byte of à appears as a no-break blank, and the end of a cell loses that blank.
CUT = re.compile(r"(?<=[a-zß-ÿ])Ã(?=\s|\Z)")
FROM_UTF_8 = "exporter de nouveau depuis la source, en UTF-8"


def _bytes_of(encoding: str) -> dict[str, int]:
    """Return the bytes above 0x7F by the characters that show them; control characters stand for themselves."""
    shown = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        if character := bytes([byte]).decode(encoding, "ignore"):
            shown[character] = byte
    return shown


def _pattern(shown: Mapping[str, int]) -> re.Pattern[str]:
    """Return the pattern that finds letters of several bytes in UTF-8, as an encoding shows them."""

    def among(low: int, high: int) -> str:
        return "[" + re.escape("".join(c for c, byte in shown.items() if low <= byte <= high)) + "]"

    lengths = ((0xC2, 0xDF, 1), (0xE1, 0xEF, 2), (0xF0, 0xF4, 3))
    return re.compile("|".join(f"{among(low, high)}{among(0x80, 0xBF)}{{{more}}}" for low, high, more in lengths))


BYTES = {name: _bytes_of(encoding) for name, encoding in ONE_BYTE.items()}
PATTERNS = {name: _pattern(shown) for name, shown in BYTES.items()}
#: All the patterns in one: nearly every text needs a single search.
ANY = re.compile("|".join([CUT.pattern, *(pattern.pattern for pattern in PATTERNS.values())]))


def _once(text: str, name: str) -> str:
    """Return a text after decoding the parts that are UTF-8 shown in an encoding."""

    def decoded(match: re.Match[str]) -> str:
        try:
            letter = bytes(BYTES[name][c] for c in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        return letter if _of_europe(letter) or letter in BYTES[name] else match[0]

    return PATTERNS[name].sub(decoded, text)


def _of_europe(letter: str) -> bool:
    """Return whether a character belongs to French texts or to names in Latin letters."""
    code = ord(letter)
    return 0xA0 <= code <= 0x17F or 0x1E00 <= code <= 0x1EFF or 0x2010 <= code <= 0x203A or letter in "€™−\u202f\ufeff"


def twice_decoded(text: str) -> tuple[str, str]:
    """Return the original of a UTF-8 text that was read in another encoding, and that encoding.

    Both are empty for any other text.

    Only text that is sound UTF-8 once encoded again is changed, so names of any language pass.
    """
    if not ANY.search(text):
        return "", ""
    found: list[tuple[str, str]] = []
    for name in ONE_BYTE:
        was = text
        for _ in range(ROUNDS):
            was = _once(was, name)
        if was != text and all(c.isascii() or _of_europe(c) for c in was):
            found.append((CUT.sub("à", was), name))
    french = (one for one in found if all(placement(word) == Placement.GOOD for word in one[0].split()))
    if found:
        return next(french, found[0])
    was = CUT.sub("à", text)
    return (was, "cp1252") if was != text else ("", "")


def misread(text: str) -> tuple[str, str, str]:
    """Return the original of a text in an encoding of one byte, its encoding, and the encoding in which it was read.

    `H‚lŠne`, `ZoÚ` and `FranÁois` are words that nobody writes, and French words in another encoding. For any other
    text, all three are empty.
    """  # noqa: RUF002
    wrong = [word for word in text.split() if placement(word) == Placement.BAD]
    # Alone or first in a word, such a letter may belong to a language that is not known here: Ýmir, Þór, µm.
    if not any(len(word) > 2 and INSIDE.search(word) for word in wrong):
        return "", "", ""
    for shown, source in MISTAKES:
        try:
            was = bytes(ord(c) if c.isascii() else BYTES[shown][c] for c in text).decode(ONE_BYTE[source])
        except (KeyError, UnicodeDecodeError):
            continue
        # Novotný and AUÐUR are names, not Novotn² and AUÑUR. A word was French before only if it reads as French now.
        french = all(old.isascii() or new.lower() in FRENCH for old, new in zip(text, was, strict=True))
        if was != text and french and all(placement(word) == Placement.GOOD for word in was.split()):
            return was, source, shown
    return "", "", ""


def damage(text: str) -> tuple[str, str] | None:
    """Return what happened to the letters of a text, and the remedy; None when they are sound."""
    if text.isascii():
        return None
    if LOST in text:
        problem = f"lettre perdue (« {LOST} ») : le fichier a été converti depuis un encodage qui n'était pas le sien"
        return problem, FROM_UTF_8
    was, name = twice_decoded(text)
    source = "UTF-8"
    if not was:
        was, source, name = misread(text)
    if not was:
        return None
    was = " ".join(was.split())
    return f"texte en {source} lu comme s'il était en {name}, puis enregistré ainsi", f"{FROM_UTF_8} (« {was} » ?)"
