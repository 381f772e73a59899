"""Make texts from elsewhere safe to show: no control character, no reversed line, limited length."""

from __future__ import annotations

import hashlib
import re
from typing import Any

#: Control characters, lone surrogates, non-characters, and the marks that reverse the order of the text after them.
DECEPTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
#: Marks that French keeps with the word before them, and the quote that it keeps with the word after.
SEPARATED = re.compile(" (?=[;:?!»])|(?<=«) ")
REPLACEMENT = "\ufffd"
#: Characters of a name or of a number that a page shows.
LENGTH = 64


def readable_page(value: Any) -> Any:
    """Return a text with � for each treacherous character; any other value is unchanged."""
    # `type`, not isinstance: Markup comes from the templates themselves.
    return DECEPTIVE.sub(REPLACEMENT, value) if type(value) is str else value


def court(text: str) -> str:
    """Return a text short enough for a page; a fingerprint keeps two different long texts different."""
    if len(text) <= LENGTH:
        return text
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{text[: LENGTH - 16]}… [{fingerprint}]"


def fine(text: str) -> str:
    """Return a French text whose double punctuation never begins a line."""
    return SEPARATED.sub("\u202f", text)
