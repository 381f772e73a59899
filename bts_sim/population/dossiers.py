"""From tables of text to what the jury needs: candidates grouped by specialty, marks as arrays, faults beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.bareme import CCF, PROFESSIONNEL, Bareme, Reglement
from bts_sim.errors import Faute, nearest
from bts_sim.law import absence_de
from bts_sim.points import Bools, Ints
from bts_sim.population.tables import (
    NON,
    PONCTUEL,
    PROGRESSIVE,
    STATUTS,
    VOIES_GLOBALES,
    VOIES_MODE_SCOLAIRE,
    parse_mark,
)
from bts_sim.reading import Table
from bts_sim.releve import Releve, Statut

#: In an array of marks: the cell is empty, or holds no mark. Neither is a mark, and neither is zero.
VIDE, ILLISIBLE = -1, -2
AVEC_NOTE = (Statut.NOTE, Statut.BE, Statut.RE)
SANS_NOTE = (Statut.AB, Statut.ABJ, Statut.NV, Statut.DI)


@dataclass(frozen=True)
class Groupe:
    """The candidates of one specialty: their rows in the table of candidates, and their marks."""

    reglement: Reglement
    rows: Ints
    releve: Releve

    def part(self, keep: Bools) -> Groupe:
        """Give the group reduced to the candidates for whom `keep` holds, shape (n,)."""
        r = self.releve
        return Groupe(
            self.reglement,
            self.rows[keep],
            Releve(
                r.notes[keep],
                r.statuts[keep],
                r.ponctuelle[keep],
                r.notes_facultatives[keep],
                r.statuts_facultatives[keep],
                r.inacheve[keep],
            ),
        )


@dataclass(frozen=True)
class Dossiers:
    """Every candidate of the tables, in file order, and the groups in which the jury takes them."""

    candidats: pd.DataFrame
    groupes: Mapping[str, Groupe]

    def sound(self, fautes: list[Faute]) -> Dossiers:
        """Leave out the candidates whom a fault names."""
        named = {f.candidat for f in fautes}
        keep = ~self.candidats["candidat"].astype(object).isin(named).to_numpy()
        rank = np.cumsum(keep) - 1
        groupes = {code: g.part(keep[g.rows]) for code, g in self.groupes.items()}
        return Dossiers(
            self.candidats[keep],
            {code: Groupe(g.reglement, rank[g.rows], g.releve) for code, g in groupes.items() if g.rows.size},
        )


def assemble(candidats: Table, notes: Table, bareme: Bareme) -> tuple[Dossiers, list[Faute]]:
    """Join both tables into dossiers; give also every fault that shows only across cells, rows and files."""
    assert candidats.frame is not None
    rows = candidats.frame[candidats.frame["candidat"] != ""].drop_duplicates("candidat")
    marks = _Marks(rows, notes, bareme)
    fautes = [
        *_candidate_faults(candidats, notes, bareme),
        *_unknown_candidates(candidats, notes),
        *marks.faults(bareme),
    ]
    groupes = {}
    for code, reglement in bareme.reglements.items():
        members = np.flatnonzero((rows["specialite"] == code).to_numpy())
        if members.size:
            groupes[code] = marks.group(reglement, members)
    fautes.extend(_incomplete(rows, groupes, notes))
    return Dossiers(rows, groupes), fautes


def _candidate_faults(candidats: Table, notes: Table, bareme: Bareme) -> Iterator[Faute]:
    """Find candidates given twice, of unknown specialty, of a form closed to their voie, or without any mark."""
    assert candidats.frame is not None
    frame, name = candidats.frame[candidats.frame["candidat"] != ""], candidats.name
    for line, row in frame[frame.duplicated("candidat")].iterrows():
        remedy = "un candidat par ligne ; une spécialité par session"
        yield Faute(name, int(line), "candidat", row.candidat, "candidat en double", remedy, row.candidat)
    for code in set(frame["specialite"].unique()) - {"", *bareme.reglements}:
        problem, _, remedy = absence_de(bareme, code).partition(" ; ")
        for line, row in frame[frame["specialite"] == code].iterrows():
            yield Faute(name, int(line), "specialite", code, problem, remedy, row.candidat)
    closed = (frame["forme"] == PROGRESSIVE) & frame["voie"].isin(VOIES_GLOBALES)
    for line, row in frame[closed].iterrows():
        remedy = f"forme globale obligatoire pour la voie {row.voie}"
        yield Faute(name, int(line), "forme", row.forme, f"forme fermée à la voie {row.voie}", remedy, row.candidat)
    if notes.frame is not None:
        with_marks = notes.ragged.union(notes.frame["candidat"].cat.categories)
        without = ~frame["candidat"].astype(object).isin(with_marks)
        for line, row in frame[without].iterrows():
            remedy = f"ajouter ses notes dans {notes.name}, ou le retirer"
            yield Faute(name, int(line), "candidat", row.candidat, "candidat sans aucune note", remedy, row.candidat)


def _unknown_candidates(candidats: Table, notes: Table) -> Iterator[Faute]:
    """Find candidates who have marks and are not in the table of candidates: one fault each, at their first row."""
    if candidats.frame is None or notes.frame is None:
        return
    first = notes.frame.drop_duplicates("candidat")
    known = candidats.ragged.union(candidats.frame["candidat"].cat.categories)
    strangers = first[~first["candidat"].astype(object).isin(known)]
    for line, row in strangers[strangers["candidat"] != ""].iterrows():
        remedy = f"l'ajouter dans {candidats.name}, ou retirer ses notes"
        yield Faute(notes.name, int(line), "candidat", row.candidat, "candidat inconnu", remedy, row.candidat)


class _Marks:
    """The rows of the table of marks that belong to a known candidate, as arrays of numbers."""

    def __init__(self, candidats: pd.DataFrame, notes: Table, bareme: Bareme) -> None:
        assert notes.frame is not None
        frame = notes.frame
        row = pd.Index(candidats["candidat"].astype(object)).get_indexer(frame["candidat"].cat.categories)
        owner = row[frame["candidat"].cat.codes]
        frame, owner = frame[owner >= 0], owner[owner >= 0]
        self.file = notes.name
        self.frame = frame
        self.candidats = candidats
        self.owner: NDArray[np.intp] = owner
        self.unit = self._columns(bareme)
        self.mark = _lookup(frame["note"], _mark)
        self.statut = _lookup(frame["statut"], lambda text: STATUTS.get(text, Statut.SANS)).astype(np.uint8)
        # Without the column, the specialty's table decides for everybody.
        self.mode = frame["mode"].astype(object).to_numpy() if "mode" in frame else np.full(len(frame), "")

    def _columns(self, bareme: Bareme) -> Ints:
        """Give for each row the column of its unit: compulsory ones first, then facultatives; -1 if unknown."""
        specialites = self.candidats["specialite"].cat
        units = self.frame["unite"].cat
        table = np.full((len(specialites.categories), len(units.categories)), -1, dtype=np.int64)
        for i, code in enumerate(specialites.categories):
            if code in bareme.reglements:
                reglement = bareme.reglements[code]
                index = pd.Index([u.code for u in (*reglement.unites, *reglement.facultatives)])
                table[i] = index.get_indexer(units.categories)
        columns: Ints = table[specialites.codes.to_numpy()[self.owner], units.codes.to_numpy()]
        return columns

    def faults(self, bareme: Bareme) -> Iterator[Faute]:
        """Find units unknown or given twice, and marks that do not go with their status."""
        rows = self.candidats.iloc[self.owner]
        known = rows["specialite"].isin(bareme.reglements).to_numpy()
        absent = self.mark == VIDE
        must_have, must_not = np.isin(self.statut, AVEC_NOTE), np.isin(self.statut, SANS_NOTE)
        justified_zero = (self.statut == Statut.ABJ) & (self.mark == 0)
        below = (self.statut == Statut.BE) & (self.mark >= 0) & (self.mark < bareme.seuil_benefice)
        globale = (rows["forme"] != PROGRESSIVE).to_numpy()
        yield from self._unknown_units(known & (self.unit < 0), bareme)
        yield from self._say(
            self.frame.duplicated(["candidat", "unite"]).to_numpy(), "unite", "note en double", "une ligne par unité"
        )
        yield from self._say(
            must_have & absent, "note", "note absente", "donner la note, ou un statut (AB, ABJ, NV, DI)"
        )
        yield from self._say(
            must_not & ~absent & ~justified_zero,
            "note",
            "note donnée avec un statut sans note",
            "vider la note ou le statut",
        )
        yield from self._say(
            below, "note", "bénéfice d'une note inférieure à 10", "un bénéfice se garde à partir de 10"
        )
        yield from self._say(
            (self.statut == Statut.RE) & globale,
            "statut",
            "report de note dans la forme globale",
            "RE n'existe que dans la forme progressive",
        )

    def _unknown_units(self, which: Bools, bareme: Bareme) -> Iterator[Faute]:
        for i in np.flatnonzero(which):
            row, owner = self.frame.iloc[i], self.candidats.iloc[self.owner[i]]
            reglement = bareme.reglements[owner.specialite]
            codes = [u.code for u in (*reglement.unites, *reglement.facultatives)]
            near = nearest(row.unite, codes)
            remedy = f"{near} ({', '.join(codes)})" if near else ", ".join(codes)
            problem = f"unité inconnue de la spécialité {owner.specialite}"
            yield Faute(self.file, int(row.name), "unite", row.unite, problem, remedy, row.candidat)

    def _say(self, which: Bools, column: str, problem: str, remedy: str) -> Iterator[Faute]:
        for line, row in self.frame[which].iterrows():
            yield Faute(self.file, int(line), column, row[column], problem, remedy, row.candidat)

    def group(self, reglement: Reglement, members: NDArray[np.intp]) -> Groupe:
        """Lay out the marks of the candidates of one specialty."""
        local = np.full(len(self.candidats), -1)
        local[members] = np.arange(members.size)
        mine = (local[self.owner] >= 0) & (self.unit >= 0)
        where = local[self.owner[mine]], self.unit[mine]
        compulsory = len(reglement.unites)
        shape = (members.size, compulsory + len(reglement.facultatives))
        notes = np.zeros(shape, dtype=np.int64)
        notes[where] = np.maximum(self.mark[mine], 0)
        statuts = np.full(shape, Statut.SANS, dtype=np.uint8)
        statuts[where] = self.statut[mine]
        candidats = self.candidats.iloc[members]
        ponctuelle = self._ponctuelle(reglement, candidats, where, mine, shape)
        unfinished = (candidats["forme"] == PROGRESSIVE) & (candidats["derniere_session"] == NON)
        return Groupe(
            reglement,
            members.astype(np.int64),
            Releve(
                notes[:, :compulsory],
                statuts[:, :compulsory],
                ponctuelle[:, :compulsory],
                notes[:, compulsory:],
                statuts[:, compulsory:],
                unfinished.to_numpy(),
            ),
        )

    def _ponctuelle(
        self,
        reglement: Reglement,
        candidats: pd.DataFrame,
        where: tuple[NDArray[np.intp], Ints],
        mine: Bools,
        shape: tuple[int, int],
    ) -> Bools:
        """Say which units are ponctuelles: by the mode of the row if given, else by the specialty's table."""
        units = (*reglement.unites, *reglement.facultatives)
        at_school = candidats["voie"].isin(VOIES_MODE_SCOLAIRE).to_numpy()[:, np.newaxis]
        school = np.array([u.mode_scolaire != CCF for u in units])
        alone = np.array([u.mode_individuel != CCF for u in units])
        given = np.full(shape, "", dtype=object)
        given[where] = self.mode[mine]
        ponctuelle: Bools = np.where(given == "", np.where(at_school, school, alone), given == PONCTUEL)
        return ponctuelle


