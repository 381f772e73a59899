"""Recognise specialties by their official names, in files of people."""

from __future__ import annotations

import re

from bts_sim.droit.bareme import Bareme, Reglement
from bts_sim.files.names import folded, squeezed
from bts_sim.files.table import Table
from bts_sim.notices import tell


def code_of(bareme: Bareme, name: str) -> str:
    """Return the code of the specialty that a text names: by its code in any case, or by its name.

    Any other text is returned unchanged, and so is a name that two options share.
    """
    if name in bareme.reglements:
        return name
    official = re.sub(r"^\s*(?:brevet de technicien supérieur|bts)\b", "", name, flags=re.IGNORECASE)
    found = [
        code
        for code, reglement in bareme.reglements.items()
        # A hyphen distinguishes codes, and means nothing in a name.
        if folded(code) in (folded(name), folded(official)) or squeezed(official) in _names(reglement)
    ]
    return found[0] if len(found) == 1 else name


def _names(reglement: Reglement) -> set[str]:
    nom, option = reglement.nom, reglement.option
    return {squeezed(nom), squeezed(f"{nom} {option}"), squeezed(f"{nom} option {option}")}


def read_names(table: Table, bareme: Bareme) -> None:
    """Replace names by codes in the column `specialite`, and report each name that was read."""
    if table.frame is None or "specialite" not in table.frame:
        return
    column = table.frame["specialite"]
    codes = {name: code_of(bareme, name) for name in column.unique() if name}
    meant = {name: code for name, code in codes.items() if code != name}
    for name, code in meant.items():
        tell(table.name, f"lu {code} ({bareme.reglements[code].nom})", column="specialite", value=name)
    if meant:
        table.frame["specialite"] = column.astype(object).replace(meant).astype("category")
