"""Who the candidates of each specialty are: the share of each voie, school, sex and bac of origin together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOL, SECTORS, Composition, Margins, pick_by
from bts_sim.cohort.luck import Numbers
from bts_sim.droit.points import Bools, Floats, Ints


def ratio(part: Any, whole: Any) -> Floats:
    """Return a part over the whole, 0 where there is nothing."""
    result: Floats = np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=np.asarray(whole) > 0)
    return result


@dataclass(frozen=True)
class People:
    """The candidates of s specialties by place, sex and bac of origin.

    `places`: each voie, and whether the school is a private one under contract, of which k. `shares`: share of each
    cell among the candidates of the specialty, homme then femme, in the order of ORIGINS, shape (s, k, 2, 4).
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
    def by_voie(self) -> Floats:
        """Return the share of each voie among the candidates of each specialty, shape (s, v)."""
        of_places = self.shares.sum(axis=(2, 3))
        return np.column_stack(
            [of_places[:, [voie == one for one, _ in self.places]].sum(axis=1) for voie in self.voies]
        )

    @cached_property
    def private(self) -> Floats:
        """Return the share of schools under contract in the voie scolaire of each specialty, shape (s,)."""
        of_places = self.shares.sum(axis=(2, 3))
        at_school = of_places[:, [voie == SCHOOL for voie, _ in self.places]].sum(axis=1)
        under_contract = of_places[:, [private for _, private in self.places]].sum(axis=1)
        return ratio(under_contract, at_school)

    @cached_property
    def by_origin(self) -> Floats:
        """Return the share of each bac of origin in each place of each specialty, shape (s, k, 4)."""
        cells = self.shares.sum(axis=2)
        return ratio(cells, cells.sum(axis=2, keepdims=True))

    @cached_property
    def women(self) -> Floats:
        """Return the share of women in each place, by bac of origin, of each specialty, shape (s, k, 4)."""
        return ratio(self.shares[:, :, 1], self.shares.sum(axis=2))

    @cached_property
    def ranks_of_places(self) -> Ints:
        """Return the rank of the place of each voie, not in then in a private school under contract, shape (v, 2)."""
        return np.array([[self.place_of(voie, private) for private in (False, True)] for voie in self.voies])

    def place_of(self, voie: str, private: bool) -> int:
        """Return the rank of a place."""
        return list(self.places).index((voie, private and voie == SCHOOL))

    def part(self, weights: Mapping[str, float]) -> People:
        """Return the people of some specialties, with their own weights, which sum to 1."""
        ranks = [list(self.specialites).index(code) for code in weights]
        return replace(
            self,
            specialites=list(weights),
            weights=np.array(list(weights.values())),
            production=self.production[ranks],
            shares=self.shares[ranks],
        )

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
