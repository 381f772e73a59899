"""The least change of a lever that reaches a target, with the interval of the change that a session would need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtr

from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level, refuse
from bts_sim.questions.reforms.settings import (
    LEVERS,
    SETTING_UNIT,
    in_force,
    lever_bounds,
    lever_faults,
    levers_of,
)
from bts_sim.questions.reforms.tables import Measure
from bts_sim.schema import Column, Schema, a_count, a_flag, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import PERCENT, Draws
from bts_sim.stats.predicted import LEAST_SPREAD, Drawn, ends
from bts_sim.stats.session import of_a_session

#: Steps of the first setting tried from the law, and how many times farther the next one is.
NEAR, FARTHER = 16, 4


class LeastChange(Schema):
    """The least change of each lever alone that brings the admission rate to a target: one row per lever."""

    levier = a_text("the lever", LEVERS)
    cible = a_number("the admission rate wanted", "percent")
    en_vigueur = Column(int, "its setting in force", SETTING_UNIT)
    taux_en_vigueur = a_number("the admission rate in force", "percent")
    atteinte = a_flag("whether some setting reaches the target")
    reglage = Column(int, "the setting nearest to the law that reaches it", SETTING_UNIT, optional=True)
    taux = a_number("the admission rate there", "percent", optional=True)
    taux_avant = a_number("the admission rate one step nearer to the law", "percent", optional=True)
    meilleur = Column(int, "the least change that gives the rate nearest to the target", SETTING_UNIT)
    meilleur_taux = a_number("that rate", "percent")
    bas = Column(
        int,
        "lower end of the interval of the setting that a session needs; missing beyond the lever",
        SETTING_UNIT,
        optional=True,
    )
    haut = Column(int, "upper end of that interval; missing beyond the lever", SETTING_UNIT, optional=True)
    hors_atteinte = a_number("sessions in which no setting reaches the target", "percent", optional=True)
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates present at the session", "candidates")
    methode = a_text("what the interval covers, a code", OF_DRAWS)
    oral_draws = a_count("draws of the orals averaged; 0: summed exactly", "draws")


#: Columns of `LeastChange` that are settings: whole numbers, some of them missing.
SETTINGS = (LeastChange.en_vigueur, LeastChange.reglage, LeastChange.meilleur, LeastChange.bas, LeastChange.haut)


def reach_target(
    draws: Draws,
    regime: Regime,
    target: float,
    levers: Sequence[str] | None = None,
    more: bool = False,
    rates: MoreDraws | None = None,
    with_ends: bool = True,
) -> pd.DataFrame:
    """Return the least change of each lever alone that brings the admission rate to a target, as `LeastChange`.

    A target above the current rate is reached from below, a target below it from above. Rates are means over the draws,
    compared rounded to four decimals, as in tables. The search visits whole settings, since the rate is monotone in
    each lever.

    The interval holds the setting that a session would need, and is read from that of its rate: a session needs at most
    so much change if, so changed, it reaches the target. The low end of its rate then does, at the far end of the
    interval of the setting, and the high end does at the near one. If `more`, the gain is measured and not the rate.

    Args:
        draws: the draws of the parameters.
        regime: the regime whose levers are set.
        target: percent of the candidates present; or points, if `more`.
        levers: the levers tried; by default, all the levers of the regime.
        more: if True, the target is in points above the rate of the regime as it is.
        rates: the rate of the regime as it is over more draws; None to keep that of these draws.
        with_ends: whether to search the interval too.

    Raises:
        InputError: a lever is unknown, or the target is not a rate.
    """
    asked = levers_of(regime) if levers is None else tuple(levers)
    if faults := lever_faults(regime, asked):
        raise InputError(faults)
    check_level(draws.level)
    if not more:
        refuse("target", target, "reach", lambda: True, "")
    told = None if rates is None else (rates.values.tobytes(), rates.noise.tobytes())
    # What a change costs is asked after what it is, on the same settings.
    found = draws.once(("reach", regime, told, more), lambda: _Rates.of(draws, regime, rates, more))
    now = found.at("", 0).rate
    wanted = round(now + target, DECIMALS) if more else target
    if not 0 <= wanted <= 100:
        raise InputError([Fault("target", None, "", f"{wanted:g}", "taux hors bornes", "un taux de 0 à 100 %")])
    search = _Search(found, wanted, 1 if now < wanted else -1, with_ends)
    table = LeastChange.frame(search.row(lever) for lever in asked)
    return table.astype(dict.fromkeys(SETTINGS, "Int64"))


@dataclass(frozen=True)
class _Point:
    """The admission rate under a setting, percent: its mean, and the low and the high end of what a session shows.

    `shown`: the rate of each draw, without the noise of the simulation, shape (d,). `spread`: that which the luck of a
    session gives it.
    """

    rate: float
    low: float
    high: float
    shown: Floats
    spread: Floats

    def missed(self, wanted: float, sign: int) -> float:
        """Return the percent of sessions whose rate does not reach a target, from below (`sign` 1) or from above."""
        return 100 * float(ndtr(sign * (wanted - self.shown) / np.maximum(self.spread, LEAST_SPREAD)).mean())


@dataclass(frozen=True)
class _Rates:
    """The admission rates of a regime under settings of its levers, over the draws. Rates already found are kept.

    `more`: whether the ends are those of the gain over the regime as it is, added to its rate.
    """

    draws: Draws
    measures: Sequence[Measure]
    known: Known | None
    more: bool
    _points: dict[tuple[str, int], _Point] = field(default_factory=dict)

    @classmethod
    def of(cls, draws: Draws, regime: Regime, rates: MoreDraws | None, more: bool) -> _Rates:
        """Return the rates under some draws; `rates`: that of the regime over more of them."""
        measures = Measure.of_draws(draws, regime, LEVEL)
        own = np.array([one.rate for one in measures])
        return cls(draws, measures, None if rates is None else Known(own, rates), more)

    def at(self, lever: str, setting: int) -> _Point:
        """Return the rate under a setting of a lever; of the regime as it is, if the lever has no name."""
        key = lever, setting
        if key not in self._points:
            self._points[key] = self._point({lever: setting} if lever else {})
        return self._points[key]

    def _point(self, setting: dict[str, int]) -> _Point:
        whole = self.measures[0].variants.under(setting)
        found = np.array([one.admissions(whole) for one in self.measures])
        one = self._session(*np.moveaxis(found, 2, 0))
        rate, which = float(one.mean[0]), int(self.more)
        # The rate of the regime as it is, to which a gain is added.
        base, both = rate - float(one.mean[1]) if self.more else 0.0, ends(one, self.draws.level)
        low, high = (round(float(end[which]) + base, DECIMALS) for end in (both.low, both.high))
        shown, spread = one.shrunk.value[:, which] + base, one.shrunk.spread[:, which]
        return _Point(round(rate, DECIMALS), low, high, shown, spread)

    def _session(self, values: Floats, errors: Floats, lost: Floats) -> Drawn:
        """Return the rate and the gain under the draws, shape (d, 2), with the luck of a session."""
        size, scale = np.full(2, float(self.present)), self.draws.cohorte.candidats / self.draws.cohorte.present.number
        nothing = np.full(values.shape, np.nan)
        drawn = self.draws.of_a_session(
            of_a_session(values, np.nan_to_num(errors), lost, nothing, size, PERCENT, scale)
        )
        return drawn if self.known is None else self.known.extended(drawn)

    @property
    def present(self) -> int:
        """Return the candidates present at the session."""
        members = float(np.mean([one.members.size for one in self.measures]))
        return round(self.draws.cohorte.present.number / self.draws.cohorte.candidats * members)


@dataclass(frozen=True)
class _Search:
    """The search made for every lever: bring the rate to `wanted`, from below (`sign` 1) or from above (-1)."""

    rates: _Rates
    wanted: float
    sign: int
    with_ends: bool

    def row(self, lever: str) -> tuple[object, ...]:
        """Return the row of `LeastChange` of one lever."""
        variants = self.rates.measures[0].variants
        law, at = in_force(variants.regime, variants.bareme, lever), self.rates.at
        end = max(lever_bounds(lever, variants.bareme), key=lambda end: at(lever, end).rate * self.sign)
        way, steps = 1 if end > law else -1, abs(end - law)

        def point(step: int) -> _Point:
            return at(lever, law + way * step)

        found = self._least(lambda step: point(step).rate, steps, self.wanted)
        reached = found <= steps
        best = found if reached else self._least(lambda step: point(step).rate, steps, point(steps).rate)
        now, there, before = (point(step).rate for step in (0, best, max(found - 1, 0)))
        told = self.with_ends and len(self.rates.measures) > 1
        near, far = self._ends(point, steps) if told else (steps + 1, steps + 1)
        low, high = (None if step > steps else law + way * step for step in (near, far)[::way])
        return (
            *(lever, self.wanted, law, now, reached),
            *((law + way * found, there, before if found else None) if reached else (None, None, None)),
            *(law + way * best, there, low, high),
            *(round(point(steps).missed(self.wanted, self.sign), DECIMALS) if told else None, self.rates.draws.level),
            *(self.rates.present, self.rates.draws.method(len(self.rates.measures) > 1), 0),
        )

    def _ends(self, point: Callable[[int], _Point], steps: int) -> tuple[int, int]:
        """Return the fewest steps with which a lucky session, then an unlucky one, reaches the target."""
        lucky, unlucky = (lambda step: point(step).high), (lambda step: point(step).low)
        if self.sign < 0:
            lucky, unlucky = unlucky, lucky
        return self._least(lucky, steps, self.wanted), self._least(unlucky, steps, self.wanted)

    def _least(self, rate: Callable[[int], float], steps: int, wanted: float) -> int:
        """Return the fewest steps from the law whose rate reaches a target, or `steps` + 1 if none does.

        By the secant, or by halves where it is slow: a whole rate costs as many simulated candidates as all draws have.
        """

        def lacking(step: int) -> float:
            return self.sign * (wanted - rate(step))

        if lacking(0) <= 0:
            return 0
        if not steps or lacking(steps) > 0:
            return steps + 1
        # What is asked for is most often near the law.
        low, high = 0, min(NEAR, steps)
        while lacking(high) > 0:
            low, high = high, min(high * FARTHER, steps)
        before, after, slow = lacking(low), lacking(high), False
        while high - low > 1:
            width = high - low
            share = 0.5 if slow else before / (before - after)
            middle = min(max(low + round(width * share), low + 1), high - 1)
            left = lacking(middle)
            # The end that stays counts for half: the next secant then lands on its side.
            low, before, high, after = (middle, left, high, after / 2) if left > 0 else (low, before / 2, middle, left)
            slow = high - low > width / 2
        return high
