"""The groups of a table of candidates: its further columns, except those that name people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from bts_sim.candidates.tables import CANDIDATES, CANDIDATES_OPTIONAL

#: Prefix of a group whose name is already that of a column of ours.
PREFIX = "groupe_"
#: Columns that identify a person, under their names from `_plain`. They make no group, and no result needs them.
PERSON = frozenset(
    (
        *("nom", "noms", "prenom", "prenoms", "nomprenom", "nometprenom", "prenomnom", "nomcomplet", "patronyme"),
        *("nomdefamille", "nomfamille", "nomdenaissance", "nomnaissance", "nomdusage", "nomusage", "nommarital"),
        *("naissance", "datedenaissance", "datenaissance", "neele", "nele", "lieudenaissance", "lieunaissance"),
        *("adresse", "courriel", "email", "mail", "telephone", "tel", "portable", "mobile"),
        *("ine", "nir", "numeroine", "numerodesecuritesociale"),
    )
)


def groups_given(columns: Iterable[str]) -> list[str]:
    """Return the columns of a table of candidates that are groups, in their order."""
    ours = (*CANDIDATES, *CANDIDATES_OPTIONAL)
    return [name for name in columns if name not in ours and _plain(name) not in PERSON]


def named(columns: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Return the name of each group in a table that already has the columns `taken`."""
    shown: dict[str, str] = {}
    wanted = groups_given(columns)
    for name in wanted:
        other = name
        while other in taken or (other != name and other in wanted) or other in shown.values():
            other = PREFIX + other
        shown[name] = other
    return shown


def _plain(name: str) -> str:
    """Return the letters of a name, without accents or case."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z]", "", letters)
