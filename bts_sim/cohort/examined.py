"""How long examiners examine each candidate: the orals that he chose, or those that the first ones have not spared."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bts_sim.cohort.choices import gains_of_twenty
from bts_sim.cohort.expectation import expected_admission
from bts_sim.cohort.group import Groupe
from bts_sim.cohort.orals import Epreuves
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Unite
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import Bools, Floats

#: Rules under which who is admitted by the first orals sits no more.
ONE_AFTER_THE_OTHER = ("note_de_l_unite_a_la_suite",)


def examined(one: Under, minutes_of: Callable[[Unite], float]) -> tuple[Floats, Floats]:
    """Return the orals that juries hold for each candidate, and their minutes, each of shape (n,): expected values.

    An oral counts for who is convened, present or not, because the jury waits. Where orals follow one another, the one
    on which 20 would gain most comes first, and each is weighed by the chance that those before do not admit.

    Args:
        one: a cohort under a regime whose orals are on units.
        minutes_of: the minutes that an oral on a unit takes of an examiner.
    """
    count, minutes = np.zeros(one.cohorte.cohorte.candidats), np.zeros(one.cohorte.cohorte.candidats)
    for d, known in zip(one.deliberations, one.epreuves, strict=True):
        who = d.groupe.candidats[d.controle.autorise]
        each = np.array([minutes_of(unite) for unite in d.groupe.reglement.unites])
        for held, chance in _held(one, d, known):
            count[who] += held.any(axis=1) * chance
            minutes[who] += (held @ each) * chance
    return count, minutes


def _held(one: Under, d: Deliberation[Groupe], known: Epreuves) -> Iterator[tuple[Bools, Floats]]:
    """Yield the orals of the authorised, one each at a time, shape (m, u), and the chance that each is held, (m,)."""
    expected, chosen = known
    rows = np.flatnonzero(d.controle.autorise)
    before, left = np.zeros_like(chosen), chosen.copy()
    p = one.cohorte.parameters_of(d.groupe.candidats[rows])
    while left.any():
        first = np.where(left, gains_of_twenty(d.groupe.releve.part(rows), d.groupe.reglement), -1).argmax(axis=1)
        now = np.zeros_like(chosen)
        now[np.arange(rows.size), first] = left.any(axis=1)
        chance = np.ones(rows.size)
        if d.regime.remplacement in ONE_AFTER_THE_OTHER and before.any():
            chance -= expected_admission(d, (expected, before), p)
        yield now, chance
        before, left = before | now, left & ~now
