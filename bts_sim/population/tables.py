"""The tables that users give: their columns, and what one cell may hold.

Schemas are pandera's; what pandera finds is turned into faults with file, line, column, value and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bts_sim.bareme import CCF, DOMAINES
from bts_sim.errors import nearest
from bts_sim.points import CENTIEMES
from bts_sim.reading import Table, read_table
from bts_sim.releve import Statut

VOIES = (
    "scolaire",
    "scolaire_hors_contrat",
    "apprentissage",
    "apprentissage_non_habilite",
    "formation_continue",
    "formation_continue_privee",
    "enseignement_a_distance",
    "experience_professionnelle",
    "individuel",
)
#: Voies that follow the column `mode_scolaire` of the specialty (D643-19); all others `mode_individuel`.
VOIES_MODE_SCOLAIRE = ("scolaire", "apprentissage", "formation_continue")
#: Voies for which the forme globale is compulsory (D643-6 to D643-8).
VOIES_GLOBALES = VOIES[:4]
GLOBALE, PROGRESSIVE = "globale", "progressive"
OUI, NON = "oui", "non"
PONCTUEL = "ponctuel"
#: Codes of the column `statut`, the empty one being a mark of this session.
STATUTS = {"": Statut.NOTE} | {s.name: s for s in Statut if s not in (Statut.NOTE, Statut.SANS)}
ABSENT_A_L_ORAL = "AB"

CANDIDATS = ("candidat", "specialite", "voie", "forme", "derniere_session")
#: Columns that mean something when they are there; every other further column is a group.
CANDIDATS_OPTIONAL = ("suspension_fraude", "avis_jury", "conserve_toutes_notes")
FAVORABLE, DEFAVORABLE = "favorable", "defavorable"
NOTES = ("candidat", "unite", "note", "statut")
NOTES_OPTIONAL = ("mode",)

MARK = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))?")
MAX_MARK = 20 * CENTIEMES


def parse_mark(text: str) -> int | None:
    """Turn `12,5` or `12.5` into 1250; None when it is not a mark from 0 to 20 with at most two decimals."""
    match = MARK.fullmatch(text)
    if match is None:
        return None
    mark = int(match[1]) * CENTIEMES + int((match[2] or "").ljust(2, "0"))
    return mark if mark <= MAX_MARK else None


def mark_problem(text: str) -> tuple[str, str]:
    """Say what is wrong with a cell that is not a mark, and what to do."""
    remedy = "une note de 0 à 20 avec au plus deux décimales, comme 12,5"
    if not text:
        return "note absente", remedy
    if re.fullmatch(r"-?\d+[.,]\d{3,}", text):
        return "plus de deux décimales", remedy
    number = re.fullmatch(r"-?\d+(?:[.,]\d+)?", text) and float(text.replace(",", "."))
    if number is not None and not 0 <= number * CENTIEMES <= MAX_MARK:
        return "note hors de 0 à 20", remedy
    return "ce n'est pas une note", remedy


@dataclass(frozen=True)
class Cell:
    """What one cell of a column may hold, and for a cell that does not: what is wrong and what to do."""

    accepts: Callable[[str], bool]
    explain: Callable[[str], tuple[str, str]]


def _among(*values: str) -> Cell:
    def explain(text: str) -> tuple[str, str]:
        near = nearest(text, [value for value in values if value])
        listed = ", ".join(value or "vide" for value in values)
        return "valeur inconnue" if text else "valeur absente", f"{near} ({listed})" if near else listed

    return Cell(values.__contains__, explain)


def _mark(or_else: str) -> Cell:
    def explain(text: str) -> tuple[str, str]:
        problem, remedy = mark_problem(text)
        return problem, f"{remedy}, ou {or_else}" if or_else else remedy

    return Cell(lambda text: text == or_else or parse_mark(text) is not None, explain)


FILLED = Cell(bool, lambda _: ("valeur absente", "remplir la cellule"))


def read_candidats(path: Path) -> Table:
    """Read the table of candidates; further columns are kept, as groups."""
    return _checked(
        read_table(path, CANDIDATS, extra=True),
        candidat=FILLED,
        specialite=FILLED,
        voie=_among(*VOIES),
        forme=_among(GLOBALE, PROGRESSIVE),
        derniere_session=_among(OUI, NON),
        suspension_fraude=_among(OUI, NON, ""),
        avis_jury=_among(FAVORABLE, DEFAVORABLE, ""),
        conserve_toutes_notes=_among(OUI, NON, ""),
    )


def read_notes(path: Path) -> Table:
    """Read the table of marks; whether a cell may be empty depends on its status and is checked elsewhere."""
    return _checked(
        read_table(path, NOTES, NOTES_OPTIONAL),
        candidat=FILLED,
        unite=FILLED,
        note=_mark(""),
        statut=_among(*STATUTS),
        mode=_among(CCF, PONCTUEL, ""),
    )


def read_oraux(path: Path, oral_par: str) -> Table:
    """Read the table of oral marks of a regime whose orals are by `unite` or by `domaine`."""
    target = {"unite": FILLED, "domaine": _among(*DOMAINES)}[oral_par]
    table = read_table(path, ("candidat", oral_par, "note"))
    return _checked(table, candidat=FILLED, note=_mark(ABSENT_A_L_ORAL), **{oral_par: target})


def _checked(table: Table, **cells: Cell) -> Table:
    """Run the schema over the table and add its faults."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    if table.frame is None:
        return table

    def column(cell: Cell) -> pa.Column:
        return pa.Column(checks=pa.Check(lambda values: values.map(cell.accepts).astype(bool)), required=False)

    try:
        pa.DataFrameSchema({name: column(cell) for name, cell in cells.items()}).validate(table.frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for line, name, text in cases[["index", "column", "failure_case"]].itertuples(index=False):
            problem, remedy = cells[name].explain(text)
            candidat = table.frame.at[line, "candidat"]
            table.refuse(problem, remedy, ligne=int(line), colonne=name, valeur=text, candidat=candidat)
    return table
