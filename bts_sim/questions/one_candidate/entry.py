"""What is typed about one candidate: marks as text, and the tables that `grade` takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bts_sim.candidates.specialties import code_of
from bts_sim.candidates.tables import CANDIDATES, NOTES, NOTES_OPTIONAL
from bts_sim.droit.bareme import CCF, DOMAINES
from bts_sim.droit.textes import find_reglement, load_bareme
from bts_sim.droit.vocabulaire import GLOBALE, OUI, PONCTUEL, STATUTS, VAE
from bts_sim.errors import Fault, InputError, Refusal
from bts_sim.files.frame import cell_text
from bts_sim.files.given import InMemory, source_of
from bts_sim.files.listed import is_file
from bts_sim.files.read import Columns, read_table
from bts_sim.rows import records

if TYPE_CHECKING:
    import pandas as pd

#: The number of the only candidate, in the tables and in what is told of him.
NUMBER = "1"
#: Marks of one candidate: a text, a dictionary, or a table.
GivenMarks: TypeAlias = "str | os.PathLike[str] | Mapping[str, object] | pd.DataFrame"
#: An absent mark says as much as its status.
EMPTY = frozenset({"note"})
CANDIDATES_TABLE, MARKS_TABLE, ORALS_TABLE = "candidats", "notes", "oraux"


@dataclass(frozen=True)
class TypedMark:
    """What is typed for one unit, all as text: a mark, a status, a mode (`ccf`, `ponctuel`); empty for none."""

    unite: str
    note: str = ""
    statut: str = ""
    mode: str = ""


@dataclass(frozen=True)
class TypedCandidate:
    """One candidate as typed. `orals`: unit, or domain (`general`, `professionnel`), and mark or AB, in order."""

    session: int
    specialty: str
    track: str
    marks: tuple[TypedMark, ...]
    orals: tuple[tuple[str, str], ...] = ()
    form: str = GLOBALE
    last_session: str = OUI
    vae: str = ""

    def tables(self) -> tuple[InMemory, InMemory]:
        """Return the tables of the candidate and of the marks, as `grade` takes them; their faults name the unit."""
        row = (NUMBER, self.specialty, self.track, self.form, self.last_session, self.vae)
        marks = [(NUMBER, n.unite, n.note, n.statut, n.mode) for n in self.marks]
        people = _in_memory(CANDIDATES_TABLE, (*CANDIDATES, VAE), [row], lambda _row, _unite: CANDIDATES_TABLE)

        def place(row: int | None, unite: str | None) -> str:
            return unite or ("" if row is None else self.marks[row].unite) or MARKS_TABLE

        return people, _in_memory(MARKS_TABLE, (*NOTES, *NOTES_OPTIONAL), marks, place)

    def orals_by(self, what: str) -> list[tuple[str, str]]:
        """Return the orals of a regime whose orals are by `unite`, by `domaine`, or that has none (empty text)."""
        by_domain = {"domaine": True, "unite": False}.get(what)
        return [(target, mark) for target, mark in self.orals if (target in DOMAINES) == by_domain]

    def orals_table(self, what: str) -> InMemory | None:
        """Return the table of these orals; None where there are none."""
        typed = self.orals_by(what)
        rows = [(NUMBER, target, mark) for target, mark in typed]

        def place(row: int | None, unite: str | None) -> str:
            return f"oral, {unite or ('' if row is None else typed[row][0]) or ORALS_TABLE}"

        return _in_memory(ORALS_TABLE, ("candidat", what, "note"), rows, place) if rows else None


def typed_candidate(
    session: int,
    specialty: str,
    track: str,
    marks: GivenMarks,
    orals: GivenMarks = "",
    form: str = GLOBALE,
    last_session: str = OUI,
    vae: str = "",
) -> TypedCandidate:
    """Return one candidate from what is said of him, in any natural form; `verdicts` says what is wrong with it.

    Raises InputError as `read_marks` does; LawError for a session or a specialty that the project does not hold.
    """
    bareme = load_bareme(session)
    code = find_reglement(bareme, code_of(bareme, str(specialty))).specialite
    return TypedCandidate(session, code, track, read_marks(marks), read_orals(orals), form, last_session, vae)


def _in_memory(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], owner: Callable[[int | None, str | None], str]
) -> InMemory:
    import pandas as pd

    return InMemory(name, pd.DataFrame(rows, columns=list(header), dtype=object), owner)


# --- Marks as one text ------------------------------------------------------------------------------------------------


def read_marks(given: GivenMarks) -> tuple[TypedMark, ...]:
    """Return the marks of one candidate, right or wrong: `grade` says what is wrong with them.

    `given`: a text, `U1 8,5 ; U2 12 BE ; U3 AB`, of units, then mark, status and mode in any order, with `;` or a line
    between, and perhaps `=` or `:` after the unit; a list of such texts; units and marks as a dictionary; or a table
    with the columns `unite`, `note`, and perhaps `statut` and `mode`, as a DataFrame or the path of its file.

    Raises InputError for a table of several candidates, and for what is none of these.

    >>> read_marks({"U1": 8.5, "U3": "12 BE"})
    (TypedMark(unite='U1', note='8,5', statut='', mode=''), TypedMark(unite='U3', note='12', statut='BE', mode=''))
    """
    pairs = _pairs(given)
    if pairs is not None:
        return tuple(typed_mark(unite, words) for unite, words in pairs)
    rows = _rows(given, "notes", Columns(("unite", "note"), ("candidat", "statut", "mode"), may_be_empty=EMPTY))
    return tuple(TypedMark(row["unite"], row["note"], row.get("statut", ""), row.get("mode", "")) for row in rows)


def read_orals(given: GivenMarks) -> tuple[tuple[str, str], ...]:
    """Return the orals of one candidate: unit or domain, and mark or AB.

    `given`: a text, `U1 12 ; U2 AB` or `general 12 ; professionnel 14`, and those of both kinds may stand together; the
    same as a dictionary; or a table with the columns `unite` or `domaine`, and `note`. Raises InputError as
    `read_marks` does.
    """
    pairs = _pairs(given)
    if pairs is not None:
        return tuple(pairs)
    rows = _rows(given, "oraux", Columns(("note",), ("candidat", "unite", "domaine"), may_be_empty=EMPTY))
    return tuple((row.get("unite") or row.get("domaine", ""), row["note"]) for row in rows)


def _pairs(given: object) -> list[tuple[str, str]] | None:
    """Return what stands for each unit in a text or a dictionary; None for anything else."""
    if isinstance(given, str) and not is_file(given):
        return _parts(given)
    if isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(one, str) for one in given):
        return [pair for one in given for pair in _parts(one)]
    if isinstance(given, Mapping):
        try:
            return [(str(unite), cell_text(mark)) for unite, mark in given.items()]
        except Refusal as refused:
            raise InputError([Fault("notes", None, "", "", refused.problem, refused.remedy)]) from None
    return None


def _rows(given: object, argument: str, columns: Columns) -> list[dict[str, str]]:
    """Return the rows of a table of one candidate, all cells as text."""
    table = read_table(source_of(given, argument), columns)
    if table.frame is not None and "candidat" in table.frame:
        several = [one for one in table.frame["candidat"].unique() if one]
        if len(several) > 1:
            table.refuse("plusieurs candidats", "n'en garder qu'un", colonne="candidat", valeur=", ".join(several[:3]))
    if table.fautes or table.frame is None:
        raise InputError(table.fautes)
    return records(table.frame.astype(object))


def write_marks(marks: Iterable[TypedMark]) -> str:
    """Return marks as the text that `read_marks` reads; without `=`, of which papermill reads one per line."""
    parts = [(n.unite, " ".join(filter(None, (n.note, n.statut, n.mode)))) for n in marks]
    return " ; ".join(f"{unite} {words}".rstrip() for unite, words in parts)


def write_orals(orals: Iterable[tuple[str, str]]) -> str:
    """Return orals as the text that `read_orals` reads."""
    return " ; ".join(f"{target} {mark}" for target, mark in orals)


def _parts(texte: str | Sequence[str]) -> list[tuple[str, str]]:
    given = [texte] if isinstance(texte, str) else texte
    parts = [part.strip() for one in given for part in re.split(r"[;\n]", one)]
    pairs = [re.split(r"\s*[=:]\s*|\s+", part, maxsplit=1) for part in parts if part]
    return [(pair[0], pair[1].strip() if len(pair) > 1 else "") for pair in pairs]


def typed_mark(unite: str, words: str) -> TypedMark:
    """Return the mark of a unit from its words: a mark, a status and a mode in any order."""
    modes, statuses = (CCF, PONCTUEL), STATUTS.keys() - {""}
    said = words.split()
    mode = next((word for word in said if word.lower() in modes), "")
    statut = next((word for word in said if word.upper() in statuses), "")
    marks = [word for word in said if word not in (mode, statut)]
    return TypedMark(unite, " ".join(marks), statut.upper(), mode.lower())
