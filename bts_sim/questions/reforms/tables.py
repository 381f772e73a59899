"""The effect of each setting of the levers on the same candidates, compared with the regime as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import cast

import numpy as np
import pandas as pd

from bts_sim.cohort.goals import sets_first_group
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.questions.reforms.settings import Setting, check_settings, in_force, lever_columns
from bts_sim.questions.reforms.variants import UnderSetting, Variants
from bts_sim.schema import Schema, a_count, a_flag, a_text
from bts_sim.stats.gaps import covered, paired, paired_rows
from bts_sim.stats.groups import judged_on_marks, present
from bts_sim.stats.intervals import (
    DECIMALS,
    LEVEL,
    Estimate,
    Method,
    wilson_if_solved,
    wilson_of_rows,
    wilson_of_rows_if_solved,
)
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.normal import normal
from bts_sim.stats.over_draws import Draws, shaped
from bts_sim.stats.session import luck_columns

ADMITTED, ALLOWED, ORALS_HELD = "taux_admis", "taux_autorise", "oraux"
FALSE_ADMITTED, FALSE_REFUSED = "faux_admis", "faux_refus"
#: Measures of a setting, percent of the candidates present (`oraux`: per hundred of them).
MEASURES = (ADMITTED, ALLOWED, ORALS_HELD, FALSE_ADMITTED, FALSE_REFUSED)
#: Gaps to the regime as it is, by measure.
GAPS = {name: f"ecart_{name}" for name in MEASURES}
#: The columns of the luck of a value.
LUCK = luck_columns(Estimate.valeur)
#: The lower end, the upper end, and the code for what they cover.
Interval = tuple[float, float, str]


class ReformMethod(StrEnum):
    """Codes for what an interval covers in this room only; `words.py` describes each in full."""

    MEAN = "mean"
    #: Code for a wrong idea that misleads nobody: only an upper end.
    NO_CASE = "no_case"


class Measured(Schema):
    """The measure of a setting, which may be the law."""

    en_vigueur = a_flag("whether the setting is what the regime already does")
    indicateur = a_text(
        "a measure, percent of those present, or its gap to the regime as it is, points", (*MEASURES, *GAPS.values())
    )


class Response(Measured, Estimate, after=True):
    """The effect of a setting of the levers: one row per setting and measure, with the columns of its levers first."""

    methode = a_text("what the interval covers, a code", (*Method, ReformMethod.MEAN))
    oral_draws = a_count("draws of the orals averaged; 0: summed exactly", "draws")

    @classmethod
    def of(cls, levers: Iterable[str]) -> type[Response]:
        """Return the schema of a table with these levers."""
        return cast("type[Response]", type(cls.__name__, (lever_columns(levers), cls), {"__doc__": cls.__doc__}))


@asks_abilities
def response(
    cohorte: SimulatedCohort,
    regime: Regime,
    settings: Mapping[str, Sequence[int]],
    standard: int | None = None,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the effect of every combination of settings, as `Response`: one row per setting and measure.

    The luck of a candidate follows (`stats/session.py`).

    A falsely admitted candidate has a level (`true_level`) below the standard. A falsely refused candidate was judged
    on marks, is not admitted, and has a level that reaches the standard.

    Args:
        cohorte: the candidates.
        regime: the regime whose levers are set.
        settings: lever → settings, hundredths of a point (`nombre_oraux`: orals).
        standard: mean from which an admission is right, hundredths; by default, the regime's own threshold.
        level: level of the intervals, percent; None for no interval.

    Raises:
        InputError: the regime cannot have a lever or a setting.
    """
    return _responses([Measure.of(cohorte, regime, standard, level)], settings)[0]


def _responses(measures: Sequence[Measure], settings: Mapping[str, Sequence[int]]) -> list[pd.DataFrame]:
    """Return the table of `response` of each part of a cohort, whose candidates are decided on together."""
    variants, rows = measures[0].variants, [list[tuple[object, ...]]() for _ in measures]
    check_settings(variants.regime, variants.bareme, settings)
    for values in product(*settings.values()):
        setting = dict(zip(settings, values, strict=True))
        which, whole = (*values, measures[0].is_in_force(setting)), variants.under(setting)
        for measure, of_part in zip(measures, rows, strict=True):
            of_part += [(*which, *measured) for measured in measure.rows(whole)]
    names = [*Response.of(settings).names(), *LUCK]
    return [pd.DataFrame(one, columns=names) for one in rows]


