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
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.jury import PremierGroupe
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regles.catalogue import ADMISSION, REMPLACEMENT
from bts_sim.droit.regles.moyenne import moyenne_finale
from bts_sim.droit.releve import SANS_ORAL, Releve

#: Every mark an oral can have, hundredths, shape (k,).
NOTES = np.arange(0, MAXIMUM + PAS_ORAL, PAS_ORAL)
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


def besoin(premier: PremierGroupe, releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Ints:
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
    low = np.full(premier.decision.shape, -MAXIMUM * int(reglement.coefs.sum()) - 1)
    high = -low
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = admis(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def gains(colonne: int, colonnes: int, releve: Releve, reglement: Reglement, regime: Regime) -> Ints:
    """Return the points that each mark gains at one oral alone, shape (n, k): column `colonne` of `colonnes`."""
    n = len(releve.notes)
    found = np.empty((n, NOTES.size), dtype=np.int64)
    oraux = np.full((n, colonnes), SANS_ORAL)
    for k, note in enumerate(NOTES.tolist()):
        oraux[:, colonne] = note
        found[:, k] = REMPLACEMENT[regime.remplacement](oraux, releve, reglement, regime)
    return found


def is_a_line(regime: Regime) -> bool:
    """Return True if the points gained by an oral are linear in its mark and never negative.

    True only for rules proved so in `tests/test_fast_sum.py`.
    """
    if regime.remplacement == "moyenne_des_ponctuelles_du_domaine":
        return regime.lectures.ponderation_domaine == "coefficients"
    return regime.remplacement == "note_de_l_unite"


def straight_line(
    colonne: Ints, colonnes: int, releve: Releve, reglement: Reglement, regime: Regime
) -> tuple[Ints, Ints]:
    """Return the gain of the best mark at one oral alone, and the loss at the mark just below, shape (m,).

    `colonne`: column of `colonnes` that each candidate sits, shape (m,); negative for none. Where `is_a_line`, the two
    numbers give the whole line: each step down loses as much, until the gain is zero.
    """
    rows = np.flatnonzero(colonne >= 0)
    oraux = np.full((len(colonne), colonnes), SANS_ORAL)
    points = []
    for note in NOTES[[-1, -2]].tolist():
        oraux[rows, colonne[rows]] = note
        points.append(REMPLACEMENT[regime.remplacement](oraux, releve, reglement, regime))
    best, second = points
    return best, best - second


def loi(expected: Floats, spread: float) -> Floats:
    """Return the probability of each mark of the grid, shape (m, k), around an expected mark in points, shape (m,)."""
    from scipy.special import ndtr

    half = PAS_ORAL / 2
    bounds = (NOTES[:-1] + half) / 100
    below = ndtr((bounds - expected[:, np.newaxis]) / max(spread, LEAST_SPREAD))
    probabilities: Floats = np.diff(below, axis=1, prepend=0.0, append=1.0)
    return probabilities


def probability_of_lines(
    besoin: Ints,
    lines: Sequence[tuple[Ints, Ints]],
    attendues: Floats,
    absence: Floats,
    spread: float,
    elimine_absent: bool,
) -> Floats:
    """Return the result of `probability`, shape (m,), for orals whose gains are linear: far fewer marks to visit.

    `lines`: the results of `straight_line`, oral by oral. `attendues`: expected marks, points, shape (m, o). `absence`:
    probability of not coming, shape (m, o).
    """
    if not lines:
        return probability(besoin, [], elimine_absent)
    tops, steps = (np.column_stack(one) for one in zip(*lines, strict=True))
    grid = MarkGrid(NOTES.size - 1, PAS_ORAL, max(spread, LEAST_SPREAD))
    return fast_sum.fast_probability(besoin, Lines(tops, steps, attendues, absence), grid, elimine_absent)


def probability(besoin: Ints, oraux: Sequence[Oral], elimine_absent: bool) -> Floats:
    """Return the probability that the orals together gain the points needed, shape (m,): an exact sum over their marks.

    `elimine_absent`: whether an absence from one oral eliminates, instead of leaving the first mark.
    """
    if not oraux:
        return (besoin <= 0).astype(np.float64)
    first, *others = oraux
    come = _come(besoin, first, others, elimine_absent)
    if elimine_absent or not np.any(first.absence):
        return (1 - first.absence) * come
    return first.absence * probability(besoin, others, elimine_absent) + (1 - first.absence) * come


def _come(besoin: Ints, first: Oral, others: Sequence[Oral], elimine_absent: bool) -> Floats:
    if not others:
        enough: Bools = first.gains >= besoin[:, np.newaxis]
        total: Floats = (first.loi * enough).sum(axis=1)
        return total
    total = np.zeros(besoin.shape)
    for k in range(NOTES.size):
        total += first.loi[:, k] * probability(besoin - first.gains[:, k], others, elimine_absent)
    return total
