"""Names of candidates, where the file of candidates gives any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bts_sim.candidates.documents.order import alphabetique
from bts_sim.errors import Faute, InputError

if TYPE_CHECKING:
    import pandas as pd

#: Columns that name a candidate, in any case and with or without accents; no other column is ever shown.
NOM, PRENOM = "nom", "prenom"
#: Letters from which a name found within a number is no accident.
ASSEZ = 3


def noms(candidats: pd.DataFrame) -> dict[str, str]:
    """Give the name of each candidate who has one, surname in capitals; raises InputError for two columns of names."""
    columns = {name: _columns(candidats, name) for name in (NOM, PRENOM)}
    twice = [
        Faute("--candidats", 1, ", ".join(found), "", f"deux colonnes pour le {name}", "n'en garder qu'une")
        for name, found in columns.items()
        if len(found) > 1
    ]
    if twice:
        raise InputError(twice)
    surnames, given = (_texts(candidats, found) for found in columns.values())
    numbers = candidats["candidat"].astype(object)
    named = zip(numbers, surnames, given, strict=True)
    return {number: f"{surname.upper()} {first}".strip() for number, surname, first in named if surname or first}


def refuse_les_numeros_qui_nomment(candidats: pd.DataFrame) -> None:
    """Refuse candidate numbers that hold the surname: the posted lists would publish it."""
    found = _columns(candidats, NOM)
    if not found:
        return
    lines = zip(candidats.index, candidats["candidat"].astype(object), _texts(candidats, found[:1]), strict=True)
    remedy = "donner un numéro sans nom : les listes affichées ne portent que lui"
    faults = [
        Faute("--candidats", int(line), "candidat", number, "le numéro du candidat contient son nom", remedy, number)
        for line, number, surname in lines
        if len(surname) >= ASSEZ and alphabetique(surname) in alphabetique(number)
    ]
    if faults:
        raise InputError(faults)


def _columns(candidats: pd.DataFrame, name: str) -> list[str]:
    return [column for column in candidats.columns if alphabetique(column.strip()) == name]


def _texts(candidats: pd.DataFrame, columns: list[str]) -> list[str]:
    return list(candidats[columns[0]].astype(object)) if columns else [""] * len(candidats)
