"""What can replace a mark: absences, dossiers, dispenses, kept marks, forme progressive, facultatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.compose import Composition
from bts_sim.cohort.grid import on_grid
from bts_sim.cohort.luck import Luck
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Reglement
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Releve, Statut, parmi
from bts_sim.droit.vocabulaire import VOIES_GLOBALES


def statuts(
    reglement: Reglement, who: Composition, members: Ints, p: Mapping[str, float], luck: Luck
) -> NDArray[np.uint8]:
    """Return the drawn status of each compulsory unit, before kept marks, shape (n, u)."""
    codes = [u.code for u in reglement.unites]
    absent = _per_unit(luck, "absence", codes, members) < p["absence_par_epreuve"] / 100
    justified = _per_unit(luck, "justification", codes, members) < p["part_absences_justifiees"] / 100
    found = np.where(absent, np.where(justified, Statut.ABJ, Statut.AB), Statut.NOTE)
    rejected = luck.uniform("dossier", members) < p["dossiers_non_valides"] / 100
    found[rejected, reglement.du_domaine(PROFESSIONNEL).argmax()] = Statut.NV
    dispensed = adults(who) & (luck.uniform("dispense", members) < p["dispenses"] / 100)
    found[dispensed[:, np.newaxis] & reglement.du_domaine(GENERAL)] = Statut.DI
    found[~who.present] = Statut.AB
    return found.astype(np.uint8)


def inacheve(who: Composition, members: Ints, p: Mapping[str, float], luck: Luck) -> Bools:
    """Return which candidates are in the forme progressive before its last session, drawn, shape (n,)."""
    return adults(who) & (luck.uniform("forme_progressive", members) < p["forme_progressive"] / 100)


def adults(who: Composition) -> Bools:
    """Return which candidates are outside initial training: they may hold a diploma, or take several sessions."""
    of_adults: Bools = np.array([voie not in VOIES_GLOBALES for voie in who.voies])[who.voie]
    return of_adults


def statuts_facultatives(reglement: Reglement, members: Ints, p: Mapping[str, float], luck: Luck) -> NDArray[np.uint8]:
    """Return the drawn status of each facultative unit; a candidate presents at most one, shape (n, f)."""
    count = len(reglement.facultatives)
    if not p["facultatives"] or not count:
        return np.full((members.size, count), Statut.SANS, dtype=np.uint8)
    takes = luck.uniform("facultative", members) < p["facultatives"] / 100
    which = np.minimum((luck.uniform("facultative.choix", members) * count).astype(np.int64), count - 1)
    presented = takes[:, np.newaxis] & (np.arange(count) == which[:, np.newaxis])
    return np.where(presented, Statut.NOTE, Statut.SANS).astype(np.uint8)


@dataclass(frozen=True)
class Repeating:
    """The luck of those who come back if their former session failed.

    `returning`: shape (n,). For those r candidates: `kept`, whether the mark of a unit is kept if it may be; `marker`,
    the marker's deviation at that session, in standard deviations; both of shape (r, u).
    """

    returning: Bools
    kept: Bools
    marker: Floats

    @classmethod
    def draw(cls, reglement: Reglement, members: Ints, p: Mapping[str, float], luck: Luck) -> Repeating:
        """Return the draw. It does not depend on the result of the former session, which depends on the level."""
        codes = [u.code for u in reglement.unites]
        returns = luck.uniform("redoublement", members) < p["retour_apres_echec"] / 100
        back = members[returns]
        kept = _per_unit(luck, "conservation", codes, back) < p["notes_conservees"] / 100
        marker = np.column_stack([luck.normal(f"session_precedente.{code}", back) for code in codes])
        return cls(returns, kept, marker)

    def keep(self, releve: Releve, reglement: Reglement, bareme: Bareme, before: Floats, pas: int) -> Releve:
        """Return the releve with the bénéfices of those who failed; a kept unit is not sat again.

        `before`: marks of the former session, points, before the grid, shape (r, u).
        """
        failed = before @ (reglement.coefs / reglement.coefs.sum()) < bareme.seuil_admission / CENTIEMES
        old = on_grid(before, pas)
        back = np.flatnonzero(self.returning)
        open_to = ~parmi(releve.statuts[back], Statut.DI)
        kept, unit = np.nonzero(self.kept & failed[:, np.newaxis] & (old >= bareme.seuil_benefice) & open_to)
        notes, found = releve.notes.copy(), releve.statuts.copy()
        notes[back[kept], unit], found[back[kept], unit] = old[kept, unit], Statut.BE
        return replace(releve, notes=notes, statuts=found)


def _per_unit(luck: Luck, kind: str, codes: list[str], members: Ints) -> Floats:
    return np.column_stack([luck.uniform(f"{kind}.{code}", members) for code in codes])
