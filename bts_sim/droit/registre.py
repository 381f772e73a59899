"""The register of every BTS: its names, its entrants, the sessions whose table the project has, and what is missing."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bts_sim.droit.held import FOLDER, sessions_couvertes
from bts_sim.droit.specialites import sessions_of
from bts_sim.files.names import folded, squeezed
from bts_sim.files.shipped import entrants

#: The words that people write before the name of a specialty.
BREVET = re.compile(r"^\s*(?:bts\b|brevet de technicien supérieur\b)\s*:?\s*", re.IGNORECASE)
#: The sector that national statistics call production; every other one is a sector of services.
INDUSTRIEL = "industriel"
#: The first word of the rows that stand for specialties which the data do not name.
AUTRES = "AUTRES"
#: The total of the data: every BTS of the ministry.
TOTAL = "ALL"


@dataclass(frozen=True)
class Specialite:
    """One BTS of the register.

    `code`: in the project. `donnees`, `part`: the rows of the data whose entrants are its own, and the part of them.
    `premiere`, `derniere`: the first and the last session of the diploma, None where not known. `remplace`: the BTS
    before it. `epreuves`: the units known without their coefficients, each with its title. `source`: the text that
    names it, empty where the data or its own table do. `ou_lire`: where what is missing would be read.
    """

    code: str
    nom: str
    secteur: str
    donnees: tuple[str, ...]
    part: Fraction
    premiere: int | None
    derniere: int | None
    remplace: str
    arrete: str
    source: str
    epreuves: tuple[tuple[str, str], ...]
    ou_lire: str
    remarque: str

    def __str__(self) -> str:
        return self.code if squeezed(self.code) == squeezed(self.nom) else f"{self.code} ({self.nom})"

    @property
    def production(self) -> bool:
        """Return whether national statistics count it as production; as services otherwise."""
        return self.secteur == INDUSTRIEL

    @property
    def entrants(self) -> int:
        """Return its entrants of 2025, in persons, statut scolaire; those of its successor where it has one."""
        return int(sum(entrants()[code] for code in self.donnees) * self.part)

    @property
    def sessions(self) -> tuple[int, ...]:
        """Return the covered sessions for which its table has a règlement."""
        return _shipped(self.code)

    @property
    def manque(self) -> tuple[int, ...]:
        """Return the covered sessions of the diploma for which the project has no règlement."""
        return tuple(one for one in sessions_couvertes() if self.held_in(one) and one not in self.sessions)

    def held_in(self, session: int) -> bool:
        """Return whether the diploma may be passed at a session: yes where its ends are not known."""
        return (self.premiere or session) <= session <= (self.derniere or session)

    @property
    def remplacee_par(self) -> str:
        """Return the code of the BTS that takes its place; empty when there is none."""
        return next((one.code for one in registre().values() if one.remplace == self.code), "")

    def a_la_session(self, session: int) -> Specialite | None:
        """Return the BTS just before or just after this one that may be passed at a session; None if there is none."""
        around = (registre()[code] for code in (self.remplacee_par, self.remplace) if code)
        return next((one for one in around if one.held_in(session)), None)

    @property
    def remede(self) -> str:
        """Return where its règlement would be read, and the command that writes the table to fill."""
        table = f"table à remplir : bts-sim template specialites --specialite {self.code}"
        return f"à lire : {self.ou_lire} ; {table}" if self.ou_lire else table


@functools.cache
def registre() -> Mapping[str, Specialite]:
    """Return every BTS that the project knows, by its code, with a règlement or without one."""
    path = Path(str(FOLDER / "registre_specialites.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _read(row) for row in csv.DictReader(file)}


def _read(row: dict[str, str]) -> Specialite:
    return Specialite(
        code=row["code"],
        nom=row["nom"],
        secteur=row["secteur"],
        donnees=tuple(row["donnees"].split()),
        part=Fraction(row["part"]),
        premiere=int(row["premiere"]) if row["premiere"] else None,
        derniere=int(row["derniere"]) if row["derniere"] else None,
        remplace=row["remplace"],
        arrete=row["arrete"],
        source=row["source"],
        epreuves=tuple(_unit(one) for one in row["epreuves"].split("|") if one),
        ou_lire=row["ou_lire"],
        remarque=row["remarque"],
    )


def _unit(written: str) -> tuple[str, str]:
    code, _, title = written.partition(" ")
    return code, title


@functools.cache
def _shipped(code: str) -> tuple[int, ...]:
    path = Path(str(FOLDER / "specialites" / f"{code}.csv"))
    return sessions_of(path, sessions_couvertes()) if path.is_file() else ()


def connue(text: str) -> Specialite | None:
    """Return the BTS that a text means: its code in any case, its name, or its code in the data; None if none."""
    given = BREVET.sub("", text)
    # A hyphen distinguishes codes, and means nothing in a name.
    by_code = (one for one in registre().values() if folded(one.code) == folded(given))
    by_name = (one for one in registre().values() if _plain(one.nom) == _plain(given))
    by_data = (one for one in registre().values() if _counted_as(one) == folded(given))
    return next(by_code, None) or next(by_name, None) or next(by_data, None)


def _counted_as(one: Specialite) -> str:
    """Return the code of the data that means this BTS and no other."""
    return folded(one.donnees[0]) if one.part == 1 and len(one.donnees) == 1 and not one.remplacee_par else ""


def _plain(name: str) -> str:
    return squeezed(name.replace(",", ""))


def part_fournie(session: int) -> Fraction:
    """Return the part of the entrants, all BTS of the ministry, whose BTS has a règlement at a session."""
    return Fraction(sum(one.entrants for one in registre().values() if session in one.sessions), entrants()[TOTAL])


def spans(sessions: Sequence[int]) -> str:
    """Return sessions as people write them: `2021-2023, 2026`."""
    runs: list[list[int]] = []
    for one in sessions:
        if runs and runs[-1][-1] == one - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
