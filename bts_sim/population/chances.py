"""What a candidate's orals may change: exact points of the law, and probabilities over the grid of oral marks.

Points come from the rules themselves; the only floats are probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.bareme import Bareme, Regime, Reglement
from bts_sim.jury import PremierGroupe
from bts_sim.points import Bools, Floats, Ints
from bts_sim.population.grille import MAXIMUM, PAS_ORAL
from bts_sim.regles.catalogue import ADMISSION, REMPLACEMENT
from bts_sim.regles.moyenne import moyenne_finale
from bts_sim.releve import SANS_ORAL, Releve

#: Every mark an oral can have, hundredths, shape (k,).
NOTES = np.arange(0, MAXIMUM + PAS_ORAL, PAS_ORAL)
#: A spread of nothing would divide by zero; this one never leaves the nearest mark of the grid.
MOINDRE_ECART = 1e-9


@dataclass(frozen=True)
class Oral:
    """One oral of m candidates. `gains`: points that each mark gains, in the unit of `Moyenne.somme`, shape (m, k).

    `loi`: probability of each mark if the candidate comes, shape (m, k); `absence`: of not coming, from 0 to 1, for all
    or for each, shape (m,).
    """

    gains: Ints
    loi: Floats
    absence: float | Floats


def besoin(premier: PremierGroupe, releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Ints:
    """Give the smallest gain that admits each candidate, in the unit of `Moyenne.somme`, shape (n,).

    Found by bisection on the rules of admission, whatever they are, so that no rule is written twice; more than any
    oral can give where nothing admits.
    """
    low = np.full(premier.decision.shape, -MAXIMUM * int(reglement.coefs.sum()) - 1)
    high = -low
    while (high - low > 1).any():
        middle = (low + high) // 2
        finale = moyenne_finale(premier.generale, middle, releve, reglement, bareme, regime.lectures)
        admis = ADMISSION[regime.admission](finale, bareme, regime)
        low, high = np.where(admis, low, middle), np.where(admis, middle, high)
    return high


def gains(colonne: int, colonnes: int, releve: Releve, reglement: Reglement, regime: Regime) -> Ints:
    """Give the points that each mark gains at one oral alone, shape (n, k): column `colonne` of `colonnes`."""
    n = len(releve.notes)
    found = np.empty((n, NOTES.size), dtype=np.int64)
    oraux = np.full((n, colonnes), SANS_ORAL)
    for k, note in enumerate(NOTES.tolist()):
        oraux[:, colonne] = note
        found[:, k] = REMPLACEMENT[regime.remplacement](oraux, releve, reglement, regime)
    return found


def loi(attendue: Floats, ecart_type: float) -> Floats:
    """Give the probability of each mark of the grid, shape (m, k), around an expected mark in points, shape (m,)."""
    from scipy.special import ndtr

    half = PAS_ORAL / 2
    bounds = (NOTES[:-1] + half) / 100
    below = ndtr((bounds - attendue[:, np.newaxis]) / max(ecart_type, MOINDRE_ECART))
    probabilities: Floats = np.diff(below, axis=1, prepend=0.0, append=1.0)
    return probabilities


def probabilite(besoin: Ints, oraux: Sequence[Oral], elimine_absent: bool) -> Floats:
    """Give the probability that the orals together gain what is needed, shape (m,): an exact sum over their marks.

    `elimine_absent`: whether not coming to one eliminates, instead of leaving the first mark.
    """
    if not oraux:
        return (besoin <= 0).astype(np.float64)
    first, *others = oraux
    come = _come(besoin, first, others, elimine_absent)
    if elimine_absent or not np.any(first.absence):
        return (1 - first.absence) * come
    return first.absence * probabilite(besoin, others, elimine_absent) + (1 - first.absence) * come


def _come(besoin: Ints, first: Oral, others: Sequence[Oral], elimine_absent: bool) -> Floats:
    if not others:
        enough: Bools = first.gains >= besoin[:, np.newaxis]
        total: Floats = (first.loi * enough).sum(axis=1)
        return total
    total = np.zeros(besoin.shape)
    for k in range(NOTES.size):
        total += first.loi[:, k] * probabilite(besoin - first.gains[:, k], others, elimine_absent)
    return total
