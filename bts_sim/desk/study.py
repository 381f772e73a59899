"""A study: people, regimes, a level and a language. It holds a context and delegates: one line a question."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from bts_sim.answer import Answer
from bts_sim.cohort.describe import MAX_CANDIDATES
from bts_sim.desk import given as read
from bts_sim.desk.given import MAX_DRAWS, AnyRegime
from bts_sim.desk.people import People
from bts_sim.droit.bareme import Regime
from bts_sim.errors import UnknownName, nearest
from bts_sim.language import speaking
from bts_sim.questions.accuracy.answers import (
    answer_accuracy,
    answer_accuracy_by_oral,
    answer_concordance,
    answer_equity,
    answer_livingston_lewis,
)
from bts_sim.questions.advice.answers import (
    answer_advice,
    answer_needed_marks,
    answer_reach_of_orals,
    answer_share_by_mark,
)
from bts_sim.questions.capacity.answers import (
    CALENDAR_SESSION,
    CALENDARS,
    CENTRES,
    LENGTHS,
    PRESENT,
    answer_calendar,
    answer_orals,
    means_given,
)
from bts_sim.questions.decisions.answers import answer_decisions
from bts_sim.questions.movers.answers import (
    answer_access,
    answer_decomposition,
    answer_movers,
    answer_spread_of_means,
)
from bts_sim.questions.movers.tables import ORAL_DRAWS
from bts_sim.questions.people.answers import answer_margins, answer_portrait, answer_validation
from bts_sim.questions.rates.answers import answer_rates
from bts_sim.questions.rates.tables import compare, compare_over_draws
from bts_sim.questions.readings.answers import answer_readings, answer_reglement, answer_rules
from bts_sim.questions.reforms.answers import (
    answer_frontier,
    answer_levers,
    answer_price,
    answer_reach,
    answer_wrong_ideas,
)
from bts_sim.questions.returns.answers import answer_returns
from bts_sim.questions.returns.lives import DRAWS_MAX, SESSIONS_MAX
from bts_sim.questions.uncertainty.answers import (
    answer_assumptions,
    answer_drivers,
    answer_luck,
    answer_pairing,
    answer_sources,
    answer_uncertain_rates,
)
from bts_sim.stats.under_draws import intervals_over_draws

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
#: The largest seed.
MAX_SEED = 2**32 - 1


def question(method: Callable[Concatenate[Study, P], Answer]) -> Callable[Concatenate[Study, P], Answer]:
    """Return a method of a study that answers in its language, with the code that asks it."""
    parameters = list(inspect.signature(method).parameters)[1:]

    @functools.wraps(method)
    def asked(self: Study, *args: P.args, **kwargs: P.kwargs) -> Answer:
        with speaking(self.lang):
            answer = method(self, *args, **kwargs)
        call = read.arguments_of(dict(zip(parameters, args, strict=False)) | kwargs)
        return replace(answer, lang=self.lang, code=f"{self.python()}\nstudy.{method.__name__}({call})")

    vars(asked)["asks"] = True
    return cast("Callable[Concatenate[Study, P], Answer]", asked)


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """People, regimes, a level and a language. Nothing of it changes: `with_…` returns another study.

    `baseline`: the regime that gaps are measured from. `regimes`: those compared with it, in order. `level`: percent of
    the intervals. `draws`, `draw_size`: draws of the parameters that nothing fixes, and candidates of each. `lang`:
    `fr` or `en`. `given`: what the study was made with, as `python` writes it.
    """

    people: People
    baseline: Regime
    regimes: tuple[Regime, ...]
    level: float
    draws: int
    draw_size: int
    lang: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def drawn(self) -> pd.DataFrame:
        """Return the rates of the regimes under each draw of the parameters."""
        return self.people.drawn(self.baseline, self.regimes, self.draws, self.draw_size)

    # --- Questions: rates ---------------------------------------------------------------------------------------------

    @question
    def rates(self, by: str | None = None, parameters: str = "drawn") -> Answer:
        """Return how many have the diploma under each regime, and the gap to the baseline.

        Args:
            by: the groups that are shown first: `specialite`, `voie`, `origine`, `sexe`, `etablissement`, `secteur`,
                `academie` or `distance`; all candidates together by default.
            parameters: `drawn` for the medians and intervals over the draws of the study; `fixed` for all its
                candidates at the default parameters, whose intervals leave out what nobody knows of these.

        Returns:
            An answer whose table has the columns of `impact.csv`: rates in percent of the candidates, gaps in points.

        Raises:
            BtsSimError: `parameters` is neither, or there is no such group.
        """
        return answer_rates(self._compared(read.drawn(parameters)), self.people.described.bareme, by)

    # --- Questions: movers --------------------------------------------------------------------------------------------

    @question
    def movers(
        self, before: AnyRegime | None = None, after: AnyRegime | None = None, oral_draws: int | None = ORAL_DRAWS
    ) -> Answer:
        """Return who moves from one decision to another between two regimes, and for which reason.

        Args:
            before: the regime that candidates leave; the first compared by default, the baseline if it is alone.
            after: the regime that they go to; the last compared by default.
            oral_draws: draws of the orals, 1 to 1,024, the same luck under both regimes; None sums the orals over their
                marks, where one regime alone has some.

        Returns:
            An answer whose table has a row per pair of decisions (`avant`, `apres`) and reason (`raison`, `condition`):
            `effectif` candidates, `part` percent of those present, and its interval. `tables["pairs"]`: the pairs of
            decisions, for 1,000 candidates.

        Raises:
            BtsSimError: a regime is not known, `oral_draws` is out of its bounds, or the orals may not be summed.
        """
        return answer_movers(
            self.people.simulated, *self._pair(before, after), self.level, read.whole_or_none("oral_draws", oral_draws)
        )

    @question
    def decomposition(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return what the gap of admission between two regimes is made of, factor by factor.

        Args:
            before: the regime that the gap is measured from; the first compared by default, the baseline if it is
                alone.
            after: the regime that it is measured to; the last compared by default.

        Returns:
            An answer whose table has a row per factor: its `part` of the gap, points, with its interval, and the least
            and the most that it changes, points.

        Raises:
            BtsSimError: a regime is not known, or too many factors tell the two apart.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=500, seed=2018)
            >>> study.decomposition("aucun", "permanent_2022").table["facteur"].tolist()
            ['absences', 'ouverture', 'seuil_general', 'seuil_professionnel']
        """
        return answer_decomposition(self.people.simulated, *self._pair(before, after), self.level)

    @question
    def spread(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return how the candidates of each group spread over their mean, and how many each of two regimes admits.

        Args:
            before: one regime; the first compared by default, the baseline if it is alone.
            after: the other; the last compared by default.

        Returns:
            An answer whose table has a row per group, class of means (`moyenne`, points on 20) and regime: candidates
            `presents`, `admis` and `autorises`.

        Raises:
            BtsSimError: a regime is not known.
        """
        return answer_spread_of_means(self.people.simulated, *self._pair(before, after))

    @question
    def access(self, first: AnyRegime | None = None, second: AnyRegime | None = None) -> Answer:
        """Return which of two regimes lets sit the orals each candidate whom the first group did not admit.

        Args:
            first: one regime; the first compared by default, the baseline if it is alone.
            second: the other; the last compared by default.

        Returns:
            An answer whose table has a row per candidate: the means `generale` and `professionnelle`, points on 20, and
            `acces`.

        Raises:
            BtsSimError: a regime is not known.
        """
        return answer_access(self.people.simulated, *self._pair(first, second))

    # --- Questions: accuracy ------------------------------------------------------------------------------------------

    @question
    def accuracy(self, standard: float | None = None) -> Answer:
        """Return how right decisions are: who is admitted below the standard, who is refused at it.

        Args:
            standard: the level from which a candidate should be admitted, points on 20; the threshold of admission of
                the law by default. Standards around the threshold are in the table too.

        Returns:
            An answer whose table has one row per standard (`norme`, points), regime and indicator (percent): false
            admissions and refusals, right decisions, predictive values.

        Raises:
            BtsSimError: the standard is no number of points from 0 to 20.
        """
        return answer_accuracy(
            self.people.simulated, self.baseline, self.regimes, self.level, read.real("standard", standard, 0, 20)
        )

    @question
    def accuracy_by_oral(self) -> Answer:
        """Return what an admission after the orals is worth, as the orals grow less reliable.

        Returns:
            An answer whose table has one row per spread of an oral mark (`ecart_type_oral`, points), regime and
            indicator (percent), with the reliability of the orals (`fiabilite`, 0 to 1).
        """
        return answer_accuracy_by_oral(self.people.simulated, self.regimes, self.level)

    @question
    def concordance(self) -> Answer:
        """Return who would receive the same decision from other markers and examiners.

        Returns:
            An answer whose table has one row per regime and indicator: percent with the same answer, and Cohen's kappa
            (0 to 1).
        """
        return answer_concordance(self.people.simulated, (self.baseline, *self.regimes), self.level)

    @question
    def livingston_lewis(self) -> Answer:
        """Return what the model knows of first-group decisions beside what a published method finds from marks alone.

        Returns:
            An answer whose table has one row per group and indicator: `modele` and `livingston_lewis` (percent), the
            reliability of the marks (`fiabilite`, 0 to 1).
        """
        return answer_livingston_lewis(self.people.simulated, self.baseline, self.level)

    @question
    def equity(self, by: str = "origine") -> Answer:
        """Return whether groups have the same chances at equal level, under each regime.

        Args:
            by: the groups that are shown first: `voie`, `origine`, `sexe`, `etablissement`, `secteur` or `academie`; or
                `gaps`, what each regime adds to or takes from all of them.

        Returns:
            An answer whose table has one row per group, regime and band of levels (`centre`, points): `admis`
            (percent). Its table `gaps` has what each regime adds to each group (`ecart`, points).

        Raises:
            BtsSimError: the candidates have no such group; the message names those that they have.
        """
        return answer_equity(self.people.simulated, (self.baseline, *self.regimes), self.level, by)

    # --- Questions: advice --------------------------------------------------------------------------------------------

    @question
    def needed_marks(self, regime: AnyRegime | None = None) -> Answer:
        """Return the mark that is enough at every oral, and who is out of reach of admission.

        Args:
            regime: a name, a file or a regime; the last one of the study by default.

        Returns:
            An answer whose table has one row per group and indicator: percent of those authorised out of reach,
            quartiles of the mark needed (points on 20). Its table `candidates` has the mark that each one needs.

        Raises:
            BtsSimError: nobody knows the regime.
        """
        return answer_needed_marks(self.people.simulated, read.regime(regime or self.regimes[-1]), self.level)

    @question
    def share_by_mark(self) -> Answer:
        """Return which share of those authorised each mark is enough for, given at every oral.

        Returns:
            An answer whose table has one row per regime and mark (`note`, points on 20): `part`, percent of those
            authorised.
        """
        return answer_share_by_mark(self.people.simulated, self.regimes)

    @question
    def reach_of_orals(self, regime: AnyRegime | None = None) -> Answer:
        """Return how far the orals reach in each specialty, by its coefficients alone.

        Args:
            regime: a name, a file or a regime, whose orals are by unit; the last one of the study by default.

        Returns:
            An answer whose table has one row per specialty and first mark at the units taken (`premiere_note`, points):
            `moyenne_minimale`, from which 20 admits, and `note_a_l_acces`, needed from the mean that opens the orals.

        Raises:
            BtsSimError: nobody knows the regime.
        """
        return answer_reach_of_orals(self.people.described.bareme, read.regime(regime or self.regimes[-1]))

    @question
    def advice(
        self, regime: AnyRegime | None = None, others: AnyRegime | Iterable[AnyRegime] = ("un_oral", "trois_oraux")
    ) -> Answer:
        """Return what common advice on the choice of orals costs, beside the best choice.

        Args:
            regime: a name, a file or a regime, whose orals are by unit; the last one of the study by default.
            others: further regimes of this kind: a list, or a text with commas; empty for none.

        Returns:
            An answer whose table has one row per regime, advice (`modalite`) and indicator: chances lost (points), mean
            lost (points on 20), choices that are not the best (percent).

        Raises:
            BtsSimError: nobody knows a regime, or its orals are not on units chosen by the candidate.
        """
        return answer_advice(
            self.people.simulated,
            (read.regime(regime or self.regimes[-1]), *(read.regimes(others) if others else ())),
            self.level,
        )

    # --- Questions: reforms -------------------------------------------------------------------------------------------

    @question
    def levers(
        self, /, regime: AnyRegime | None = None, *, with_own: bool = False, **settings: float | str | Iterable[float]
    ) -> Answer:
        """Return what each setting of some numbers of a regime does to who is admitted, to orals, to false decisions.

        Args:
            regime: a name, a file or a regime; the last of the study by default.
            with_own: try the setting that the regime has of each lever too.
            settings: levers and their settings, in hundredths of a point, as the law writes them: `seuil_general`,
                `seuil_professionnel`, `seuil_admission`, `seuil_facultatif`, `plafond_de_gain`; `nombre_oraux` in
                orals. A number, a list, a range, or a text with commas; every combination is tried.

        Returns:
            An answer whose table has one row per combination and measure: the levers, `en_vigueur`, `indicateur`, then
            `valeur`, `bas` and `haut` in percent of those present, or in points for gaps to the regime as it is. Its
            view is `curve` for one lever, `crossing` for two; `thresholds`, with sliders, where the levers are
            thresholds and the law is among the settings; else `settings_table`.

        Raises:
            BtsSimError: a lever that the regime does not have, or a setting out of its bounds.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=300, specialties="MCO,CG")
            >>> answer = study.levers(seuil_general=range(700, 901, 100))
            >>> sorted(set(answer.table["seuil_general"])), list(answer.views)
            ([700, 800, 900], ['curve', 'thresholds'])
        """
        return answer_levers(
            self.people.simulated,
            read.regime(regime or self.regimes[-1]),
            read.settings(settings),
            self.level,
            with_own,
        )

    @question
    def reach(self, target: float, regime: AnyRegime | None = None, *, more: bool = False) -> Answer:
        """Return the least change of each lever alone that brings the admission rate to a target.

        Args:
            target: percent of the candidates present; or points, if `more`.
            regime: a name, a file or a regime; the last of the study by default.
            more: the target is so many points more than the regime gives as it is.

        Returns:
            An answer whose table has one row per lever: `reglage` the setting (hundredths of a point, or orals) with
            its interval `bas`, `haut`, `taux` there in percent, `atteinte` whether any setting suffices.

        Raises:
            BtsSimError: the target is no rate.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=300, specialties="MCO,CG")
            >>> study.reach(1, more=True).table["levier"].tolist()[:3]
            ['seuil_general', 'seuil_professionnel', 'nombre_oraux']
        """
        return answer_reach(
            self.people.simulated,
            read.regime(regime or self.regimes[-1]),
            read.real_number("target", target),
            more,
            self.level,
        )

    @question
    def price(self, target: float, regime: AnyRegime | None = None, *, more: bool = False) -> Answer:
        """Return what each change found by `reach` costs, beside the regime as it is.

        Args:
            target: percent of the candidates present; or points, if `more`.
            regime: a name, a file or a regime; the last of the study by default.
            more: the target is so many points more than the regime gives as it is.

        Returns:
            An answer whose table has one row per lever that reaches the target and measure: `valeur`, `bas` and `haut`
            are gaps for 1,000 candidates present.

        Raises:
            BtsSimError: the target is no rate.
        """
        return answer_price(
            self.people.simulated,
            read.regime(regime or self.regimes[-1]),
            read.real_number("target", target),
            more,
            self.level,
        )

    @question
    def frontier(
        self,
        /,
        regime: AnyRegime | None = None,
        others: AnyRegime | Iterable[AnyRegime] | None = None,
        **settings: float | str | Iterable[float],
    ) -> Answer:
        """Return which reforms no other one dominates in false refusals and false admissions.

        Args:
            regime: the regime whose levers are set: a name, a file or a regime; the last of the study by default.
            others: other regimes, as they are; all those of the study by default.
            settings: levers and their settings, as in `levers`.

        Returns:
            An answer whose table has one row per reform: `reforme`, the levers (hundredths of a point, or orals), rates
            in percent of those present, `sur_la_frontiere`. `tables["distance"]`: what the two best reforms save other
            candidates, drawn with the next seed, in points, with intervals; shown by the view `distance`.

        Raises:
            BtsSimError: a lever that the regime does not have, or a setting out of its bounds.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=300, specialties="MCO,CG")
            >>> study.frontier(seuil_general=[700, 800], nombre_oraux=[1, 2]).table["reforme"].tolist()
            ['permanent_2022', '', '', '', 'exceptionnel_2021', 'aucun']
        """
        return answer_frontier(
            self.people.simulated,
            read.regime(regime or self.regimes[-1]),
            read.regimes_or(others, (*self.regimes, self.baseline)),
            read.settings(settings),
            self.level,
        )

    @question
    def wrong_ideas(
        self, regime: AnyRegime | None = None, ideas: AnyRegime | Iterable[AnyRegime] | None = None
    ) -> Answer:
        """Return what wrong rules that public sites print cost those who believe them.

        Args:
            regime: the regime that is right: a name, a file or a regime; the last of the study by default.
            ideas: wrong rules, as names, files or regimes; all that come with the project by default.

        Returns:
            An answer whose table has four rows per idea: at access and at the decision (`stade`), false hope and false
            despair (`sens`); `pour_mille`, `bas`, `haut` for 1,000 candidates present, `part` in percent of those to
            whom the answer matters.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=300, specialties="MCO,CG")
            >>> list(study.wrong_ideas().views)
            ['ideas', 'ideas_table']
        """
        return answer_wrong_ideas(
            self.people.simulated,
            read.regime(regime or self.regimes[-1]),
            None if ideas is None else read.regimes(ideas),
            self.level,
        )

    # --- Questions: returns -------------------------------------------------------------------------------------------

    @question
    def returns(self, sessions: int = 5, draws_of_orals: int = 4, rate: float | None = None) -> Answer:
        """Return who has the diploma once those who failed may come back, and which diplomas are only brought forward.

        Args:
            sessions: how many are followed, 1 to 50.
            draws_of_orals: draws of luck that are averaged, 1 to 10,000.
            rate: percent of those without a diploma who come back each year; that of the model by default.

        Returns:
            An answer whose table has the share of diplomas within 1, 2, … `sessions` under each regime, percent, and
            its gap to the baseline, points, by group. `tables`: `gained` (percent of the diplomas that a regime gives
            at once), `price` (what sessions cost) and `by_rate` (the gap for each rate of return, points).

        Raises:
            BtsSimError: a number out of bounds, or candidates in part in the forme progressive.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, size=300, specialties="MCO,CG")
            >>> list(study.returns(sessions=2, draws_of_orals=1).tables)
            ['gained', 'price', 'by_rate']
        """
        return answer_returns(
            self.people.simulated,
            (self.baseline, *self.regimes),
            read.whole_number("sessions", sessions, 1, SESSIONS_MAX),
            read.whole_number("draws_of_orals", draws_of_orals, 1, DRAWS_MAX),
            read.real("rate", rate, 0, 100),
            self.level,
        )

    # --- Questions: uncertainty ---------------------------------------------------------------------------------------

    @question
    def uncertain_rates(self, by: str | None = None) -> Answer:
        """Return the rates and the gaps over draws of the parameters that nothing fixes, at 50 % and at the level.

        Args:
            by: the groups that are shown first, as in `rates`; all candidates together by default.

        Returns:
            An answer whose table has one row per result and level: `valeur` the median over the draws, `bas` and `haut`
            the interval that holds `niveau` percent of them; rates in percent, gaps in points.

        Raises:
            BtsSimError: there is no such group.
        """
        return answer_uncertain_rates(self.drawn, self.level, self.people.described.couverture, by)

    @question
    def drivers(self, indicator: str = "taux_autorise", regime: AnyRegime | None = None) -> Answer:
        """Return the parameters that drive each result most over the draws.

        Args:
            indicator: what the chart shows: `taux_autorise`, `taux_admis` or `ecart_taux_admis`.
            regime: under which regime; the last one by default.

        Returns:
            An answer whose table has the three strongest of each result: `rang`, `parametre`, `correlation` (of ranks,
            from -1 to 1).

        Raises:
            BtsSimError: no draw changes this result.
        """
        return answer_drivers(self.drawn, indicator, read.regime(regime or self.regimes[-1]).nom)

    @question
    def luck(self) -> Answer:
        """Return what the marks of the orals alone leave open of the rate of each regime, the candidates being known.

        Returns:
            An answer whose table has one row per regime: `taux_admis`, `bas` and `haut` in percent of the candidates,
            `ecart_type` in points.
        """
        return answer_luck(self.people.simulated, (self.baseline, *self.regimes), self.level)

    @question
    def pairing(self) -> Answer:
        """Return how many times more candidates each gap would need, were regimes compared on other candidates.

        Returns:
            An answer whose table has one row per regime: `facteur`, and the ends of its interval, `bas` and `haut`.
        """
        return answer_pairing(self.people.simulated, self.baseline, self.regimes, self.level)

    @question
    def sources(self, trials: int = 12) -> Answer:
        """Return where the variance of the results comes from: luck, parameters, or readings of the texts.

        Args:
            trials: draws of the parameters on which other readings, other candidates and other orals are tried, 9 or
                more; the study needs 44 draws or more, of some thousands of candidates each.

        Returns:
            An answer whose table has the parts of the variance of each result by origin, percent, for sessions of
            `candidats` candidates. `tables` holds the others: `quality`, `assumed`, `sobol`, `tornado`, `extent`.

        Raises:
            BtsSimError: the draws or the trials are too few, or predict one another too badly.
        """
        return answer_sources(
            self.drawn,
            self.people.changed(candidats=self.draw_size).described,
            self.baseline,
            self.regimes,
            candidates=self.people.described.candidats,
            trials=read.whole_number("trials", trials, 1, MAX_DRAWS),
            level=self.level,
        )

    @question
    def assumptions(self) -> Answer:
        """Return the parameters of the model: the value used, its bounds, and the interval of its evidence.

        Returns:
            An answer whose table has one row per parameter, each number in the unit of the parameter.
        """
        return answer_assumptions(self.people.described)

    # --- Questions: capacity ------------------------------------------------------------------------------------------

    @question
    def orals(
        self,
        present: int | str = PRESENT,
        calendars: str | Iterable[str] = CALENDARS,
        *,
        calendar_session: int | str = CALENDAR_SESSION,
        domain_minutes: tuple[int | None, int | None] = (None, None),
        day_lengths: Iterable[int] = LENGTHS,
        centres: Iterable[int] = CENTRES,
        juries: int | None = None,
        examiners: int = 1,
        juries_by: str = "discipline",
        pay: object = (),
    ) -> Answer:
        """Return how many orals each regime gives to hold, whether they fit in their days, and what they cost.

        Args:
            present: candidates present at the exam, whom the orals are counted for; by default those of 2018, France.
            calendars: académies whose days of orals are taken: a list, or a text with commas.
            calendar_session: session of these calendars.
            domain_minutes: minutes of preparation, then of interrogation, of an oral by domain; no text read gives any.
            day_lengths: minutes that a jury may work in a day: no text read fixes it.
            centres: numbers of centres in each académie, beside juries in common.
            juries: juries there are; whether they are enough is not said without it.
            examiners: examiners of a jury.
            juries_by: what a jury examines: a `discipline` of all specialties, or a `unite` of one.
            pay: euros of an examiner, `heure` or `oral`, the text that fixes it, its date; no text read gives one.

        Returns:
            An answer whose table has, for each regime and group, those allowed, orals, diplomas beyond the baseline and
            orals for one of these, with its interval.

        Raises:
            BtsSimError: a number that is none, a calendar that is not shipped, a day too short for one oral, a rate of
                pay without its source.
        """
        return answer_orals(
            self.people.simulated,
            self.people.changed(candidats=self.draw_size).described,
            self.draws,
            self.baseline,
            self.regimes,
            self.level,
            means_given(
                present,
                calendars,
                calendar_session,
                domain_minutes,
                day_lengths,
                centres,
                juries,
                examiners,
                juries_by,
                pay,
            ),
        )

    @question
    def calendar(self, academie: str, session: int | str = CALENDAR_SESSION) -> Answer:
        """Return the events of a calendar, and the time that each specialty leaves to its candidates.

        Args:
            academie: whose calendar.
            session: session of the calendar.

        Returns:
            An answer whose table has one row per event and specialty, with its day and its source.

        Raises:
            BtsSimError: no such calendar is shipped.
        """
        return answer_calendar(academie, session)

    # --- Questions: people --------------------------------------------------------------------------------------------

    @question
    def portrait(self, regime: AnyRegime | None = None, specialty: str | None = None) -> Answer:
        """Return who the candidates are: groups, marks, means, correlations, specialties.

        Args:
            regime: whose thresholds cut the means: a name, a file or a regime; the last one of the study by default.
            specialty: code of the specialty whose units are correlated; the heaviest by default.

        Returns:
            An answer whose table has one row per group: its size (`n`, candidates; `part`, percent), its first-group
            rate (percent) and its two means (points on 20). Its other tables: `marks`, `means`, `thresholds`,
            `correlations`, `domains`, `specialties`.

        Raises:
            BtsSimError: nobody knows the regime, or no candidate is of the specialty.
        """
        return answer_portrait(self.people.simulated, read.regime(regime or self.regimes[-1]), specialty)

    @question
    def margins(self) -> Answer:
        """Return the published margins and figures on marks, each beside what the candidates make of it.

        Returns:
            An answer whose table has one row per margin: `cible` and `obtenu` (percent), `ecart` and `tolerance`
            (points), whether it is met. Its table `marks` has the same of published marks (points on 20, or percent).
        """
        return answer_margins(self.people.simulated)

    @question
    def validation(self) -> Answer:
        """Return published figures that the model never saw beside what it predicts, over the draws of the study.

        Returns:
            An answer whose table has one row per figure: `observe`, `predit` and its interval (percent, or points for a
            gap), whether the figure is in it; empty where the study has no prediction for it.
        """
        return answer_validation(intervals_over_draws(self.drawn))

    # --- Questions: readings ------------------------------------------------------------------------------------------

    @question
    def rules(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return the rules of the baseline and of every regime side by side, and what two of them differ in.

        Args:
            before: one of the two regimes; the first compared by default, the baseline if it is alone.
            after: the other; the last compared by default.

        Returns:
            An answer whose table has a row per regime: its rules as codes, its thresholds in points on 20, its source.
            `tables["difference"]`: a row per line in which the two laws differ, each side with its source and grade.

        Raises:
            BtsSimError: a regime is not known.
        """
        return answer_rules(
            (self.baseline, *self.regimes), *self._pair(before, after), self.people.described.bareme.session
        )

    @question
    def readings(self) -> Answer:
        """Return what each other reading of the points that the texts leave open would change, under each regime.

        Returns:
            An answer whose table has a row per reading and regime: `candidats_changes`, the candidates whose decision
            changes, `taux_admis`, percent, and `ecart_taux_admis`, points. `tables["points"]`: the open points, every
            answer to each with its source.
        """
        return answer_readings(self.people.simulated, self.regimes)

    @question
    def reglement(self, specialite: str) -> Answer:
        """Return the règlement d'examen of a specialty: its units, and where each is known from.

        Args:
            specialite: code of the specialty, such as `MCO`.

        Returns:
            An answer whose table has a row per compulsory unit: its coefficient, domain, mode by voie, confidence and
            source.

        Raises:
            BtsSimError: the specialty has no règlement for the session; the message says what there is.

        Examples:
            >>> import bts_sim as bts
            >>> float(bts.study(session=2024).reglement("MCO").table["coefficient"].sum())
            21.0
        """
        return answer_reglement(self.people.described.bareme, specialite)

    # --- Questions: real candidates -----------------------------------------------------------------------------------

    @question
    def decisions(self) -> Answer:
        """Return the decision on each real candidate under the regimes of the study.

        Returns:
            An answer whose table has the columns of `decisions.csv`, one row per candidate and regime: means in points
            on 20, the decision of the first group, that of the session, the reasons.

        Raises:
            BtsSimError: the study is of simulated candidates, or their files have faults, all listed.
        """
        return answer_decisions(self.people.graded, self.regimes)

    # --- Questions: one candidate -------------------------------------------------------------------------------------

    # --- Another study ------------------------------------------------------------------------------------------------

    def with_regimes(self, *regimes: AnyRegime) -> Study:
        """Return the same study of other regimes, of the same candidates.

        Args:
            regimes: names, files or regimes, in the order in which they are compared.
        """
        return self._with(regimes=read.regimes(regimes))

    def with_baseline(self, baseline: AnyRegime) -> Study:
        """Return the same study with gaps measured from another regime.

        Args:
            baseline: a name, a file or a regime.
        """
        return self._with(baseline=read.regime(baseline))

    def with_level(self, level: float) -> Study:
        """Return the same study with intervals of another level.

        Args:
            level: percent, between 0 and 100.
        """
        return self._with(level=read.percent_level(level))

    def with_lang(self, lang: str) -> Study:
        """Return the same study in another language.

        Args:
            lang: `fr` or `en`.
        """
        return self._with(lang=read.language(lang))

    def with_draws(self, draws: int, draw_size: int | None = None) -> Study:
        """Return the same study under other draws of the parameters.

        Args:
            draws: how many, 1 to 1,024.
            draw_size: candidates of each; as many as before by default.
        """
        size = self.draw_size if draw_size is None else read.whole_number("draw_size", draw_size, 1, MAX_CANDIDATES)
        return self._with(draws=read.whole_number("draws", draws, 1, MAX_DRAWS), draw_size=size)

    def with_size(self, size: int) -> Study:
        """Return the same study of another number of candidates simulated.

        Args:
            size: how many.
        """
        candidates = read.whole_number("size", size, 1, MAX_CANDIDATES)
        return self._with(people=self.people.changed(candidats=candidates), size=candidates)

    def with_seed(self, seed: int) -> Study:
        """Return the same study of candidates drawn with another luck.

        Args:
            seed: 0 to 4,294,967,295.
        """
        luck = read.whole_number("seed", seed, 0, MAX_SEED)
        return self._with(people=self.people.changed(seed=luck), seed=luck)

    def python(self) -> str:
        """Return the Python code that makes this study."""
        return f"import bts_sim as bts\n\nstudy = bts.study({read.arguments_of(self.given)})"

    @classmethod
    def questions(cls) -> list[str]:
        """Return the names of the questions."""
        return [name for name, one in vars(cls).items() if getattr(one, "asks", False)]

    def __repr__(self) -> str:
        return "\n".join(
            [
                f"bts.study({read.arguments_of(self.given)})",
                str(self.people),
                f"{self.baseline.nom} | {', '.join(one.nom for one in self.regimes)}",
                f"level {self.level:g} %, {self.draws} draws of {self.draw_size} candidates, {self.lang}",
                f"questions: {', '.join(self.questions())}",
            ]
        )

    if not TYPE_CHECKING:  # A type checker knows the names by itself.

        def __getattr__(self, name: str) -> None:
            """Refuse a name that a study does not have, with what it most likely is."""
            if name.startswith("_"):
                raise AttributeError(name)
            asked = self.questions()
            remedy = nearest(name, [*asked, *dir(self)]) or f"une question parmi {', '.join(asked)}."
            raise UnknownName(f"study.{name} n'existe pas. Remède : {remedy}")

    def __dir__(self) -> list[str]:
        """Return the names that Tab lists: questions, ways to another study, what the study holds."""
        ways = [name for name in vars(Study) if name.startswith("with_")]
        return [*self.questions(), *ways, "python", "questions", *(one.name for one in fields(self))]

    def _compared(self, drawn: bool) -> pd.DataFrame:
        """Return the rates and the gaps, under draws of the parameters or at their default values: the same columns."""
        if drawn:
            return compare_over_draws(self.drawn, self.level)
        return compare(self.people.simulated, self.baseline, self.regimes, self.level)

    def _with(self, **changes: Any) -> Study:
        """Return the same study with some of its fields changed, and written so in its code."""
        kept = {one.name for one in fields(self)}
        said = {name: value for name, value in changes.items() if name != "people"}
        of_fields = {name: value for name, value in changes.items() if name in kept}
        return replace(self, **of_fields, given={**self.given, **said})

    def _pair(self, one: AnyRegime | None, other: AnyRegime | None) -> tuple[Regime, Regime]:
        """Return two regimes: by default the first and the last compared, the baseline and the one compared alone."""
        first = self.regimes[0] if len(self.regimes) > 1 else self.baseline
        return first if one is None else read.regime(one), self.regimes[-1] if other is None else read.regime(other)
