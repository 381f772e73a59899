"""Understand the words that other systems write for a status, in its column or in that of the mark, or ask."""

from __future__ import annotations

import re

from bts_sim.files.names import folded
from bts_sim.files.table import Table
from bts_sim.notices import tell

#: Code of the contract → its meaning.
MEANINGS = {
    "AB": "absence non justifiée",
    "ABJ": "absence justifiée",
    "NV": "dossier non valide",
    "DI": "dispense",
    "BE": "bénéfice",
    "RE": "report",
}
#: Code of the contract → the words of other systems that mean it and nothing else, folded.
WORDS = {
    "AB": (
        *("abi", "absi", "absence injustifiee", "absence non justifiee", "absent injustifie", "absent non justifie"),
        *("absente injustifiee", "absente non justifiee"),
    ),
    "ABJ": ("absj", "absence justifiee", "absent justifie", "absente justifiee"),
    "NV": ("non valide", "dossier non valide"),
    "DI": ("disp", "dispense", "dispensee", "dispense(e)"),
    "BE": ("benef", "benefice"),
    "RE": ("report", "reporte", "reportee"),
}
CODES = {word: code for code, words in WORDS.items() for word in (code.lower(), *words)}
AB_OR_ABJ = "AB si l'absence n'est pas justifiée (elle élimine), ABJ si elle l'est (elle compte zéro)"
IN_STATUS = "note vide, et dans la colonne statut"
LISTED = ", ".join(f"{code} ({meaning})" for code, meaning in MEANINGS.items())
ABSENCES = ("a", "abs", "absent", "absente", "absent(e)", "absence", "def", "defaillant", "defaillante")
#: Words less precise than a status → the open question, and what to write instead.
OPEN = {
    **dict.fromkeys(
        ABSENCES,
        ("absence dont on ne sait pas si elle est justifiée", f"{IN_STATUS} : {AB_OR_ABJ}"),
    ),
    **dict.fromkeys(
        ("exc", "excuse", "excusee", "abs exc"),
        (
            "« excusé » ne dit ni absence justifiée ni dispense",
            f"{IN_STATUS} : ABJ (absence justifiée : zéro) ou DI (dispense)",
        ),
    ),
    **dict.fromkeys(
        (
            *("nn", "nnot", "nnote", "non note", "non notee", "ne", "non evalue", "non evaluee", "neutralise"),
            *("nrdu", "non rendu", "att", "attente", "en attente", "np"),
        ),
        ("pas de note, sans que l'on sache pourquoi", f"donner la note ; sinon, {IN_STATUS} : {LISTED}"),
    ),
}


def status_of(text: str) -> str:
    """Return the code of the contract that a word stands for; empty if there is none, or several."""
    return CODES.get(_plain(text), "")


def left_open(text: str) -> tuple[str, str] | None:
    """Return the open question in a word of other systems, and what to write instead; None for any other text."""
    return OPEN.get(_plain(text))


def explain_status(text: str) -> tuple[str, str]:
    """Return the problem with a text in the column of the status, and what to write."""
    return left_open(text) or ("statut inconnu", f"{LISTED}, ou vide pour une note de cette session")


def read_absences(table: Table) -> None:
    """Replace any word for an absence by AB in a table of orals, which has no other status, and report it."""
    if table.frame is None:
        return
    column = table.frame["note"]
    words = [t for t in column.unique() if t != "AB" and (_plain(t) in ABSENCES or status_of(t) == "AB")]
    for text in words:
        tell(table.name, "lu AB (absent à l'oral)", column="note", value=text)
    if words:
        table.frame["note"] = column.astype(object).replace(dict.fromkeys(words, "AB")).astype("category")


def read_statuses(table: Table) -> None:
    """Replace the words of other systems by the codes of the contract, also in the column of marks.

    A word beside another status or beside a mark stays in place: the checks of the cells refuse it.
    """
    import numpy as np
    import pandas as pd

    if table.frame is None:
        return
    frame = table.frame
    meant = {c: {text: status_of(text) for text in frame[c].unique()} for c in ("statut", "note")}
    words = [
        (c, text, code)
        for c, codes in meant.items()
        for text, code in codes.items()
        if code and (c, text) != ("statut", code)
    ]
    absent = [text for text in meant["note"] if _plain(text) in ABSENCES]
    if not words and not absent:
        return
    cells = {column: frame[column].astype(object).to_numpy(copy=True) for column in meant}
    for column, text, code in words:
        rows = cells[column] == text
        if column == "note":
            rows &= (cells["statut"] == "") | (cells["statut"] == code)
            cells["note"][rows] = ""
        cells["statut"][rows] = code
        if count := int(rows.sum()):
            several = f"{count} cellule{'s' if count > 1 else ''}"
            said = f"lu {code} ({MEANINGS[code]}) dans la colonne statut, {several}"
            tell(table.name, said, column=column, value=str(text))
    for text in absent:
        # « Absent » beside AB or ABJ adds nothing.
        cells["note"][(cells["note"] == text) & np.isin(cells["statut"].astype(str), ("AB", "ABJ"))] = ""
    table.frame = frame.assign(**{column: pd.Categorical(texts) for column, texts in cells.items()})


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", folded(text).replace("-", " ")).replace(".", "").strip()
