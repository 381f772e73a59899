"""The least change of a lever that reaches a target, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.luck import uniform
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level, refuse
from bts_sim.questions.reforms.settings import (
    LEVERS,
    SETTING_UNIT,
    Setting,
    in_force,
    lever_bounds,
    lever_faults,
    levers_of,
)
from bts_sim.questions.reforms.tables import ReformMethod
from bts_sim.questions.reforms.variants import Variants
from bts_sim.schema import Column, Schema, a_count, a_flag, a_number, a_text
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, LEVEL

#: Number of resamples of the candidates for the interval of a setting.
RESAMPLES = 200


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
    bas = Column(int, "lower end of the interval of `reglage`; missing beyond the lever", SETTING_UNIT, optional=True)
    haut = Column(
        int, "upper end of the interval of the setting; missing beyond the lever", SETTING_UNIT, optional=True
    )
    hors_atteinte = a_number("resamples where no setting reaches the target", "percent", optional=True)
    niveau = a_number("level of the interval", "percent")
    reechantillons = a_count("resamples of the candidates")
    n = a_count("candidates present", "candidates")
    methode = a_text("what the interval covers, a code", (ReformMethod.RESAMPLED,))
    oral_draws = a_count("draws of the orals averaged; 0: summed exactly")


#: Columns of `LeastChange` that are settings: whole numbers, some of them missing.
SETTINGS = (LeastChange.en_vigueur, LeastChange.reglage, LeastChange.meilleur, LeastChange.bas, LeastChange.haut)


@asks_abilities
def reach_target(
    cohorte: SimulatedCohort,
    regime: Regime,
    target: float,
    levers: Sequence[str] | None = None,
    more: bool = False,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Return the least change of each lever alone that brings the admission rate to a target, as `LeastChange`.

    A target above the current rate is reached from below, a target below it from above. Rates are compared rounded to
    four decimals, as in tables. The search is a bisection over whole settings, since the rate is monotone in each
    lever.

    Args:
        cohorte: the candidates.
        regime: the regime whose levers are set.
        target: percent of the candidates present; or points, if `more`.
        levers: the levers tried; by default, all the levers of the regime.
        more: if True, the target is in points above the rate of the regime as it is.
        level: level of the intervals, percent.
        resamples: number of resamples of the candidates for the intervals; 0 for no interval.

    Raises:
        InputError: a lever is unknown, or the target is not a rate.
    """
    asked = levers_of(regime) if levers is None else tuple(levers)
    if faults := lever_faults(regime, asked):
        raise InputError(faults)
    check_level(level)
    if not more:
        refuse("target", target, "reach", lambda: True, "")
    rate = _Rate(Variants(cohorte, regime))
    wanted = round(rate.of({}) + target, DECIMALS) if more else target
    if not 0 <= wanted <= 100:
        raise InputError([Fault("target", None, "", f"{wanted:g}", "taux hors bornes", "un taux de 0 à 100 %")])
    up = round(rate.of({}), DECIMALS) < wanted
    search = _Search(rate, wanted, target if more else None, up, level, resamples)
    table = LeastChange.frame(search.row(lever) for lever in asked)
    return table.astype(dict.fromkeys(SETTINGS, "Int64"))


class _Rate:
    """The admission rate of the candidates present under a setting, percent. Rates already computed are kept."""

    def __init__(self, variants: Variants) -> None:
        self.variants, self.members = variants, np.flatnonzero(present(variants.cohorte))
        self._known: dict[tuple[tuple[str, int], ...], Floats] = {}

    def admission(self, setting: Setting) -> Floats:
        key = tuple(setting.items())
        if key not in self._known:
            self._known[key] = self.variants.under(setting).admission[self.members]
        return self._known[key]

    def of(self, setting: Setting) -> float:
        return 100 * float(self.admission(setting).mean())


@dataclass(frozen=True)
class _Search:
    """The search made for every lever: bring the rate to `wanted`, or by so many points (`more`) in each resample."""

    rate: _Rate
    wanted: float
    more: float | None
    up: bool
    level: float
    resamples: int

    def row(self, lever: str) -> tuple[object, ...]:
        """Return the row of `LeastChange` of one lever."""
        regime, bareme = self.rate.variants.regime, self.rate.variants.bareme
        law, sign = in_force(regime, bareme, lever), 1 if self.up else -1
        end = sorted(lever_bounds(lever, bareme), key=lambda end: self.rate.of({lever: end}) * sign)[-1]
        way, steps = 1 if end > law else -1, abs(end - law)

        def rates(step: int) -> Floats:
            return np.array([self.rate.of({lever: law + way * step})])

        (found,) = _least(rates, steps, np.array([self.wanted]), self.up).tolist()
        reached = found <= steps
        (best,) = (found,) if reached else _least(rates, steps, np.round(rates(steps), DECIMALS), self.up).tolist()
        now, there, before = (round(float(rates(step)[0]), DECIMALS) for step in (0, best, max(found - 1, 0)))
        drawn = self._drawn(lever, law, way, steps)
        low, high = (_setting(step, law, way, steps) for step in _ends(drawn, self.level))
        return (
            *(lever, self.wanted, law, now, reached),
            *((law + way * found, there, before if found else None) if reached else (None, None, None)),
            *(law + way * best, there, *(low, high)[::way]),
            *(100 * float((drawn > steps).mean()) if drawn.size else None, self.level, self.resamples),
            *(self.rate.members.size, ReformMethod.RESAMPLED, 0),
        )

    def _drawn(self, lever: str, law: int, way: int, steps: int) -> Ints:
        """Return the least number of steps that reaches the target in each resample, shape (b,)."""
        lots = _Lots.of(self.rate, lever, law, law + way * steps, self.resamples)
        wanted = np.full(self.resamples, self.wanted)
        if self.more is not None:
            wanted = np.round(lots.rates(law) + self.more, DECIMALS)
        return _least(lambda step: lots.rates(law + way * step), steps, wanted, self.up)


