"""Raking: the population nearest to a first guess that has the margins wanted, with a fixed size of each specialty."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOL, SECTORS, SEXES, Margins
from bts_sim.cohort.people import People, ratio
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import CalibrationError

#: A margin is met when it is missed by less than this share of the population.
MET = 1e-7
#: The search for the factors: what is missed where it ends, the most steps and the longest one, in logarithms, and the
#: least curvature, as a part of the greatest, along which a step is taken.
FOUND, STEPS, FARTHEST, LEAST_CURVATURE = 1e-14, 60, 4.0, 1e-12


@dataclass(frozen=True)
class Raked:
    """The populations found, and what is left between their margins and those wanted.

    `shares`: share of each cell in its specialty, summing to 1 on each row, shape (d, s, c). `missed`: what each margin
    lacks, shares of the population, shape (d, m).
    """

    shares: Floats
    missed: Floats

    @property
    def met(self) -> Bools:
        """Return which populations have all their margins, shape (d,)."""
        met: Bools = np.abs(self.missed).max(axis=1, initial=0) <= MET
        return met


def raked(guess: Floats, weights: Floats, belongs: Floats, kinds: Ints) -> Raked:
    """Return the populations nearest to guesses, in relative entropy, that have the margins wanted.

    `guess`: share of each cell in its specialty, shape (d, s, c). `weights`: share of each specialty, summing to 1,
    shape (s,): a margin that is met whatever the others. `belongs`: what a cell adds to each margin, which is met when
    its sum over the population is zero, by kind of specialty, shape (d, k, c, m); no margin follows from the others.
    `kinds`: kind of each specialty, shape (s,).

    Such a population multiplies each cell by one factor per margin (Deville and Särndal, 1992, raking ratio), so that
    the odds ratios of the guess stay. The logarithms of the factors are the least point of a convex function, of which
    the margins missed are the slopes: Newton's steps find it in five or so. They are bounded, so that an unreachable
    margin ends near the nearest population and not in an overflow.
    """
    flat, by_cell = (
        belongs.reshape(len(guess), -1, belongs.shape[3]),
        np.concatenate(np.moveaxis(belongs, 1, 0), axis=2),
    )
    of_kinds = weights * (kinds == np.arange(belongs.shape[1])[:, np.newaxis])
    logs, own = np.zeros((len(guess), belongs.shape[3])), kinds[:, np.newaxis] == np.arange(belongs.shape[1])
    for _ in range(STEPS):
        factors = np.exp(belongs @ logs[:, np.newaxis, :, np.newaxis])[..., 0]
        shares = _tilted(guess, factors.take(kinds, axis=1))
        population = (of_kinds @ shares).reshape(len(guess), 1, -1)
        missed = (population @ flat)[:, 0]
        going = np.abs(missed).max(axis=1, initial=0) > FOUND
        if not going.any():
            break
        means = (shares @ by_cell).reshape(*shares.shape[:2], -1, logs.shape[1])[:, own]
        turned = np.moveaxis(means, -1, -2)
        curvature = (np.moveaxis(flat, -1, -2) * population) @ flat - (turned * weights) @ means
        # A draw that is there stays there: nothing of it depends on the others.
        logs[going] -= _steps(curvature[going], missed[going])
    return Raked(shares, missed)


def _steps(curvature: Floats, missed: Floats) -> Floats:
    """Return Newton's step of each draw, shape (d, m), no longer than `FARTHEST`."""
    try:
        steps = np.linalg.solve(curvature, missed[..., np.newaxis])[..., 0].astype(np.float64, copy=False)
    except np.linalg.LinAlgError:
        steps = np.full(missed.shape, np.nan)
    for draw in np.flatnonzero(~(np.abs(steps).max(axis=1) <= FARTHEST)).tolist():
        # Near a population that no factor reaches, nothing is left to curve.
        step = np.linalg.lstsq(curvature[draw], missed[draw], rcond=LEAST_CURVATURE)[0]
        steps[draw] = step * min(1.0, FARTHEST / max(float(np.abs(step).max()), FARTHEST))
    return steps


def _tilted(guess: Floats, factors: Floats) -> Floats:
    """Return the shares of cells multiplied by factors, both of shape (d, s, c)."""
    cells = guess * factors
    cells /= cells.sum(axis=2, keepdims=True)
    return cells


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
    """One category of a margin, under d draws: its cells, those among which it is a share, and that share, shape (d,).

    `cells`, `among`: 0 or 1, by sector of the specialties, services first, shape (2, k, 2, 4).
    """

    key: str
    category: str
    cells: Floats
    among: Floats
    shares: Floats

    @property
    def where(self) -> str:
        """Return the name of the category in a cohort file."""
        return f"{self.key}.{self.category}" if self.category else self.key

    def share_in(self, people: People, draw: int) -> float:
        """Return the share of this category in the people of a draw."""
        sectors = people.production * 1
        cells = people.shares[draw] * people.weights[:, np.newaxis, np.newaxis, np.newaxis]
        return float(ratio((cells * self.cells[sectors]).sum(), (cells * self.among[sectors]).sum()))


