"""Intervals of rates and of gaps, what each one covers, and the precision of the tables that show them."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from bts_sim.droit.points import Bools, Floats
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.proportions import wilson_ends

#: Level of the intervals, percent, unless another level is asked for.
LEVEL = 90.0
#: Decimals of rates and gaps in tables.
DECIMALS = 4


class Method(StrEnum):
    """What an interval covers; `stats/words.py` has the full sentence for each."""

    WILSON = "wilson"
    WILSON_CALIBRATED = "wilson_calibrated"
    PAIRED = "paired"
    PAIRED_CALIBRATED = "paired_calibrated"
    #: No interval: the value was solved, fixed by the rule, of an empty group, or of too few candidates who move.
    CALIBRATED = "calibrated"
    NO_ORALS = "no_orals"
    ZERO_BY_RULE = "zero_by_rule"
    BY_DEFINITION = "by_definition"
    NOBODY_PRESENT = "nobody_present"
    #: Real candidates: their marks alone decide.
    MARKS = "marks"
    TOO_FEW = "too_few"
    #: Draws of the parameters and of the candidates.
    DRAWN = "drawn"
    #: Draws of the parameters and of the orals of real candidates, whose abilities are drawn given their marks.
    GIVEN_MARKS = "given_marks"
    #: One draw of the parameters: no interval.
    ONE_DRAW = "one_draw"


#: Several draws: of simulated candidates, and of real ones.
SEVERAL = (Method.DRAWN, Method.GIVEN_MARKS)
#: Whatever draws there are.
OF_DRAWS = (*SEVERAL, Method.ONE_DRAW)
#: What fixes a value, and leaves nothing to an interval.
FIXED = (Method.ZERO_BY_RULE, Method.BY_DEFINITION, Method.CALIBRATED, Method.NO_ORALS, Method.MARKS)


class Subject(Schema):
    """The subject of a result: the candidates, the indicator measured on them, and the regimes."""

    groupe = a_text("what the candidates of the group share: ensemble, specialite, voie, distance…")
    modalite = a_text("the value that they share: a specialty, a voie…")
    indicateur = a_text("what is measured")
    regime = a_text("the regime under which it is measured")
    reference = a_text("the regime that a gap is measured from; empty for what is no gap")


class Estimate(Schema):
    """A value, its interval, and what the interval covers."""

    valeur = a_number("the result", "percent, or points", optional=True)
    bas = a_number("lower end of the interval", "percent, or points", optional=True)
    haut = a_number("upper end of the interval", "percent, or points", optional=True)
    niveau = a_number("level of the interval; missing where none was asked for", "percent", optional=True)
    n = a_count("candidates of the group", "candidates")
    methode = a_text("what the interval covers: a code, said in full by the words of the room that makes the table")


class Result(Subject, Estimate):
    """A result of a group under a regime, with its interval: one row per group, indicator and regime."""


#: Draws of parameters: a power of two, for Sobol's sequence.
DRAWS = 256
#: Candidates simulated in each of them.
DRAW_SIZE = 5_000
#: The columns that identify a result.
KEY: list[str] = [Result.groupe, Result.modalite, Result.indicateur, Result.regime, Result.reference]


def wilson_if_solved(
    chances: Bools | Floats, first: Bools, calibrated: bool, level: float | None
) -> tuple[float, float]:
    """Return the Wilson interval of a mean; a solved first-group rate counts as fixed, and only the others vary."""
    return wilson_of_rows_if_solved(chances[np.newaxis], first, calibrated, level)[0]


def wilson(chances: Bools | Floats, level: float | None) -> tuple[float, float]:
    """Return the Wilson interval of a mean of probabilities or of booleans, as proportions.

    Probabilities vary less than the yes/no outcomes that they stand for. The interval therefore uses the effective
    size: the number of yes/no outcomes that would vary as much.
    Sources: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927);
    L. Kish, Survey sampling (1965), for the effective size.
    """
    return wilson_of_rows(chances[np.newaxis], level)[0]


def wilson_of_rows_if_solved(
    chances: Bools | Floats, first: Bools, calibrated: bool, level: float | None
) -> list[tuple[float, float]]:
    """Return the intervals of `wilson_if_solved` of several results of the same candidates, shape (r, n)."""
    if not calibrated:
        return wilson_of_rows(chances, level)
    fixed, others = np.compress(first, chances, axis=1).sum(axis=1) / first.size, 1 - float(first.mean())
    left: Floats = np.compress(~first, chances, axis=1).astype(np.float64, copy=False)
    found = wilson_of_rows(left, level)
    return [(one + others * low, one + others * high) for one, (low, high) in zip(fixed.tolist(), found, strict=True)]


def wilson_of_rows(chances: Bools | Floats, level: float | None) -> list[tuple[float, float]]:
    """Return the intervals of `wilson` of several results of the same candidates, shape (r, n)."""
    n = chances.shape[1]
    if not n:
        return [(0.0, 0.0)] * len(chances)
    means = chances.sum(axis=1) / n
    if level is None:
        return [(one, one) for one in means.tolist()]
    spreads = ((chances - means[:, np.newaxis]) ** 2).sum(axis=1) / float(n) ** 2
    each = zip(means.tolist(), spreads.tolist(), strict=True)
    return [wilson_ends(mean, mean * (1 - mean) / spread if spread else float(n), level) for mean, spread in each]


def wilson_of(n: int, mean: float, variance: float, level: float | None) -> tuple[float, float]:
    """Return the interval of `wilson` for n candidates, from the mean and the variance of their probabilities."""
    if level is None or not n:
        return mean, mean
    return wilson_ends(mean, n * mean * (1 - mean) / variance if variance else n, level)
