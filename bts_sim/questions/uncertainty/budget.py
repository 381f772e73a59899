"""The origins of the variance of a result: candidates, orals, common luck of a session, parameters and readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from bts_sim.cohort.luck import uniform
from bts_sim.droit.points import Floats
from bts_sim.files.shipped import statistic
from bts_sim.questions.uncertainty.model import REFITS, SEED, Surrogate, pivoted
from bts_sim.questions.uncertainty.tables import OfResult
from bts_sim.questions.uncertainty.trials import TrialRuns
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL


class VarianceOrigin(StrEnum):
    """The origins of variance, the luck of a session first."""

    CANDIDATES = "candidats"
    ORALS = "oraux"
    OWN_LEVELS = "niveaux_propres"
    PARAMETERS = "parametres"
    READINGS = "lectures"


class Got(StrEnum):
    """Codes for how the variance of an origin was computed; `words.py` describes each in full."""

    PER_CANDIDATE = "per_candidate"
    EXACT_ORALS = "exact_orals"
    TWO_COHORTS = "two_cohorts"
    SURROGATE = "surrogate"
    SURROGATE_OF_READINGS = "surrogate_of_readings"
    #: The sum of the origins that no published figure fixes.
    ASSUMED = "assumed"


ORIGINS = dict(zip(VarianceOrigin, Got, strict=False))
#: Origins that more candidates would not settle and that no published figure fixes.
ASSUMED = (VarianceOrigin.OWN_LEVELS, VarianceOrigin.PARAMETERS, VarianceOrigin.READINGS)
#: Origins that are luck and not an assumption.
LUCK = (VarianceOrigin.CANDIDATES, VarianceOrigin.ORALS)


class Budget(OfResult, after=True):
    """The variance of the result of a session, by origin: one row per result, size of the session and origin."""

    candidats = a_count("candidates of the session", "candidates")
    origine = a_text("where the variance comes from", VarianceOrigin)
    variance = a_number("variance of the result", "points²")
    ecart_type = a_number("its square root", "points")
    part = a_number("part of the variance of the result; the parts of a result sum to 100", "percent")
    bas = a_number("lower end of the interval of the part, for want of more draws and runs", "percent")
    haut = a_number("upper end of that interval", "percent")
    niveau = a_number("level of the interval", "percent")
    n = a_count("draws of the parameters", "draws")
    methode = a_text("how the variance was got, a code", Got)
    trial_draws = a_count("draws of the parameters on which other cohorts were run", "draws")
    oral_pairs = a_count("draws of the parameters on which the orals were drawn twice", "draws")
    reading_runs = a_count("runs under other readings", "runs")


class AssumedShare(OfResult, after=True):
    """The part of the variance of a result that rests on assumptions: one row per result and size of the session."""

    candidats = a_count("candidates of the session", "candidates")
    valeur = a_number("part that rests on assumptions; the rest is other candidates and other orals", "percent")
    bas = a_number("lower end of the interval, for want of more draws and runs", "percent")
    haut = a_number("upper end of that interval", "percent")
    niveau = a_number("level of the interval", "percent")
    n = a_count("draws of the parameters", "draws")
    methode = a_text("what is summed, a code", (Got.ASSUMED,))


def national_candidates() -> int:
    """Return the number of candidates present at a national session, the only published one."""
    return int(statistic(indicator="candidates_present", session="2021", breakdown="total")["value"])


def budget(
    surrogate: Surrogate, trial_runs: TrialRuns, sizes: Sequence[int] | None = None, level: float = LEVEL
) -> pd.DataFrame:
    """Return the variance of the result of a session by origin, as `Budget`.

    The law of total variance applies, later origins first: parameters, then readings given the parameters, then the
    common luck of a session, its candidates, and their orals. The first-group rate is solved and has no luck of its
    own.
    Source: M. G. Kendall and A. Stuart, The advanced theory of statistics, vol. 1 (1977), conditional variance.

    Args:
        surrogate: the result of `fit_surrogate`.
        trial_runs: the result of `run_trials`.
        sizes: numbers of candidates of the session; by default, that of the runs and that of a national session.
        level: level of the intervals, percent.
    """
    runs = (len(trial_runs.between_cohorts), len(trial_runs.juries), len(trial_runs.effects))
    rows = []
    for size, variances in _sizes(surrogate, trial_runs, sizes):
        shares = 100 * variances / variances.sum(axis=1, keepdims=True)
        for i, one in enumerate(surrogate.explained):
            for j, (origin, got) in enumerate(ORIGINS.items()):
                value = float(variances[i, j, 0])
                part = np.clip(pivoted(shares[i, j], level), 0, 100).tolist()
                numbers = [round(number, DECIMALS) for number in (value, float(np.sqrt(value)), *part, level)]
                rows.append((*one, size, origin, *numbers, len(surrogate.y), got, *runs))
    return Budget.frame(rows)


def assumed_share(
    surrogate: Surrogate, trial_runs: TrialRuns, sizes: Sequence[int] | None = None, level: float = LEVEL
) -> pd.DataFrame:
    """Return the part of the variance of each result that rests on assumptions, as `AssumedShare`.

    Args:
        surrogate: the result of `fit_surrogate`.
        trial_runs: the result of `run_trials`.
        sizes: numbers of candidates of the session; by default, that of the runs and that of a national session.
        level: level of the intervals, percent.
    """
    assumed, rows = [j for j, origin in enumerate(ORIGINS) if origin in ASSUMED], []
    for size, variances in _sizes(surrogate, trial_runs, sizes):
        share = 100 * variances[:, assumed].sum(axis=1) / variances.sum(axis=1)
        for i, one in enumerate(surrogate.explained):
            part = np.clip(pivoted(share[i], level), 0, 100).tolist()
            numbers = [round(number, DECIMALS) for number in (*part, level)]
            rows.append((*one, size, *numbers, len(surrogate.y), Got.ASSUMED))
    return AssumedShare.frame(rows)


def _sizes(surrogate: Surrogate, trial_runs: TrialRuns, sizes: Sequence[int] | None) -> Iterator[tuple[int, Floats]]:
    """Yield the variances of every result by origin, shape (s, origins, f), for each size of the session.

    f is as in `Surrogate.refitted`: the estimate first, then the refits from other errors and other runs.
    """
    columns = [trial_runs.explained.index(one) for one in surrogate.explained]
    k, o = len(trial_runs.between_cohorts), len(trial_runs.juries)
    cohorts, each, orals = (
        _resampled(part[:, columns], k)
        for part in (trial_runs.between_cohorts, trial_runs.per_candidate, trial_runs.orals)
    )
    juries, alone = (_resampled(part[:, columns], o) for part in (trial_runs.juries, trial_runs.orals[:o]))
    shared = np.divide(juries, alone, out=np.ones_like(juries), where=alone > 0)
    once = np.maximum(cohorts - each / trial_runs.candidates, 0)
    for size in sizes or (trial_runs.candidates, national_candidates()):
        yield size, np.stack([each / size, orals * shared / size, once, *surrogate.split], axis=1)


def _resampled(runs: Floats, n: int) -> Floats:
    """Return the mean of some runs, shape (n, s), then means of as many drawn with replacement: shape (s, f)."""
    again = (uniform(SEED, f"budget.{n}", 0, REFITS * n).reshape(REFITS, n) * n).astype(np.int64)
    means: Floats = np.concatenate([runs.mean(axis=0)[np.newaxis], runs[again].mean(axis=1)])
    return means.T