def rake(guess: People, wanted: Sequence[Margins]) -> People:
    """Return the people nearest to `guess` that have the margins wanted under each draw; one that is None is free.

    Raises UnmetMargin for margins that no such population has.
    """
    draws, specialties = guess.shares.shape[:2]
    cells, sectors, parts = guess.shares.copy(), guess.production * 1, _parts(guess, wanted)
    for one in parts:
        for draw in np.flatnonzero(one.shares == 0).tolist():
            cells[draw] *= 1 - one.cells[sectors]
            if not cells[draw].any(axis=(1, 2, 3)).all():
                raise UnmetMargin(one.where, 0.0, one.share_in(guess, draw))
    free = _all_but_the_last([one for one in parts if one.shares.any()])
    if not free:
        return replace(guess, shares=cells / cells.sum(axis=(2, 3, 4), keepdims=True))
    among, inside = (
        np.stack([getattr(one, name).reshape(2, -1) for one in free], axis=-1) for name in ("among", "cells")
    )
    belongs = inside - np.stack([one.shares for one in free], axis=-1)[:, np.newaxis, np.newaxis] * among
    found = raked(cells.reshape(draws, specialties, -1), guess.weights, belongs, sectors)
    there = replace(guess, shares=found.shares.reshape(guess.shares.shape))
    for draw in np.flatnonzero(~found.met).tolist():
        worst = free[int(np.abs(found.missed[draw]).argmax())]
        raise UnmetMargin(worst.where, float(worst.shares[draw]), worst.share_in(there, draw))
    return there


def _all_but_the_last(parts: Sequence[_Part]) -> list[_Part]:
    """Return the categories of each margin without its last, which follows from the others."""
    return [one for one, after in itertools.pairwise(parts) if after.among is one.among and after.key == one.key]


def _parts(people: People, wanted: Sequence[Margins]) -> list[_Part]:
    """Return every category of the margins wanted, those of a margin one after the other."""
    shape = len(SECTORS), len(people.places), len(SEXES), len(ORIGINS)
    ones, asked = np.ones(shape), wanted[0]
    of_place = {voie: np.array([1.0 * (voie == one) for one, _ in people.places]) for voie in people.voies}

    def shares(of_margin: Callable[[Any], float], key: str) -> Floats:
        return np.array([of_margin(getattr(one, key)) for one in wanted])

    found = []
    if asked.voies is not None:
        for voie, cells in of_place.items():
            there = _over(cells[:, np.newaxis, np.newaxis], shape)
            found.append(_Part("voies", voie, there, ones, shares(itemgetter(voie), "voies")))
    if asked.prive_sous_contrat is not None and SCHOOL in of_place:
        school = _over(of_place[SCHOOL][:, np.newaxis, np.newaxis], shape)
        under = _over(np.array([1.0 * private for _, private in people.places])[:, np.newaxis, np.newaxis], shape)
        share = shares(float, "prive_sous_contrat")
        found.append(_Part("prive_sous_contrat", "", under, school, share))
        found.append(_Part("prive_sous_contrat", "public", school - under, school, 1 - share))
    if asked.origines is not None:
        for rank, origin in enumerate(ORIGINS):
            cells = _over(1.0 * (np.arange(len(ORIGINS)) == rank), shape)
            found.append(_Part("origines", origin, cells, ones, shares(itemgetter(origin), "origines")))
    if asked.femmes is not None:
        for name, kind in zip(SECTORS, (False, True), strict=True):
            if (people.production == kind).any():
                sector = _over((1.0 * (np.array([False, True]) == kind))[:, np.newaxis, np.newaxis, np.newaxis], shape)
                women, share = sector * np.array([[0.0], [1.0]]), shares(itemgetter(name), "femmes")
                found.append(_Part("femmes", name, women, sector, share))
                found.append(_Part("femmes", f"{name}, hommes", sector - women, sector, 1 - share))
    return found


def _over(cells: Any, shape: tuple[int, ...]) -> Floats:
    whole: Floats = np.broadcast_to(np.asarray(cells, dtype=np.float64), shape)
    return whole
