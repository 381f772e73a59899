"""Find the académie of each candidate: his column `academie`, else the académie of the given calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.order import name_key
from bts_sim.errors import Fault, InputError
from bts_sim.files.names import one_edit_apart, squeezed
from bts_sim.notices import tell

if TYPE_CHECKING:
    import pandas as pd

COLUMN, FILE = "academie", "--candidats"
#: Words that people write before the name of an académie.
PREFIX = re.compile(r"^\s*(?:acad[ée]mie|rectorat)\s+(?:de\s+la\s+|de\s+|du\s+|des\s+|d['’]\s*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Academie:
    """An académie: `cle` is the same for all its writings, `nom` is one of them."""

    cle: str
    nom: str


def academie(nom: str) -> Academie:
    """Return an académie from its name, in any case, with or without accents, hyphens, or « académie de »."""
    plain = PREFIX.sub("", nom).strip()
    return Academie(squeezed(plain), plain.title() if plain.islower() else plain)


def academies(candidats: pd.DataFrame, default: str, known: Iterable[str]) -> Mapping[str, Academie]:
    """Return the académie of each candidate by number; `default` is used where the table has none.

    `known`: the académies that have a calendar. Raises InputError for two columns of académies, or for a name one
    letter away from a known one.
    """
    columns = [column for column in candidats.columns if name_key(column.strip()) == COLUMN]
    if len(columns) > 1:
        problem = "deux colonnes pour l'académie"
        raise InputError([Fault(FILE, 1, ", ".join(columns), "", problem, "n'en garder qu'une")])
    own = academie(default)
    numbers = candidats["candidat"].astype(object)
    if not columns:
        return dict.fromkeys(numbers, own)
    written = candidats[columns[0]].astype(object)
    named = {text: academie(text) for text in written.unique() if text.strip()}
    _refuse_near(candidats, columns[0], named, [academie(one) for one in known])
    if empty := int((written.str.strip() == "").sum()):
        tell(FILE, f"académie vide, lue {default} : {empty} candidat{'s' if empty > 1 else ''}", column=columns[0])
    return {number: named.get(text, own) for number, text in zip(numbers, written, strict=True)}


def _refuse_near(
    candidats: pd.DataFrame, column: str, named: Mapping[str, Academie], known: Iterable[Academie]
) -> None:
    """Refuse the names one letter away from an académie with a calendar: its candidates would lose their dates."""
    meant = {text: other.nom for text, one in named.items() for other in known if one_edit_apart(one.cle, other.cle)}
    problem = "académie inconnue, à une lettre d'une autre"
    faults = [
        Fault(FILE, int(line), column, text, problem, f"vouliez-vous dire « {meant[text]} » ?", number)
        for line, text, number in zip(candidats.index, candidats[column], candidats["candidat"], strict=True)
        if text in meant
    ]
    if faults:
        raise InputError(faults)
