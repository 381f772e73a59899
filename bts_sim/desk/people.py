"""The candidates of a study: simulated from a description, or real ones, whom files hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from bts_sim.candidates.grade import Grading, grade
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.bareme import Regime
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenTable, GivenTables
from bts_sim.questions.rates.tables import draws as drawn_rates

if TYPE_CHECKING:
    import pandas as pd

#: Tables of rates under draws that people keep.
REMEMBERED = 4


class People(Protocol):
    """What a study asks of its candidates, whoever they are."""

    @property
    def session(self) -> int:
        """The session whose texts apply to them."""

    @property
    def described(self) -> Cohort:
        """Their description, from which they are simulated."""

    @property
    def simulated(self) -> SimulatedCohort:
        """The candidates themselves, at the default parameters."""

    def drawn(self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int) -> pd.DataFrame:
        """Return the rates of regimes under draws of the parameters."""

    def changed(self, **of_cohort: Any) -> People:
        """Return candidates of the same description but for some of its fields."""

    def graded(self, regime: Regime) -> Grading:
        """Return what a regime decides of each of them."""

    def __str__(self) -> str:
        """Return who they are, on one line."""


@dataclass(frozen=True, eq=False)
class SimulatedPeople:
    """Candidates drawn from a description when they are first asked for, and shared by all that is made of them."""

    described: Cohort
    #: Rates under draws of the parameters already worked out, the last ones, each with what was asked.
    _drawn: list[tuple[object, pd.DataFrame]] = field(default_factory=list, repr=False)

    @property
    def session(self) -> int:
        """The session whose texts apply to them."""
        return self.described.bareme.session

    @cached_property
    def simulated(self) -> SimulatedCohort:
        """The candidates, at the default parameters."""
        return simulate(self.described)

    def drawn(self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int) -> pd.DataFrame:
        """Return the rates of regimes under draws of the parameters, worked out once."""
        asked = (baseline, regimes, draws, draw_size)
        known = next((table for key, table in self._drawn if key == asked), None)
        if known is None:
            known = drawn_rates(self.changed(candidats=draw_size).described, baseline, regimes, draws)
            self._drawn[:] = [*self._drawn[1 - REMEMBERED :], (asked, known)]
        return known

    def changed(self, **of_cohort: Any) -> SimulatedPeople:
        """Return candidates of the same description but for some of its fields."""
        return SimulatedPeople(replace(self.described, **of_cohort))

    def graded(self, regime: Regime) -> NoReturn:
        """Refuse: simulated candidates have no file of decisions."""
        problem, remedy = "ces candidats sont simulés", "ouvrir l'étude sur des fichiers : candidates=, marks="
        raise InputError([Fault("study", None, "", "decisions", problem, remedy)])

    def __str__(self) -> str:
        described = self.described
        return f"session {described.bareme.session}, {described.candidats} candidates, seed {described.seed}"


@dataclass(frozen=True, eq=False)
class RealPeople:
    """Real candidates and their marks, as `bts.grade` takes them."""

    session: int
    candidates: GivenTables
    marks: GivenTables
    orals: GivenTables | None = None
    specialties: GivenTable | None = None

    def graded(self, regime: Regime) -> Grading:
        """Return what a regime decides of each of them; marks of orals are those of the law of the session."""
        in_force = load_bareme(self.session, self.specialties).regime
        return grade(
            self.candidates,
            self.marks,
            self.orals if regime.nom == in_force else None,
            session=self.session,
            regime=regime,
            specialites=self.specialties,
        )

    @property
    def described(self) -> Cohort:
        """Refuse: a file describes no cohort."""
        raise _asks_abilities()

    @property
    def simulated(self) -> SimulatedCohort:
        """Refuse: nobody knows the ability of a real candidate."""
        raise _asks_abilities()

    def drawn(self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int) -> NoReturn:
        """Refuse, for the same reason."""
        raise _asks_abilities()

    def changed(self, **of_cohort: Any) -> NoReturn:
        """Refuse, for the same reason."""
        raise _asks_abilities()

    def __str__(self) -> str:
        return f"session {self.session}, real candidates"


def _asks_abilities() -> InputError:
    problem = "cette question demande le niveau des candidats, que seule une simulation connaît : ceux-ci sont réels"
    remedy = "demander decisions(), ou ouvrir une étude sans candidates= ni marks="
    return InputError([Fault("candidates", None, "", "", problem, remedy)])
