"""The language of what people read: French as the code writes it, or another one from its catalogues.

The law stays in French: its words are quoted, never translated. A sentence is looked up when it is shown, so one
process can speak one language after the other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("fr", "en")
#: Where each language takes its symbols and its dates from.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
#: One folder per language other than French, with its catalogues: `en/*.po`.
CATALOGUES = Path(__file__).parent / "translations"
#: What parts a sentence of a table from the next, and a number in it as French writes it.
ENTRE, NUMBER = " ; ", re.compile(r"\d+(?:,\d+)?")
#: What stands for a number, or for anything else that a sentence is completed with, in a key of the catalogues.
SLOT, SLOTS = "{n}", re.compile(r"\{\w+\}")

_current = LANGUAGES[0]


def speak(lang: str) -> None:
    """Choose the language of tables, charts and pages, `fr` or `en`, until further notice.

    Raises ValueError for a language that has no catalogue.
    """
    global _current
    if lang not in LANGUAGES:
        raise ValueError(f"langue inconnue : {lang}. Remède : {' ou '.join(LANGUAGES)}")
    _current = lang


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language for a while, then the one that was spoken before."""
    before = langue()
    speak(lang)
    try:
        yield
    finally:
        speak(before)


def langue() -> str:
    """Return the language that is spoken now."""
    return _current


def locale() -> Locale:
    """Return the Babel locale of the language that is spoken now."""
    return _locale(_current)


def _(phrase: str) -> str:
    """Return a sentence in the language spoken; in French where its catalogue has none, which a test refuses."""
    return phrase if _current == LANGUAGES[0] else _catalogue(_current).get(phrase, phrase)


def N_(phrase: str) -> str:  # noqa: N802 (the name that gettext looks for)
    """Mark a sentence for the catalogues where it is defined, to be looked up by `_` where it is shown."""
    return phrase


def _n(singular: str, plural: str, nombre: float) -> str:
    """Return the sentence for a number of things: two make a plural in French, anything but one in English."""
    if _current == LANGUAGES[0]:
        return singular if abs(nombre) < 2 else plural
    return _(singular if abs(nombre) == 1 else plural)


def translate(texte: str, lang: str | None = None) -> str:
    """Return words that a table or a file holds in French, in the language spoken, or in `lang`.

    Looked up whole, then part by part, numbers apart: a table may hold `oraux sommés ; moyenne de 4 tirages`. Words
    that no catalogue has, such as the names that an analyst gives, stay as they are.
    """
    spoken = lang or _current
    if spoken == LANGUAGES[0] or not texte:
        return texte
    words = _catalogue(spoken)
    if texte in words:
        return words[texte]
    if ENTRE in texte:
        return "; ".join(translate(part, spoken) for part in texte.split(ENTRE))
    return _without_numbers(texte, words, spoken)


def key_of(texte: str) -> str:
    """Return the key under which a sentence with numbers, or with names between braces, is in the catalogues."""
    return NUMBER.sub(SLOT, SLOTS.sub(SLOT, texte))


class Labels(dict[str, str]):
    """Words by code, in the language spoken when they are read; written in French."""

    def __getitem__(self, code: str) -> str:
        return _(super().__getitem__(code))

    @overload  # type: ignore[override]
    def get(self, code: str, default: None = None) -> str | None: ...
    @overload
    def get(self, code: str, default: str) -> str: ...
    def get(self, code: str, default: str | None = None) -> str | None:
        """Return the words of a code, or the default as it is."""
        return _(words) if (words := super().get(code)) is not None else default

    def values(self) -> ValuesView[str]:  # type: ignore[override]
        """Return the words of every code, in their order."""
        return self._dits().values()

    def items(self) -> ItemsView[str, str]:  # type: ignore[override]
        """Return every code with its words, in their order."""
        return self._dits().items()

    def _dits(self) -> dict[str, str]:
        return {code: self[code] for code in self}


def _without_numbers(texte: str, words: Mapping[str, str], lang: str) -> str:
    key = NUMBER.sub(SLOT, texte)
    found = words.get(key, key if key == SLOT else None)
    if found is None:
        return texte
    point = _locale(lang).number_symbols["latn"]["decimal"]
    numbers = iter(NUMBER.findall(texte))
    return re.sub(re.escape(SLOT), lambda _: next(numbers).replace(",", point), found)


@functools.cache
def _locale(lang: str) -> Locale:
    from babel import Locale

    return Locale.parse(LOCALES[lang])


@functools.cache
def _catalogue(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    words: dict[str, str] = {}
    for path in sorted((CATALOGUES / lang).glob("*.po")):
        with path.open("rb") as file:
            words |= {str(one.id): str(one.string) for one in read_po(file, locale=lang) if one.id and one.string}
    return words
