"""The findings on a registration, and the way in which they write days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from bts_sim.declared import FileColumn, Shape

#: Kinds of findings, the gravest first.
NOT_OPEN, INSUFFICIENT, MISSING = "non_ouvert", "insuffisant", "manquant"
LATE, TO_CHECK, UNVERIFIED = "en_retard", "a_verifier", "non_verifie"
SHAPE: Shape = {
    "candidat": FileColumn("candidat concerné, vide pour tout le fichier", empty=True),
    "constat": FileColumn("ce qui est constaté", codes=(NOT_OPEN, INSUFFICIENT, MISSING, LATE, TO_CHECK, UNVERIFIED)),
    "objet": FileColumn("colonne ou pièce concernée"),
    "detail": FileColumn("le constat en une phrase"),
    "source": FileColumn("identifiants des textes, séparés par des virgules", empty=True),
}
COLONNES = tuple(SHAPE)


@dataclass(frozen=True)
class Constat:
    """One finding on a registration, with the text that supports it; `candidat` is empty for the whole file."""

    candidat: str
    constat: str
    objet: str
    detail: str
    source: str


def without_hour(when: datetime) -> bool:
    """Return whether a file gave a day alone, which is read as its midnight."""
    return when.time() == time.min


def said(when: datetime | None) -> str:
    """Return a day in words, with its hour if it has one."""
    if when is None:
        return ""
    return said_day(when) if without_hour(when) else f"{when:%d/%m/%Y à %Hh%M}"


def said_day(when: datetime | None) -> str:
    """Return a day in words, without its hour."""
    return "" if when is None else f"{when:%d/%m/%Y}"
