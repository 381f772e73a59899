"""What is made of many cohorts at once that differ by their parameters and their luck only: their people, what is lent.

Numpy takes as long to call for one draw as for a dozen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.donors import lend
from bts_sim.cohort.people import variance_of_effects
from bts_sim.cohort.populate import cohort_people
from bts_sim.cohort.raking import UnmetMargin
from bts_sim.droit.points import Floats

#: Cohorts worked on at once: their people fit in the cache of a processor.
AT_ONCE = 16


def parameters_of(described: Sequence[Cohort]) -> dict[str, Floats]:
    """Return the value of each parameter in each of d cohorts, shape (d,)."""
    names = list(described[0].parametres)
    values = np.array([[one.parametres[name] for one in described] for name in names], dtype=np.float64)
    return dict(zip(names, values, strict=True))


def settle_people(described: Sequence[Cohort]) -> None:
    """Make the people of some cohorts and what they own in common, as each would by itself when asked.

    A cohort whose margins cannot be met is left to say so.
    """
    one = described[0]
    try:
        people = cohort_people(one.bareme, one.specialites, one.asked, [each.parametres for each in described])
    except UnmetMargin:
        return
    by_groups, shared = variance_of_effects(parameters_of(described), people)
    lent = lend(one.bareme, one.without_own, [each.seed for each in described], one.lending)
    of_each = zip(people.of_draws(), zip(by_groups, shared.tolist(), strict=True), lent, strict=True)
    for each, (its_people, variance, donors) in zip(described, of_each, strict=True):
        # Where `cached_property` keeps them.
        vars(each).update(
            people=its_people,
            variance_of_groups=variance,
            donors=donors,
            academies_by_sector=one.academies_by_sector,
            weights=one.weights,
        )
