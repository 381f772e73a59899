"""What a spreadsheet takes a text for when it opens a CSV, and how to have it leave the text alone."""

from __future__ import annotations

import re
from collections.abc import Collection

#: A number as we write it; a spreadsheet reads it as that number.
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:,([0-9]+))?")
#: Digits of a whole number from which Excel shows, and saves, a power of ten: 1,94563E+11.
SHOWN_WHOLE = 11
#: A day, an hour or both as we write them: in a column of nothing else, days are meant.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{2}:[0-9]{2}")
_MONTH = (
    r"(?:jan(?:v(?:ier)?|uary)?|f[ée]v(?:r(?:ier)?)?|feb(?:ruary)?|mar(?:s|ch)?|avr(?:il)?|apr(?:il)?|mai|may|juin|june?"
    r"|juil(?:let)?|july?|ao[uû]t?|aug(?:ust)?|sept?(?:emb(?:re|er))?|oct(?:ob(?:re|er))?|nov(?:emb(?:re|er))?"
    r"|d[ée]c(?:emb(?:re|er))?)\.?"
)
_DAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
#: What Excel or LibreOffice, French or English, may turn into a number, a day, an hour, a truth or an error. It may
#: name more than they do: a text that is left alone for nothing stays the same text.
TAKEN = re.compile(
    r"[\s(+\-−€$£.,]*\d[\d\s.,:/+\-()%€$£]*(?:e[+-]?\d[\d\s%]*)?(?:\s*[ap]\.?m\.?|\s[ap])?"
    rf"|(?=.*\d)(?:{_DAY},?\s+)?(?:\d+(?:er|st|nd|rd|th)?)?[\s/.,\-]*{_MONTH}[\s/.,:\-\d]*"
    r"|\d{4}-\d\d-\d\dT[\d:.,+\-Z]+|vrai|faux|true|false|#(?:n/a|[a-z]+[!?]|div/0!)",
    re.IGNORECASE,
)
#: The column that names who each row is about: always texts, were they all numbers.
IDENTITY = "candidat"


def left_alone(text: str) -> str:
    """Return a text as the cell that Excel shows as that very text, and that our own readers read as it."""
    return f'="{text}"'


def misread_by_excel(texts: Collection[str], column: str = "") -> set[str]:
    """Say which of the texts of a column a spreadsheet must be kept from reading as something else.

    None in a column of numbers, nor in one of days, which it reads as they are meant. As soon as one text would not
    come back as it is, so are those that would: a column of which half is numbers cannot be sorted or joined.
    """
    filled = [text for text in texts if text.strip()]
    if column != IDENTITY and (_are_numbers(filled) or all(map(MOMENT.fullmatch, filled))):
        return set()
    taken = {text for text in filled if TAKEN.fullmatch(text.strip())}
    return taken if not all(map(_comes_back, taken)) else set()


def _are_numbers(texts: Collection[str]) -> bool:
    """Return whether all are numbers with as many decimals: then 10,5000 is 10,5, where alone it might be a name."""
    found = [NUMBER.fullmatch(text) for text in texts]
    decimals = {len(one[1] or "") for one in found if one}
    return all(found) and len(decimals) <= 1 and all(len(text.partition(",")[0]) <= SHOWN_WHOLE for text in texts)


def _comes_back(text: str) -> bool:
    """Return whether a spreadsheet that reads this text as a number shows and saves the same text."""
    match = NUMBER.fullmatch(text)
    if match is None or text == "-0" or (match[1] or "").endswith("0"):
        return False
    return sum(map(str.isdigit, text)) <= SHOWN_WHOLE
