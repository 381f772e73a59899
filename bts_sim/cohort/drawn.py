"""The candidates of a simulated cohort, before any regime is applied to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bts_sim.cohort.describe import Cohort, CohortSummary
from bts_sim.cohort.group import Groupe
from bts_sim.cohort.luck import Luck


@dataclass(frozen=True, repr=False)
class DrawnCohort:
    """The candidates drawn. `level_shift`: points by which each specialty's level was moved to meet the target.

    `calibrated_elsewhere`: size of the larger cohort on which a specialty's level was solved, where its own candidates
    were too few.
    """

    cohorte: Cohort
    groupes: tuple[Groupe, ...]
    level_shift: Mapping[str, float]
    luck: Luck
    calibrated_elsewhere: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.cohorte!r})"

    def summary(self) -> CohortSummary:
        """Return the description of the cohort and of its calibration, ready for a manifest."""
        said = self.cohorte.summary()
        said["calage"] = dict(self.level_shift)
        if self.calibrated_elsewhere:
            said["cales_ailleurs"] = dict(self.calibrated_elsewhere)
        return said
