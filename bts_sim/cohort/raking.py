"""Raking: the population nearest to a first guess that has the margins wanted, with a fixed size of each specialty."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOL, SECTORS, Margins
from bts_sim.cohort.people import People, ratio
from bts_sim.droit.points import Floats
from bts_sim.errors import CalibrationError

#: A margin is met when it is missed by less than this share of the population.
MET = 1e-7
#: The search for the factors: what is missed where it ends, the most steps and the longest one, in logarithms, and the
#: least curvature, as a part of the greatest, along which a step is taken.
FOUND, STEPS, FARTHEST, LEAST_CURVATURE = 1e-14, 60, 4.0, 1e-12


@dataclass(frozen=True)
class Raked:
    """The population found, and what is left between its margins and those wanted.

    `shares`: share of each cell in its specialty, summing to 1 on each row, shape (s, c). `missed`: what each margin
    lacks, shares of the population, shape (m,).
    """

    shares: Floats
    missed: Floats

    @property
    def met(self) -> bool:
        """Return True if every margin is met."""
        return bool(np.abs(self.missed).max(initial=0) <= MET)


def raked(guess: Floats, weights: Floats, belongs: Floats) -> Raked:
    """Return the population nearest to a guess, in relative entropy, that has the margins wanted.

    `guess`: share of each cell in its specialty, shape (s, c). `weights`: share of each specialty, summing to 1, shape
    (s,): a margin that is met whatever the others. `belongs`: what a cell adds to each margin, which is met when its
    sum over the population is zero, shape (s, c, m); no margin follows from the others.

    Such a population multiplies each cell by one factor per margin (Deville and Särndal, 1992, raking ratio), so that
    the odds ratios of the guess stay. The logarithms of the factors are the least point of a convex function, of which
    the margins missed are the slopes: Newton's steps find it in five or so. They are bounded, so that an unreachable
    margin ends near the nearest population and not in an overflow.
    """
    flat, logs = belongs.reshape(-1, belongs.shape[2]), np.zeros(belongs.shape[2])
    for _ in range(STEPS):
        shares = _tilted(guess, belongs @ logs)
        population = (shares * weights[:, np.newaxis]).ravel()
        missed = population @ flat
        if np.abs(missed).max(initial=0) <= FOUND:
            break
        means = (shares[:, np.newaxis, :] @ belongs)[:, 0]
        curvature = (population[:, np.newaxis] * flat).T @ flat - (weights[:, np.newaxis] * means).T @ means
        # Near a population that no factor reaches, nothing is left to curve.
        step = np.linalg.lstsq(curvature, missed, rcond=LEAST_CURVATURE)[0]
        logs = logs - step * min(1.0, FARTHEST / max(float(np.abs(step).max()), FARTHEST))
    return Raked(shares, missed)


def _tilted(guess: Floats, logs: Floats) -> Floats:
    """Return the shares of cells multiplied by factors, given as logarithms, both of shape (s, c)."""
    cells = guess * np.exp(logs)
    shares: Floats = cells / cells.sum(axis=1, keepdims=True)
    return shares


class UnmetMargin(CalibrationError):
    """A margin that no population has beside the others.

    `where`: its key and its category. `wanted`: its share. `nearest`: the share of the population that comes nearest.
    """

    def __init__(self, where: str, wanted: float, nearest: float) -> None:
        self.where, self.wanted, self.nearest = where, wanted, nearest
        self.problem = (
            f"marge qu'aucune population de ces spécialités n'a, à côté des autres ; la plus proche : {nearest:.3g}"
        )
        self.remedy = "demander une part entre les deux, ou ne plus fixer une autre marge"
        super().__init__(f"{where} = {wanted:g} : {self.problem}. Remède : {self.remedy}.")


@dataclass(frozen=True)
class _Part:
    """One category of a margin: its cells, those among which it is a share, both 0 or 1, and that share."""

    key: str
    category: str
    cells: Floats
    among: Floats
    share: float

    @property
    def where(self) -> str:
        """Return the name of the category in a cohort file."""
        return f"{self.key}.{self.category}" if self.category else self.key


def rake(guess: People, wanted: Margins) -> People:
    """Return the people nearest to `guess` that have the margins wanted; a margin that is None is free.

    Raises UnmetMargin for margins that no such population has.
    """
    shape = guess.shares.shape
    cells = guess.shares.copy()
    parts = _parts(guess, wanted)
    for one in parts:
        if not one.share:
            cells *= 1 - one.cells
            if not cells.any(axis=(1, 2, 3)).all():
                raise UnmetMargin(one.where, 0.0, _share_in(guess, one))
    free = _all_but_the_last([one for one in parts if one.share])
    if not free:
        return replace(guess, shares=cells / cells.sum(axis=(1, 2, 3), keepdims=True))
    belongs = np.stack([(one.cells - one.share * one.among) for one in free], axis=-1).reshape(shape[0], -1, len(free))
    found = raked(cells.reshape(shape[0], -1), guess.weights, belongs)
    there = replace(guess, shares=found.shares.reshape(shape))
    if not found.met:
        worst = free[int(np.abs(found.missed).argmax())]
        raise UnmetMargin(worst.where, worst.share, _share_in(there, worst))
    return there


def _all_but_the_last(parts: Sequence[_Part]) -> list[_Part]:
    """Return the categories of each margin without its last, which follows from the others."""
    return [one for one, after in itertools.pairwise(parts) if after.among is one.among and after.key == one.key]


def _share_in(people: People, one: _Part) -> float:
    cells = people.shares * people.weights[:, np.newaxis, np.newaxis, np.newaxis]
    return float(ratio((cells * one.cells).sum(), (cells * one.among).sum()))


def _parts(people: People, wanted: Margins) -> list[_Part]:
    """Return every category of the margins wanted, those of a margin one after the other."""
    shape, ones = people.shares.shape, np.ones(people.shares.shape)
    of_place = [np.array([1.0 * (voie == one) for one, _ in people.places]) for voie in people.voies]
    found = []
    if wanted.voies is not None:
        for voie, cells in zip(people.voies, of_place, strict=True):
            found.append(_Part("voies", voie, _over(cells[:, np.newaxis, np.newaxis], shape), ones, wanted.voies[voie]))
    if wanted.prive_sous_contrat is not None and SCHOOL in people.voies:
        school = _over(of_place[people.voies.index(SCHOOL)][:, np.newaxis, np.newaxis], shape)
        under = _over(np.array([1.0 * private for _, private in people.places])[:, np.newaxis, np.newaxis], shape)
        share = wanted.prive_sous_contrat
        found.append(_Part("prive_sous_contrat", "", under, school, share))
        found.append(_Part("prive_sous_contrat", "public", school - under, school, 1 - share))
    if wanted.origines is not None:
        for rank, origin in enumerate(ORIGINS):
            cells = _over(1.0 * (np.arange(len(ORIGINS)) == rank), shape)
            found.append(_Part("origines", origin, cells, ones, wanted.origines.get(origin, 0.0)))
    if wanted.femmes is not None:
        for name, of_it in zip(SECTORS, (~people.production, people.production), strict=True):
            if of_it.any():
                sector = _over((1.0 * of_it)[:, np.newaxis, np.newaxis, np.newaxis], shape)
                women = sector * np.array([[0.0], [1.0]])
                found.append(_Part("femmes", name, women, sector, wanted.femmes[name]))
                found.append(_Part("femmes", f"{name}, hommes", sector - women, sector, 1 - wanted.femmes[name]))
    return found


def _over(cells: Any, shape: tuple[int, ...]) -> Floats:
    whole: Floats = np.broadcast_to(np.asarray(cells, dtype=np.float64), shape)
    return whole
