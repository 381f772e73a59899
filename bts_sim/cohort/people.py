"""Who the candidates of each specialty are: the share of each voie, school, sex and bac of origin together."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from bts_sim.cohort.compose import (
    ORIGINS,
    SCHOOL,
    SECTORS,
    Composition,
    Margins,
    origin_effects,
    pick_by,
    school_effect,
)
from bts_sim.cohort.luck import Numbers
from bts_sim.droit.points import Bools, Floats, Ints


def ratio(part: Any, whole: Any) -> Floats:
    """Return a part over the whole, 0 where there is nothing."""
    nothing = np.asarray(whole) <= 0
    # Without a mask of the division: numpy then goes one number at a time.
    result: Floats = np.divide(part, np.where(nothing, 1, whole))
    return np.where(nothing, 0.0, result) if nothing.any() else result


def added(parts: Floats, axis: int) -> Floats:
    """Return the sum along an axis of a few parts, one after the other: numpy's own takes ten times as long."""
    return functools.reduce(np.add, np.moveaxis(parts, axis, 0))


@dataclass(frozen=True)
class People:
    """The candidates of s specialties by place, sex and bac of origin, once, or under each of several draws, first.

    `places`: each voie, and whether the school is a private one under contract, of which k. `shares`: share of each
    cell among the candidates of the specialty, homme then femme, in the order of ORIGINS, shape (…, s, k, 2, 4).
    `production`: whether the specialty is industrial, shape (s,). `weights`: share of each specialty, shape (s,).
    """

    specialites: Sequence[str]
    weights: Floats
    production: Bools
    places: Sequence[tuple[str, bool]]
    shares: Floats

    @property
    def voies(self) -> list[str]:
        """Return the voies, each once."""
        return list(dict.fromkeys(voie for voie, _ in self.places))

    @cached_property
    def by_place(self) -> Floats:
        """Return the share of each place among the candidates of each specialty, shape (…, s, k)."""
        of_places: Floats = self.shares.sum(axis=(-2, -1))
        return of_places

    @cached_property
    def by_voie(self) -> Floats:
        """Return the share of each voie among the candidates of each specialty, shape (…, s, v)."""
        of_voies = [added(self.by_place[..., [voie == one for one, _ in self.places]], -1) for voie in self.voies]
        return np.stack(of_voies, axis=-1)

    @cached_property
    def private(self) -> Floats:
        """Return the share of schools under contract in the voie scolaire of each specialty, shape (…, s)."""
        at_school = self.by_place[..., [voie == SCHOOL for voie, _ in self.places]].sum(axis=-1)
        under_contract = self.by_place[..., [private for _, private in self.places]].sum(axis=-1)
        return ratio(under_contract, at_school)

    @cached_property
    def by_origin(self) -> Floats:
        """Return the share of each bac of origin in each place of each specialty, shape (…, s, k, 4)."""
        return ratio(self._of_both_sexes, added(self._of_both_sexes, -1)[..., np.newaxis])

    @cached_property
    def women(self) -> Floats:
        """Return the share of women in each place, by bac of origin, of each specialty, shape (…, s, k, 4)."""
        return ratio(self.shares[..., 1, :], self._of_both_sexes)

    @cached_property
    def _of_both_sexes(self) -> Floats:
        return added(self.shares, -2)

    @cached_property
    def ranks_of_places(self) -> Ints:
        """Return the rank of the place of each voie, not in then in a private school under contract, shape (v, 2)."""
        return np.array([[self.place_of(voie, private) for private in (False, True)] for voie in self.voies])

    def place_of(self, voie: str, private: bool) -> int:
        """Return the rank of a place."""
        return list(self.places).index((voie, private and voie == SCHOOL))

    def part(self, weights: Mapping[str, float]) -> People:
        """Return the people of some specialties, with their own weights, which sum to 1."""
        places = {code: rank for rank, code in enumerate(self.specialites)}
        ranks = [places[code] for code in weights]
        return replace(
            self,
            specialites=list(weights),
            weights=np.array(list(weights.values())),
            production=self.production[ranks],
            shares=self.shares.take(ranks, axis=-4),
        )

    def of_draws(self) -> list[People]:
        """Return the people of each draw."""
        return [replace(self, shares=shares) for shares in self.shares]

    def margins(self) -> Margins:
        """Return the margins of this population, without académies."""
        cells = self.shares * self.weights[:, np.newaxis, np.newaxis, np.newaxis]
        women = {}
        for name, of_it in zip(SECTORS, (~self.production, self.production), strict=True):
            women[name] = float(ratio(cells[of_it, :, 1].sum(), cells[of_it].sum()))
        voies = self.weights @ self.by_voie
        schools = cells.sum(axis=(0, 2, 3))
        at_school = sum(share for (voie, _), share in zip(self.places, schools, strict=True) if voie == SCHOOL)
        under_contract = sum(share for (_, private), share in zip(self.places, schools, strict=True) if private)
        return Margins(
            voies=dict(zip(self.voies, voies.tolist(), strict=True)),
            origines=dict(zip(ORIGINS, cells.sum(axis=(0, 1, 2)).tolist(), strict=True)),
            femmes=women,
            prive_sous_contrat=float(under_contract / at_school) if at_school else 0.0,
        )


