"""The jury: one pass over the candidates of a specialty, in the order of the exam.

`premier_groupe` → `ouverture_du_controle` → `second_groupe`. Each step only calls the rules; none draws, reads or
writes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from bts_sim.bareme import Bareme, Regime, Reglement
from bts_sim.points import Bools, Ints, Moyenne
from bts_sim.regles.admission import est_admis, est_elimine, est_sans_decision_finale
from bts_sim.regles.controle import ACCES, CHOIX, REMPLACEMENT
from bts_sim.regles.moyenne import moyenne_generale, moyenne_professionnelle
from bts_sim.releve import Releve


class Decision(IntEnum):
    """Decisions, of the first group or final; the names in lower case are what the tables hold."""

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
        """Say who received this decision, shape (n,)."""
        return np.equal(self.decision, decision)


@dataclass(frozen=True)
class Controle:
    """Who may sit the épreuves de contrôle, shape (n,), and on which units an oral may bear, shape (n, u)."""

    autorise: Bools
    choisissables: Bools


@dataclass(frozen=True)
class SecondGroupe:
    """Result after the orals: final mean and final decision, shape (n,)."""

    finale: Moyenne
    decision: Decisions


def premier_groupe(releve: Releve, reglement: Reglement, bareme: Bareme) -> PremierGroupe:
    """Decide on the ordinary épreuves."""
    generale = moyenne_generale(releve, reglement, bareme)
    decision = np.where(est_admis(generale, bareme), Decision.ADMIS, Decision.NON_ADMIS)
    decision = np.where(est_sans_decision_finale(releve), Decision.SANS_DECISION_FINALE, decision)
    decision = np.where(est_elimine(releve), Decision.ELIMINE, decision)
    return PremierGroupe(generale, moyenne_professionnelle(releve, reglement), decision.astype(np.uint8))


def ouverture_du_controle(
    premier: PremierGroupe, releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime
) -> Controle:
    """Open the épreuves de contrôle of a regime to those whom it lets in."""
    acces = ACCES[regime.acces](premier.generale, premier.professionnelle, bareme, regime)
    autorise = acces & premier.ont(Decision.NON_ADMIS)
    return Controle(autorise, CHOIX[regime.choix](releve, reglement) & autorise[:, np.newaxis])


def second_groupe(
    premier: PremierGroupe,
    controle: Controle,
    oraux: Ints | None,
    releve: Releve,
    reglement: Reglement,
    bareme: Bareme,
    regime: Regime,
) -> SecondGroupe:
    """Decide after the orals; `oraux` None means that they have not been held yet.

    `oraux`: hundredths, shape (n, u) or (n, 2) according to `regime.oral_par`; it must hold marks only where
    `controle` allows one.
    """
    non_admis = premier.ont(Decision.NON_ADMIS)
    decision = np.where(non_admis, Decision.REFUSE, premier.decision)
    if oraux is None:
        decision = np.where(controle.autorise, Decision.EN_ATTENTE_CONTROLE, decision)
        return SecondGroupe(premier.generale, decision.astype(np.uint8))
    gain = REMPLACEMENT[regime.remplacement](oraux, releve, reglement)
    finale = premier.generale.plus(np.where(controle.autorise, gain, 0))
    sauve = controle.autorise & est_admis(finale, bareme)
    decision = np.where(sauve, Decision.ADMIS_APRES_CONTROLE, decision)
    return SecondGroupe(finale, decision.astype(np.uint8))