def response_over_draws(
    draws: Draws, regime: Regime, settings: Mapping[str, Sequence[int]], rates: MoreDraws | None
) -> pd.DataFrame:
    """Return the table of `response` over draws of the parameters.

    `rates`: the rate of the regime as it is over more draws, percent, to which all is brought; None to keep that of
    these draws.
    """
    measures = Measure.of_draws(draws, regime, LEVEL)
    known = None if rates is None else Known(np.array([one.rate for one in measures]), rates)
    key = [*settings, *Measured.names()]
    return shaped(draws.predicted(_responses(measures, settings), key, known=known), Response.of(settings))


def rates_of(draws: Draws, regime: Regime) -> Floats:
    """Return the rate of a regime among the candidates present in each draw, percent, shape (d,)."""
    admission = draws.together.under(regime).admission
    return np.array([100 * float(admission[members].mean()) for members in draws.members])


@dataclass(frozen=True)
class Measure:
    """The measurement of settings against the regime as it is, on some candidates of a cohort present (`members`).

    `base`: the result of the regime as it is. `calibrated`: candidates admitted at the first group, whose number was
    solved; None where another number was. `able`: candidates whose level reaches the standard. `judged`: candidates
    judged on marks, not eliminated. All are for the candidates present.
    """

    variants: Variants
    members: Ints
    base: UnderSetting
    calibrated: Bools | None
    able: Bools
    judged: Bools
    level: float | None

    @classmethod
    def of(cls, cohorte: SimulatedCohort, regime: Regime, standard: int | None, level: float | None) -> Measure:
        """Return the measurement of a cohort under a regime. `standard`: hundredths; by default, that of the law."""
        return cls._of_parts(cohorte, [np.flatnonzero(present(cohorte))], regime, standard, level)[0]

    @classmethod
    def of_draws(cls, draws: Draws, regime: Regime, level: float | None) -> list[Measure]:
        """Return the measurement of each draw. The candidates of all of them are decided on together."""
        return cls._of_parts(draws.together, draws.members, regime, None, level)

    @classmethod
    def _of_parts(
        cls,
        cohorte: SimulatedCohort,
        parts: Sequence[Ints],
        regime: Regime,
        standard: int | None,
        level: float | None,
    ) -> list[Measure]:
        variants, one = Variants(cohorte, regime), cohorte.under(regime)
        enough = one.bareme.seuil_admission if standard is None else standard
        counted = cohorte.first_group if sets_first_group(cohorte.cohorte) else None
        able, judged, base = true_level(cohorte) * CENTIEMES >= enough, judged_on_marks(one), variants.under({})
        return [
            cls(variants, part, base.part(part), known, able[part], judged[part], level)
            for part in parts
            for known in [None if counted is None else counted[part]]
        ]

    @property
    def rate(self) -> float:
        """Return the rate of the regime as it is, percent."""
        return 100 * float(self.base.admission.mean())

    @cached_property
    def before(self) -> Floats:
        """Return each measure under the regime as it is, for each candidate present, shape (5, n)."""
        return self.values(self.base)

    def is_in_force(self, setting: Setting) -> bool:
        """Return whether the setting is what the regime already does."""
        regime, bareme = self.variants.regime, self.variants.bareme
        return all(value == in_force(regime, bareme, lever) for lever, value in setting.items())

    def values(self, one: UnderSetting) -> Floats:
        """Return each measure for each candidate present, shape (5, n), in the order of `MEASURES`."""
        false = one.admission * ~self.able, (1 - one.admission) * self.able * self.judged
        return np.stack([one.admission, one.autorise, one.oraux, *false])

    def admissions(self, whole: UnderSetting) -> Floats:
        """Return the admission rate under a setting and its gap to the regime as it is, percent, shape (2, 3).

        Each has its error, which the draw of the candidates leaves, not a number where there is none; then the part of
        it that counts those who lose the diploma.
        """
        admission, first = whole.admission[self.members], whole.admis_groupe1[self.members]
        solved, gain = self._is_solved(first), admission - self.before[0]
        found = (
            wilson_if_solved(admission, first, solved, self.level),
            self._paired(gain[np.newaxis], first, solved)[0][:2],
        )
        half = [(high - low) / (2 * normal(self.level or LEVEL)) for low, high in found]
        lost = float(np.maximum(-gain, 0).mean())
        return 100 * np.array([[admission.mean(), half[0], 0], [gain.mean(), half[1], lost]])

    def rows(self, whole: UnderSetting) -> Iterator[tuple[object, ...]]:
        """Yield every measure of a setting, then its gaps to the regime as it is, each with its luck."""
        one = whole.part(self.members)
        first, solved = one.admis_groupe1, self._is_solved(one.admis_groupe1)
        after, (rules, access) = self.values(one), self.variants.unchanged(whole.regime)
        gains = after - self.before
        yield from self._rows(MEASURES, after, self._intervals(after, first, solved))
        fixed = [access if name == ALLOWED else rules for name in MEASURES]
        bounds = [
            (0.0, 0.0, str(Method.ZERO_BY_RULE)) if still else one
            for one, still in zip(self._paired(gains, first, solved), fixed, strict=True)
        ]
        yield from self._rows([*GAPS.values()], gains, bounds)

    def _is_solved(self, first: Bools) -> bool:
        return self.calibrated is not None and np.array_equal(first, self.calibrated)

    def _rows(self, names: Sequence[str], values: Floats, bounds: Sequence[Interval]) -> Iterator[tuple[object, ...]]:
        """Yield the rows of some results, in the order of `MEASURES`. `values`: of each candidate, shape (5, n)."""
        lost = (100 * np.maximum(-values, 0).mean(axis=1)).tolist()
        # A candidate sits several orals, which is known before them; he has a decision, or has not.
        luck = np.full(len(names), np.nan)
        luck[MEASURES.index(ORALS_HELD)] = 100**2 * values[MEASURES.index(ORALS_HELD)].var()
        means = values.mean(axis=1).tolist()
        for name, mean, ends, less, own in zip(names, means, bounds, lost, luck.tolist(), strict=True):
            numbers = [round(100 * x, DECIMALS) for x in (mean, *ends[:2])]
            yield (name, *numbers, self.level, self.members.size, ends[2], 0, less, own)

    def _intervals(self, values: Floats, first: Bools, solved: bool) -> list[Interval]:
        """Return the interval of each measure, in the order of `MEASURES`."""
        orals = MEASURES.index(ORALS_HELD)
        method = Method.WILSON_CALIBRATED if solved else Method.WILSON
        rates = [(*one, method) for one in wilson_of_rows_if_solved(values[:orals], first, solved, self.level)]
        false = [(*one, Method.WILSON) for one in wilson_of_rows(values[orals + 1 :], self.level)]
        return [*rates, (*paired(values[orals], self.level), ReformMethod.MEAN), *false]

    def _paired(self, gains: Floats, first: Bools, solved: bool) -> list[Interval]:
        # A setting that moves candidates admitted by the first group also moves a calibrated rate.
        calibrated: Bools = ~np.any(gains[:, first], axis=1) if solved else np.zeros(len(gains), dtype=bool)
        if not calibrated.any():
            return [(*one, covered(one[0], Method.PAIRED)) for one in paired_rows(gains, self.level)]
        others = 1 - float(first.mean())
        among = [(others * low, others * high) for low, high in paired_rows(np.compress(~first, gains, 1), self.level)]
        return [
            (*one, covered(one[0], Method.PAIRED_CALIBRATED))
            if kept
            else (*(two := paired(gain, self.level)), covered(two[0], Method.PAIRED))
            for one, kept, gain in zip(among, calibrated.tolist(), gains, strict=True)
        ]
