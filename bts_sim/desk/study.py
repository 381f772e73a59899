"""The study: candidates, regimes, a level and a language, with one method per question. The study only delegates."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from bts_sim.answer import Answer
from bts_sim.cohort.concerned import check_concerned
from bts_sim.cohort.describe import MAX_CANDIDATES
from bts_sim.desk import read
from bts_sim.desk.asked import arguments, changed, kept
from bts_sim.desk.people import People
from bts_sim.desk.read import MAX_DRAWS, ONE_DAY, AnyRegime
from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import at_session
from bts_sim.droit.textes import load_bareme
from bts_sim.droit.vocabulaire import GLOBALE, OUI
from bts_sim.errors import UnknownName, nearest
from bts_sim.language import speaking
from bts_sim.questions.accuracy.answers import (
    answer_accuracy,
    answer_accuracy_by_hour,
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
    JURIES_BY,
    LENGTHS,
    answer_calendar,
    answer_orals,
    means_given,
)
from bts_sim.questions.decisions.answers import answer_decisions, answer_near_bars
from bts_sim.questions.movers.answers import (
    answer_access,
    answer_decomposition,
    answer_movers,
    answer_spread_of_means,
)
from bts_sim.questions.movers.tables import ORAL_DRAWS
from bts_sim.questions.one_candidate.answers import (
    CandidateAnswer,
    answer_candidate,
    answer_example,
    answer_examples,
    answer_hypothetical,
)
from bts_sim.questions.one_candidate.entry import GivenMarks, typed_candidate
from bts_sim.questions.one_candidate.hypothetical import Varied, vary
from bts_sim.questions.people.answers import answer_margins, answer_portrait, answer_validation
from bts_sim.questions.rates.answers import answer_rates
from bts_sim.questions.rates.by_draw import added_diplomas, rates_of_all
from bts_sim.questions.rates.by_session.answers import answer_by_session
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.rates.unchanged import Gaps, why_unchanged
from bts_sim.questions.readings.answers import answer_readings, answer_reglement, answer_rules
from bts_sim.questions.reforms.answers import (
    answer_effort,
    answer_frontier,
    answer_levers,
    answer_price,
    answer_reach,
    answer_wrong_ideas,
)
from bts_sim.questions.reforms.effort import EFFORT_MAX
from bts_sim.questions.returns.answers import answer_returns
from bts_sim.questions.returns.lives import DRAWS_MAX, SESSIONS_MAX
from bts_sim.questions.uncertainty.answers import (
    answer_assumptions,
    answer_drivers,
    answer_lent,
    answer_luck,
    answer_pairing,
    answer_sources,
    answer_uncertain_rates,
)
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import Draws
from bts_sim.stats.proportions import of_known_candidates
from bts_sim.stats.under_draws import intervals_over_draws
from bts_sim.stats.words import GIVEN_THEIR_MARKS

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
A = TypeVar("A", bound=Answer)
#: The largest seed.
MAX_SEED = 2**32 - 1
#: What a question on hypothetical candidates takes.
VOIES_SAID, FORMS_SAID = "des voies, comme ['scolaire', 'individuel']", "des formes : globale, progressive"
#: The most candidates present, centres and juries, and the most examiners of a jury: more is a slip.
PRESENT_MAX, EXAMINERS_MAX = 20_000_000, 100
#: What to give for a name.
ACADEMIE, CODE = "donner une académie, comme reims", "donner un code, comme MCO"
CASE, INDICATOR = "donner le début du titre d'un cas, comme C", "donner un indicateur, comme taux_admis"


def question(method: Callable[Concatenate[Study, P], A]) -> Callable[Concatenate[Study, P], A]:
    """Return the method wrapped so that it answers in the language of the study and keeps the code that asks it."""
    _, *parameters = inspect.signature(method).parameters.values()
    signature = inspect.Signature(parameters)

    @functools.wraps(method)
    def asked(self: Study, /, *args: P.args, **kwargs: P.kwargs) -> A:
        given = arguments(method.__name__, signature, args, kwargs)
        self.people.check_asked(method.__name__)
        with speaking(self.lang), of_known_candidates() if self.people.real else nullcontext():
            answer = cast("Callable[..., A]", method)(self, **given)
        if self.people.rests_on_model(method.__name__):
            answer = answer.resting_on(GIVEN_THEIR_MARKS)
        call = read.arguments_of(changed(signature, given))
        code = f"{self.python()}\nstudy.{method.__name__}({call})"
        return answer.handed(self.lang, code, self.people.session)

    vars(asked)["asks"] = True
    return cast("Callable[Concatenate[Study, P], A]", asked)


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """Hold candidates, regimes, a level and a language, and answer one question per method.

    A study never changes: each `with_…` method returns another study. `study.questions()` lists the questions. Each
    question returns an `Answer`; `help(study.rates)` describes one.

    Most tables share these columns. `groupe` and `modalite`: the kind of group (`ensemble` for all candidates, `voie`,
    `specialite`…) and its value. `indicateur`: what is measured. `regime`: the regime it is measured under.
    `reference`: the regime a gap is measured from, empty otherwise. `valeur`: the result. `bas` and `haut`: the ends of
    its interval. `niveau`: the level of the interval, percent. `n`: the candidates counted. `methode`: a code for what
    the interval covers. `answer.schema` declares every column with its unit.

    Attributes:
        people: the candidates, simulated or real.
        baseline: the regime that gaps are measured from.
        regimes: the regimes compared with the baseline, in order.
        level: level of the intervals, percent.
        draws: number of draws of the parameters that no source fixes.
        draw_size: candidates simulated in each draw.
        lang: language of words and charts, `fr` or `en`.
        given: the arguments that made the study, as `python()` writes them.
        people_of: what makes its candidates from these arguments, for another session.

    Examples:
        >>> import bts_sim as bts
        >>> study = bts.study(session=2024, size=500).with_level(80)
        >>> study.level, study.questions()[:3]
        (80.0, ['rates', 'movers', 'decomposition'])
    """

    people: People
    baseline: Regime
    regimes: tuple[Regime, ...]
    level: float
    draws: int
    draw_size: int
    lang: str
    given: Mapping[str, Any]
    people_of: Callable[[Mapping[str, Any]], People]

    def __post_init__(self) -> None:
        """Refuse regimes that tables could not tell apart."""
        read.check_compared(self.baseline, self.regimes)

    @property
    def every(self) -> tuple[Regime, ...]:
        """Return the baseline and the regimes compared with it, each once."""
        return (self.baseline, *(one for one in self.regimes if one.nom != self.baseline.nom))

    @property
    def drawn(self) -> pd.DataFrame:
        """Return the rates of the regimes under each draw of the parameters: one row per draw and result."""
        return self.people.drawn(self.baseline, self.regimes, self.draws, self.draw_size).copy()

    # --- Questions: rates ---------------------------------------------------------------------------------------------

    @question
    def rates(self, by: str | None = None, parameters: str = "drawn") -> Answer:
        """Return how many candidates have the diploma under each regime, and the gap to the baseline.

        Args:
            by: the groups that the first view shows: `specialite`, `voie`, `origine`, `sexe`, `etablissement`,
                `secteur`, `academie` or `distance`. By default the first view shows all candidates together.
            parameters: `drawn` returns means and intervals over the draws of the study. `fixed` runs all the
                candidates of the study at the default parameters; its intervals leave out the uncertainty about the
                parameters.

        Returns:
            An answer whose table has the columns of `impact.csv`, one row per group, regime and indicator. `indicateur`
            is `taux_groupe1`, `taux_autorise` or `taux_admis` (percent of the group), or `ecart_taux_admis` (gap to the
            baseline, points). `draws`: draws of the parameters, of `draw_size` candidates each. `calibrated_on`:
            candidates of the larger cohort that set the level, 0 if there is none. Where a regime changes nothing, the
            words say why, and `tables["unchanged"]` has the counts.

        Raises:
            BtsSimError: `parameters` is another word, or the candidates have no group `by`.
        """
        return answer_rates(
            self._compared(read.drawn(parameters)),
            self.people.bareme,
            read.group_named(by),
            self.people.described.present.origin,
            self._why_unchanged,
        )

    # --- Questions: movers --------------------------------------------------------------------------------------------

    @question
    def movers(
        self, before: AnyRegime | None = None, after: AnyRegime | None = None, oral_draws: int | None = ORAL_DRAWS
    ) -> Answer:
        """Return how many candidates change decision between two regimes, and for which reason.

        Args:
            before: the regime that candidates leave. By default the first regime compared, or the baseline if only one
                is compared.
            after: the regime that candidates go to. By default the last regime compared.
            oral_draws: number of draws of the orals, 1 to 1,024, with the same luck under both regimes. None sums
                exactly over every mark of the orals, which needs orals in one of the two regimes only.

        Returns:
            An answer whose table has one row per pair of decisions (`avant`, `apres`), reason (`raison`) and condition
            (`condition`). `effectif`: candidates of the session. `part`: percent of the candidates present, with its
            interval (`bas`, `haut`). `tables["pairs"]`: one row per pair of decisions, for 1,000 candidates (`mille`).
            `tables["ways"]`: those who gain the diploma, and those who lose it, each with its interval.

        Raises:
            BtsSimError: a regime is unknown, `oral_draws` is out of bounds, or the orals cannot be summed exactly.
        """
        return answer_movers(
            self._fewer_draws(),
            *self._pair(before, after),
            read.whole_or_none("oral_draws", oral_draws),
            self._rates_of(*self._pair(before, after)),
        )

    @question
    def decomposition(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return the gap in the admission rate between two regimes, split factor by factor.

        Args:
            before: the regime that the gap is measured from. By default the first regime compared, or the baseline if
                only one is compared.
            after: the regime that the gap is measured to. By default the last regime compared.

        Returns:
            An answer whose table has one row per factor (`facteur`). `part`: its part of the gap, points, with its
            interval (`bas`, `haut`). `minimum` and `maximum`: the least and the most that the factor changes, over all
            the orders in which the factors may come in, points. `taux_avant`, `taux_apres`: the two rates, percent of
            those present.

        Raises:
            BtsSimError: a regime is unknown, or too many factors differ between the two regimes.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, seed=2018, draws=2, draw_size=300)
            >>> study.decomposition("aucun", "permanent_2022").table["facteur"].tolist()
            ['absences', 'ouverture', 'seuil_general', 'seuil_professionnel']
        """
        return answer_decomposition(
            self._fewer_draws(), *self._pair(before, after), self._rates_of(*self._pair(before, after))
        )

    @question
    def spread(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return how the first-group means of each group spread, and how many candidates each of two regimes admits.

        Args:
            before: one of the two regimes. By default the first regime compared, or the baseline if only one is
                compared.
            after: the other regime. By default the last regime compared.

        Returns:
            An answer whose table has one row per group (`groupe`, `modalite`), class of means (`moyenne`, its lower
            end, points on 20) and regime. `presents`, `admis`, `autorises`: candidates present, admitted, allowed to
            sit the orals.

        Raises:
            BtsSimError: a regime is unknown.
        """
        return answer_spread_of_means(self.people.simulated, *self._pair(before, after))

    @question
    def access(self, first: AnyRegime | None = None, second: AnyRegime | None = None) -> Answer:
        """Return which of two regimes lets each candidate sit the orals, among those the first group did not admit.

        Args:
            first: one regime. By default the first regime compared, or the baseline if only one is compared.
            second: the other regime. By default the last regime compared.

        Returns:
            An answer whose table has one row per candidate. `specialite`: code of the specialty. `generale`,
            `professionnelle`: the two means, points on 20. `acces`: both regimes, neither, or the name of the only
            regime that lets the candidate sit the orals. `tables["left_out"]`: the percent of those whom the first lets
            sit that the second leaves out (`part`), over draws of the parameters, with its interval.

        Raises:
            BtsSimError: a regime is unknown.
        """
        return answer_access(self._fewer_draws(), self.people.simulated, *self._pair(first, second))

    # --- Questions: accuracy ------------------------------------------------------------------------------------------

    @question
    def accuracy(self, standard: float | None = None) -> Answer:
        """Return how often decisions are right at a standard, under each regime.

        A false admission is below the standard. A false refusal reaches it.

        Args:
            standard: the level from which a candidate should be admitted, 0 to 20, points on 20. By default the
                threshold of admission of the law. The table also holds the standards around that threshold.

        Returns:
            An answer whose table has one row per standard (`norme`, points on 20), regime and indicator. `valeur`,
            percent, is the rate of false admissions, false refusals or right decisions, or a predictive value, by
            `indicateur`.

        Raises:
            BtsSimError: `standard` is not a number from 0 to 20.
        """
        return answer_accuracy(self._fewer_draws(), self.baseline, self.regimes, read.real("standard", standard, 0, 20))

    @question
    def accuracy_by_oral(self) -> Answer:
        """Return what share of candidates admitted after the orals have the level, as the orals become less reliable.

        Returns:
            An answer whose table has one row per spread of an oral mark (`ecart_type_oral`, points), regime and
            indicator. `valeur`: percent, with its interval. `fiabilite`: the reliability of the orals, 0 to 1.
        """
        return answer_accuracy_by_oral(self._fewer_draws(), self.regimes)

    @question
    def accuracy_by_hour(
        self,
        regime: AnyRegime | None = None,
        others: AnyRegime | Iterable[AnyRegime] = ("moyenne_des_deux_notes", "oraux_a_la_suite"),
    ) -> Answer:
        """Return what several uses of the same orals cost in hours of examiners, and the right decisions of each.

        A decision is right if it admits who has the level of the law, or refuses who has not.

        Args:
            regime: a name, a file or a regime, whose orals are by unit. By default the last regime of the study.
            others: further regimes of this kind: a list, or a text with commas. By default the mean of both marks in
                the place of the better one, and a second oral only for whom the first does not admit; no law ever held
                either. An empty value adds none.

        Returns:
            An answer whose table has one row per regime and indicator. `valeur`, with its interval, is for 1,000
            candidates present: `faux_admis`, `faux_refus`, `justes_en_plus` (right decisions beyond those without any
            oral), `oraux` held and `heures_examinateur` (interrogation, as the texts of the session give it, one
            examiner); and `justes_pour_100_heures`.

        Raises:
            BtsSimError: a regime is unknown, or its orals are not on units.
        """
        return answer_accuracy_by_hour(
            self._fewer_draws(),
            read.regime("aucun"),
            read.distinct((read.regime_or(regime, self.regimes[-1]), *read.regimes_or(others, ()))),
        )

    @question
    def concordance(self) -> Answer:
        """Return how many candidates would receive the same decision from other markers and examiners.

        Returns:
            An answer whose table has one row per regime and indicator. `valeur`: percent of candidates with the same
            decision, or Cohen's kappa (1 is full agreement, 0 is chance).
        """
        return answer_concordance(self._fewer_draws(), self.every)

    @question
    def livingston_lewis(self) -> Answer:
        """Return how right first-group decisions are, by the model and by the published method of Livingston and Lewis.

        The method of Livingston and Lewis knows the marks and their reliability only. The model also knows abilities.

        Returns:
            An answer whose table has one row per group and indicator. `modele`: the value of the model, percent, with
            its interval. A specialty of fewer than 200 candidates in a draw is taken to vary as all candidates do.
            `livingston_lewis`: the value of the method, percent. `fiabilite`: the reliability of the marks, 0 to 1.
        """
        return answer_livingston_lewis(self._fewer_draws(), self.baseline)

    @question
    def equity(self, by: str = "origine") -> Answer:
        """Return the chances of admission of each group at equal level, under each regime.

        Args:
            by: the groups that the first view shows: `voie`, `origine`, `sexe`, `etablissement`, `secteur` or
                `academie`. `gaps` shows the advantage or disadvantage of every group instead.

        Returns:
            An answer whose table has one row per group, regime and band of levels (`centre`, points on 20). `admis`:
            percent of the group admitted, with its interval, which a group of fewer than 50 candidates in the band of
            a draw lacks. `tables["gaps"]`: one row per group and regime, with the gap at equal level (`ecart`, points).

        Raises:
            BtsSimError: the candidates have no group `by`. The message lists the groups that they have.
        """
        return answer_equity(self._fewer_draws(), self.every, read.group_named(by) or "origine")

    # --- Questions: advice --------------------------------------------------------------------------------------------

    @question
    def needed_marks(self, regime: AnyRegime | None = None) -> Answer:
        """Return the mark that is enough at every oral, and the share of candidates who cannot reach admission.

        Args:
            regime: a name, a file or a regime. By default the last regime of the study.

        Returns:
            An answer whose table has one row per group and indicator. `valeur` is the percent of the authorised
            candidates out of reach, or a quartile of the mark needed (points on 20), with its interval. A
            specialty of fewer than 50 authorised candidates in a draw is taken to vary as all candidates do; a share of
            which all the draws have no candidate has no interval. `tables["candidates"]`: one row per
            authorised candidate of the cohort at the default parameters, with the mark needed (`note`, points on 20).

        Raises:
            BtsSimError: the regime is unknown.
        """
        return answer_needed_marks(self._fewer_draws(), self.people.simulated, read.regime_or(regime, self.regimes[-1]))

    @question
    def share_by_mark(self) -> Answer:
        """Return the share of authorised candidates for whom each mark, given at every oral, is enough.

        Returns:
            An answer whose table has one row per regime and mark (`note`, points on 20). `part`: percent of the
            authorised candidates, with its interval. `n`: the authorised candidates of the session.
        """
        return answer_share_by_mark(self._fewer_draws(), self.regimes)

    @question
    def reach_of_orals(self, regime: AnyRegime | None = None) -> Answer:
        """Return how far the orals can raise a candidate in each specialty, from its coefficients alone.

        Args:
            regime: a name, a file or a regime, whose orals are by unit. By default the last regime of the study.

        Returns:
            An answer whose table has one row per specialty and first mark at the units chosen (`premiere_note`, points
            on 20). `moyenne_minimale`: the general mean from which 20 at every oral admits. `note_a_l_acces`: the mark
            needed from the mean that opens the orals. Both are points on 20.

        Raises:
            BtsSimError: the regime is unknown.
        """
        return answer_reach_of_orals(self.people.bareme, read.regime_or(regime, self.regimes[-1]))

    @question
    def advice(
        self, regime: AnyRegime | None = None, others: AnyRegime | Iterable[AnyRegime] = ("un_oral", "trois_oraux")
    ) -> Answer:
        """Return what each common advice on the choice of orals costs, compared with the best choice.

        Args:
            regime: a name, a file or a regime, whose orals are by unit. By default the last regime of the study.
            others: further regimes of this kind: a list, or a text with commas. An empty value adds none.

        Returns:
            An answer whose table has one row per regime, advice (`modalite`) and indicator. `valeur` is the probability
            of admission lost (points), the final mean lost (points on 20), or the share of choices that are not the
            best (percent), by `indicateur`.

        Raises:
            BtsSimError: a regime is unknown, or its orals are not on units that the candidate chooses.
        """
        return answer_advice(
            self._fewer_draws(), (read.regime_or(regime, self.regimes[-1]), *(read.regimes_or(others, ())))
        )

    # --- Questions: reforms -------------------------------------------------------------------------------------------

    @question
    def levers(
        self, /, regime: AnyRegime | None = None, *, with_own: bool = False, **settings: float | str | Iterable[float]
    ) -> Answer:
        """Return the effect of each setting of some levers of a regime on admissions, orals and false decisions.

        Args:
            regime: a name, a file or a regime. By default the last regime of the study.
            with_own: if True, also try the setting that the regime already has.
            settings: levers and the settings to try. `seuil_general`, `seuil_professionnel`, `seuil_admission`,
                `seuil_facultatif` and `plafond_de_gain` are in hundredths of a point, as the law writes them.
                `nombre_oraux` is a number of orals. A setting is a number, a list, a range, or a text with commas.
                Every combination is tried.

        Returns:
            An answer whose table has one row per combination and measure. The levers come first, then `en_vigueur`
            (whether the combination is the regime as it is) and `indicateur`. `valeur`, `bas` and `haut` are percent of
            those present, or points for gaps to the regime as it is. Its view is `curve` for one lever, `crossing` for
            two, and `thresholds`, with sliders, if every lever is a threshold and the law is among the settings;
            otherwise `settings_table`.

        Raises:
            BtsSimError: the regime does not have a lever, or a setting is out of its bounds.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> answer = study.levers(seuil_general=range(700, 901, 100))
            >>> sorted(set(answer.table["seuil_general"])), list(answer.views)
            ([700, 800, 900], ['curve', 'thresholds'])
        """
        return answer_levers(
            self._fewer_draws(),
            read.regime_or(regime, self.regimes[-1]),
            read.settings(settings),
            read.flag("with_own", with_own),
            self._rates_of(read.regime_or(regime, self.regimes[-1])),
        )

    @question
    def reach(self, target: float, regime: AnyRegime | None = None, *, more: bool = False) -> Answer:
        """Return the least change of each lever alone that brings the admission rate to a target.

        Args:
            target: percent of the candidates present. If `more` is True, points above the rate of the regime as it is.
            regime: a name, a file or a regime. By default the last regime of the study.
            more: if True, `target` is a gain in points; if False, it is a rate.

        Returns:
            An answer whose table has one row per lever (`levier`). `reglage`: the setting (hundredths of a point, or
            orals) whose mean rate over the draws reaches the target. `bas`, `haut`: the interval of the setting that a
            session would need; an end is missing where no setting is enough, and `hors_atteinte` is the percent of
            sessions for which none is. `taux`: the admission rate at `reglage`, percent. `atteinte`: whether any
            setting reaches the target.

        Raises:
            BtsSimError: the target is not a rate.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> study.reach(1, more=True).table["levier"].tolist()[:3]
            ['seuil_general', 'seuil_professionnel', 'nombre_oraux']
        """
        return answer_reach(
            self._fewer_draws(),
            read.regime_or(regime, self.regimes[-1]),
            read.real_number("target", target),
            read.flag("more", more),
            self._rates_of(read.regime_or(regime, self.regimes[-1])),
        )

    @question
    def price(self, target: float, regime: AnyRegime | None = None, *, more: bool = False) -> Answer:
        """Return what each change found by `reach` costs, compared with the regime as it is.

        Args:
            target: percent of the candidates present. If `more` is True, points above the rate of the regime as it is.
            regime: a name, a file or a regime. By default the last regime of the study.
            more: if True, `target` is a gain in points; if False, it is a rate.

        Returns:
            An answer whose table has one row per measure (`indicateur`) and lever that reaches the target. `reglage`:
            the setting of the lever (hundredths of a point, or orals). `valeur`, `bas` and `haut`: the gap to the
            regime as it is, for 1,000 candidates present. `tables["targets"]`: the changes that reach the target, as in
            `reach`, without their interval.

        Raises:
            BtsSimError: the target is not a rate.
        """
        return answer_price(
            self._fewer_draws(),
            read.regime_or(regime, self.regimes[-1]),
            read.real_number("target", target),
            read.flag("more", more),
            self._rates_of(read.regime_or(regime, self.regimes[-1])),
        )

    @question
    def frontier(
        self,
        /,
        regime: AnyRegime | None = None,
        others: AnyRegime | Iterable[AnyRegime] | None = None,
        **settings: float | str | Iterable[float],
    ) -> Answer:
        """Return the reforms that no other reform beats on both false refusals and false admissions.

        Args:
            regime: the regime whose levers are set: a name, a file or a regime. By default the last regime of the
                study.
            others: other regimes, taken as they are. By default all those of the study.
            settings: levers and the settings to try, in the units of `levers`.

        Returns:
            An answer whose table has one row per reform. `reforme`: the name of a regime, empty for a setting of the
            levers. The levers follow (hundredths of a point, or orals), then rates in percent of those present, means
            over the draws, and `sur_la_frontiere`, whether no other reform beats it. `tables["distance"]`, shown by the
            view `distance`: what the two best reforms save, in points with intervals.

        Raises:
            BtsSimError: the regime does not have a lever, or a setting is out of its bounds.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> study.frontier(seuil_general=[700, 800], nombre_oraux=[1, 2]).table["reforme"].tolist()
            ['permanent_2022', '', '', '', 'exceptionnel_2021', 'aucun']
        """
        return answer_frontier(
            self._fewer_draws(),
            read.regime_or(regime, self.regimes[-1]),
            read.regimes_or(others, (*self.every[1:], self.baseline)),
            read.settings(settings),
            self._each_rate(),
        )

    @question
    def wrong_ideas(
        self, regime: AnyRegime | None = None, ideas: AnyRegime | Iterable[AnyRegime] | None = None
    ) -> Answer:
        """Return what wrong rules printed by public sites cost the candidates who believe them.

        Args:
            regime: the true regime: a name, a file or a regime. By default the last regime of the study.
            ideas: wrong rules, as names, files or regimes. By default all those shipped with the project.

        Returns:
            An answer whose table has four rows per idea: false hope and false despair (`sens`), at access and at the
            decision (`stade`). `pour_mille`, `bas`, `haut`: candidates out of 1,000 present, with the interval of a
            session. `part`: percent of the candidates concerned (`concernes`), with its own.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> list(study.wrong_ideas().views)
            ['ideas', 'ideas_table']
        """
        return answer_wrong_ideas(
            self._fewer_draws(),
            read.regime_or(regime, self.regimes[-1]),
            None if ideas is None else read.regimes(ideas),
            self._rates_of(read.regime_or(regime, self.regimes[-1])),
        )

    @question
    def effort(self, points: float | str | Iterable[float]) -> Answer:
        """Return what each regime gives if candidates answer its second chance by their effort, and if they do not.

        A candidate expects of the second group what it brings, on average, to those of his level. No source measures
        how effort answers: the static results are the default of every other question, and come first here.

        Args:
            points: points of ability, from -5 to 5, that a candidate gains for 10 points of percent of expected chance
                of having the diploma by the second group; below 0, he works less. A number, or a list of numbers.

        Returns:
            An answer whose table has one row per answer of effort (`effort`, points on 20; 0: static), regime and
            indicator. `valeur`, with its interval, is `taux_groupe1` or `taux_admis`, percent of those present, or
            `ecart_taux_admis`, the gap to the baseline, whose second chance is answered too, points. The rows of 0 are
            those of `rates`.

        Raises:
            BtsSimError: there is no number, one is out of bounds, or the candidates are real.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> sorted(set(study.effort(-0.2).table["effort"]))
            [-0.2, 0.0]
        """
        return answer_effort(
            self._fewer_draws(),
            self.baseline,
            self.every[1:],
            read.real_numbers("points", points, -EFFORT_MAX, EFFORT_MAX),
            self._rates_of(*self.every),
        )

    # --- Questions: returns -------------------------------------------------------------------------------------------

    @question
    def returns(self, sessions: int = 5, draws_of_orals: int = 2, rate: float | None = None) -> Answer:
        """Return the share of candidates with the diploma once failed candidates may come back, session by session.

        Args:
            sessions: number of sessions followed, 1 to 50.
            draws_of_orals: number of draws of luck that are averaged, 1 to 10,000.
            rate: percent of the candidates without a diploma who come back each year. By default the rate of the model.

        Returns:
            An answer whose table has one row per group, regime and number of sessions (`sessions`). `valeur` is the
            share of candidates with the diploma by then (percent), or its gap to the baseline (points).
            `tables["gained"]`: how many of the diplomas that a regime gives at once are gained for good or only brought
            forward, percent. `tables["price"]`: what the sessions cost. `tables["by_rate"]`: the gap for each rate of
            return, points. `tables["advanced"]`: diplomas of the session that would have come later without a regime.

        Raises:
            BtsSimError: a number is out of bounds, or some candidates follow the forme progressive.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(session=2024, draws=2, draw_size=300, specialties="MCO,CG")
            >>> list(study.returns(sessions=2, draws_of_orals=1).tables)
            ['gained', 'price', 'by_rate', 'advanced']
        """
        return answer_returns(
            self._fewer_draws(),
            self.every,
            read.whole_number("sessions", sessions, 1, SESSIONS_MAX),
            read.whole_number("draws_of_orals", draws_of_orals, 1, DRAWS_MAX),
            read.real("rate", rate, 0, 100),
            self._rates_of(*self.every),
            added_diplomas(self.drawn),
        )

    # --- Questions: several sessions ----------------------------------------------------------------------------------

    @question
    def by_session(self, sessions: object) -> Answer:
        """Return how many diplomas each regime adds at several sessions, under the law and the règlements of each.

        Each session has its own candidates, of the description of the study, and the level that this description sets.
        A regime given as `en_vigueur` is the law in force at each session.

        Args:
            sessions: the sessions, two or more, 2014 to 2026 but 2020: a list, or a text with commas.

        Returns:
            An answer whose table has the columns of `study.rates()` and `session`. The rows without a session hold the
            diplomas (`indicateur` is `ecart_diplomes`) of all the sessions together, for each group that every session
            has; `n` is then the sum of their candidates. `tables["changes"]`: what changes from each session to the
            next, in the law, the règlements and the candidates (`objet`), with what it is before and after.

        Raises:
            BtsSimError: there are fewer than two sessions, no text covers one of them, or the candidates are real.

        Examples:
            >>> import bts_sim as bts
            >>> study = bts.study(baseline="en_vigueur", regimes="plancher_7", draws=2, draw_size=300)
            >>> study.by_session([2022, 2023]).table["session"].unique().tolist()
            [2022, 2023, <NA>]
        """
        return answer_by_session(
            [(one.people.described, one.drawn) for one in map(self._at, read.sessions_asked(sessions))],
            self.level,
            self.draw_size,
        )

    # --- Questions: uncertainty ---------------------------------------------------------------------------------------

    @question
    def uncertain_rates(self, by: str | None = None) -> Answer:
        """Return the rates and the gaps over the draws of the parameters, with two intervals: 50 % and the level.

        Args:
            by: the groups that the first view shows, as in `rates`. By default all candidates together.

        Returns:
            An answer whose table has one row per result and level (`niveau`, percent). `valeur`: the median over the
            draws. `bas` and `haut`: the interval that holds `niveau` percent of the draws. Rates are percent; gaps are
            points.

        Raises:
            BtsSimError: the candidates have no group `by`.
        """
        return answer_uncertain_rates(self.drawn, self.level, self.people.described.couverture, read.group_named(by))

    @question
    def drivers(self, indicator: str = "taux_autorise", regime: AnyRegime | None = None) -> Answer:
        """Return the parameters that drive each result most over the draws.

        Args:
            indicator: the result that the chart shows: `taux_autorise`, `taux_admis` or `ecart_taux_admis`.
            regime: the regime that the chart shows: a name, a file or a regime. By default the last regime of the
                study.

        Returns:
            An answer whose table has three rows per result. `rang`: 1 for the strongest parameter. `parametre`: its
            name. `correlation`: its rank correlation with the result, -1 to 1.

        Raises:
            BtsSimError: no draw changes this result.
        """
        return answer_drivers(
            self.drawn,
            read.name_needed("indicator", indicator, INDICATOR),
            read.regime_or(regime, self.regimes[-1]).nom,
        )

    @question
    def luck(self) -> Answer:
        """Return how much the marks of the orals alone could change the rate of each regime at a session.

        Parameters and candidates are taken as known: the interval to quote is that of `rates`.

        Returns:
            An answer whose table has one row per regime. `taux_admis`: the rate over the draws, that of `rates`,
            percent of those present. `ecart_type`: the standard deviation that the marks of the orals give it, points,
            on average over the draws. `bas` and `haut`: the ends that these leave, percent.
        """
        return answer_luck(
            self._fewer_draws(),
            self.every,
            rates_of_all(self.drawn, [one.nom for one in self.every]).values.mean(axis=0).tolist(),
        )

    @question
    def pairing(self) -> Answer:
        """Return how many times more candidates each gap would need if regimes were compared on different candidates.

        It is about the simulation, on the one group of the study at the default parameters; no session has it.

        Returns:
            An answer whose table has one row per regime. `facteur`: the number of times. `bas` and `haut`: the ends of
            its interval. `n`: candidates of each of the `lots` small cohorts used.
        """
        return answer_pairing(self.people.simulated, self.baseline, self.regimes, self.level)

    @question
    def donors(self) -> Answer:
        """Return what the specialties that have no règlement add to each result, and to its interval.

        In a national cohort they are judged on the règlement of another specialty of their sector, drawn at each draw
        of the parameters.

        Returns:
            An answer whose table has one row per result and way to lend (`prete`): the same règlement to a whole
            sector, as in every other answer; one to each specialty; or `aucun`, without their candidates.
            `part_donneurs`: percent of the candidates judged on a lent règlement. `valeur`: the median over the draws,
            with its interval (`bas`, `haut`) and its width (`largeur`, points).
        """
        return answer_lent(
            functools.partial(self.people.drawn, self.baseline, self.regimes, self.draws, self.draw_size),
            self.people.described.lent_share,
            self.level,
        )

    @question
    def sources(self, trials: int = 12) -> Answer:
        """Return the share of the variance of each result due to luck, to parameters and to readings of the texts.

        Args:
            trials: number of draws of the parameters on which other readings, other candidates and other orals are
                tried, 9 or more. The study needs 50 draws or more, of some thousands of candidates each.

        Returns:
            An answer whose table has one row per result, size of session (`candidats`) and origin of the variance
            (`origine`). `part`: percent of the variance of the result, with its interval. `tables` holds `quality`,
            `budget` (the main table), `assumed`, `sobol`, `tornado` and `extent`.

        Raises:
            BtsSimError: there are too few draws or trials, or the fitted model predicts the results too badly.
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
        """Return the parameters of the model, their bounds and the evidence for them.

        Returns:
            An answer whose table has one row per parameter. `valeur`: the value used. `defaut`: the default value.
            `minimum`, `maximum`: the bounds that the model accepts. `bas`, `haut`: the interval of the evidence,
            missing if a source fixes the value. Each number is in the unit of its parameter.
        """
        return answer_assumptions(self.people.described)

    # --- Questions: capacity ------------------------------------------------------------------------------------------

    @question
    def orals(
        self,
        present: int | str | None = None,
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
        """Return how many orals each regime requires, whether they fit in the days available, and what they cost.

        Args:
            present: candidates present at the exam, to which the orals are scaled. By default those of the session that
                the study is about.
            calendars: académies whose calendars give the days of orals: a list, or a text with commas.
            calendar_session: session of these calendars.
            domain_minutes: length of an oral by domain: minutes of preparation, then minutes of interrogation. No text
                read gives a length.
            day_lengths: lengths of the working day of a jury to try, minutes. No text read fixes it.
            centres: numbers of centres in each académie to try. Juries shared by the whole académie are always tried.
            juries: number of juries available. By default the answer does not judge whether the juries are enough.
            examiners: examiners in each jury.
            juries_by: what one jury examines: a `discipline` of all specialties, or a `unite` of one specialty.
            pay: euros paid to an examiner, the unit paid (`heure` or `oral`), the text that fixes the rate and its
                date. No text read gives a rate.

        Returns:
            An answer whose table has one row per regime and group. `autorises`: candidates allowed to sit the orals.
            `oraux`: orals to hold. `diplomes_en_plus`: diplomas beyond the baseline, those of `rates`.
            `oraux_par_diplome`: orals for each of these, with the interval of a session (`bas`, `haut`).
            `tables["draws"]`: the number of each for all candidates, with its interval. `tables["orals"]`: orals by
            unit and académie. `tables["costs"]`: orals, hours and euros, with the interval of a session where they have
            one. Of real candidates, `tables["places"]` and the view `places`: the juries that they need by centre and
            day of each calendar, by the timetable of `bts-sim second-groupe`, and the allowance of the centre.
            Views of days and juries are those of the last regime; juries and the fullest day are told for the
            orals to hold, and for both ends of their interval.

        Raises:
            BtsSimError: a value is not a number, a calendar is not shipped, a day is too short for one oral, or a rate
                of pay has no source.
        """
        return answer_orals(
            self.people.simulated,
            self._fewer_draws(),
            self.drawn,
            self.baseline,
            self.regimes,
            means_given(
                read.whole_or_none("present", present, 1, PRESENT_MAX),
                read.names_needed("calendars", calendars, ACADEMIE),
                calendar_session,
                read.minutes_by_domain(domain_minutes),
                read.whole_numbers("day_lengths", day_lengths, 1, ONE_DAY),
                read.whole_numbers("centres", centres, 1, PRESENT_MAX),
                read.whole_or_none("juries", juries, 1, PRESENT_MAX),
                read.whole_number("examiners", examiners, 1, EXAMINERS_MAX),
                read.word_among("juries_by", juries_by, JURIES_BY),
                pay,
            ),
        )

    @question
    def calendar(self, academie: str, session: int | str = CALENDAR_SESSION) -> Answer:
        """Return the events of a calendar, and the time that it leaves to the candidates of each specialty.

        Args:
            academie: académie of the calendar.
            session: session of the calendar.

        Returns:
            An answer whose table has one row per event and specialty, with its day and its source. `tables["times"]`:
            the times that each specialty leaves to its candidates.

        Raises:
            BtsSimError: no such calendar is shipped.
        """
        return answer_calendar(read.name_needed("academie", academie, ACADEMIE), session)

    # --- Questions: people --------------------------------------------------------------------------------------------

    @question
    def portrait(self, regime: AnyRegime | None = None, specialty: str | None = None) -> Answer:
        """Return a description of the candidates: groups, marks, means, correlations and specialties.

        Args:
            regime: the regime whose thresholds the means are compared with: a name, a file or a regime. By default the
                last regime of the study.
            specialty: code of the specialty whose units are correlated. By default the specialty with most candidates.

        Returns:
            An answer whose table has one row per group. `n`: candidates. `part`: percent of those present.
            `taux_groupe1`: percent of the group admitted at the first group. `generale`, `professionnelle`: the mean of
            each of the two means, points on 20. `tables` holds `marks`, `means`, `thresholds`, `correlations`,
            `domains` and `specialties`.

        Raises:
            BtsSimError: the regime is unknown, or no candidate is of the specialty.
        """
        return answer_portrait(
            self.people.simulated,
            read.regime_or(regime, self.regimes[-1]),
            read.name_or_none("specialty", specialty, CODE),
        )

    @question
    def margins(self) -> Answer:
        """Return each published margin and each published figure on marks, beside the value of the candidates.

        Returns:
            An answer whose table has one row per margin (`marge`). `cible`: the published value, percent. `obtenu`: the
            value of the candidates, percent. `ecart`, `tolerance`: points. `atteinte`: whether the margin is met.
            `tables["marks"]`: the same columns for published marks (points on 20, or percent), and `bas`, `haut`: the
            range of the years of an épreuve, which has no tolerance.
        """
        return answer_margins(self.people.simulated)

    @question
    def validation(self) -> Answer:
        """Return each published figure kept out of the model beside its prediction, over the draws of the study.

        Returns:
            An answer whose table has one row per figure (`chiffre`). `observe`: the published value. `predit`: the
            prediction, with its interval (`bas`, `haut`), missing if the study cannot predict the figure. Both are
            percent, or points for a gap. `verdict`: whether the interval holds the figure (`dans_l_intervalle`,
            `hors_de_l_intervalle`, `au_dessus_attendu`), or `non_comparable`. `pourquoi`: what the model lacks, or what
            sets them apart.
        """
        return answer_validation(intervals_over_draws(self.drawn))

    # --- Questions: readings ------------------------------------------------------------------------------------------

    @question
    def rules(self, before: AnyRegime | None = None, after: AnyRegime | None = None) -> Answer:
        """Return the rules of all the regimes side by side, and the differences between two of them.

        Args:
            before: one of the two regimes. By default the first regime compared, or the baseline if only one is
                compared.
            after: the other regime. By default the last regime compared.

        Returns:
            An answer whose table has one row per regime: its rules as codes, its thresholds in points on 20, its
            source. `tables["difference"]`: one row per line on which the two laws differ, each side with its source and
            grade.

        Raises:
            BtsSimError: a regime is unknown.
        """
        return answer_rules(self.every, *self._pair(before, after), self.people.session)

    @question
    def readings(self) -> Answer:
        """Return what each other reading of the points that the texts leave open would change, under each regime.

        Returns:
            An answer whose table has one row per reading (`lecture`, `choix`) and regime. `part_changee`: candidates
            present whose decision changes, percent (`part_bas`, `part_haut`: its interval). `candidats_changes`: as
            many candidates of the session. `taux_admis`: percent. `ecart_taux_admis`: points (`ecart_bas`,
            `ecart_haut`). `methode`: what the intervals cover, or why there is none. `tables["points"]`: the open
            points, with every answer to each and its source.
        """
        return answer_readings(self._fewer_draws(), self.regimes, self._rates_of(*self.regimes))

    @question
    def reglement(self, specialty: str) -> Answer:
        """Return the règlement d'examen of a specialty: its units, and the source of each.

        Args:
            specialty: code or name of the specialty, such as `MCO`.

        Returns:
            An answer whose table has one row per compulsory unit: its coefficient (no unit), domain, mode by voie,
            confidence and source.

        Raises:
            BtsSimError: the session has no règlement for the specialty. The message lists the specialties that have
                one.

        Examples:
            >>> import bts_sim as bts
            >>> float(bts.study(session=2024).reglement("MCO").table["coefficient"].sum())
            21.0
        """
        return answer_reglement(self.people.bareme, read.name_needed("specialty", specialty, CODE))

    # --- Questions: real candidates -----------------------------------------------------------------------------------

    @question
    def decisions(self) -> Answer:
        """Return the decision on each real candidate under each regime of the study.

        Returns:
            An answer whose table has the columns of `decisions.csv`, one row per candidate and regime: the means
            (points on 20), the decision of the first group, the decision of the session, and the reasons.

        Raises:
            BtsSimError: the candidates of the study are simulated, or the files have faults. The message lists every
                fault.
        """
        return answer_decisions(self.people.graded, self.regimes)

    @question
    def near_bars(self) -> Answer:
        """Return whether real candidates are more numerous just above 8 and 10 than their marks alone make them.

        Means of marks on half points take few values, and a bar is one of them: the counts next to it are compared with
        those of simulated candidates of the same specialties and voies, to whom nobody lifts a mark. Whole means that
        are no bar are told too, as placebos. A jury may lift a mean to a bar: that is its right, and no fault.

        Returns:
            An answer whose table has one row per whole mean (`barre`, points on 20) for all candidates, then per total
            of coefficients. `proches`: candidates within half a point; `au_dessus`: of them, those who reach it;
            `attendus`, with its interval: as many if nobody is lifted. `p`: the chance of as many or more; `alerte`:
            whether it is under 0.05, as it is for one clean file in twenty.

        Raises:
            BtsSimError: the candidates are simulated, or fewer than 500 are judged on the marks of all their units.
        """
        return answer_near_bars(self.people.described, self.level)

    # --- Questions: one candidate -------------------------------------------------------------------------------------

    @question
    def candidate(
        self,
        specialty: str,
        track: str,
        marks: GivenMarks,
        orals: GivenMarks = "",
        *,
        form: str = GLOBALE,
        last_session: str = OUI,
        vae: str = "",
    ) -> CandidateAnswer:
        """Return what the regimes of the study decide on one candidate of its session, why, and what would change it.

        Args:
            specialty: code or name of the specialty.
            track: voie, as in the table of candidates, such as `scolaire`.
            marks: a text such as `U1 8,5 ; U21 12 BE ; U3 AB`, points on 20; a dictionary of units and marks; or a
                table of one candidate, DataFrame or path.
            orals: marks of the orals held, in the same forms, by unit or by domain (`general 11`).
            form: `globale` or `progressive`.
            last_session: `oui` or `non`: whether a progressive form ends with this session.
            vae: `oui` for who is admitted to a VAE, who alone may be dispensed of a professional unit.

        Returns:
            An answer whose table has one row per regime: means in points on 20, access, decision, reasons, what is
            lacking. Its tables: `marks`, `needed_marks`, `frontier`, `choices`, `hypotheses`, `what_would_change`,
            `ranges` (the decision on every mark from 0 to 20, and the exact fraction where it changes), `statuses`.
            `workshop()` is a form that answers at each keystroke.

        Raises:
            BtsSimError: every fault of what is typed, each naming its unit.
        """
        return answer_candidate(
            typed_candidate(self.people.session, specialty, track, marks, orals, form, last_session, vae),
            self.regimes,
            read.names_of(self.regimes, self.given.get("regimes")),
        )

    @question
    def hypothetical(
        self,
        specialty: str,
        tracks: str | Sequence[str],
        marks: Varied,
        *,
        forms: str | Sequence[str] = GLOBALE,
        last_session: str = OUI,
        vae: str = "",
    ) -> Answer:
        """Return what the regimes decide on every combination of marks, statuses, voies and forms, before any oral.

        Args:
            specialty: code or name of the specialty.
            tracks: voies: a list, or a text with commas.
            marks: `U1 7..9/0,5 ; U21 8 | 9 BE | AB`: a range of marks with its step (half a point by default), and
                several answers for a unit, between bars; or the same by unit, in a dictionary.
            forms: `globale`, `progressive`, or both.
            last_session: `oui` or `non`: whether a progressive form ends with this session.
            vae: `oui` for candidates admitted to a VAE, who alone may be dispensed of a professional unit.

        Returns:
            An answer whose table has one row per hypothetical candidate and regime: exact means, access, decision,
            reasons; or why the law refuses such a candidate, such as a bénéfice below 10.

        Raises:
            BtsSimError: a range that cannot be read, an unknown voie, or more than 100,000 candidates.
        """
        return answer_hypothetical(
            vary(
                marks,
                read.names_in("tracks", tracks, VOIES_SAID),
                read.names_in("forms", forms, FORMS_SAID),
                self.people.session,
            ),
            self.people.session,
            specialty,
            self.regimes,
            last_session,
            vae,
        )

    @question
    def examples(self) -> Answer:
        """Return what the regimes of the study decide on twelve candidates worked out by hand.

        Returns:
            An answer whose table has one row per case and regime: means as fractions and in points on 20, access,
            decision.
        """
        return answer_examples(load_bareme(self.people.session), self.regimes)

    @question
    def example(self, case: str, regime: AnyRegime | None = None) -> Answer:
        """Return how a regime decides on one of the candidates worked out by hand, step by step.

        Args:
            case: the beginning of the title of the case, such as `C`.
            regime: a name, a file or a regime; the last one of the study by default.

        Returns:
            An answer whose table has one row per step: the rule applied, what comes of it, the texts.

        Raises:
            BtsSimError: no title begins so, or nobody knows the regime.
        """
        return answer_example(
            read.name_needed("case", case, CASE),
            load_bareme(self.people.session),
            read.regime_or(regime, self.regimes[-1]),
        )

    # --- Another study ------------------------------------------------------------------------------------------------

    def with_regimes(self, *regimes: AnyRegime) -> Study:
        """Return a study of the same candidates under other regimes.

        Args:
            regimes: names, files or regimes, in the order of comparison.

        Raises:
            BtsSimError: there is no regime, or one is unknown.
        """
        several = [one for given in regimes for one in read.taken_apart(kept(given))]
        return self._with({"regimes": several}, regimes=read.regimes(several, self.people.session))

    def with_baseline(self, baseline: AnyRegime) -> Study:
        """Return the same study with gaps measured from another regime.

        Args:
            baseline: a name, a file or a regime.

        Raises:
            BtsSimError: the regime is unknown.
        """
        return self._with({"baseline": baseline}, baseline=read.regime_at(self.people.session, baseline))

    def with_level(self, level: float) -> Study:
        """Return the same study with intervals of another level.

        Args:
            level: level of the intervals, percent, between 0 and 100, both excluded.

        Raises:
            BtsSimError: the level is not such a percentage.
        """
        return self._with(level=read.percent_level(level))

    def with_lang(self, lang: str) -> Study:
        """Return the same study in another language.

        Args:
            lang: `fr` or `en`.

        Raises:
            BtsSimError: the language is another one.
        """
        return self._with(lang=read.language(lang))

    def with_draws(self, draws: int, draw_size: int | None = None) -> Study:
        """Return the same study with other draws of the parameters.

        Args:
            draws: number of draws, 1 to 1,024.
            draw_size: candidates simulated in each draw. By default the number does not change.

        Raises:
            BtsSimError: a number is out of bounds.
        """
        size = self.draw_size if draw_size is None else read.whole_number("draw_size", draw_size, 1, MAX_CANDIDATES)
        return self._with(draws=read.whole_number("draws", draws, 1, MAX_DRAWS), draw_size=size)

    def with_size(self, size: int) -> Study:
        """Return the same study with another number of simulated candidates.

        Args:
            size: number of candidates.

        Raises:
            BtsSimError: the number is out of bounds, or the candidates are real.
        """
        candidates = read.whole_number("size", size, 1, MAX_CANDIDATES)
        return self._with(people=self.people.changed(candidats=candidates), size=candidates)

    def with_seed(self, seed: int) -> Study:
        """Return the same study with candidates drawn from another seed.

        Args:
            seed: seed of the random numbers, 0 to 4,294,967,295.

        Raises:
            BtsSimError: the seed is out of bounds, or the candidates are real.
        """
        luck = read.whole_number("seed", seed, 0, MAX_SEED)
        return self._with(people=self.people.changed(seed=luck), seed=luck)

    def python(self) -> str:
        """Return the Python code that makes this study, as text."""
        return f"import bts_sim as bts\n\nstudy = bts.study({read.arguments_of(self.given)})"

    @classmethod
    def questions(cls) -> list[str]:
        """Return the names of the questions, in the order of the class."""
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
        """Return the names that Tab lists: the questions, the `with_…` methods, and the attributes of the study."""
        ways = [name for name in vars(Study) if name.startswith("with_")]
        return [*self.questions(), *ways, "python", "questions", *(one.name for one in fields(self))]

    def _compared(self, drawn: bool) -> pd.DataFrame:
        """Return the rates and the gaps, under draws of the parameters if `drawn`, else at their default values."""
        if drawn:
            asked = (self.baseline, self.regimes, self.draws, self.draw_size)
            return self.people.compared(*asked, self.level).copy()
        self.people.check_fixed()
        return compare(self.people.simulated, self.baseline, self.regimes, self.level)

    def _why_unchanged(self, gaps: Gaps) -> pd.DataFrame:
        """Return why some regimes change nothing to the baseline, each given with its gap."""
        return why_unchanged(self.people.simulated, self.baseline, self.regimes, gaps)

    def _at(self, session: int) -> Study:
        """Return the same study at another session: its candidates, and the law in force then."""
        baseline, *regimes = at_session((self.baseline, *self.regimes), session)
        people = self.people_of({**self.given, "session": session})
        check_concerned((baseline, *regimes), people.described)
        return replace(self, people=people, baseline=baseline, regimes=tuple(regimes))

    def _with(self, said: Mapping[str, Any] | None = None, /, **changes: Any) -> Study:
        """Return the same study with some fields changed; its `given` records them, as they are `said` if they are."""
        own = {one.name for one in fields(self)}
        recorded = {name: value for name, value in changes.items() if name != "people"} if said is None else said
        of_fields = {name: value for name, value in changes.items() if name in own}
        return replace(self, **of_fields, given={**self.given, **recorded})

    def _fewer_draws(self) -> Draws:
        """Return the draws of a question that costs more than rates."""
        return self.people.few_draws(self.draws, self.draw_size, self.level)

    def _rates_of(self, *regimes: Regime) -> MoreDraws | None:
        """Return the rates of regimes of the study over all its draws, percent; None for a regime that is not in it."""
        if not all(one in self.every for one in regimes):
            return None
        return rates_of_all(self.drawn, [one.nom for one in regimes])

    def _each_rate(self) -> list[tuple[Regime, MoreDraws]]:
        """Return each regime of the study with its rate over all its draws, percent."""
        rates = rates_of_all(self.drawn, [one.nom for one in self.every])
        return [(one, rates.part(rank)) for rank, one in enumerate(self.every)]

    def _pair(self, one: AnyRegime | None, other: AnyRegime | None) -> tuple[Regime, Regime]:
        """Return two regimes: by default the first compared (the baseline if one is compared) and the last."""
        first = self.regimes[0] if len(self.regimes) > 1 else self.baseline
        last, session = self.regimes[-1], self.people.session
        return (
            first if one is None else read.regime_at(session, one),
            last if other is None else read.regime_at(session, other),
        )
