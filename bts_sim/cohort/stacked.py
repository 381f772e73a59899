"""Several cohorts of one description as one: what goes specialty by specialty is done once, and not once per cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.group import Groupe, one_group
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats, Ints


@dataclass(frozen=True, repr=False)
class StackedCohort(SimulatedCohort):
    """The candidates of c cohorts of `size` candidates, numbered one cohort after the other.

    Their rules are the same and each keeps its own parameters, `of_each`, shape (c,). For questions on first groups and
    on choices of orals: the rest of a cohort has one set of parameters, here that of the first.
    """

    size: int = 0
    of_each: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def drawn(self) -> DrawnCohort:
        """Return the candidates themselves, with the parameters of each."""
        return self

    @cached_property
    def groupes(self) -> tuple[Groupe, ...]:
        """Return the candidates of each règlement: those of a specialty, and those to whom it is lent."""
        parts = dict[tuple[bool, str], list[Groupe]]()
        for block in self.blocks:
            for one in block.by_specialty():
                lent = one.reglement.emprunte_a
                parts.setdefault((bool(lent), lent or one.reglement.specialite), []).append(one)
        return tuple(map(one_group, parts.values()))

    def parameters_of(self, candidats: Ints) -> Mapping[str, Floats]:
        """Return the parameters of some candidates, each of shape (m, 1)."""
        rank = self.rank_of(candidats)
        return {nom: values[rank][:, np.newaxis] for nom, values in self.of_each.items()}

    def rank_of(self, candidats: Ints) -> Ints:
        """Return the cohort of some candidates, as its rank, shape (m,)."""
        return candidats // self.size


def stack_of_draws(cohorts: Sequence[SimulatedCohort]) -> StackedCohort:
    """Return some cohorts of one description and as many candidates as one cohort."""
    first, size = cohorts[0], cohorts[0].cohorte.candidats
    blocks = [
        replace(block, candidats=block.candidats + rank * size)
        for rank, one in enumerate(cohorts)
        for block in one.blocks
    ]
    of_each = {nom: np.array([one.cohorte.parametres[nom] for one in cohorts]) for nom in first.cohorte.parametres}
    described = replace(first.cohorte, candidats=size * len(cohorts))
    return StackedCohort(described, tuple(blocks), {}, first.luck, size=size, of_each=of_each)
