"""The jury: one pass over the candidates of a specialty, in the order of the exam.

`premier_groupe` → `ouverture_du_controle` → `second_groupe`. Each step only calls the rules; none draws, reads or
writes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.bareme import Bareme, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints, Moyenne
from bts_sim.droit.regles.admission import est_elimine, est_elimine_au_controle, est_sans_decision_finale
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION, CHOIX, REMPLACEMENT
from bts_sim.droit.regles.controle import est_un_choix_permis
from bts_sim.droit.regles.moyenne import moyenne_finale, moyenne_generale, moyenne_professionnelle
from bts_sim.droit.regles.oraux_dus import Manquants, oraux_manquants
from bts_sim.droit.releve import SANS_ORAL, Releve


class Decision(IntEnum):
    """Decisions, of the first group or final; tables hold the names in lower case."""

    ADMIS = 0
    ADMIS_APRES_CONTROLE = 1
    REFUSE = 2
    ELIMINE = 3
    SANS_DECISION_FINALE = 4
    EN_ATTENTE_CONTROLE = 5
    NON_ADMIS = 6


Decisions = NDArray[np.uint8]


@dataclass(frozen=True)
class PremierGroupe:
    """Result of the ordinary épreuves: both means and the first decision, shape (n,)."""

    generale: Moyenne
    professionnelle: Moyenne
    decision: Decisions

    def ont(self, decision: Decision) -> Bools:
        """Return which candidates received this decision, shape (n,)."""
        return np.equal(self.decision, decision.value)

    def part(self, keep: Bools | Ints) -> PremierGroupe:
        """Return the result of some candidates."""
        return PremierGroupe(self.generale.part(keep), self.professionnelle.part(keep), self.decision[keep])


@dataclass(frozen=True)
class Controle:
    """Who may sit the épreuves de contrôle, shape (n,), and on which units an oral may bear, shape (n, u)."""

    autorise: Bools
    choisissables: Bools

    def part(self, keep: Bools | Ints) -> Controle:
        """Return the access of some candidates."""
        return Controle(self.autorise[keep], self.choisissables[keep])


@dataclass(frozen=True)
class SecondGroupe:
    """Result after the orals: final mean and final decision, shape (n,)."""

    finale: Moyenne
    decision: Decisions


def premier_groupe(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> PremierGroupe:
    """Return the result of the ordinary épreuves."""
    generale = moyenne_generale(releve, reglement, bareme)
    professionnelle = moyenne_professionnelle(releve, reglement, regime.lectures)
    decision = np.full(len(releve.notes), Decision.NON_ADMIS, dtype=np.uint8)
    decision[ADMISSION[regime.admission](generale, bareme, regime).tenues] = Decision.ADMIS
    decision[est_sans_decision_finale(releve)] = Decision.SANS_DECISION_FINALE
    decision[est_elimine(releve, reglement, regime.lectures) & ~releve.suspendu] = Decision.ELIMINE
    return PremierGroupe(generale, professionnelle, decision)


def ouverture_du_controle(
    premier: PremierGroupe, releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Controle:
    """Return who may sit the épreuves de contrôle of a regime, and on which units."""
    # Only the candidates concerned are examined: three in four are admitted, or judged otherwise.
    rows = np.flatnonzero(premier.ont(Decision.NON_ADMIS))
    rows = rows[ACCES[regime.acces](releve.part(rows), reglement.part(rows), bareme, regime).tenues]
    autorise, choisissables = np.zeros(len(releve.notes), dtype=bool), np.zeros(releve.notes.shape, dtype=bool)
    autorise[rows] = True
    choisissables[rows] = CHOIX[regime.choix](releve.part(rows), reglement.part(rows), regime.lectures)
    return Controle(autorise, choisissables)


def choix_permis(oraux: Ints, reglement: Reglementation, regime: Regime) -> Bools:
    """Return which candidates may choose their orals by unit, shape (n, u), together, shape (n,)."""
    return est_un_choix_permis(oraux != SANS_ORAL, reglement, regime.lectures)


def oraux_en_suspens(
    oraux: Ints,
    controle: Controle,
    releve: Releve,
    reglement: Reglementation,
    bareme: Bareme,
    regime: Regime,
    *,
    clos: bool,
) -> Manquants:
    """Return the orals that the authorised owe without a known result; `clos`: whether the orals are over."""
    owed = oraux_manquants(oraux, controle.choisissables, releve, reglement, bareme, regime)
    return Manquants(owed * controle.autorise, clos)


def second_groupe(
    premier: PremierGroupe,
    controle: Controle,
    oraux: Ints | None,
    releve: Releve,
    reglement: Reglementation,
    bareme: Bareme,
    regime: Regime,
    manquants: Manquants | None = None,
) -> SecondGroupe:
    """Return the result after the orals; `oraux` None means that they have not been held yet.

    `oraux`: hundredths, shape (n, u) or (n, 2) according to `regime.oral_par`. It must hold marks only where `controle`
    allows one. `manquants`: orals owed without a known result, None where all are known. A candidate who has yet to sit
    one waits, unless the orals already sat are enough for admission.
    """
    decision = premier.decision.copy()
    decision[premier.ont(Decision.NON_ADMIS)] = Decision.REFUSE
    if oraux is None:
        decision[controle.autorise] = Decision.EN_ATTENTE_CONTROLE
        return SecondGroupe(premier.generale, decision)
    # A candidate who is not authorised has no oral, and gains nothing.
    rows, gain = np.flatnonzero(controle.autorise), np.zeros(len(oraux), dtype=np.int64)
    gain[rows] = REMPLACEMENT[regime.remplacement](oraux[rows], releve.part(rows), reglement.part(rows), regime)
    apres = moyenne_finale(premier.generale, gain, releve, reglement, bareme, regime.lectures)
    finale = premier.generale.remplacee(controle.autorise, apres)
    absences = None
    if manquants is not None:
        decision[controle.autorise & manquants.attendus] = Decision.EN_ATTENTE_CONTROLE
        absences = manquants.absences
    admis = ADMISSION[regime.admission](finale, bareme, regime).tenues
    decision[controle.autorise & admis] = Decision.ADMIS_APRES_CONTROLE
    decision[controle.autorise & est_elimine_au_controle(oraux, absences, regime.lectures)] = Decision.ELIMINE
    return SecondGroupe(finale, decision)
