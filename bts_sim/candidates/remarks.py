"""Report what does not stop grading but should be known: marks off the grid, missing orals, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bts_sim.candidates.law_bounds import WITH_MARK
from bts_sim.candidates.tables import parse_mark
from bts_sim.droit.releve import parmi
from bts_sim.droit.textes import points_ouverts, sources, valeurs
from bts_sim.notices import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bts_sim.cohort.group import Groupe
    from bts_sim.droit.bareme import Bareme, Regime
    from bts_sim.droit.points import Ints
    from bts_sim.files.read import Table

#: Candidates whom a notice names.
NAMED = 3


def tell_other_marks(table: Table, bareme: Bareme) -> None:
    """Report, once per file, how many marks are neither whole nor half points; they count as given."""
    if table.frame is None:
        return
    column = table.frame["note"]
    marks = [parse_mark(text) for text in column.cat.categories]
    off = [code for code, mark in enumerate(marks) if mark is not None and mark % bareme.pas_des_notes]
    rows = np.flatnonzero(np.isin(column.cat.codes.to_numpy(), off))
    if not rows.size:
        return
    text = sources()[valeurs(bareme.session)["pas_des_notes"]["source"]]["reference"]
    many = "notes ne sont ni des points entiers ni des demi-points, comme celle-ci : jugées telles quelles"
    one = "note n'est ni un point entier ni un demi-point : jugée telle quelle"
    words = f"{rows.size} {many if rows.size > 1 else one} ({text})"
    first = int(table.frame.index[rows[0]])
    table.tell(words, row=first, column="note", value=str(column.iloc[rows[0]]))


def tell_missing_orals(file: str, waiting: Sequence[str], absent: Sequence[str]) -> None:
    """Report once the candidates with fewer orals than they owe, and how the missing orals were treated."""
    if waiting:
        words = (
            f"{_count(waiting)} en attente : moins de lignes que d'oraux à passer. Un absent y a AB ; "
            "quand les oraux sont finis, --oraux-complets tient pour absent à chaque oral sans ligne"
        )
        tell(file, words, column="candidat", value=_some(waiting))
    if absent:
        words = f"{_count(absent)} sans ligne pour un oral à passer : absents (AB), puisque les oraux sont finis"
        tell(file, words, column="candidat", value=_some(absent))


def tell_facultatives(file: str, over: Sequence[str], bareme: Bareme, regime: Regime) -> None:
    """Report once the candidates with more facultatives than the code allows, and how that was read."""
    if over:
        read = points_ouverts()["troisieme_facultative"]["choix"][regime.lectures.troisieme_facultative]
        words = (
            f"{_count(over)} avec {bareme.facultatives_admises} épreuves facultatives, où le texte en dit "
            f"{bareme.facultatives_au_texte} au plus ({sources()[read['source']]['reference']}). "
            f"Lecture troisieme_facultative, cote {read['cote']} : {read['phrase'].rstrip('.')}"
        )
        tell(file, words, column="candidat", value=_some(over))


def facultatives_sat(groupe: Groupe) -> Ints:
    """Return the number of facultatives in which each candidate has a mark, shape (n,)."""
    number: Ints = parmi(groupe.releve.statuts_facultatives, *WITH_MARK).sum(axis=1)
    return number


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} candidat{'s' if len(names) > 1 else ''}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
