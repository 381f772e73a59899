"""What every implementation is given, and what it must answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.orals import oral_marks
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import PROFESSIONNEL, Bareme, Regime, Reglement
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import CENTIEMES, Bools, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut

#: The regime decided: the one with two means to compare and orals by unit.
REGIME = "permanent_2022"
#: Statuses whose mark counts, that eliminate, and whose mark is zero. Peers write the rules of these and no others:
#: dispenses, formes progressives and facultative units are scenarios, that the cohort does not hold by default.
COUNTED, ELIMINATED, ZERO = (Statut.NOTE, Statut.BE), (Statut.AB, Statut.NV), (Statut.ABJ,)


@dataclass(frozen=True)
class Groupe:
    """Candidates of one specialty: their numbers, shape (n,), their marks, and their orals, shape (n, u)."""

    candidats: Ints
    reglement: Reglement
    releve: Releve
    oraux: Ints


@dataclass(frozen=True)
class Case:
    """Candidates to decide, with the law and the oral marks drawn beforehand, so that nobody draws in the job.

    `cohorte`: the description of their specialties.
    """

    cohorte: Cohort
    candidats: int
    bareme: Bareme
    regime: Regime
    groupes: tuple[Groupe, ...]

    @classmethod
    def of(cls, cohort: SimulatedCohort) -> Case:
        """Take a simulated cohort with the orals of the authorised candidates."""
        regime = load_regime(REGIME)
        bareme = cohort.cohorte.bareme.sous(regime)
        groupes = []
        for g in cohort.groupes:
            _refuse_what_peers_do_not_know(g.releve)
            oraux = oral_marks(cohort, Deliberation(g, bareme, regime))
            groupes.append(Groupe(g.candidats, g.reglement, g.releve, oraux))
        return cls(cohort.cohorte, cohort.cohorte.candidats, bareme, regime, tuple(groupes))

    @property
    def marks(self) -> int:
        """Number of marks of the first group."""
        return sum(g.releve.notes.size for g in self.groupes)


def _refuse_what_peers_do_not_know(releve: Releve) -> None:
    known = np.isin(releve.statuts, (*COUNTED, *ELIMINATED, *ZERO)).all()
    if not known or releve.inacheve.any() or releve.suspendu.any() or (releve.notes_facultatives > 0).any():
        raise ValueError("the cohort holds dispenses, reports, facultative marks or formes progressives: not compared")


@dataclass(frozen=True)
class Verdicts:
    """First decision, authorised or not, and final decision of each candidate, in the order of numbers, shape (n,)."""

    groupe1: NDArray[np.uint8]
    autorise: Bools
    finale: NDArray[np.uint8]

    def wrong(self, truth: Verdicts) -> Bools:
        """Say on which candidates any of the three differs from the truth, shape (n,)."""
        differs: Bools = (
            (self.groupe1 != truth.groupe1) | (self.autorise != truth.autorise) | (self.finale != truth.finale)
        )
        return differs


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of the law in the unit of the marks that a peer holds: hundredths (exact) or points (float)."""

    admission: float
    general: float
    professionnel: float

    @classmethod
    def of(cls, case: Case, exact: bool) -> Thresholds:
        """Read them from the law."""
        general, professionnel = case.regime.seuil_general, case.regime.seuil_professionnel
        assert general is not None and professionnel is not None, f"{case.regime.nom} has no two thresholds"
        values = case.bareme.seuil_admission, general, professionnel
        return cls(*values) if exact else cls(*(value / CENTIEMES for value in values))


@dataclass(frozen=True)
class Wide:
    """One row per candidate and one column per place in the règlement; short règlements end with coefficients of 0.

    Marks and coefficients are whole hundredths (`exact`) or floating points, as `Thresholds`. `specialite`: index in
    `specialites`; `coefficients` and `professionnels` are by specialty, shape (s, k), the rest by candidate, (n, k).
    """

    specialites: Sequence[str]
    specialite: Ints
    notes: NDArray[np.int64] | NDArray[np.float64]
    oraux: NDArray[np.int64] | NDArray[np.float64]
    statuts: NDArray[np.uint8]
    coefficients: NDArray[np.int64] | NDArray[np.float64]
    professionnels: Bools

    @classmethod
    def of(cls, case: Case, exact: bool) -> Wide:
        """Lay a case out by candidate."""
        width = max(len(g.reglement.unites) for g in case.groupes)
        shape, by_specialty = (case.candidats, width), (len(case.groupes), width)
        notes, oraux = np.zeros(shape, dtype=np.int64), np.full(shape, SANS_ORAL, dtype=np.int64)
        statuts, specialite = np.full(shape, Statut.NOTE, dtype=np.uint8), np.zeros(case.candidats, dtype=np.int64)
        coefs, pro = np.zeros(by_specialty, dtype=np.int64), np.zeros(by_specialty, dtype=bool)
        for i, g in enumerate(case.groupes):
            k = len(g.reglement.unites)
            specialite[g.candidats] = i
            notes[g.candidats, :k], oraux[g.candidats, :k] = g.releve.notes, g.oraux
            statuts[g.candidats, :k] = g.releve.statuts
            coefs[i, :k], pro[i, :k] = g.reglement.coefs, g.reglement.du_domaine(PROFESSIONNEL)
        names = [g.reglement.specialite for g in case.groupes]
        if exact:
            return cls(names, specialite, notes, oraux, statuts, coefs, pro)
        points = [array / CENTIEMES for array in (notes, oraux, coefs)]
        return cls(names, specialite, points[0], points[1], statuts, points[2], pro)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Give one array per column, coefficients beside the marks; `note_1`, `coefficient_1`, and so on."""
        coefs, pro = self.coefficients[self.specialite], self.professionnels[self.specialite]
        named = {
            "note": self.notes,
            "oral": self.oraux,
            "statut": self.statuts,
            "coefficient": coefs,
            "coefficient_pro": coefs * pro,
        }
        return {
            f"{name}_{k + 1}": np.ascontiguousarray(array[:, k])
            for name, array in named.items()
            for k in range(array.shape[1])
        }

    def rows(self) -> dict[str, NDArray[np.generic]]:
        """Give the same with one row per mark, as the files of an academy are: no row for a unit that is not."""
        coefs, pro = self.coefficients[self.specialite], self.professionnels[self.specialite]
        candidat = np.repeat(np.arange(len(coefs)), coefs.shape[1]).reshape(coefs.shape)
        exists = coefs > 0
        return {
            "candidat": candidat[exists],
            "note": self.notes[exists],
            "oral": self.oraux[exists],
            "statut": self.statuts[exists],
            "coefficient": coefs[exists],
            "professionnel": pro[exists],
        }


def numbered(prefix: str, width: int) -> list[str]:
    """Give the names of the columns of a wide table: `note_1` to `note_10`."""
    return [f"{prefix}_{k + 1}" for k in range(width)]


def verdicts(elimine: Bools, admis: Bools, autorise: Bools, sauve: Bools) -> Verdicts:
    """Write decisions from four answers per candidate, `autorise` and `sauve` already without the admitted."""
    groupe1 = np.where(elimine, Decision.ELIMINE, np.where(admis, Decision.ADMIS, Decision.NON_ADMIS))
    refused = np.where(sauve, Decision.ADMIS_APRES_CONTROLE, Decision.REFUSE)
    finale = np.where(groupe1 == Decision.NON_ADMIS, refused, groupe1)
    return Verdicts(groupe1.astype(np.uint8), autorise, finale.astype(np.uint8))
