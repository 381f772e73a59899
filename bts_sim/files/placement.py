"""Judge whether the accents and signs of a word are where French puts them, to choose between readings of a byte."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache


class Placement(IntEnum):
    """The placement of a word's letters and signs: as French has them, odd as in a name, misplaced, or impossible."""

    GOOD = 0
    ODD = 1
    MISPLACED = 2
    BAD = 3


#: Accented letters of French and of names from neighbouring countries.
LETTERS = set("àâçéèêëîïôùûüÿœæáíóúñãõäöß")
#: Letters that other readings of a French byte also produce: believed only among many sound words.
RARE = set("ìòåøšž")
SIGNS = set("«»’°€–—…·²³½¼¾×§“”\xa0\u202f")
BLANKS = "\xa0\u202f"
VOWELS = "aeiouyàâéèêëîïôùûüÿœæáíóúãõäö"
CONSONANTS = "bcdfghjklmnpqrstvwxzçñ"
#: Places where French never has such a letter, in a word in small letters.
STRANGE = re.compile(
    "|".join(
        (
            rf"è[{VOWELS}]|è[{CONSONANTS}]+[{VOWELS}](?<![eéèê])|\Aè(?![{CONSONANTS}]{{1,2}}es?\Z)",
            rf"ê[{VOWELS}]|[aeiy]ê",
            rf"(?<![{VOWELS}])[ëÿ]",
            rf"(?<![{VOWELS}])ï(?![{VOWELS}])|\Aï",
            rf"[îôû][{VOWELS}]|\A(?:î(?!l)|ô(?!t)|û)|(?<!o)ù|[{VOWELS}]à|à\w",
            rf"[œæ]\Z|œ[aoyhkmpzgbrv]|(?<!\A)œ[dc]|æ(?![tslvgdrnqmc])|[{VOWELS}]æ|\Anæ",
            rf"[bdfgkmpstvz]ç|ç(?!\Z|[{VOWELS}])|ç[eéèêiy]",
            rf"ñ(?![{VOWELS}])|ã(?!\Z|[oe]s?\Z)|õ(?!es?\Z)",
            rf"í[h{VOWELS}](?<!í[aeo])|í[aeo](?![szn]?\Z)|\A[nmok]í[bcdgkpz]|á[{VOWELS}]|\Aó(?!s)",
            rf"ú(?:[{VOWELS}tgbhd]|ch|l[{CONSONANTS}])|\Aú(?!rs)|(?:sch|k)ú",
            rf"(?<![{VOWELS}])ß|ß(?!\Z|[eimnlkt])",
        )
    )
)
#: Places where neighbouring languages have no such letter either: NOÀL, FRANÃOIS, BENOŒT, Œle, Lebúuf, Lútitia.
NOWHERE = re.compile(
    rf"[{VOWELS}]à\w|ã[oe](?!s?\Z)|ãa|æ[gh{VOWELS}]|[îå]u|íh|\Aú(?!rs)|úu|[{CONSONANTS}]út[{VOWELS}]t"
    rf"|[{VOWELS}]œ|\Aœl"
)
#: Shapes of a word: u and U are plain letters, a and A are accented ones.
USUAL = re.compile(r"[ua]{2,}|[UA][ua]+|[UA]{2,}")
#: `HéLèNE`, as programs that do not know accents write it; `DuPré`.
UNUSUAL = re.compile(r"[Ua]{2,}|[UA][ua]*(?:U[ua]*)+")
ELIDED = re.compile(
    rf"(?<!\w)(?:(?:[ldtscj]|(?:\w*[qQ]|Q)[uU])’(?=[h{VOWELS}])|[nmko]’(?=\w)|(?:aujourd|entr|grand)’(?=\w))|c’(?=h)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_²³½¼¾]+")
