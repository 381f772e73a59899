"""One candidate under several regimes: what is typed of him, what each decides, and the tables, made when asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bts_sim.droit.bareme import Regime
from bts_sim.droit.vocabulaire import VOIES_MODE_SCOLAIRE
from bts_sim.questions.one_candidate.choices import chances_of_choices, values_of_model
from bts_sim.questions.one_candidate.entry import TypedCandidate
from bts_sim.questions.one_candidate.hypothetical import decide_on_statuses
from bts_sim.questions.one_candidate.orals import frontier_of_orals, needed_at_orals
from bts_sim.questions.one_candidate.ranges import mark_ranges
from bts_sim.questions.one_candidate.switches import mark_switches
from bts_sim.questions.one_candidate.tables import decisions_of, marks_of
from bts_sim.questions.one_candidate.verdicts import Verdict, verdicts

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.droit.regimes import GivenRegime


@dataclass(frozen=True, eq=False)
class OneCandidate:
    """One candidate as typed, the regimes (names, files or themselves), and what each of these decides.

    `names`: what a command and a form call each regime, its file where it has one.
    """

    typed: TypedCandidate
    regimes: tuple[GivenRegime, ...]
    names: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def own(self) -> Mapping[str, Regime]:
        """Return the regimes that were given themselves, by name."""
        return {name: one for name, one in zip(self.names, self.regimes, strict=True) if isinstance(one, Regime)}

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Return what each regime decides, as `CandidateDecision`."""
        return decisions_of(self.verdicts)

    @cached_property
    def marks(self) -> pd.DataFrame:
        """Return the marks as typed, as `TypedUnit`, with the mode that the voie gives each unit."""
        reglement, school = self.verdicts[0].reglement, self.typed.track in VOIES_MODE_SCOLAIRE
        modes = {
            unit.code: unit.mode_scolaire if school else unit.mode_individuel
            for unit in (*reglement.unites, *reglement.facultatives)
        }
        return marks_of(reglement, [(mark, modes.get(mark.unite, "")) for mark in self.typed.marks])

    @cached_property
    def needed_marks(self) -> pd.DataFrame:
        """Return the smallest mark that is enough at each set of orals, as `NeededAtOrals`."""
        return needed_at_orals(self.verdicts)

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """Return which pairs of oral marks admit, as `OralFrontier`."""
        return frontier_of_orals(self.verdicts)

    @cached_property
    def choices(self) -> pd.DataFrame:
        """Return how likely each choice of orals is to admit, as `ChoiceChance`: by the model of the orals."""
        return chances_of_choices(self.verdicts)

    @cached_property
    def hypotheses(self) -> pd.DataFrame:
        """Return the parameters of that model, as `ModelValue`."""
        return values_of_model(self.typed.session)

    @cached_property
    def switches(self) -> pd.DataFrame:
        """Return the nearest mark at which each unit alone changes something, as `MarkSwitch`."""
        return mark_switches(self.verdicts)

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """Return the decision on every mark that each unit and each oral may have, as `MarkRange`."""
        return mark_ranges(self.verdicts)

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Return what every status in the place of each mark leads to, as `StatusDecision`."""
        return decide_on_statuses(self.typed, self.verdicts)


def decide_on(
    typed: TypedCandidate, regimes: Iterable[GivenRegime], names: Iterable[str] | None = None
) -> OneCandidate:
    """Return one candidate and what each regime decides on him, from memory: no file is written.

    `names`: what a command calls each regime; its file or its name by default.

    Raises InputError naming every fault of what is typed, by unit; LawError for a regime that nobody knows.
    """
    given = tuple(regimes)
    usual = (one.nom if isinstance(one, Regime) else os.fspath(one) for one in given)
    return OneCandidate(typed, given, tuple(usual if names is None else names), tuple(verdicts(typed, given)))
