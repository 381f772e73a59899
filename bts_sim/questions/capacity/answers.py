"""The answers about the session of orals (number, days, juries, costs), built from tables, charts and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, cast, get_args

import numpy as np
import pandas as pd

from bts_sim.answer import Answer, MadeWhenAsked
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.present import Present, PresentFrom
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.calendriers.disciplines import Minutes, minutes_des_oraux
from bts_sim.droit.calendriers.document import load_calendrier
from bts_sim.droit.calendriers.tables import Agenda, agenda, preparation, summary
from bts_sim.droit.textes import session_of
from bts_sim.questions.capacity import shown, words
from bts_sim.questions.capacity.charts.calendar import draw_calendar
from bts_sim.questions.capacity.charts.demand import draw_by_specialty, draw_orals_to_hold
from bts_sim.questions.capacity.charts.juries import draw_by_day, draw_juries
from bts_sim.questions.capacity.charts.spending import draw_per_diploma
from bts_sim.questions.capacity.costs import PayRate, costs, costs_of_session, hours_of, pay_rate
from bts_sim.questions.capacity.orals import Orals, brought_to_orals, count_orals
from bts_sim.questions.capacity.places import juries_by_place
from bts_sim.questions.capacity.resources import JuriesBy, Resources
from bts_sim.questions.capacity.session import (
    Response,
    Session,
    Tally,
    counted_rates,
    response_at_a_session,
    side_by_side,
    tally,
)
from bts_sim.questions.capacity.sums import sums_of
from bts_sim.questions.capacity.tables import load_by_day, need_of_session
from bts_sim.questions.capacity.windows import days_of_orals
from bts_sim.stats.over_draws import Draws

#: Calendars used by default.
CALENDARS, CALENDAR_SESSION = ("nancy-metz", "reims"), 2024
#: Level of the narrow intervals, percent, drawn inside those of the level of the study.
HALF = 50.0
#: Lengths of a jury's day, in minutes, and numbers of centres. No text read fixes either.
LENGTHS, CENTRES, JURIES_BY = (240, 300, 360, 420, 480), (30, 60, 120), get_args(JuriesBy)


@dataclass(frozen=True)
class Means:
    """What orals are held with.

    `presents`: candidates present; None for those of the study. `calendars`: académies whose days are used, for one
    `session`. `minutes`: length of one oral. `lengths`, `centres`: ranges of values that no text fixes. `pay`: a rate
    of pay, if there is one.
    """

    presents: int | None
    calendars: tuple[str, ...]
    session: int
    minutes: Minutes
    resources: Resources
    lengths: tuple[int, ...] = LENGTHS
    centres: tuple[int, ...] = CENTRES
    pay: PayRate | None = None


def means_given(
    present: int | None,
    calendars: Iterable[str],
    session: int | str,
    domain_minutes: tuple[int | None, int | None],
    lengths: Iterable[int],
    centres: Iterable[int],
    juries: int | None,
    examiners: int,
    juries_by: str,
    pay: object,
) -> Means:
    """Return what orals are held with, read and checked.

    Raises InputError if a value is not a number, or if a rate of pay has no source.
    """
    resources = Resources(jurys=juries, examinateurs_par_jury=examiners, jurys_par=cast("JuriesBy", juries_by))
    return Means(
        present,
        tuple(calendars),
        session_of(session),
        minutes_des_oraux(session, *domain_minutes),
        resources,
        tuple(lengths),
        tuple(centres),
        _pay(pay),
    )


def _pay(given: object) -> PayRate | None:
    """Return a rate of pay from its amount, unit, text and date. An amount alone lacks the rest."""
    parts = [*given] if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    amount, *about = [*parts, *[""] * 4][:4] if parts else [None]
    return pay_rate(amount, *map(str, about))


def answer_orals(
    cohorte: SimulatedCohort,
    draws: Draws,
    rates: pd.DataFrame,
    baseline: Regime,
    regimes: Sequence[Regime],
    asked: Means,
) -> Answer:
    """Return what the orals of each regime require, bring and cost. Juries are those of the last regime.

    Args:
        cohorte: the candidates whose orals are shared among units, days and académies.
        draws: the draws on which orals are counted.
        rates: the table of `rates_by_draw`, which gives the allowed and the diplomas.
        baseline: the regime that the others are compared with.
        regimes: these regimes.
        asked: what orals are held with.
    """
    last, examiners, levels = regimes[-1].nom, asked.resources.examinateurs_par_jury, sorted({HALF, draws.level})
    presents, given = _present(asked, draws.cohorte)
    counted = counted_rates(rates, baseline.nom, [one.nom for one in regimes], given, levels)
    session = _session(draws, counted, baseline, regimes, asked, given)
    tallies = tally(session, draws.level)
    convened = brought_to_orals(count_orals(cohorte, [baseline, *regimes], presents), _orals_of(session, regimes))
    expenses = costs(convened, tallies, asked.minutes, examiners, asked.pay)
    drawn = response_at_a_session(session, counted, hours_of(expenses), levels)
    spent = costs_of_session(expenses, drawn)
    held = _Held(cohorte, convened[convened[Orals.regime] == last], drawn, asked)
    first = asked.calendars[0]
    times = {name: summary(preparation(document)) for name, document in _documents(asked).items()}

    @cache
    def places() -> pd.DataFrame:
        return juries_by_place(cohorte, regimes[-1], asked.calendars, asked.session, asked.minutes)

    real = cohorte.cohorte.held is not None

    def quotes() -> Iterator[dict[str, Any]]:
        return words.quote_capacity(tallies, drawn, held.needs, times)

    return Answer(
        table=tallies,
        schema=Tally,
        says=partial(words.say_orals, drawn),
        views={
            "orals": partial(draw_orals_to_hold, drawn),
            "response": partial(shown.show_response, drawn),
            "specialties": partial(draw_by_specialty, convened, last),
            "disciplines": lambda: shown.show_disciplines(held.loads[first]),
            "days": lambda: draw_by_day(held.loads, last, held.needs),
            "juries": lambda: draw_juries(held.needs, last),
            "feasibility": lambda: shown.show_feasibility(held.needs, last),
            "costs": partial(shown.show_costs, spent),
            "per_diploma": partial(draw_per_diploma, tallies, last),
            "times": partial(shown.show_preparation, times),
            "calendar": partial(_draw_calendar, first, asked.session),
            **({"places": lambda: shown.show_places(places())} if real else {}),
        },
        quotes=lambda: [*quotes()],
        tables=MadeWhenAsked(
            {"orals": lambda: convened, "costs": lambda: spent, "draws": lambda: drawn, "places": places}
        ),
    )


def _present(asked: Means, described: Cohort) -> tuple[int, Present | None]:
    """Return the candidates present, and None where they are those of the study, known as well as there."""
    own = described.present
    if asked.presents in (None, own.number):
        return own.number, None
    return asked.presents, Present(asked.presents, PresentFrom.GIVEN)


def _session(
    draws: Draws,
    counted: pd.DataFrame,
    baseline: Regime,
    regimes: Sequence[Regime],
    asked: Means,
    given: Present | None,
) -> Session:
    """Return the sums of each draw, brought to the allowed and the diplomas of the rates."""
    examiners = asked.resources.examinateurs_par_jury
    tables = draws.each(lambda one: sums_of(one, baseline, regimes, asked.minutes, examiners))
    size = (given or draws.cohorte.present).number
    people = [(given or draws.cohorte.present).drawn(one.cohorte.seed) for one in draws.simulated]
    means = counted.drop_duplicates([Response.regime, Response.indicateur])
    known = means.set_index([Response.indicateur, Response.regime])[Response.valeur]
    codes = ("autorises", "diplomes_en_plus")
    return side_by_side(
        tables, np.array(people), size, baseline.nom, [float(known[code, one.nom]) for code in codes for one in regimes]
    )


def _orals_of(session: Session, regimes: Sequence[Regime]) -> dict[str, int]:
    """Return the orals of each regime compared."""
    orals = session.mean("orals")[session.everybody].round().astype(int).tolist()
    return dict(zip((one.nom for one in regimes), orals, strict=True))


def answer_calendar(academie: str, session: int | str) -> Answer:
    """Return the events of a calendar, and the time that it leaves to the candidates of each specialty."""
    document = load_calendrier(academie, session)
    events, times = agenda(document), preparation(document)
    return Answer(
        table=events,
        schema=Agenda,
        says=partial(words.say_preparation, times),
        views={
            "calendar": partial(draw_calendar, events, times),
            "times": partial(shown.show_preparation, {academie: summary(times)}),
        },
        tables={"times": times},
    )


def _draw_calendar(academie: str, session: int) -> Any:
    document = load_calendrier(academie, session)
    return draw_calendar(agenda(document), preparation(document))


@dataclass(frozen=True, eq=False)
class _Held:
    """The orals of one regime on the days of each calendar, computed when a view needs them."""

    cohorte: SimulatedCohort
    convened: pd.DataFrame
    drawn: pd.DataFrame
    asked: Means

    @cached_property
    def days(self) -> dict[str, pd.DataFrame]:
        """Return the days of orals, by calendar."""
        described = self.cohorte.cohorte
        return {name: days_of_orals(described, name, self.asked.session) for name in self.asked.calendars}

    @cached_property
    def loads(self) -> dict[str, pd.DataFrame]:
        """Return the orals of each day, by calendar."""
        minutes, resources = self.asked.minutes, self.asked.resources
        return {name: load_by_day(self.convened, days, minutes, resources) for name, days in self.days.items()}

    @cached_property
    def needs(self) -> dict[str, pd.DataFrame]:
        """Return the juries needed, for each length of a day and number of centres, by calendar."""
        ranges = self.asked.lengths, (None, *self.asked.centres)
        means = self.asked.minutes, self.asked.resources
        return {
            name: need_of_session(self.convened, self.drawn, days, *means, *ranges) for name, days in self.days.items()
        }


def _documents(asked: Means) -> Mapping[str, Any]:
    return {name: load_calendrier(name, asked.session) for name in asked.calendars}
