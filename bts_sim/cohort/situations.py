"""What can replace a mark: absences, dossiers, dispenses, kept marks, forme progressive, facultatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.compose import Composition
from bts_sim.cohort.grid import on_grid
from bts_sim.cohort.luck import Numbers
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Reglementation
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.vocabulaire import VOIES_GLOBALES


def statuts(
    reglement: Reglementation,
    existing: Bools,
    who: Composition,
    p: Mapping[str, float | Floats],
    of_candidate: Numbers,
    of_unit: Numbers,
) -> NDArray[np.uint8]:
    """Return the drawn status of each compulsory unit, before kept marks, shape (n, u).

    `existing`: which columns are a unit of the candidate's règlement, shape (u,) or (n, u); the others have no status.
    """
    absent = of_unit.below("absence", p["absence_par_epreuve"])
    found = np.where(absent, np.uint8(Statut.AB), np.uint8(Statut.NOTE))
    justified = of_unit.below("justification", p["part_absences_justifiees"])
    found[absent & justified] = Statut.ABJ
    rejected = np.flatnonzero(of_candidate.below("dossier", p["dossiers_non_valides"]))
    professional = np.broadcast_to(reglement.du_domaine(PROFESSIONNEL), found.shape)
    found[rejected, professional[rejected].argmax(axis=1)] = Statut.NV
    dispensed = adults(who) & of_candidate.below("dispense", p["dispenses"])
    found[dispensed[:, np.newaxis] & reglement.du_domaine(GENERAL)] = Statut.DI
    found[~who.present] = Statut.AB
    return np.where(existing, found, np.uint8(Statut.SANS))


def inacheve(who: Composition, p: Mapping[str, float], of_ability: Numbers) -> Bools:
    """Return which candidates are in the forme progressive before its last session, drawn, shape (n,)."""
    return adults(who) & of_ability.below("forme_progressive", p["forme_progressive"])


def adults(who: Composition) -> Bools:
    """Return which candidates are outside initial training: they may hold a diploma, or take several sessions."""
    of_adults: Bools = np.array([voie not in VOIES_GLOBALES for voie in who.voies])[who.voie]
    return of_adults


def statuts_facultatives(existing: Bools, p: Mapping[str, float], of_facultative: Numbers | None) -> NDArray[np.uint8]:
    """Return the drawn status of each facultative unit; a candidate presents at most one, shape (n, f).

    `existing`: which columns are a facultative unit of the candidate's règlement, shape (n, f).
    """
    if of_facultative is None:
        return np.full(existing.shape, Statut.SANS, dtype=np.uint8)
    # One number of the first facultative decides for all.
    takes = of_facultative.below("presentee", p["facultatives"])[:, :1]
    count = existing.sum(axis=1, keepdims=True)
    which = np.minimum((of_facultative.uniform("choix")[:, :1] * count).astype(np.int64), count - 1)
    presented = takes & (np.arange(existing.shape[1]) == which)
    return np.where(presented, np.uint8(Statut.NOTE), np.uint8(Statut.SANS))


@dataclass(frozen=True)
class Repeating:
    """The luck of those who come back if their former session failed.

    `rows`: which of the candidates, shape (r,); `rank`: the place of each candidate among them, or -1, shape (n,). For
    them: `kept`, whether the mark of a unit is kept if it may be; `marker`, the marker's deviation at that session, in
    standard deviations; both of shape (r, u).
    """

    rows: Ints
    rank: Ints
    kept: Bools
    marker: Floats

    @classmethod
    def draw(cls, open_to: Bools, p: Mapping[str, float], of_ability: Numbers, of_unit: Numbers) -> Repeating:
        """Return the draw. It does not depend on the result of the former session, which depends on the level.

        `open_to`: the units of which a candidate may keep a mark, shape (n, u).
        """
        rows = np.flatnonzero(of_ability.below("redoublement", p["retour_apres_echec"]))
        kept = of_unit.below("conservation", p["notes_conservees"], rows) & open_to[rows]
        rank = np.full(len(open_to), -1)
        rank[rows] = np.arange(rows.size)
        return cls(rows, rank, kept, of_unit.normal("correcteur_precedent", rows))

    def among(self, rows: Ints | None) -> tuple[Ints, Ints]:
        """Return those of them who are among some rows of the candidates: their index here, and there."""
        if rows is None:
            return np.arange(self.rows.size), self.rows
        rank = self.rank[rows]
        there = np.flatnonzero(rank >= 0)
        return rank[there], there

    def keep(
        self, releve: Releve, bareme: Bareme, before: Floats, mean: Floats, pas: int, who: tuple[Ints, Ints]
    ) -> tuple[Releve, Ints]:
        """Return the releve with the bénéfices of those who failed, and who failed; a kept unit is not sat again.

        `before`: marks of the former session, points, before the grid, shape (k, u). `mean`: their mean, shape (k,).
        `who`: the k candidates, as `among` returns them.
        """
        here, there = who
        failed = np.flatnonzero(mean < bareme.seuil_admission / CENTIEMES)
        old = on_grid(before[failed], pas)
        kept, unit = np.nonzero(self.kept[here[failed]] & (old >= bareme.seuil_benefice))
        notes, found = releve.notes.copy(), releve.statuts.copy()
        row = there[failed[kept]]
        notes[row, unit], found[row, unit] = old[kept, unit], Statut.BE
        return replace(releve, notes=notes, statuts=found), there[failed]
