"""The texts that a step of a decision cites: those of its rule in force in the session, or a note of their absence."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from bts_sim.droit.textes import SANS_TEXTE, sources, textes_en_vigueur


@functools.cache
def sources_of(rule: Any) -> list[str]:
    """Return the source ids that the docstring of a rule cites."""
    line = next(line for line in (rule.__doc__ or "").splitlines() if line.strip().startswith("Sources:"))
    return [source.strip() for source in line.split(":", 1)[1].split(",")]


def cited(rules: Iterable[Any], session: int) -> list[str]:
    """Return the sources of some rules that govern a session, each once; `SANS_TEXTE` for a rule without any."""
    return list(dict.fromkeys(one for rule in rules for one in textes_en_vigueur(sources_of(rule), session)))


def references(ids: Iterable[str]) -> list[str]:
    """Return the usual names of some texts."""
    return [str(sources()[one]["reference"]) for one in ids]


def borrowed(rule: Any) -> list[str]:
    """Return a note that no text of the session states a rule of another session's regime, with the texts behind it."""
    (nothing,) = references([SANS_TEXTE])
    return [f"{nothing} (régime d'une autre session, fondé sur {' et '.join(references(sources_of(rule)))})"]
