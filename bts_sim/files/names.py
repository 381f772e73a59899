"""Compare names that people write with other letters, cases or signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

#: Letters of other alphabets → the Latin letter that they look like.
LOOKALIKES = str.maketrans("аеорсухіјѕԁ" + "αεορνιυκτ" + "ḿ", "aeopcyxijsd" + "aeopviukt" + "m")  # noqa: RUF001
#: Signs and blanks that people add to a name or leave out.
SIGNS = re.compile(r"[\s_'’‘ʼ´`\-‐-―−.]+")  # noqa: RUF001
#: Numbers in the scientific form that spreadsheets and statistics programs write after they drop the last digits.
SCIENTIFIC = re.compile(r"[+-]?\d++(?:[.,]\d*+[eE][+-]?|[eE][+-])\d+")


def folded(text: str) -> str:
    """Return a name without accents or capitals, and without the blanks around it."""
    plain = text.strip().casefold()
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def hyphenated(text: str) -> str:
    """Return a name as our files are named: folded, with hyphens between its words."""
    return SIGNS.sub("-", folded(text))


def squeezed(text: str) -> str:
    """Return a name as the eye reads it: folded, without blanks and signs, with Latin letters for their look-alikes."""
    wide = unicodedata.normalize("NFKC", text).casefold().replace("œ", "oe").replace("æ", "ae")
    return SIGNS.sub("", folded(wide.translate(LOOKALIKES)))


def one_edit_apart(one: str, other: str) -> bool:
    """Return whether adding, removing, changing or swapping one letter turns `one` into `other`."""
    if one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) == len(short):
        exchanged = short[at + 1 : at + 2] + short[at] == long[at : at + 2]
        return short[at + 1 :] == long[at + 1 :] or (exchanged and short[at + 2 :] == long[at + 2 :])
    return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]


def identity(candidat: str) -> str:
    """Return a key that all writings of one candidate share: letters, or the value of a number.

    To a spreadsheet, 0123, 123, 123.0, 1 2 3 and 1.23E2 are one number. L'Hostis and L’HOSTIS are one name.
    """
    plain = squeezed(candidat.replace(",", ".") if SCIENTIFIC.fullmatch(candidat) else candidat)
    if SCIENTIFIC.fullmatch(candidat):
        value = float(candidat.replace(",", "."))
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e16 else plain
    number = re.fullmatch(r"0*(\d+)", re.sub(r"[.,]0+$", "", re.sub(r"[\s']", "", candidat)))
    if number:
        return number[1]
    # Without its signs, 1-2 would be taken for 12.
    return folded(candidat) if plain.isdigit() else plain


def by_identity(candidats: Iterable[str]) -> dict[str, list[str]]:
    """Return the candidates by the key that their writings share, so that possible duplicates are together."""
    found: dict[str, list[str]] = {}
    for candidat in candidats:
        if key := identity(candidat):
            found.setdefault(key, []).append(candidat)
            words = sorted(re.split(r"[\s,]+", folded(candidat)))
            if len(words) > 1:
                found.setdefault(" ".join(words), []).append(candidat)
    return found


def same_person(candidat: str, known: Mapping[str, Sequence[str]], also: Collection[str] = ()) -> str:
    """Return a remedy that names the candidate most likely meant by an unknown one, and the difference.

    `known`: the known candidates, as `by_identity` returns them. `also`: the candidates who stand in the same file as
    `candidat`, with whom he must not be merged. The result is empty when nobody fits.
    """
    same = known.get(identity(candidat)) or known.get(" ".join(sorted(re.split(r"[\s,]+", folded(candidat)))), ())
    if len(same) != 1:
        return ""
    if same[0] in also:
        return f"est-ce « {same[0]} », qui a déjà sa ligne et ses notes ? Si ce sont deux personnes, donner ses notes"
    return f"vouliez-vous dire « {same[0]} » ? {_difference(candidat, same[0])}"


def _difference(given: str, known: str) -> str:
    """Return the reason why two writings of one candidate are not the same text."""
    for words, same in (
        ("par une ligature ou une lettre pleine chasse", lambda text: unicodedata.normalize("NFKC", text)),
        ("par une majuscule", str.casefold),
        ("par un accent", folded),
        ("par une apostrophe, un trait d'union, un point ou un espace", lambda text: SIGNS.sub("", text)),
    ):
        if same(given) == same(known):
            return f"Les deux écritures diffèrent {words} : écrire partout la même"
    if identity(given).isdigit() and identity(known).isdigit():
        return "Un tableur a changé le numéro : colonne à mettre au format Texte"
    if sorted(re.split(r"[\s,]+", folded(given))) == sorted(re.split(r"[\s,]+", folded(known))):
        return "L'ordre des mots diffère : écrire partout le même"
    return "Les deux écritures diffèrent par une lettre ou un signe qui se ressemblent : écrire partout la même"
