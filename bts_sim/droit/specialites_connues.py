"""Specialties that a text of the project names, without a règlement in the project."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files

from bts_sim.files.names import folded, squeezed
from bts_sim.files.ours import read_ours

#: The words that people write before the name of a specialty.
BREVET = re.compile(r"^\s*(?:bts\b|brevet de technicien supérieur\b)\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Connue:
    """A specialty that exists: its code in the project, its name, and the text that names it."""

    code: str
    nom: str
    source: str

    def __str__(self) -> str:
        return self.code if squeezed(self.code) == squeezed(self.nom) else f"{self.code} ({self.nom})"


@functools.cache
def connues() -> dict[str, Connue]:
    """Return the specialties known only by name, by code."""
    held = read_ours(files("bts_sim") / "textes" / "specialites_connues.yaml")
    return {code: Connue(code, one["nom"], one["source"]) for code, one in held.items()}


def connue(text: str) -> Connue | None:
    """Return the specialty that a text names, by its code in any case or by its name; None when there is none."""
    given = BREVET.sub("", text)
    # A hyphen distinguishes codes, and means nothing in a name.
    by_code = (one for one in connues().values() if folded(one.code) == folded(given))
    by_name = (one for one in connues().values() if _plain(one.nom) == _plain(given))
    return next(by_code, None) or next(by_name, None)


def _plain(name: str) -> str:
    return squeezed(name.replace(",", ""))
