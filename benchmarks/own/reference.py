"""The reference: `bts_sim.droit.jury`, one rule per article, as every command of the project calls it."""

from __future__ import annotations

import numpy as np

from benchmarks.case import Case, Verdicts
from bts_sim.cohort.group import one_by_one
from bts_sim.droit.deliberation import Deliberation


def prepare(case: Case, exact: bool) -> Case:
    """Nothing to lay out: the project holds hundredths, whatever is asked."""
    return case


def decide(case: Case) -> Verdicts:
    """Take every specialty through the exam."""
    n, bareme, regime = case.candidats, case.bareme, case.regime
    found = Verdicts(np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=bool), np.zeros(n, dtype=np.uint8))
    for g in case.groupes:
        d = Deliberation(one_by_one(g.reglement, g.releve), bareme, regime)
        found.groupe1[g.candidats], found.autorise[g.candidats] = d.premier.decision, d.controle.autorise
        found.finale[g.candidats] = d.second(g.oraux).decision
    return found


def size(case: Case) -> int:
    """Give the bytes of the marks, statuses and orals held."""
    return sum(g.releve.notes.nbytes + g.releve.statuts.nbytes + g.oraux.nbytes for g in case.groupes)
