"""The candidates of a study: simulated from a description, or real and read from files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from bts_sim.candidates.grade import Grading, grade
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenTable, GivenTables
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw
from bts_sim.runs.shared import shared
from bts_sim.stats.over_draws import Draws

if TYPE_CHECKING:
    import pandas as pd

#: Number of tables of rates under draws that are kept, and of tables of their intervals.
REMEMBERED = 4


class People(Protocol):
    """The operations that a study needs from its candidates, simulated or real."""

    @property
    def session(self) -> int:
        """The session whose texts apply to them."""

    @property
    def bareme(self) -> Bareme:
        """The law of that session, with the specialties given."""

    @property
    def described(self) -> Cohort:
        """Return the description that candidates are simulated from."""

    @property
    def simulated(self) -> SimulatedCohort:
        """Return the simulated candidates, at the default parameters."""

    def drawn(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, lending: Lending = LENDING
    ) -> pd.DataFrame:
        """Return the rates of the regimes under draws of the parameters."""

    def compared(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, level: float
    ) -> pd.DataFrame:
        """Return the rates of the regimes and their gaps over draws of the parameters, with their intervals."""

    def few_draws(self, draws: int, draw_size: int, level: float) -> Draws:
        """Return the draws of a question that costs more than rates: fewer and smaller than those asked for."""

    def changed(self, **of_cohort: Any) -> People:
        """Return candidates of the same description with some fields changed."""

    def graded(self, regime: Regime) -> Grading:
        """Return the decisions of a regime on these candidates."""

    def __str__(self) -> str:
        """Return the candidates in one line of text."""


@dataclass(frozen=True, eq=False)
class SimulatedPeople:
    """Candidates simulated from a description on first use, then shared by every question."""

    described: Cohort
    #: The last tables of rates under draws, each with the arguments that produced it.
    _drawn: list[tuple[object, pd.DataFrame]] = field(default_factory=list, repr=False)
    #: The last tables of their intervals, alike.
    _compared: list[tuple[object, pd.DataFrame]] = field(default_factory=list, repr=False)
    #: The last draws of questions that cost more than rates, with the candidates of each.
    _few: list[Draws] = field(default_factory=list, repr=False)

    @property
    def session(self) -> int:
        """The session whose texts apply to them."""
        return self.described.bareme.session

    @property
    def bareme(self) -> Bareme:
        """The law of that session, with the specialties given."""
        return self.described.bareme

    @cached_property
    def simulated(self) -> SimulatedCohort:
        """Return the simulated candidates, at the default parameters."""
        return simulate(self.described)

    def drawn(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, lending: Lending = LENDING
    ) -> pd.DataFrame:
        """Return the rates of the regimes under draws of the parameters. The last tables are kept and reused."""

        def make() -> pd.DataFrame:
            described = self.changed(candidats=draw_size).described
            key = repr((described.identity(), [asdict(one) for one in (baseline, *regimes)], draws, lending))
            return shared(key, lambda: rates_by_draw(described, baseline, regimes, draws, lending=lending))

        return _remembered(self._drawn, (baseline, regimes, draws, draw_size, lending), make)

    def compared(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, level: float
    ) -> pd.DataFrame:
        """Return the rates of the regimes and their gaps, with their intervals. The last tables are kept and reused."""

        def make() -> pd.DataFrame:
            return compare_over_draws(self.drawn(baseline, regimes, draws, draw_size), level, draw_size)

        return _remembered(self._compared, (baseline, regimes, draws, draw_size, level), make)

    def few_draws(self, draws: int, draw_size: int, level: float) -> Draws:
        """Return the draws of a question that costs more than rates. The candidates of the last ones are kept."""
        asked = Draws.of(self.described, draws, draw_size, level)
        kept = [one for one in self._few if one == asked] or [asked]
        self._few[:] = kept
        return kept[0]

    def changed(self, **of_cohort: Any) -> SimulatedPeople:
        """Return candidates of the same description with some fields changed."""
        return SimulatedPeople(replace(self.described, **of_cohort))

    def graded(self, regime: Regime) -> NoReturn:
        """Refuse: decisions need real candidates."""
        problem, remedy = "ces candidats sont simulés", "ouvrir l'étude sur des fichiers : candidates=, marks="
        raise InputError([Fault("study", None, "", "decisions", problem, remedy)])

    def __str__(self) -> str:
        described = self.described
        return f"session {described.bareme.session}, {described.candidats} candidates, seed {described.seed}"


@dataclass(frozen=True, eq=False)
class RealPeople:
    """Real candidates and their marks, in the forms that `bts.grade` takes."""

    session: int
    candidates: GivenTables
    marks: GivenTables
    orals: GivenTables | None = None
    specialties: GivenTable | None = None

    @property
    def bareme(self) -> Bareme:
        """The law of that session, with the specialties given."""
        return load_bareme(self.session, self.specialties)

    def graded(self, regime: Regime) -> Grading:
        """Return the decisions of a regime. Oral marks count only under the regime of the session."""
        in_force = self.bareme.regime
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
        """Refuse: real candidates have no description to simulate from."""
        raise _asks_abilities()

    @property
    def simulated(self) -> SimulatedCohort:
        """Refuse: the ability of a real candidate is unknown."""
        raise _asks_abilities()

    def drawn(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, lending: Lending = LENDING
    ) -> NoReturn:
        """Refuse: the ability of a real candidate is unknown."""
        raise _asks_abilities()

    def compared(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, level: float
    ) -> NoReturn:
        """Refuse: the ability of a real candidate is unknown."""
        raise _asks_abilities()

    def few_draws(self, draws: int, draw_size: int, level: float) -> NoReturn:
        """Refuse: the ability of a real candidate is unknown."""
        raise _asks_abilities()

    def changed(self, **of_cohort: Any) -> NoReturn:
        """Refuse: the ability of a real candidate is unknown."""
        raise _asks_abilities()

    def __str__(self) -> str:
        return f"session {self.session}, real candidates"


def _remembered(
    kept: list[tuple[object, pd.DataFrame]], asked: object, make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Return a table that is kept under what was asked, or else make it and keep it in the place of the oldest one."""
    known = next((table for key, table in kept if key == asked), None)
    if known is None:
        known = make()
        kept[:] = [*kept[1 - REMEMBERED :], (asked, known)]
    return known


def _asks_abilities() -> InputError:
    problem = "cette question demande le niveau des candidats, que seule une simulation connaît : ceux-ci sont réels"
    remedy = "demander decisions(), ou ouvrir une étude sans candidates= ni marks="
    return InputError([Fault("candidates", None, "", "", problem, remedy)])