def compose(
    people: People, rangs: Ints, absents: float, academies: Mapping[str, Floats], who: Numbers, ability: Numbers
) -> Composition:
    """Return the candidates, each attribute drawn from a number of its own.

    `rangs`: rank of the specialty of each candidate, shape (n,). `absents`: to the whole exam, percent. `academies`:
    share of each in the services and in the production, shape (2,).
    """
    voie = pick_by(who.uniform("voie"), people.by_voie, rangs)
    school = np.array([one == SCHOOL for one in people.voies])[voie]
    private = school & (who.uniform("etablissement") < people.private[rangs])
    place = people.ranks_of_places[voie, private.astype(np.int64)]
    cell = rangs * len(people.places) + place
    origine = pick_by(who.uniform("origine"), people.by_origin.reshape(-1, len(ORIGINS)), cell)
    production = people.production[rangs]
    shares = np.array(list(academies.values())).T
    return Composition(
        origine=origine,
        femme=who.uniform("sexe") < people.women.reshape(-1)[cell * len(ORIGINS) + origine],
        private=private,
        voie=voie,
        voies=people.voies,
        production=production,
        academie=pick_by(ability.uniform("academie"), shares, production * 1) if academies else np.zeros(0, np.int64),
        academies=list(academies),
        present=~who.below("absence_a_l_examen", absents),
    )


def variance_of_effects(p: Mapping[str, Any], people: People) -> tuple[Floats, Floats]:
    """Return the part of the groups in the variance of each domain's ability, (…, 2), and in their covariance, (…).

    In points², within a specialty, as the published spreads of marks and their correlations are: the mean over
    specialties by their shares. What sets a specialty apart from the others, its bacs among them, adds to it. It comes
    from the shares and not from the draws, so that one more candidate changes nobody else. `p`: the parameters, or
    those of each draw as the people have them.
    """
    centred = _effects_of_cells(p, people).take(people.production * 1, axis=-4)
    centred -= (centred * people.shares[..., np.newaxis, :, :, :, :]).sum(axis=(-3, -2, -1), keepdims=True)
    cells = people.shares * people.weights[:, np.newaxis, np.newaxis, np.newaxis]
    products = np.einsum("...askfb,...cskfb,...skfb->...ac", centred, centred, cells)
    return products.diagonal(axis1=-2, axis2=-1), products[..., 0, 1]


def _effects_of_cells(p: Mapping[str, Any], people: People) -> Floats:
    """Return the effect of each cell on each domain, by sector, points, but for what a sector adds: (…, 2, 2, k, 2, 4).

    Services come first.
    """
    places = [school_effect(p, voie) + private * p["effet_prive_sous_contrat"] for voie, private in people.places]
    women = np.stack([p[f"effet_femme_{sector}"] for sector in SECTORS], axis=-1)
    of_sexes = np.stack([np.zeros(women.shape), women], axis=-1)
    origins = np.moveaxis(origin_effects(p), -1, -2)
    total: Floats = (
        np.stack(places, axis=-1)[..., np.newaxis, np.newaxis, :, np.newaxis, np.newaxis]
        + of_sexes[..., np.newaxis, :, np.newaxis, :, np.newaxis]
        + origins[..., :, np.newaxis, np.newaxis, np.newaxis, :]
    )
    return total
