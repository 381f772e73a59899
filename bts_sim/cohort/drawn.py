"""The candidates of a simulated cohort, before any regime is applied to them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bts_sim.cohort.describe import Cohort, CohortSummary
from bts_sim.cohort.group import Block, Groupe, one_group
from bts_sim.cohort.held import Orals
from bts_sim.cohort.luck import Luck
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import Floats, Ints


@dataclass(frozen=True, repr=False)
class DrawnCohort:
    """The candidates drawn, in blocks of all specialties, or of one.

    `level_shift`: points by which each specialty's level was moved to meet the target.

    `calibrated_elsewhere`: size of the larger cohort on which a specialty's level was solved, where its own candidates
    were too few.
    """

    cohorte: Cohort
    blocks: tuple[Block | Groupe, ...]
    level_shift: Mapping[str, float]
    luck: Luck
    calibrated_elsewhere: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.cohorte!r})"

    @cached_property
    def groupes(self) -> tuple[Groupe, ...]:
        """Return the candidates of each specialty, in the order of the cohort, on the columns of their règlement."""
        parts = {code: list[Groupe]() for code in self.cohorte.specialites}
        for block in self.blocks:
            for one in block.by_specialty():
                parts[one.reglement.specialite].append(one)
        return tuple(one_group(some) for some in parts.values() if some)

    @property
    def groups_with_reglement(self) -> tuple[Groupe, ...]:
        """Return the candidates of each specialty that has a règlement of its own: no other is told apart."""
        return tuple(one for one in self.groupes if not one.reglement.emprunte_a)

    @cached_property
    def first_groups(self) -> dict[Hashable, Sequence[Deliberation[Block | Groupe]]]:
        """Return the last first group decided, by all that decides it: the regimes of a law share it."""
        return {}

    @cached_property
    def specialty_ranks(self) -> Ints:
        """Return the specialty of each candidate, as its rank in the cohort, shape (n,)."""
        codes, ranks = list(self.cohorte.specialites), np.zeros(self.cohorte.candidats, dtype=np.int64)
        for block in self.blocks:
            ranks[block.candidats] = block.ranks(codes)
        return ranks

    def parameters_of(self, candidats: Ints) -> Mapping[str, float | Floats]:
        """Return the parameters of some candidates: one number for all, or one for each, shape (m, 1)."""
        return self.cohorte.parametres

    def draws_of(self, candidats: Ints) -> tuple[int | Ints, Ints]:
        """Return the draw of some candidates, as its rank, and their numbers in it, shape (m,)."""
        return 0, candidats

    def orals_held(self, regime: Regime) -> Orals | None:
        """Return the orals that real candidates sat under a regime, or None: they were sat under no other."""
        held = self.cohorte.held
        return held.orals if held and held.orals and held.orals.regime == regime else None

    def summary(self) -> CohortSummary:
        """Return the description of the cohort and of its calibration, ready for a manifest."""
        said = self.cohorte.summary()
        said["calage"] = dict(self.level_shift)
        if self.calibrated_elsewhere:
            said["cales_ailleurs"] = dict(self.calibrated_elsewhere)
        return said
