"""Turn tables of text into the input of the jury: candidates grouped by specialty, and arrays of marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.candidates.tables import parse_mark
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import CCF, Bareme, Reglement, Unite
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.vocabulaire import DEFAVORABLE, NON, OUI, PONCTUEL, PROGRESSIVE, STATUTS, VOIES_MODE_SCOLAIRE
from bts_sim.errors import Fault
from bts_sim.files.read import Table

#: Values in an array of marks: the cell is empty, or is not a mark. Neither is a mark, and neither is zero.
EMPTY, UNREADABLE = -1, -2


@dataclass(frozen=True)
class Dossiers:
    """Every candidate of the tables, in file order, and the groups in which the jury takes them."""

    candidats: pd.DataFrame
    groupes: Mapping[str, Groupe]

    def sound(self, fautes: list[Fault]) -> Dossiers:
        """Return the dossiers without the candidates whom a fault names."""
        if not fautes:
            return self
        named = {f.candidat for f in fautes}
        keep = ~self.candidats["candidat"].astype(object).isin(named).to_numpy()
        rank = np.cumsum(keep) - 1
        kept = {code: g.part(keep[g.candidats]) for code, g in self.groupes.items()}
        groupes = {code: replace(g, candidats=rank[g.candidats]) for code, g in kept.items() if g.candidats.size}
        return Dossiers(self.candidats[keep], groupes)


def assemble(candidats: Table, notes: Table, bareme: Bareme) -> tuple[Dossiers, Marks]:
    """Return the dossiers that both tables make together, and their marks.

    Rows that make no sense are laid out as well as possible: `coherence` reports them.
    """
    assert candidats.frame is not None
    rows = candidats.frame[candidats.frame["candidat"] != ""].drop_duplicates("candidat")
    marks = Marks(rows, notes, bareme)
    groupes = {}
    for code, reglement in bareme.reglements.items():
        members = np.flatnonzero((rows["specialite"] == code).to_numpy())
        if members.size:
            groupes[code] = replace(marks.group(reglement, members), fichier=candidats.name)
    return Dossiers(rows, groupes), marks


class Marks:
    """The rows of the table of marks that belong to a known candidate, as arrays of numbers."""

    def __init__(self, candidats: pd.DataFrame, notes: Table, bareme: Bareme) -> None:
        assert notes.frame is not None
        frame = notes.frame
        known, given = candidats["candidat"].cat, frame["candidat"].cat
        # The last place is for whom the table of candidates does not know.
        row = np.full(len(known.categories) + 1, -1)
        row[known.codes] = np.arange(len(candidats))
        owner = row[known.categories.get_indexer(given.categories)[given.codes]]
        if (owner < 0).any():
            frame, owner = frame[owner >= 0], owner[owner >= 0]
        self.table = notes
        self.frame = frame
        self.candidats = candidats
        self.owner: NDArray[np.intp] = owner
        self.specialite = candidats["specialite"].cat.codes.to_numpy()[owner]
        self.unit = self._columns(bareme)
        self.mark = _lookup(frame["note"], _mark)
        self.statut = _lookup(frame["statut"], lambda text: STATUTS.get(text, Statut.SANS)).astype(np.uint8)
        self.of_specialty = self._by_specialty()
        self.at_school = candidats["voie"].isin(VOIES_MODE_SCOLAIRE).to_numpy()
        self.unfinished = says(candidats, "forme", PROGRESSIVE) & says(candidats, "derniere_session", NON)
        self.suspended = says(candidats, "suspension_fraude", OUI)
        self.disapproved = says(candidats, "avis_jury", DEFAVORABLE)

    def _by_specialty(self) -> Mapping[str, NDArray[np.intp]]:
        """Return the rows about a unit of each specialty, in file order."""
        names = self.candidats["specialite"].cat.categories
        known = np.flatnonzero(self.unit >= 0)
        codes = self.specialite[known]
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        # What is after the last end is empty.
        parts = np.split(known[np.argsort(codes, kind="stable")], ends)[:-1]
        return dict(zip(names, parts, strict=True))

    def _columns(self, bareme: Bareme) -> Ints:
        """Return the column of each row's unit: compulsory units first, then facultatives; -1 for an unknown unit."""
        specialites = self.candidats["specialite"].cat
        units = self.frame["unite"].cat
        table = np.full((len(specialites.categories), len(units.categories)), -1, dtype=np.int64)
        for i, code in enumerate(specialites.categories):
            if code in bareme.reglements:
                reglement = bareme.reglements[code]
                index = pd.Index([u.code for u in (*reglement.unites, *reglement.facultatives)])
                table[i] = index.get_indexer(units.categories)
        columns: Ints = table[self.specialite, units.codes.to_numpy()]
        return columns

    def of_domain(self, domaine: str, bareme: Bareme) -> Bools:
        """Return whether each row is about a compulsory unit of a domain, shape (rows,)."""
        return self._of_units(bareme, lambda reglement: [u.domaine == domaine for u in reglement.unites])

    def facultative(self, bareme: Bareme) -> Bools:
        """Return whether each row is about a facultative unit, shape (rows,)."""
        return self._of_units(bareme, lambda r: [*[False] * len(r.unites), *[True] * len(r.facultatives)])

    def _of_units(self, bareme: Bareme, which: Callable[[Reglement], list[bool]]) -> Bools:
        """Return whether each row is about a unit that `which` selects, in the order of `unit`, shape (rows,)."""
        specialites = self.candidats["specialite"].cat
        told = [which(bareme.reglements[c]) if c in bareme.reglements else [] for c in specialites.categories]
        # Unknown units read the last column, which is always False.
        table = np.zeros((len(told), 1 + max(map(len, [*told, *map(_units, bareme.reglements.values())]))), dtype=bool)
        for i, row in enumerate(told):
            table[i, : len(row)] = row
        rows: Bools = table[self.specialite, self.unit]
        return rows

    def group(self, reglement: Reglement, members: NDArray[np.intp]) -> Groupe:
        """Return the group of the candidates of one specialty, with their marks."""
        local = np.zeros(len(self.candidats), dtype=np.intp)
        local[members] = np.arange(members.size)
        mine = self.of_specialty[reglement.specialite]
        where = local[self.owner[mine]], self.unit[mine]
        compulsory = len(reglement.unites)
        shape = (members.size, compulsory + len(reglement.facultatives))
        notes = np.zeros(shape, dtype=np.int64)
        notes[where] = np.maximum(self.mark[mine], 0)
        statuts = np.full(shape, Statut.SANS, dtype=np.uint8)
        statuts[where] = self.statut[mine]
        ponctuelle = self._ponctuelle(reglement, members, where, mine)
        return Groupe(
            reglement,
            members.astype(np.int64),
            Releve(
                notes[:, :compulsory],
                statuts[:, :compulsory],
                ponctuelle[:, :compulsory],
                notes[:, compulsory:],
                statuts[:, compulsory:],
                self.unfinished[members],
                self.suspended[members],
                self.disapproved[members],
            ),
        )

    def _ponctuelle(
        self,
        reglement: Reglement,
        members: NDArray[np.intp],
        where: tuple[NDArray[np.intp], Ints],
        mine: NDArray[np.intp],
    ) -> Bools:
        """Return whether each unit is ponctuelle: by the mode of its row if given, else by the specialty's table."""
        units = (*reglement.unites, *reglement.facultatives)
        school = np.array([u.mode_scolaire != CCF for u in units])
        alone = np.array([u.mode_individuel != CCF for u in units])
        ponctuelle: Bools = np.where(self.at_school[members, np.newaxis], school, alone)
        if "mode" in self.frame:
            given = self.frame["mode"].iloc[mine]
            said = (given != "").to_numpy()
            ponctuelle[where[0][said], where[1][said]] = (given[said] == PONCTUEL).to_numpy()
        return ponctuelle


def says(candidats: pd.DataFrame, column: str, word: str) -> Bools:
    """Return whether each candidate has `word` in a column that a table may lack, shape (n,)."""
    if column not in candidats:
        return np.zeros(len(candidats), dtype=bool)
    said: Bools = (candidats[column] == word).to_numpy()
    return said


def _units(reglement: Reglement) -> tuple[Unite, ...]:
    return (*reglement.unites, *reglement.facultatives)


def _mark(text: str) -> int:
    if text == "":
        return EMPTY
    mark = parse_mark(text)
    return UNREADABLE if mark is None else mark


def _lookup(column: pd.Series, value: Callable[[str], int]) -> Ints:
    """Return a category column as numbers; `value` is computed once per category."""
    table = np.array([value(text) for text in column.cat.categories], dtype=np.int64)
    return table[column.cat.codes.to_numpy()]
