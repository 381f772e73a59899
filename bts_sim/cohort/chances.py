"""The effect of a candidate's orals: exact points of the law, and probabilities over the grid of oral marks.

Points come from the rules themselves; the only floats are probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort import fast_sum
from bts_sim.cohort.fast_sum import Lines, MarkGrid
from bts_sim.cohort.grid import MAXIMUM, PAS_ORAL
from bts_sim.droit.bareme import Bareme, Regime, Reglementation
from bts_sim.droit.jury import PremierGroupe
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regles.catalogue import ADMISSION, REMPLACEMENT
from bts_sim.droit.regles.moyenne import moyenne_finale
from bts_sim.droit.releve import SANS_ORAL, Releve

#: Every mark an oral can have, hundredths, shape (k,).
NOTES = np.arange(0, MAXIMUM + PAS_ORAL, PAS_ORAL)
#: Rules under which the better of the mark of a unit and of its oral counts.
BEST_OF_TWO = ("note_de_l_unite", "note_de_l_unite_a_la_suite")
#: Rows of candidates and marks whose gains are found at once.
MANY = 4_096
#: A zero spread would divide by zero; this one never leaves the nearest mark of the grid.
LEAST_SPREAD = 1e-9


@dataclass(frozen=True)
class Oral:
    """One oral of m candidates. `gains`: points that each mark gains, in the unit of `Moyenne.somme`, shape (m, k).

    `loi`: probability of each mark if the candidate comes, shape (m, k). `absence`: probability of not coming, from 0
    to 1, one for all or one for each, shape (m,).
    """

    gains: Ints
    loi: Floats
    absence: float | Floats


def points_needed(
    premier: PremierGroupe, releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Ints:
    """Return the smallest gain that admits each candidate, in the unit of `Moyenne.somme`, shape (n,).

    It is the distance of the mean from admission, if the rules of admission confirm it. Otherwise it is found by
    bisection on these rules, so that none is written twice. Where nothing admits, it is more than any oral can give.
    """

    def admis(gain: Ints) -> Bools:
        finale = moyenne_finale(premier.generale, gain, releve, reglement, bareme, regime.lectures)
        return ADMISSION[regime.admission](finale, bareme, regime).tenues

    lacking = bareme.seuil_admission * premier.generale.coefs - premier.generale.somme
    if (admis(lacking) & ~admis(lacking - 1)).all():
        return lacking
    low = np.full(premier.decision.shape, -MAXIMUM * int(reglement.coefs.sum(axis=-1).max()) - 1)
    high = -low
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = admis(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def gains(column: int | Ints, columns: int, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points that each mark gains at one oral alone, shape (n, k): column `column` of `columns`.

    `column`: one for all the candidates, or that of each, shape (n,).
    """
    n = len(releve.notes)
    found = np.empty((n, NOTES.size), dtype=np.int64)
    # Several marks at once, each as if other candidates had it: of a few candidates, calls take more than sums.
    at_once = max(MANY // max(n, 1), 1)
    for first in range(0, NOTES.size, at_once):
        some = NOTES[first : first + at_once]
        who = np.tile(np.arange(n), some.size)
        orals = np.full((who.size, columns), SANS_ORAL)
        orals[np.arange(who.size), np.broadcast_to(column, n)[who]] = np.repeat(some, n)
        points = REMPLACEMENT[regime.remplacement](orals, releve.part(who), reglement.part(who), regime)
        found[:, first : first + at_once] = points.reshape(some.size, n).T
    return found


def is_a_line(regime: Regime) -> bool:
    """Return True if the points gained by an oral are linear in its mark and never negative.

    True only for rules proved so in `tests/test_fast_sum.py`.
    """
    if regime.remplacement == "moyenne_des_ponctuelles_du_domaine":
        return regime.lectures.ponderation_domaine == "coefficients"
    return regime.remplacement in BEST_OF_TWO


def straight_line(
    column: Ints, columns: int, releve: Releve, reglement: Reglementation, regime: Regime
) -> tuple[Ints, Ints]:
    """Return the gain of the best mark at one oral alone, and the loss at the mark just below, shape (m,).

    `column`: column of `columns` that each candidate sits, shape (m,); negative for none. Where `is_a_line`, the two
    numbers give the whole line: each step down loses as much, until the gain is zero.
    """
    rows = np.flatnonzero(column >= 0)
    orals = np.full((len(column), columns), SANS_ORAL)
    points = []
    for note in NOTES[[-1, -2]].tolist():
        orals[rows, column[rows]] = note
        points.append(REMPLACEMENT[regime.remplacement](orals, releve, reglement, regime))
    best, second = points
    return best, best - second


def loi(expected: Floats, spread: float | Floats) -> Floats:
    """Return the probability of each mark of the grid, shape (m, k), around an expected mark in points, shape (m,).

    `spread`: one for all, or that of each, shape (m, 1).
    """
    from scipy.special import ndtr

    half = PAS_ORAL / 2
    bounds = (NOTES[:-1] + half) / 100
    below = ndtr((bounds - expected[:, np.newaxis]) / np.maximum(spread, LEAST_SPREAD))
    probabilities: Floats = np.diff(below, axis=1, prepend=0.0, append=1.0)
    return probabilities


def probability_of_lines(
    need: Ints,
    lines: Sequence[tuple[Ints, Ints]],
    expected: Floats,
    absence: Floats,
    spread: float | Floats,
    elimine_absent: bool,
) -> Floats:
    """Return the result of `probability`, shape (m,), for orals whose gains are linear: far fewer marks to visit.

    `lines`: the results of `straight_line`, oral by oral. `expected`: expected marks, points, shape (m, o). `absence`:
    probability of not coming, shape (m, o). `spread`: one for all, or that of each, shape (m, 1).
    """
    if not lines:
        return probability(need, [], elimine_absent)
    tops, steps = (np.column_stack(one) for one in zip(*lines, strict=True))
    one_for_all = np.ndim(spread) == 0
    least = np.maximum(spread, LEAST_SPREAD)
    grid = MarkGrid(NOTES.size - 1, PAS_ORAL, float(least) if one_for_all else np.ravel(least))
    return fast_sum.fast_probability(need, Lines(tops, steps, expected, absence), grid, elimine_absent)


def probability(need: Ints, orals: Sequence[Oral], elimine_absent: bool) -> Floats:
    """Return the probability that the orals together gain the points needed, shape (m,): an exact sum over their marks.

    `elimine_absent`: whether an absence from one oral eliminates, instead of leaving the first mark.
    """
    if not orals:
        return (need <= 0).astype(np.float64)
    first, *others = orals
    come = _come(need, first, others, elimine_absent)
    if elimine_absent or not np.any(first.absence):
        return (1 - first.absence) * come
    return first.absence * probability(need, others, elimine_absent) + (1 - first.absence) * come


def _come(need: Ints, first: Oral, others: Sequence[Oral], elimine_absent: bool) -> Floats:
    if not others:
        enough: Bools = first.gains >= need[:, np.newaxis]
        total: Floats = (first.loi * enough).sum(axis=1)
        return total
    total = np.zeros(need.shape)
    for k in range(NOTES.size):
        total += first.loi[:, k] * probability(need - first.gains[:, k], others, elimine_absent)
    return total
