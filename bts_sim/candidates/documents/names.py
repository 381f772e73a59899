"""Read the names of candidates, where their file gives any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bts_sim.candidates.documents.order import name_key
from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

#: Columns that name a candidate, in any case, with or without accents. No other column is ever shown.
NAME, GIVEN_NAME = "nom", "prenom"
#: Letters that a name needs for its presence in a number to be no accident.
ASSEZ = 3


def names_by_number(candidats: pd.DataFrame) -> dict[str, str]:
    """Return the name of each candidate who has one, surname in capitals.

    Raises InputError for two columns of names.
    """
    columns = {name: _columns(candidats, name) for name in (NAME, GIVEN_NAME)}
    twice = [
        Fault("--candidats", 1, ", ".join(found), "", f"deux colonnes pour le {name}", "n'en garder qu'une")
        for name, found in columns.items()
        if len(found) > 1
    ]
    if twice:
        raise InputError(twice)
    surnames, given = (_texts(candidats, found) for found in columns.values())
    numbers = candidats["candidat"].astype(object)
    named = zip(numbers, surnames, given, strict=True)
    return {number: f"{surname.upper()} {first}".strip() for number, surname, first in named if surname or first}


def refuse_numbers_that_name(candidats: pd.DataFrame) -> None:
    """Refuse candidate numbers that hold the surname: the posted lists would publish it."""
    found = _columns(candidats, NAME)
    if not found:
        return
    lines = zip(candidats.index, candidats["candidat"].astype(object), _texts(candidats, found[:1]), strict=True)
    remedy = "donner un numéro sans nom : les listes affichées ne portent que lui"
    faults = [
        Fault("--candidats", int(line), "candidat", number, "le numéro du candidat contient son nom", remedy, number)
        for line, number, surname in lines
        if len(surname) >= ASSEZ and name_key(surname) in name_key(number)
    ]
    if faults:
        raise InputError(faults)


def _columns(candidats: pd.DataFrame, name: str) -> list[str]:
    return [column for column in candidats.columns if name_key(column.strip()) == name]


def _texts(candidats: pd.DataFrame, columns: list[str]) -> list[str]:
    return list(candidats[columns[0]].astype(object)) if columns else [""] * len(candidats)
