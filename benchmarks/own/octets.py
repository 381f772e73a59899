"""The fast path: `benchmarks.octets`, a byte per mark, whose worth the rules are asked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.case import Case, Groupe, Verdicts
from benchmarks.octets.codes import Octets, en_octets
from benchmarks.octets.decision import Valeurs, decider, valeurs
from benchmarks.octets.rattrapage import Gains, Oraux, est_sauve, gains
from benchmarks.own import reference
from bts_sim.droit.jury import Decision

#: Beside the first decision in the byte of a candidate: saved by the orals; the highest bit says authorised.
SAUVE = 0x40


@dataclass(frozen=True)
class Packed:
    """One specialty: the numbers of its candidates, their bytes and orals, and what these are worth."""

    candidats: np.ndarray
    octets: Octets
    oraux: Oraux
    valeurs: Valeurs
    gains: Gains


@dataclass(frozen=True)
class Cohort:
    """Everybody in bytes; `case`, when some mark has none, and the readable rules decide."""

    case: Case
    groupes: tuple[Packed, ...] | None


def prepare(case: Case, exact: bool) -> Cohort:
    """Pack marks and orals, and ask the rules what they are worth."""
    packed = [_pack(case, g) for g in case.groupes]
    return Cohort(case, None if None in packed else tuple(one for one in packed if one))


def _pack(case: Case, g: Groupe) -> Packed | None:
    octets = en_octets(g.releve)
    values = valeurs(g.reglement, case.bareme, case.regime)
    worth = gains(g.reglement, case.bareme, case.regime)
    if octets is None or values is None or worth is None:
        return None
    sat = g.oraux >= 0
    rows = np.flatnonzero(sat.any(axis=1))
    units = np.argsort(~sat[rows], axis=1, kind="stable")[:, : case.regime.nombre_oraux]
    notes = np.take_along_axis(g.oraux[rows], units, axis=1)
    return Packed(
        g.candidats.astype(np.int32), octets, Oraux(rows, units.astype(np.int8), notes.astype(np.int16)), values, worth
    )


def decide(cohort: Cohort) -> Verdicts:
    """Take every specialty through the exam."""
    if cohort.groupes is None:
        return reference.decide(cohort.case)
    everyone = np.empty(cohort.case.candidats, dtype=np.uint8)
    for g in cohort.groupes:
        first, autorise = decider(g.octets, g.valeurs)
        saved = g.oraux.rows[est_sauve(g.octets, g.oraux, g.gains)]
        issue = first | (autorise.view(np.uint8) << np.uint8(7))
        issue[saved] |= SAUVE
        # Candidates of all specialties are mixed: putting them back in order costs most, and is done once.
        everyone[g.candidats] = issue
    groupe1 = everyone & np.uint8(SAUVE - 1)
    finale = np.where(groupe1 == Decision.NON_ADMIS, np.uint8(Decision.REFUSE), groupe1)
    finale[everyone & SAUVE > 0] = Decision.ADMIS_APRES_CONTROLE
    return Verdicts(groupe1, everyone > np.uint8(127), finale)


def size(cohort: Cohort) -> int:
    """Give the bytes of the marks, statuses and orals held."""
    if cohort.groupes is None:
        return reference.size(cohort.case)
    return sum(
        array.nbytes
        for g in cohort.groupes
        for array in (g.octets.codes, g.octets.dossier, g.oraux.rows, g.oraux.unites, g.oraux.notes)
    )
