"""The floor: the numbers of luck that candidates use, and the probabilities of their orals, and nothing else.

The numbers are those of the project, by the same code; how many, and how many probabilities, is counted on a cohort.
No rule, no level, no table, and nothing kept.
"""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import numpy as np
import scipy.special
from numba import njit

from benchmarks.engines import REGIMES
from benchmarks.engines.today import described
from benchmarks.serving import serve
from bts_sim.cohort.compiled.draw import OF_ALL
from bts_sim.cohort.compiled.normals import Normal, below, make_normal, normal_law, room_for
from bts_sim.cohort.compiled.words import in_unit, words_of
from bts_sim.cohort.luck import BUNDLED
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regime

#: Candidates on whom probabilities are noted; numbers that are made normal at a time.
COUNTED, TOGETHER = 5_000, 256


def prepare(candidates: int, specialties: int) -> Callable[[int, int], object]:
    """Count what candidates need."""
    cohort = described(candidates, specialties)
    sizes = np.array([len(one.unites) for one in cohort.reglements.values()])
    ranks = np.random.default_rng(0).choice(sizes.size, candidates, p=list(cohort.specialites.values()))
    repeats, points, normal = cohort.parametres["retour_apres_echec"] / 100, points_needed(specialties), normal_law()
    return lambda draws, seed: [drawn(seed + k, sizes[ranks], repeats, points, normal) for k in range(draws)]


def points_needed(specialties: int) -> np.ndarray:
    """Return where the orals of `COUNTED` candidates need the normal law, under all regimes: far ones cost more."""
    points, law = [], scipy.special.ndtr

    def noting(x: np.ndarray) -> np.ndarray:
        points.append(np.ravel(x))
        return law(x)

    simulated = simulate(described(COUNTED, specialties), told=False)
    with mock.patch.object(scipy.special, "ndtr", noting):
        for name in REGIMES:
            _ = simulated.under(load_regime(name)).admission
    return np.concatenate(points)


@njit(error_model="numpy", nogil=True)
def drawn(seed: int, units: np.ndarray, repeats: float, points: np.ndarray, normal: Normal) -> float:
    """Draw the numbers of candidates who have so many units, and return a sum, so that none is left out."""
    words, room, total, at = np.empty(BUNDLED, np.int64), room_for(TOGETHER), 0.0, 0
    for i in range(units.size):
        # Once marked, twice if there was a former session.
        kinds = 3 if i * repeats % 1 < repeats else 2
        for bundle in range(2 + units[i]):
            words_of(np.uint64(seed), np.uint64(bundle), i, words)
            for k in range(kinds if bundle > 1 else OF_ALL - 1 if bundle else 1):
                room.uniform[at] = in_unit(words[k])
                at += 1
                if at == TOGETHER:
                    make_normal(normal, TOGETHER, room)
                    at = 0
            total += words[BUNDLED - 1]
        for k in range(points.size * i // COUNTED, points.size * (i + 1) // COUNTED):
            total += below(normal, points[k % points.size])
    return total


if __name__ == "__main__":
    serve(prepare)