#: Each sign → what must stand around it.
PLACED = {
    "«": re.compile(r"(?<!\w)«(?=\s|\Z)"),
    "»": re.compile(r"(?:(?<=\s)|(?<![\s\S]))»(?!\w)"),
    "°": re.compile(r"(?:(?<=\d)|(?<!\w[nN])(?<=[nN]))°"),
    "€": re.compile(r"(?:(?<=\d)|(?<=\d\s))€|€(?=\d)|\A€\Z"),
    "–": re.compile(r"\A–\Z|(?<=\d)–(?=\d)|(?<=\s)–(?=\s)"),
    "—": re.compile(r"\A—\Z|(?<=\d)—(?=\d)|(?<=\s)—(?=\s)"),
    "…": re.compile(r"(?:(?<=[a-zàâçéèêëîïôùûü\d])|(?<=\AETC))…(?=[).\s]|\Z)"),
    "·": re.compile(r"(?<=[^\W\d_]{2})·(?=(?:[rntsflvd]{0,2}i?c?e|s|x)(?:·?s)?(?!\w))", re.IGNORECASE),
    "²": re.compile(r"(?<=\w)²(?!\w)"),
    "³": re.compile(r"(?<=\w)³(?!\w)"),
    "½": re.compile(r"(?<![^\W\d_])½(?!\w)"),
    "¼": re.compile(r"(?<![^\W\d_])¼(?!\w)"),
    "¾": re.compile(r"(?<![^\W\d_])¾(?!\w)"),
    "×": re.compile(r"\A×\Z|(?<=\d)×(?=\d)"),
    "§": re.compile(r"(?<!\w)§(?![^\W\d_])"),
}
#: Signs out of their place that may still be in somebody's name: `«mot»`, `Jean–Pierre`, `ABC…`, `dit “Jo”`.
POSSIBLE = {
    "«": re.compile(r"(?<!\w)«(?=\w)"),
    "»": re.compile(r"(?<=\w)»(?!\w)"),
    "–": re.compile(r"–"),
    "—": re.compile(r"—"),
    "…": re.compile(r"…(?!\w)"),
    "“": re.compile(r"(?<!\w)“(?=\w)"),
    "”": re.compile(r"(?<=[\w.!?])”(?!\w)"),
}
#: Capitals that end no word: `LEV QUE` is « LEVÊQUE » read wrong, `LEPR TRE` is « LEPRÊTRE ».
NO_END = re.compile(r"[VJQ]\Z|[BCDFGPTV][RL]\Z")
#: Places of the ÿ of `Louÿs` or `L’Haÿ-les-Roses`, which other encodings read as a blank.
MAYBE_Y = re.compile(r"[ao]ÿ-|[aou]ÿ[es](?![^\W\d_])")
PARTICLES = {"DE", "DU", "DES", "LA", "LE", "LES", "ET", "EL", "AL", "BEN", "LO", "DI", "DA"}


@lru_cache(maxsize=1 << 16)
def placement(text: str) -> Placement:
    """Return the placement of a word, signs and no-break blanks included: that of its worst letter or sign."""
    worst = Placement.GOOD
    for sign in {c for c in text if not c.isascii()}:
        small = unicodedata.normalize("NFC", sign.lower())
        if sign in SIGNS or sign == "‘":  # noqa: RUF001
            worst = max(worst, _sign(text, sign))
        elif small not in LETTERS | RARE or (sign.isupper() and small == "ß"):
            return Placement.BAD
    for match in WORD.finditer(text):
        if not match[0].isascii():
            worst = max(worst, _word(text, match))
    return worst


def _word(text: str, match: re.Match[str]) -> Placement:
    """Return the placement of the letters of one word of `text`."""
    word = match[0]
    if len(word) == 1:
        return _letter(text, match)
    shape = "".join("ua"[not c.isascii()] if c.islower() else "UA"[not c.isascii()] for c in word)
    if not USUAL.fullmatch(shape):
        return Placement.MISPLACED if UNUSUAL.fullmatch(shape) else Placement.BAD
    small = word.lower()
    if NOWHERE.search(small):
        return Placement.MISPLACED
    if STRANGE.search(small) or not RARE.isdisjoint(small):
        return Placement.ODD
    after_digit = match.start() > 0 and text[match.start() - 1].isdigit()
    return Placement.MISPLACED if after_digit and small[0] not in "eèé" else Placement.GOOD


def _letter(text: str, match: re.Match[str]) -> Placement:
    """Return the placement of a letter that stands alone: `à`, or an initial."""
    letter, after = match[0], text[match.end() : match.end() + 1]
    before = text[match.start() - 1 : match.start()]
    if letter in "àÀ" or (letter in "èé" and before.isdigit()) or (letter.isupper() and after == "."):
        return Placement.GOOD
    if letter in "ÀÉÈÊÎÔô":
        return Placement.ODD
    return Placement.MISPLACED if letter.isupper() else Placement.BAD


def _sign(text: str, sign: str) -> Placement:
    """Return the placement of one sign, over all its occurrences in `text`."""
    if sign == "’":
        return Placement.GOOD if len(ELIDED.findall(text)) == text.count(sign) else Placement.MISPLACED
    if sign in BLANKS:
        return max((_blank(text, i) for i, c in enumerate(text) if c == sign), default=Placement.GOOD)
    count = text.count(sign)
    if sign in PLACED and len(PLACED[sign].findall(text)) == count:
        return Placement.GOOD
    return Placement.MISPLACED if sign in POSSIBLE and len(POSSIBLE[sign].findall(text)) == count else Placement.BAD


def _blank(text: str, place: int) -> Placement:
    """Return the placement of a no-break blank: between capitals, each side must be able to be a word."""
    sides = re.split(r"[\W\d_]", text[:place])[-1], re.split(r"[\W\d_]", text[place + 1 :])[0]
    if not all(side.isupper() for side in sides):
        return Placement.MISPLACED if MAYBE_Y.search(text[:place] + "ÿ" + text[place + 1 :]) else Placement.GOOD
    whole = all(side in PARTICLES or (len(side) > 2 and re.search("[AEIOUY]", side)) for side in sides)
    return Placement.MISPLACED if not whole or NO_END.search(sides[0]) else Placement.GOOD
