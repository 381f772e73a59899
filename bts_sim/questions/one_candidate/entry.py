"""What is typed about one candidate: marks as text, and the tables that `grade` takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bts_sim.candidates.tables import CANDIDATES, NOTES, NOTES_OPTIONAL
from bts_sim.droit.bareme import CCF, DOMAINES
from bts_sim.droit.vocabulaire import GLOBALE, OUI, PONCTUEL, STATUTS, VAE
from bts_sim.files.given import InMemory

#: The number of the only candidate, in the tables and in what is told of him.
NUMBER = "1"
CANDIDATES_TABLE, MARKS_TABLE, ORALS_TABLE = "candidats", "notes", "oraux"


@dataclass(frozen=True)
class Note:
    """What is typed for one unit, all as text: a mark, a status, a mode (`ccf`, `ponctuel`); empty for none."""

    unite: str
    note: str = ""
    statut: str = ""
    mode: str = ""


@dataclass(frozen=True)
class Saisie:
    """One candidate as typed. `oraux`: unit, or domain (`general`, `professionnel`), and mark or AB, in order."""

    session: int
    specialite: str
    voie: str
    notes: tuple[Note, ...]
    oraux: tuple[tuple[str, str], ...] = ()
    forme: str = GLOBALE
    derniere_session: str = OUI
    vae: str = ""

    def tables(self) -> tuple[InMemory, InMemory]:
        """Return the tables of the candidate and of the marks, as `grade` takes them; their faults name the unit."""
        row = (NUMBER, self.specialite, self.voie, self.forme, self.derniere_session, self.vae)
        marks = [(NUMBER, n.unite, n.note, n.statut, n.mode) for n in self.notes]
        candidats = _in_memory(CANDIDATES_TABLE, (*CANDIDATES, VAE), [row], lambda _row, _unite: CANDIDATES_TABLE)

        def place(row: int | None, unite: str | None) -> str:
            return unite or ("" if row is None else self.notes[row].unite) or MARKS_TABLE

        return candidats, _in_memory(MARKS_TABLE, (*NOTES, *NOTES_OPTIONAL), marks, place)

    def oraux_par(self, what: str) -> list[tuple[str, str]]:
        """Return the orals of a regime whose orals are by `unite`, by `domaine`, or that has none (empty text)."""
        by_domain = {"domaine": True, "unite": False}.get(what)
        return [(target, mark) for target, mark in self.oraux if (target in DOMAINES) == by_domain]

    def orals(self, what: str) -> InMemory | None:
        """Return the table of these orals; None where there are none."""
        typed = self.oraux_par(what)
        rows = [(NUMBER, target, mark) for target, mark in typed]

        def place(row: int | None, unite: str | None) -> str:
            return f"oral, {unite or ('' if row is None else typed[row][0]) or ORALS_TABLE}"

        return _in_memory(ORALS_TABLE, ("candidat", what, "note"), rows, place) if rows else None


def _in_memory(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], owner: Callable[[int | None, str | None], str]
) -> InMemory:
    import pandas as pd

    return InMemory(name, pd.DataFrame(rows, columns=list(header), dtype=object), owner)


# --- Marks as one text ------------------------------------------------------------------------------------------------


def read_marks(texte: str) -> tuple[Note, ...]:
    """Read `U1 8,5 ; U2 12 BE ; U3 AB`: unit, then mark, status and mode in any order, `;` or a line between.

    `=` or `:` may stand after the unit. What is neither a status nor a mode is the mark, right or wrong: `grade` says
    what is wrong with it.
    """
    return tuple(_note(unite, words) for unite, words in _parts(texte))


def read_orals(texte: str) -> tuple[tuple[str, str], ...]:
    """Read `U1 12 ; U2 AB`, or `general 12 ; professionnel 14`; those of both kinds may stand together."""
    return tuple(_parts(texte))


def write_marks(notes: Iterable[Note]) -> str:
    """Write marks as the text that `read_marks` reads; without `=`, of which papermill reads one per line."""
    parts = [(n.unite, " ".join(filter(None, (n.note, n.statut, n.mode)))) for n in notes]
    return " ; ".join(f"{unite} {words}".rstrip() for unite, words in parts)


def write_orals(oraux: Iterable[tuple[str, str]]) -> str:
    """Write orals as the text that `read_orals` reads."""
    return " ; ".join(f"{target} {mark}" for target, mark in oraux)


def _parts(texte: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in re.split(r"[;\n]", texte)]
    pairs = [re.split(r"\s*[=:]\s*|\s+", part, maxsplit=1) for part in parts if part]
    return [(pair[0], pair[1].strip() if len(pair) > 1 else "") for pair in pairs]


def _note(unite: str, words: str) -> Note:
    modes, statuses = (CCF, PONCTUEL), STATUTS.keys() - {""}
    said = words.split()
    mode = next((word for word in said if word.lower() in modes), "")
    statut = next((word for word in said if word.upper() in statuses), "")
    marks = [word for word in said if word not in (mode, statut)]
    return Note(unite, " ".join(marks), statut.upper(), mode.lower())
