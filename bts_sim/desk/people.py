"""The candidates of a study: simulated from a description, or real and read from files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from bts_sim.candidates.as_cohort import real_cohort
from bts_sim.candidates.grade import Grading, grade
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.regimes import EN_VIGUEUR, load_regime
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenTable, GivenTables
from bts_sim.questions.rates.by_draw import compare_over_draws, draws_worth, rates_by_draw
from bts_sim.questions.rates.kept import KeptDraws
from bts_sim.runs.shared import shared
from bts_sim.stats.over_draws import Draws

if TYPE_CHECKING:
    import pandas as pd

#: Number of tables of rates under draws that are kept, and of tables of their intervals.
REMEMBERED = 4
#: The questions that real candidates cannot answer, and why.
ABOUT_THE_MODEL = {
    "margins": "elle compare le modèle aux marges publiées, et ces candidats sont réels",
    "validation": "elle compare le modèle à ce qui est publié, et ces candidats sont réels",
    "pairing": "elle compare deux tirages de candidats, et ceux-ci ne sont pas tirés",
    "by_session": "elle simule les candidats de chaque session, et ceux-ci sont d'une seule",
    "effort": "leurs notes sont des faits, qu'un autre effort ne change plus",
    "donors": "elle concerne les règlements prêtés, et ces candidats ont tous le leur",
}
#: The questions that are asked of the abilities of candidates, or of the sessions that follow.
OF_ABILITIES = (
    *("accuracy", "accuracy_by_oral", "accuracy_by_hour", "concordance", "livingston_lewis", "equity"),
    *("needed_marks", "share_by_mark", "advice", "returns"),
)


class People(Protocol):
    """The operations that a study needs from its candidates, simulated or real."""

    @property
    def session(self) -> int:
        """The session whose texts apply to them."""

    @property
    def real(self) -> bool:
        """Return whether they are real."""

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

    def keeping(self, *sizes: tuple[int, int]) -> People:
        """Return the same candidates, whose draws of some numbers and sizes are made once and kept."""

    @property
    def kept(self) -> tuple[KeptDraws, ...]:
        """Return the draws whose candidates are kept."""

    def graded(self, regime: Regime) -> Grading:
        """Return the decisions of a regime on these candidates."""

    def check_asked(self, question: str) -> None:
        """Refuse a question that has no meaning for these candidates."""

    def check_fixed(self) -> None:
        """Refuse the default parameters alone where their intervals would have no meaning."""

    def rests_on_model(self, question: str) -> bool:
        """Return whether a question rests on what the model says of real candidates, beside their marks."""

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
    #: The draws whose candidates are kept, for regimes that judge them again.
    kept: tuple[KeptDraws, ...] = ()
    #: The last draws of questions that cost more than rates, with the candidates of each.
    _few: list[Draws] = field(default_factory=list, repr=False)

    @property
    def real(self) -> bool:
        """Return whether they are real, asked as simulated ones are."""
        return self.described.held is not None

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
            for one in self.kept:
                if (one.cohorte.candidats, one.draws, one.lending) == (described.candidats, draws, lending):
                    return one.rates(baseline, regimes)
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

    def keeping(self, *sizes: tuple[int, int]) -> SimulatedPeople:
        """Return the same candidates, whose draws of some numbers and sizes are made once and kept."""
        cohorts = ((draws, self.changed(candidats=size).described) for draws, size in sizes)
        return SimulatedPeople(self.described, kept=tuple(KeptDraws(cohort, draws) for draws, cohort in cohorts))

    def graded(self, regime: Regime) -> NoReturn:
        """Refuse: decisions need real candidates."""
        problem, remedy = "ces candidats sont simulés", "ouvrir l'étude sur des fichiers : candidates=, marks="
        raise InputError([Fault("study", None, "", "decisions", problem, remedy)])

    def check_asked(self, question: str) -> None:
        """Refuse nothing: what refuses simulated candidates says so itself."""

    def check_fixed(self) -> None:
        """Refuse nothing: their intervals cover the draw of the candidates."""

    def rests_on_model(self, question: str) -> bool:
        """Return False: everything rests on the model, and nothing has to say so again."""
        return False

    def __str__(self) -> str:
        described = self.described
        return f"session {described.bareme.session}, {described.candidats} candidates, seed {described.seed}"


@dataclass(frozen=True, eq=False)
class RealPeople:
    """Real candidates and their marks, in the forms that `bts.grade` takes.

    Their marks are facts. What a question needs of their abilities is drawn given these marks, under each draw of the
    parameters.
    """

    session: int
    candidates: GivenTables
    marks: GivenTables
    orals: GivenTables | None = None
    specialties: GivenTable | None = None
    seed: int = 0

    @property
    def real(self) -> bool:
        """Return True."""
        return True

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
            self.orals if regime.nom in (in_force, EN_VIGUEUR) else None,
            session=self.session,
            regime=regime,
            specialites=self.specialties,
        )

    @cached_property
    def _asked(self) -> SimulatedPeople:
        """Return the candidates as every question takes them."""
        return SimulatedPeople(real_cohort(self.graded(load_regime(self.bareme.regime)), self.seed))

    @property
    def described(self) -> Cohort:
        """Return the candidates as a cohort: its people are those of the files."""
        return self._asked.described

    @property
    def simulated(self) -> SimulatedCohort:
        """Return the candidates, with abilities drawn given their marks at the default parameters."""
        return self._asked.simulated

    def drawn(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, lending: Lending = LENDING
    ) -> pd.DataFrame:
        """Return the rates of the regimes under draws of the parameters: all the candidates are in each draw."""
        size = self.described.candidats
        return self._asked.drawn(baseline, regimes, draws_worth(self.described, draws), size, lending)

    def compared(
        self, baseline: Regime, regimes: tuple[Regime, ...], draws: int, draw_size: int, level: float
    ) -> pd.DataFrame:
        """Return the rates of the regimes and their gaps over draws of the parameters, with their intervals."""
        size = self.described.candidats
        return self._asked.compared(baseline, regimes, draws_worth(self.described, draws), size, level)

    def few_draws(self, draws: int, draw_size: int, level: float) -> Draws:
        """Return the draws of a question that costs more than rates: fewer than those asked for."""
        return self._asked.few_draws(draws, draw_size, level)

    def changed(self, **of_cohort: Any) -> SimulatedPeople:
        """Return the same candidates with some fields changed, but for their number."""
        return self._asked.changed(**{name: value for name, value in of_cohort.items() if name != "candidats"})

    def keeping(self, *sizes: tuple[int, int]) -> RealPeople:
        """Return the same candidates, whose draws of some numbers are made once and kept: all are in each draw."""
        everybody = self.described.candidats
        found = replace(self)
        vars(found)["_asked"] = self._asked.keeping(
            *((number, everybody) for number in {draws_worth(self.described, draws) for draws, _ in sizes})
        )
        return found

    @property
    def kept(self) -> tuple[KeptDraws, ...]:
        """Return the draws whose candidates are kept."""
        return self._asked.kept

    def check_asked(self, question: str) -> None:
        """Refuse a question about the model that real candidates are not made of."""
        if question in ABOUT_THE_MODEL:
            remedy = "la poser à une étude de candidats simulés, sans candidates= ni marks="
            raise InputError([Fault("study", None, "", question, ABOUT_THE_MODEL[question], remedy)])

    def check_fixed(self) -> None:
        """Refuse the default parameters alone: intervals would cover the draw of candidates who are not drawn."""
        problem, remedy = "ces candidats sont réels : rien ne les tire", "retirer parameters=, et citer l'intervalle"
        raise InputError([Fault("parameters", None, "", "fixed", problem, remedy)])

    def rests_on_model(self, question: str) -> bool:
        """Return whether a question needs the abilities of the candidates, which no file holds."""
        return question in OF_ABILITIES

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
