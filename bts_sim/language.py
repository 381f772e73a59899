"""The language of the texts that people read: French as the code writes it, or another one from its catalogues.

The law stays in French: it is quoted, never translated. A sentence is looked up when it is shown, so that one process
can use one language after the other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("fr", "en")
#: The locale of each language, for its symbols and its dates.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
#: One folder per language other than French, with its catalogues: `en/*.po`.
CATALOGUES = Path(__file__).parent / "translations"
#: The separator of the sentences of a cell, and the pattern of a number as French writes it.
ENTRE, NUMBER = " ; ", re.compile(r"\d+(?:,\d+)?")
#: In a key of the catalogues, the placeholder of a number or of any other value that completes a sentence.
SLOT, SLOTS = "{n}", re.compile(r"\{\w+\}")

_by_default = LANGUAGES[0]
#: The language of the `with speaking` block of this thread: two studies may answer at once, each in its language.
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def speak(lang: str) -> None:
    """Set the language of tables, charts and pages, `fr` or `en`, until further notice.

    Raises ValueError for a language that has no catalogue.
    """
    global _by_default
    _by_default = _known(lang)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Use a language inside a `with` block, in this thread only, then go back to the previous one.

    Raises ValueError for a language that has no catalogue.
    """
    token = _spoken.set(_known(lang))
    try:
        yield
    finally:
        _spoken.reset(token)


def langue() -> str:
    """Return the current language."""
    return _spoken.get() or _by_default


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"langue inconnue : {lang}. Remède : {' ou '.join(LANGUAGES)}")
    return lang


def locale() -> Locale:
    """Return the Babel locale of the current language."""
    return _locale(langue())


def _(phrase: str) -> str:
    """Return a sentence in the current language, or in French where the catalogue lacks it (a test refuses that)."""
    return phrase if (spoken := langue()) == LANGUAGES[0] else _catalogue(spoken).get(phrase, phrase)


def N_(phrase: str) -> str:  # noqa: N802 (the name that gettext looks for)
    """Return a sentence unchanged: this marks it for the catalogues, and `_` looks it up where it is shown."""
    return phrase


def _n(singular: str, plural: str, nombre: float) -> str:
    """Return the sentence for a number of things: the plural starts at 2 in French; in English, only 1 is singular."""
    if langue() == LANGUAGES[0]:
        return singular if abs(nombre) < 2 else plural
    return _(singular if abs(nombre) == 1 else plural)


def translate(texte: str, lang: str | None = None) -> str:
    """Return words that a table or a file holds in French, in the current language or in `lang`.

    The text is looked up whole, then part by part, without its numbers: a cell may hold `oraux sommés ; moyenne de 4
    tirages`. Words that no catalogue has, such as the names that an analyst gives, stay as they are.
    """
    spoken = lang or langue()
    if spoken == LANGUAGES[0] or not texte:
        return texte
    words = _catalogue(spoken)
    if texte in words:
        return words[texte]
    if ENTRE in texte:
        return "; ".join(translate(part, spoken) for part in texte.split(ENTRE))
    return _without_numbers(texte, words, spoken)


def key_of(texte: str) -> str:
    """Return the key of a sentence in the catalogues, where a placeholder replaces its numbers and its `{names}`."""
    return NUMBER.sub(SLOT, SLOTS.sub(SLOT, texte))


class Labels(dict[str, str]):
    """Words by code, written in French and read in the current language."""

    def __getitem__(self, code: str) -> str:
        return _(super().__getitem__(code))

    @overload  # type: ignore[override]
    def get(self, code: str, default: None = None) -> str | None: ...
    @overload
    def get(self, code: str, default: str) -> str: ...
    def get(self, code: str, default: str | None = None) -> str | None:
        """Return the words of a code, or the default unchanged."""
        return _(words) if (words := super().get(code)) is not None else default

    def values(self) -> ValuesView[str]:  # type: ignore[override]
        """Return the words of every code, in order."""
        return self._dits().values()

    def items(self) -> ItemsView[str, str]:  # type: ignore[override]
        """Return every code with its words, in order."""
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
