"""Predict how a spreadsheet misreads a text of a CSV, and write the text so that the spreadsheet keeps it."""

from __future__ import annotations

import re
from collections.abc import Collection

#: A number as the project writes it; a spreadsheet reads it as the same number.
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:,([0-9]+))?")
#: Digits from which Excel shows, and saves, a whole number as a power of ten: 1,94563E+11.
SHOWN_WHOLE = 11
#: A day, an hour or both, as the project writes them. A column of nothing else holds days.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{2}:[0-9]{2}")
_MONTH = (
    r"(?:jan(?:v(?:ier)?|uary)?|f[ée]v(?:r(?:ier)?)?|feb(?:ruary)?|mar(?:s|ch)?|avr(?:il)?|apr(?:il)?|mai|may|juin|june?"
    r"|juil(?:let)?|july?|ao[uû]t?|aug(?:ust)?|sept?(?:emb(?:re|er))?|oct(?:ob(?:re|er))?|nov(?:emb(?:re|er))?"
    r"|d[ée]c(?:emb(?:re|er))?)\.?"
)
_DAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
#: Texts that Excel or LibreOffice, French or English, may turn into a number, a day, an hour, a truth value or an
#: error. The pattern may match more: a text that is protected for nothing stays the same text.
TAKEN = re.compile(
    r"[\s(+\-−€$£.,]*\d[\d\s.,:/+\-()%€$£]*(?:e[+-]?\d[\d\s%]*)?(?:\s*[ap]\.?m\.?|\s[ap])?"
    rf"|(?=.*\d)(?:{_DAY},?\s+)?(?:\d+(?:er|st|nd|rd|th)?)?[\s/.,\-]*{_MONTH}[\s/.,:\-\d]*"
    r"|\d{4}-\d\d-\d\dT[\d:.,+\-Z]+|vrai|faux|true|false|#(?:n/a|[a-z]+[!?]|div/0!)",
    re.IGNORECASE,
)
#: The column that identifies each row: always texts, even if all are numbers.
IDENTITY = "candidat"


def left_alone(text: str) -> str:
    """Return the cell that makes Excel show exactly a text, and that our own readers read back as that text."""
    return f'="{text}"'


def misread_by_excel(texts: Collection[str], column: str = "") -> set[str]:
    """Return the texts of a column that need protection, so that a spreadsheet does not read them as something else.

    A column of numbers needs none. A column of days needs none either, since they are read as days. Once one text would
    change, every text that the spreadsheet converts is protected: a column that is half numbers cannot be sorted or
    joined.
    """
    filled = [text for text in texts if text.strip()]
    if column != IDENTITY and (_are_numbers(filled) or all(map(MOMENT.fullmatch, filled))):
        return set()
    taken = {text for text in filled if TAKEN.fullmatch(text.strip())}
    return taken if not all(map(_comes_back, taken)) else set()


def _are_numbers(texts: Collection[str]) -> bool:
    """Return whether all texts are numbers with equally many decimals: then 10,5000 is 10,5 and not a name."""
    found = [NUMBER.fullmatch(text) for text in texts]
    decimals = {len(one[1] or "") for one in found if one}
    return all(found) and len(decimals) <= 1 and all(len(text.partition(",")[0]) <= SHOWN_WHOLE for text in texts)


def _comes_back(text: str) -> bool:
    """Return whether a spreadsheet that reads a text as a number shows and saves the same text."""
    match = NUMBER.fullmatch(text)
    if match is None or text == "-0" or (match[1] or "").endswith("0"):
        return False
    return sum(map(str.isdigit, text)) <= SHOWN_WHOLE
