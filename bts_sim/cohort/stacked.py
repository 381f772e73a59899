"""Several cohorts of one description as one: what goes specialty by specialty is done once, and not once per cohort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.group import Block, Groupe, one_block, one_group
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats, Ints


@dataclass(frozen=True, repr=False)
class StackedCohort(SimulatedCohort):
    """The candidates of c cohorts of `size` candidates, numbered one cohort after the other.

    Their rules are the same, and each keeps its own luck and its own parameters: `of_each`, those that are not the same
    in all of them, shape (c,). Any regime applies to all of them at once. What is drawn again (other markers, the
    sessions that follow) has the parameters of the first one here.
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

    def parameters_of(self, candidats: Ints) -> Mapping[str, float | Floats]:
        """Return the parameters of some candidates: one number for all, or one for each, shape (m, 1)."""
        rank = self.rank_of(candidats)
        return {**self.cohorte.parametres, **{nom: values[rank][:, np.newaxis] for nom, values in self.of_each.items()}}

    def rank_of(self, candidats: Ints) -> Ints:
        """Return the cohort of some candidates, as its rank, shape (m,)."""
        return candidats // self.size

    def of_each_cohort(self, candidats: Ints) -> list[Ints]:
        """Return some candidates, given in order, cohort by cohort."""
        firsts = range(self.size, self.cohorte.candidats, self.size)
        return np.split(candidats, np.searchsorted(candidats, firsts))

    def draws_of(self, candidats: Ints) -> tuple[Ints, Ints]:
        """Return the cohort of some candidates, as its rank, and their numbers in it, shape (m,)."""
        return np.divmod(candidats, self.size)


def stack_of_draws(cohorts: Sequence[SimulatedCohort]) -> StackedCohort:
    """Return some cohorts of one description and as many candidates as one cohort."""
    first, size = cohorts[0], cohorts[0].cohorte.candidats
    blocks = [block for rank, one in enumerate(cohorts) for block in _numbered(one, rank * size)]
    values = {nom: np.array([one.cohorte.parametres[nom] for one in cohorts]) for nom in first.cohorte.parametres}
    of_each = {nom: those for nom, those in values.items() if (those != those[0]).any()}
    described = replace(first.cohorte, candidats=size * len(cohorts))
    luck = Luck(first.luck.seeds[0], size, others=[one.luck.seeds[0] for one in cohorts[1:]])
    return StackedCohort(described, (one_block(blocks),), {}, luck, size=size, of_each=of_each)


def _numbered(cohorte: SimulatedCohort, first: int) -> Iterator[Block]:
    """Yield the candidates of a cohort, numbered from `first`."""
    for block in cohorte.blocks:
        assert isinstance(block, Block)
        yield replace(block, candidats=block.candidats + first)
