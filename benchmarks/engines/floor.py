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

#: Candidates on whom probabilities are counted; numbers that are made normal at a time.
COUNTED, TOGETHER = 5_000, 256


def prepare(candidates: int, specialties: int) -> Callable[[int, int], object]:
    """Count what candidates need."""
    cohort = described(candidates, specialties)
    sizes = np.array([len(one.unites) for one in cohort.reglements.values()])
    ranks = np.random.default_rng(0).choice(sizes.size, candidates, p=list(cohort.specialites.values()))
    repeats, chances, normal = cohort.parametres["retour_apres_echec"] / 100, probabilities(specialties), normal_law()
    return lambda draws, seed: [drawn(seed + k, sizes[ranks], repeats, chances, normal) for k in range(draws)]


def probabilities(specialties: int) -> float:
    """Return how many values of the normal law the orals of a candidate need under all regimes, on average."""
    counted, law = [0], scipy.special.ndtr

    def counting(x: np.ndarray) -> np.ndarray:
        counted[0] += np.size(x)
        return law(x)

    simulated = simulate(described(COUNTED, specialties), told=False)
    with mock.patch.object(scipy.special, "ndtr", counting):
        for name in REGIMES:
            _ = simulated.under(load_regime(name)).admission
    return counted[0] / COUNTED


@njit(error_model="numpy", nogil=True)
def drawn(seed: int, units: np.ndarray, repeats: float, chances: float, normal: Normal) -> float:
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
        for k in range(int(chances * i), int(chances * (i + 1))):
            total += below(normal, room.normal[k % TOGETHER])
    return total


if __name__ == "__main__":
    serve(prepare)
