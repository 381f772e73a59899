"""How likely candidates are admitted in the end, at a level: the sum that a rate after the orals is solved on."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.expectation import expected_admission
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.orals import epreuves
from bts_sim.cohort.target import Admission, Members
from bts_sim.cohort.together import applies_together
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Floats, Ints


def after_the_orals(cohorte: Cohort, regime: Regime) -> Admission:
    """Return the admission under a regime, orals summed exactly, of some candidates at a level.

    The chance of a few falls as the level rises: a better mark may change a choice of orals, or a former session leave
    nothing to keep. Their sum may then cross a rate at several steps near each other, of which one is found.
    """
    drawn, together = _drawn(cohorte), applies_together(regime, cohorte.choix_des_oraux)

    def admission(members: Members, level_shift: float | Floats) -> tuple[Floats, Ints]:
        block, kept = members.scripts.settled_at(level_shift, members.rows)
        if together:
            return _chances(drawn, block, regime), kept
        found, ranks = np.zeros(kept.size), block.reglement.rangs
        for rank, one in zip(np.unique(ranks).tolist(), block.by_specialty(), strict=True):
            found[ranks == rank] = _chances(drawn, one, regime)
        return found, kept

    return admission


def _drawn(cohorte: Cohort) -> DrawnCohort:
    """Return the luck of a cohort and its parameters: orals ask nothing else of the candidates beside them."""
    return DrawnCohort(cohorte, (), {}, Luck(cohorte.seed, cohorte.candidats))


def _chances(drawn: DrawnCohort, group: Groupe | Block, regime: Regime) -> Floats:
    d = Deliberation(group, drawn.cohorte.bareme, regime)
    found = d.premier.ont(Decision.ADMIS).astype(np.float64)
    found[d.controle.autorise] = expected_admission(d, epreuves(drawn, d), drawn.cohorte.parametres)
    return found