def _mark(text: str) -> int:
    if text == "":
        return VIDE
    mark = parse_mark(text)
    return ILLISIBLE if mark is None else mark


def _lookup(column: pd.Series, value: Callable[[str], int]) -> Ints:
    """Turn a category column into numbers by computing `value` once per category in use."""
    used = set(column.unique())
    table = np.array([value(text) if text in used else 0 for text in column.cat.categories], dtype=np.int64)
    return table[column.cat.codes.to_numpy()] if table.size else np.zeros(0, np.int64)


def _incomplete(rows: pd.DataFrame, groupes: Mapping[str, Groupe], notes: Table) -> Iterator[Faute]:
    """Find compulsory units without a row, and candidates dispensed of every professional unit."""
    missing, exempt = [], []
    for groupe in groupes.values():
        releve, reglement = groupe.releve, groupe.reglement
        without_row = releve.ont(Statut.SANS) & ~releve.inacheve[:, np.newaxis]
        missing += [
            (groupe.rows[i], reglement.unites[unit].code) for i, unit in zip(*np.nonzero(without_row), strict=True)
        ]
        professional = reglement.du_domaine(PROFESSIONNEL)
        exempt += groupe.rows[releve.ont(Statut.DI)[:, professional].all(axis=1)].tolist()
    if not missing and not exempt:
        return
    assert notes.frame is not None
    names = rows["candidat"].astype(object).to_numpy()
    concerned = {names[row] for row, _ in missing} | {names[row] for row in exempt} - notes.ragged
    given = notes.frame[notes.frame["candidat"].astype(object).isin(concerned)]
    pairs = set(zip(given["candidat"], given["unite"], strict=True))
    first_line = {c: int(line) for c, line in zip(given["candidat"][::-1], given.index[::-1], strict=True)}
    for row, code in missing:
        candidat = names[row]
        if candidat in first_line and (candidat, code) not in pairs:
            problem = f"candidat {candidat} : aucune ligne pour cette unité obligatoire"
            remedy = "ajouter la ligne, avec une note ou un statut (AB, ABJ, NV, DI, BE, RE)"
            yield Faute(notes.name, first_line[candidat], "unite", code, problem, remedy, candidat)
    for row in exempt:
        problem = f"candidat {names[row]} : toutes les unités professionnelles sont dispensées"
        remedy = "les unités professionnelles caractéristiques ne se dispensent pas (arrêté du 24 juin 2005)"
        yield Faute(notes.name, first_line[names[row]], "statut", "DI", problem, remedy, names[row])
