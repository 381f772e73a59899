"""Bands of general means by their distance from admission at the first group."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np

from bts_sim.droit.bareme import Bareme
from bts_sim.droit.jury import Decision, PremierGroupe
from bts_sim.droit.points import Ints, en_points

#: Bounds of the bands, in hundredths of a point from admission; the lower bound is included, the upper one is not.
BOUNDS = (-200, -100, -50, 0, 50, 100)


@dataclass(frozen=True)
class Band:
    """A band of general means, in hundredths; the lower bound is included, the upper one is not; None is no bound.

    `admitted`: whether the whole band is at or above the threshold of admission.
    """

    low: int | None
    high: int | None
    admitted: bool


def bands(bareme: Bareme) -> dict[str, Band]:
    """Return the bounds of every band by its name, from the lowest to the highest."""
    bounds = [bareme.seuil_admission + borne for borne in BOUNDS]
    ends = zip([None, *bounds], [*bounds, None], strict=True)
    every = [Band(low, high, low is not None and low >= bareme.seuil_admission) for low, high in ends]
    return dict(zip(band_names(bareme), every, strict=True))


def band_names(bareme: Bareme) -> list[str]:
    """Return the names of the bands, from lowest to highest: `moins de 8`, `de 8 à moins de 9`… `11 et plus`."""
    return [*_names(bareme.seuil_admission)]


def band_of_each(premier: PremierGroupe, bareme: Bareme) -> Ints:
    """Return the rank of the band of each candidate, shape (n,). Exact: no mean is divided.

    It is -1 where no mean is compared with admission: eliminated, or without final decision.
    """
    reached: Ints = np.sum([premier.generale.atteint(bareme.seuil_admission + bound) for bound in BOUNDS], axis=0)
    no_mean = premier.ont(Decision.ELIMINE) | premier.ont(Decision.SANS_DECISION_FINALE)
    return np.where(no_mean, -1, reached)


@functools.cache
def _names(admission: int) -> tuple[str, ...]:
    bounds = [en_points(admission + borne) for borne in BOUNDS]
    between = [f"de {low} à moins de {high}" for low, high in itertools.pairwise(bounds)]
    return f"moins de {bounds[0]}", *between, f"{bounds[-1]} et plus"
