"""The worth of common luck: how many more candidates a comparison of independent cohorts would need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.files.percents import check_level
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL

#: Number of small cohorts cut from a cohort, enough for the interval of a ratio of variances.
LOTS = 200
#: Number of resamples of the lots, and seed of that resampling, which draws no candidate.
RESAMPLES, SEED = 1999, 0


class Pairing(Schema):
    """The number of times more candidates that independent cohorts need than a paired comparison.

    It is about the simulation, at the default parameters: no session has it.
    """

    regime = a_text("the regime compared")
    reference = a_text("the regime that the gap is measured from")
    facteur = a_number(
        "candidates needed for each one of a paired comparison; infinite where both regimes decide alike, missing with "
        "fewer candidates than `lots`",
        "times",
        optional=True,
    )
    bas = a_number("lower end of the interval", "times", optional=True)
    haut = a_number("upper end of the interval", "times", optional=True)
    niveau = a_number("level of the interval", "percent")
    lots = a_count("small cohorts into which the cohort is cut", "cohorts")
    n = a_count("candidates of each small cohort", "candidates")


@asks_abilities
def pairing(cohorte: SimulatedCohort, baseline: Regime, others: Sequence[Regime], level: float = LEVEL) -> pd.DataFrame:
    """Return the ratio of the variances of a gap between independent cohorts and of the paired gap, as `Pairing`.

    `facteur`: how many times more candidates independent cohorts need to estimate `ecart_taux_admis` as precisely as
    the same candidates with the same luck at the orals. Its interval is a bootstrap interval.

    The lots are cut from one cohort, with one level. In cohorts calibrated one by one, the solved rate of the first
    group would not vary, so the comparison would not be one of independent candidates.

    Args:
        cohorte: the candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        level: level of the intervals, percent.

    Raises:
        InputError: the level is not a percentage between 0 and 100.
    """
    check_level(level)
    base, size = _rates(cohorte.under(baseline).admis()), cohorte.cohorte.candidats // LOTS
    rows = []
    for regime in others:
        found = _with_interval(base, _rates(cohorte.under(regime).admis()), level)
        numbers = [round(float(value), DECIMALS) for value in found]
        rows.append((regime.nom, baseline.nom, *numbers, level, LOTS, size))
    return Pairing.frame(rows)


def _rates(admis: Bools) -> Floats:
    """Return the rate of each lot of consecutive candidates, a proportion, shape (LOTS,). The last few are left out.

    The rates are missing where there are fewer candidates than lots.
    """
    size = admis.size // LOTS
    if not size:
        return np.full(LOTS, np.nan)
    rates: Floats = admis[: size * LOTS].reshape(LOTS, size).mean(axis=1)
    return rates


def _ratio(base: Floats, other: Floats, axis: int = -1) -> Floats:
    apart, paired = base.var(axis) + other.var(axis), (other - base).var(axis)
    # The gap between two regimes that decide alike is known without error; both variances may be zero.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = np.where(paired == 0, np.inf, apart / paired)
    return ratio


def _with_interval(base: Floats, other: Floats, level: float) -> tuple[float, float, float]:
    from scipy.stats import bootstrap

    factor = float(_ratio(base, other))
    if not np.isfinite(factor):
        return factor, factor, factor
    # A resample where both regimes decide alike has an infinite ratio, whose variance is not a number.
    with np.errstate(invalid="ignore"):
        found = bootstrap(
            (base, other),
            _ratio,
            confidence_level=level / 100,
            method="BCa",
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            rng=SEED,
        )
    return factor, *found.confidence_interval