def _least(rates: Callable[[int], Floats], steps: int, wanted: Floats, upwards: bool) -> Ints:
    """Return the fewest steps from the law whose rates reach the target, shape (b,), or `steps` + 1 if none does.

    Rates, percent, shape (b,), are monotone in the number of steps.
    """

    def enough(step: int) -> Bools:
        rounded = np.round(rates(step), DECIMALS)
        return rounded >= wanted if upwards else rounded <= wanted

    low, high = np.full(wanted.shape, -1), np.full(wanted.shape, steps + 1)
    high[enough(steps)] = steps
    high[enough(0)] = 0
    low[high > 0] = 0
    low[high > steps] = steps
    while (high - low > 1).any():
        middle = (low + high) // 2
        for step in np.unique(middle[high - low > 1]).tolist():
            here, reached = middle == step, enough(step)
            high = np.where(here & reached & (high - low > 1), step, high)
            low = np.where(here & ~reached, step, low)
    return high


@dataclass(frozen=True)
class _Lots:
    """The rates of resampled candidates between two ends of a lever: the candidates it moves, and the others' sum.

    `weights`: how many times each candidate moved by the lever is in each resample, shape (b, m).
    """

    rate: _Rate
    lever: str
    moving: Ints
    weights: Floats
    others: Floats

    @classmethod
    def of(cls, rate: _Rate, lever: str, law: int, end: int, resamples: int) -> _Lots:
        before, after = (rate.admission({lever: setting}) for setting in (law, end))
        moved = np.flatnonzero(before != after)
        still, strata = np.where(before == after, before, 0.0), _strata(rate)
        # In a stratum that the lever does not move, every resample has the rate of the candidates.
        whole = [rows for rows in strata if np.ptp(before[rows]) == 0 and (before[rows] == after[rows]).all()]
        fixed = sum(float(still[rows].sum()) for rows in whole)
        drawn = [rows for rows in strata if not any(rows is one for one in whole)]
        weights, others = np.zeros((resamples, moved.size)), np.full(resamples, fixed)
        for which in range(resamples if drawn else 0):
            who = _resample(rate.variants.cohorte.cohorte.seed, which, drawn, before.size)
            weights[which] = np.bincount(who, minlength=before.size)[moved]
            others[which] += still[who].sum()
        return cls(rate, lever, moved, weights, others)

    def rates(self, setting: int) -> Floats:
        """Return the rate of each resample under a setting, percent, shape (b,)."""
        admission = self.rate.admission({self.lever: setting})[self.moving]
        rates: Floats = 100 * (self.others + self.weights @ admission) / self.rate.members.size
        return rates


def _strata(rate: _Rate) -> list[Ints]:
    """Return the candidates admitted by the first group, whose number was calibrated, and the others, as two strata."""
    first = rate.variants.under({}).admis_groupe1[rate.members]
    return [rows for rows in (np.flatnonzero(first), np.flatnonzero(~first)) if rows.size]


def _resample(seed: int, which: int, strata: Sequence[Ints], n: int) -> Ints:
    """Return the numbers of as many candidates as there are in each stratum, drawn with replacement.

    Source: B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979).
    """
    luck = uniform(seed, f"reechantillon.{which}", 0, n)
    return np.concatenate([rows[(luck[: rows.size] * rows.size).astype(np.int64)] for rows in strata])


def _ends(steps: Ints, level: float) -> tuple[int | None, int | None]:
    """Return the ends of the interval of a number of steps, as whole numbers, rounded outwards."""
    if not steps.size:
        return None, None
    tail = (1 - level / 100) / 2
    return int(np.quantile(steps, tail, method="lower")), int(np.quantile(steps, 1 - tail, method="higher"))


def _setting(step: int | None, law: int, way: int, steps: int) -> int | None:
    return None if step is None or step > steps else law + way * step
