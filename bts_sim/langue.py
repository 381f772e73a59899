"""The language of what people read: French as the code writes it, or another one from its catalogues.

The law stays in French: its words are quoted, never translated. A sentence is looked up when it is shown, so one
process can speak one language after the other.
"""

from __future__ import annotations

import functools
from pathlib import Path

LANGUES = ("fr", "en")
#: One folder per language other than French, with its catalogues: `en/*.po`.
CATALOGUES = Path(__file__).parent / "langues"

_courante = LANGUES[0]


def parler(lang: str) -> None:
    """Choose the language of tables, charts and pages, `fr` or `en`, until further notice.

    Raises ValueError for a language that has no catalogue.
    """
    global _courante
    if lang not in LANGUES:
        raise ValueError(f"langue inconnue : {lang}. Remède : {' ou '.join(LANGUES)}")
    _courante = lang


def langue() -> str:
    """Give the language that is spoken now."""
    return _courante


def _(phrase: str) -> str:
    """Give a sentence in the language spoken; in French where its catalogue has none, which a test refuses."""
    return phrase if _courante == LANGUES[0] else _catalogue(_courante).get(phrase, phrase)


def N_(phrase: str) -> str:
    """Mark a sentence for the catalogues where it is defined, to be looked up by `_` where it is shown."""
    return phrase


def _n(singulier: str, pluriel: str, nombre: float) -> str:
    """Give the sentence for a number of things: two make a plural in French, anything but one in English."""
    if _courante == LANGUES[0]:
        return singulier if abs(nombre) < 2 else pluriel
    return _(singulier if abs(nombre) == 1 else pluriel)


class Libelles(dict[str, str]):
    """Words by code, in the language spoken when they are read; written in French."""

    def __getitem__(self, code: str) -> str:
        return _(super().__getitem__(code))

    def get(self, code: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Give the words of a code, or the default as it is."""
        return _(words) if (words := super().get(code)) is not None else default


@functools.cache
def _catalogue(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    words: dict[str, str] = {}
    for path in sorted((CATALOGUES / lang).glob("*.po")):
        with path.open("rb") as file:
            words |= {str(one.id): str(one.string) for one in read_po(file, locale=lang) if one.id and one.string}
    return words
