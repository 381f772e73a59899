"""Text that was decoded wrongly before it came here, in any kind of file: told from names of any language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bts_sim.files.assumed import ONE_BYTE
from bts_sim.files.placement import Placement, placement

#: What one of Windows is read in, and what is read in that of Windows.
MISTAKES = [("cp1252", name) for name in ONE_BYTE if name != "cp1252"]
MISTAKES += [(name, "cp1252") for name in ONE_BYTE if name != "cp1252"]
INSIDE = re.compile(r"(?<=\w)[^\x00-\x7f]|[^\w\x00-\x7f]|ƒ")
FRENCH = "àâçéèêëîïôùûüÿœæ’"
#: What stands for letters that a conversion has lost.
LOST = "\ufffd"
#: Times that a text is decoded again; one that was read wrong three times is `ZoÃƒÆ’Ã‚Â©`.  # noqa: RUF003
ROUNDS = 4
#: `VoilÃ`: the second byte of à shows as a no-break blank, which is lost at the end of a cell.
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
    """Find letters of several bytes in UTF-8, as an encoding shows them."""

    def among(low: int, high: int) -> str:
        return "[" + re.escape("".join(c for c, byte in shown.items() if low <= byte <= high)) + "]"

    lengths = ((0xC2, 0xDF, 1), (0xE1, 0xEF, 2), (0xF0, 0xF4, 3))
    return re.compile("|".join(f"{among(low, high)}{among(0x80, 0xBF)}{{{more}}}" for low, high, more in lengths))


BYTES = {name: _bytes_of(encoding) for name, encoding in ONE_BYTE.items()}
PATTERNS = {name: _pattern(shown) for name, shown in BYTES.items()}
#: Any of them, or none: one search for nearly all texts.
ANY = re.compile("|".join([CUT.pattern, *(pattern.pattern for pattern in PATTERNS.values())]))


def _once(text: str, name: str) -> str:
    """Return the text with what is UTF-8 under that encoding decoded."""

    def decoded(match: re.Match[str]) -> str:
        try:
            letter = bytes(BYTES[name][c] for c in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        return letter if _of_europe(letter) or letter in BYTES[name] else match[0]

    return PATTERNS[name].sub(decoded, text)


def _of_europe(letter: str) -> bool:
    """Whether a character is one that French texts and names in Latin letters hold."""
    code = ord(letter)
    return 0xA0 <= code <= 0x17F or 0x1E00 <= code <= 0x1EFF or 0x2010 <= code <= 0x203A or letter in "€™−\u202f\ufeff"


def twice_decoded(text: str) -> tuple[str, str]:
    """Return what a text was before its UTF-8 was taken for another encoding, and for which; both empty if it was not.

    Only what is sound UTF-8 once encoded again is meant, so that names of any language pass.
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
    """Return what a text in an encoding of one byte was, that encoding, and the other one that it was read in.

    `H‚lŠne`, `ZoÚ`, `FranÁois` are words that nobody writes, and French ones in another encoding. Else all are empty.
    """  # noqa: RUF002
    wrong = [word for word in text.split() if placement(word) == Placement.BAD]
    # Alone, or first in a word, a letter may be one of a language whose words are not known here: Ýmir, Þór, µm.
    if not any(len(word) > 2 and INSIDE.search(word) for word in wrong):
        return "", "", ""
    for shown, source in MISTAKES:
        try:
            was = bytes(ord(c) if c.isascii() else BYTES[shown][c] for c in text).decode(ONE_BYTE[source])
        except (KeyError, UnicodeDecodeError):
            continue
        # Novotný and AUÐUR are names, not Novotn² and AUÑUR: only what is French again was French before.
        french = all(old.isascii() or new.lower() in FRENCH for old, new in zip(text, was, strict=True))
        if was != text and french and all(placement(word) == Placement.GOOD for word in was.split()):
            return was, source, shown
    return "", "", ""


def damage(text: str) -> tuple[str, str] | None:
    """Return what happened to the letters of a text, and what to do; None when they are sound."""
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
