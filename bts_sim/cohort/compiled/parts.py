"""Regimes that concern some candidates only: judged as regimes of everybody, and then joined candidate by candidate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bts_sim.cohort.compiled.layout import Judged
from bts_sim.cohort.compose import Composition
from bts_sim.cohort.concerned import SPECIALTY, check_concerned
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Pour, Regime
from bts_sim.droit.points import Bools, Ints

#: The rows of `Judged` before those of the regimes asked for: the law of the session.
BEFORE = 1


def held_by_all(regimes: Sequence[Regime]) -> list[Regime]:
    """Return the regimes to judge everybody under, each once: those asked for in order, and those of the others."""
    asked = [one.for_all for one in regimes]
    others = [one.pour.base for one in regimes if one.pour]
    return [*asked, *(one for rank, one in enumerate(others) if one not in (*asked, *others[:rank]))]


def joined_by_candidate(
    found: Judged, cohorte: Cohort, regimes: Sequence[Regime], who: Callable[[], Composition], ranks: Ints
) -> Judged:
    """Return the results under the regimes asked for, from those of `held_by_all`; nothing is copied without `pour`.

    `who`: the candidates. `ranks`: the specialty of each, as its rank in the cohort, shape (n,).
    """
    if all(one.pour is None for one in regimes):
        return found
    check_concerned(regimes, cohorte)
    every, composition = held_by_all(regimes), who()
    for rank, one in enumerate(regimes):
        if one.pour is not None:
            other = ~_concerned(one.pour, composition, list(cohorte.specialites), ranks)
            base = BEFORE + every.index(one.pour.base)
            for results in (found.decision, found.authorised, found.admission):
                results[BEFORE + rank, other] = results[base, other]
    kept = slice(BEFORE + len(regimes))
    return found._replace(
        decision=found.decision[kept], authorised=found.authorised[kept], admission=found.admission[kept]
    )


def _concerned(pour: Pour, who: Composition, specialties: Sequence[str], ranks: Ints) -> Bools:
    """Return which candidates a reform concerns, shape (n,)."""
    known, found = who.attributes(), np.ones(ranks.size, dtype=bool)
    for column, values in pour.conditions.items():
        if column == SPECIALTY:
            found &= np.array([code in values for code in specialties])[ranks]
        else:
            found &= np.isin(known[column].words(), values)
    return found
