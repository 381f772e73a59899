"""What is typed about one candidate: marks as text, and the files that `grade` reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bts_sim.candidates.tables import CANDIDATES, NOTES, NOTES_OPTIONAL
from bts_sim.droit.bareme import CCF, DOMAINES
from bts_sim.droit.vocabulaire import GLOBALE, OUI, PONCTUEL, STATUTS, VAE
from bts_sim.errors import Fault

#: The number of the only candidate, in the files that are read and in what is told of him.
NUMBER = "1"
CANDIDATES_CSV, MARKS_CSV, ORALS_CSV = "candidats.csv", "notes.csv", "oraux.csv"


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

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the tables of the candidate and of the marks into a folder, as `grade` reads them."""
        row = (NUMBER, self.specialite, self.voie, self.forme, self.derniere_session, self.vae)
        marks = [(NUMBER, n.unite, n.note, n.statut, n.mode) for n in self.notes]
        candidats = _write(folder / CANDIDATES_CSV, (*CANDIDATES, VAE), [row])
        return candidats, _write(folder / MARKS_CSV, (*NOTES, *NOTES_OPTIONAL), marks)

    def oraux_par(self, what: str) -> list[tuple[str, str]]:
        """Give the orals of a regime whose orals are by `unite`, by `domaine`, or that has none (empty text)."""
        by_domain = {"domaine": True, "unite": False}.get(what)
        return [(target, mark) for target, mark in self.oraux if (target in DOMAINES) == by_domain]

    def write_orals(self, folder: Path, what: str) -> Path | None:
        """Write the table of these orals; None where there are none."""
        rows = [(NUMBER, target, mark) for target, mark in self.oraux_par(what)]
        return _write(folder / ORALS_CSV, ("candidat", what, "note"), rows) if rows else None

    def locate(self, fautes: Iterable[Fault], what: str = "") -> list[Fault]:
        """Say of faults of these tables which unit they are about, rather than which line of which file."""
        lines = {MARKS_CSV: [n.unite for n in self.notes], ORALS_CSV: [t for t, _ in self.oraux_par(what)]}
        return [_located(f, lines.get(f.fichier, [])) for f in fautes]


def _located(fault: Fault, units: Sequence[str]) -> Fault:
    """Name the unit of a fault by its line, the header being the first; else the table."""
    place = fault.fichier.removesuffix(".csv")
    if fault.colonne == "unite":
        place = fault.valeur or place
    elif fault.ligne is not None and 0 <= fault.ligne - 2 < len(units):
        place = units[fault.ligne - 2]
    place = f"oral, {place}" if fault.fichier == ORALS_CSV else place
    # There is but one candidate, and his unit is the place.
    return replace(fault, fichier=place, ligne=None, candidat=None, unite=None)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


# --- Marks as one text ------------------------------------------------------------------------------------------------


def read_marks(texte: str | Sequence[str]) -> tuple[Note, ...]:
    """Read `U1 8,5 ; U2 12 BE ; U3 AB`: unit, then mark, status and mode in any order, `;` or a line between.

    A list has one unit in each of its texts.

    `=` or `:` may stand after the unit. What is neither a status nor a mode is the mark, right or wrong: `grade` says
    what is wrong with it.
    """
    return tuple(_note(unite, words) for unite, words in _parts(texte))


def read_orals(texte: str | Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read `U1 12 ; U2 AB`, or `general 12 ; professionnel 14`; those of both kinds may stand together."""
    return tuple(_parts(texte))


def write_marks(notes: Iterable[Note]) -> str:
    """Write marks as the text that `read_marks` reads; without `=`, of which papermill reads one per line."""
    parts = [(n.unite, " ".join(filter(None, (n.note, n.statut, n.mode)))) for n in notes]
    return " ; ".join(f"{unite} {words}".rstrip() for unite, words in parts)


def write_orals(oraux: Iterable[tuple[str, str]]) -> str:
    """Write orals as the text that `read_orals` reads."""
    return " ; ".join(f"{target} {mark}" for target, mark in oraux)


def _parts(texte: str | Sequence[str]) -> list[tuple[str, str]]:
    given = [texte] if isinstance(texte, str) else texte
    parts = [part.strip() for one in given for part in re.split(r"[;\n]", one)]
    pairs = [re.split(r"\s*[=:]\s*|\s+", part, maxsplit=1) for part in parts if part]
    return [(pair[0], pair[1].strip() if len(pair) > 1 else "") for pair in pairs]


def _note(unite: str, words: str) -> Note:
    modes, statuses = (CCF, PONCTUEL), STATUTS.keys() - {""}
    said = words.split()
    mode = next((word for word in said if word.lower() in modes), "")
    statut = next((word for word in said if word.upper() in statuses), "")
    marks = [word for word in said if word not in (mode, statut)]
    return Note(unite, " ".join(marks), statut.upper(), mode.lower())
