"""The people of the nation, made from the entrants of each specialty, and those that a cohort takes from them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bts_sim.cohort.compose import APPRENTISSAGE, ORIGINS, SCHOOL, SCHOOL_VOIES, Margins
from bts_sim.cohort.nation import (
    default_cohort,
    is_production,
    national_origins,
    national_voies,
    national_weights,
)
from bts_sim.cohort.people import People, ratio
from bts_sim.cohort.raking import rake
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.points import Floats
from bts_sim.droit.registre import registre
from bts_sim.files.shipped import entrants, entrants_shares

#: Weight of a specialty that the national population leaves out: its people follow the margins and move none.
APART = 1e-9
#: Rows of the data that stand for the specialties that it does not have, by sector.
SECTOR_ROWS = {True: "PRODUCTION", False: "SERVICES"}
PERCENT = 100


def cohort_people(
    bareme: Bareme, weights: Mapping[str, float], asked: Margins, draws: Sequence[Mapping[str, float]]
) -> People:
    """Return the people of a cohort under each draw: those of its specialties, raked on what the cohort asks for.

    `weights`: share of each specialty of the cohort, summing to 1. `asked`: its own margins; those that are None follow
    from its specialties, and stay whatever the others. `draws`: the parameters of each. Raises UnmetMargin for margins
    that no such cohort has.
    """
    mine = national_people(bareme, draws, [national_margins(bareme.session, p) for p in draws]).part(weights)
    own = {name: shares for name, shares in vars(asked).items() if shares is not None}
    if not own:
        return mine
    if asked.voies is not None:
        mine = _on_voies(mine, asked.voies)
    return rake(mine, [replace(one.margins(), **own) for one in mine.of_draws()])


def _on_voies(people: People, voies: Mapping[str, float]) -> People:
    """Return a guess of the same specialties on other voies: people of each are those of the nearest national one."""
    places = places_of(voies)
    alike = [people.place_of(_nearest(voie), private) for voie, private in places]
    inside = people.shares.take(alike, axis=-3)
    inside = ratio(inside, inside.sum(axis=(-2, -1), keepdims=True))
    of_places = _in_places(voies, places, people.private)
    return replace(people, places=places, shares=of_places[..., np.newaxis, np.newaxis] * inside)


def _nearest(voie: str) -> str:
    if voie in SCHOOL_VOIES:
        return voie
    return APPRENTISSAGE[0] if voie in APPRENTISSAGE else "formation_continue"


def national_people(bareme: Bareme, draws: Sequence[Mapping[str, float]], national: Sequence[Margins]) -> People:
    """Return the people of every specialty of a session, with a règlement or without, raked on the national margins.

    `draws`: the parameters of each draw. `national`: the margins that `national_margins` gives for each, or others to
    try. A specialty without a weight in the national population has people too. Raises UnmetMargin when the margins
    cannot be met.
    """
    sizes = dict.fromkeys(bareme.reglements, APART) | dict(national_weights(bareme.session))
    return rake(_guess(bareme, sizes, draws, national), national)


def national_margins(session: int, p: Mapping[str, float]) -> Margins:
    """Return the margins of the national population at a session, under some values of the parameters."""
    shares = default_cohort()
    return Margins(
        voies=national_voies(session),
        origines=national_origins(session, p),
        femmes=shares["femmes"],
        prive_sous_contrat=shares["prive_sous_contrat"],
    )


def _guess(
    bareme: Bareme, weights: Mapping[str, float], draws: Sequence[Mapping[str, float]], national: Sequence[Margins]
) -> People:
    """Return the people that the shares of entrants would make, were all independent in a specialty: a first guess."""
    voies = national[0].voies
    assert voies
    production, places = [is_production(code, bareme) for code in weights], places_of(voies)
    private, women, recent = _shares_of_entrants(tuple(weights), tuple(production))
    other = np.array([[[(one.origines or {})["autre"]]] for one in national])
    origins = np.concatenate([(1 - other) * recent, np.broadcast_to(other, (len(draws), len(recent), 1))], axis=2)
    tilt = np.ones((len(draws), 1, len(places), len(ORIGINS)))
    apprentices = [voie in APPRENTISSAGE for voie, _ in places]
    odds = np.array([p["bac_professionnel_des_apprentis"] for p in draws])
    tilt[..., apprentices, ORIGINS.index("professionnel")] = odds[:, np.newaxis, np.newaxis]
    shares = (
        _in_places(voies, places, private)[:, :, np.newaxis, np.newaxis]
        * np.column_stack([1 - women, women])[:, np.newaxis, :, np.newaxis]
        * (origins[:, :, np.newaxis] * tilt)[:, :, :, np.newaxis]
    )
    shares /= shares.sum(axis=(2, 3, 4), keepdims=True)
    return People(list(weights), np.array(list(weights.values())), np.array(production), places, shares)


@functools.cache
def _shares_of_entrants(codes: tuple[str, ...], production: tuple[bool, ...]) -> tuple[Floats, Floats, Floats]:
    """Return the private schools, the women and the recent bacs among the entrants of specialties, (s,), (s,), (s, 3).

    Each is a share of 1; those of recent bacs sum to 1.
    """
    entering = [_entering(code, kind) for code, kind in zip(codes, production, strict=True)]
    recent = np.array([[one[f"share_bac_{origin}"] for origin in ORIGINS[:-1]] for one in entering])
    public, women = (
        np.array([one[name] / PERCENT for one in entering]) for name in ("share_public_school", "share_women")
    )
    return 1 - public, women, recent / recent.sum(axis=1, keepdims=True)


def entering(people: People) -> dict[str, dict[str, float]]:
    """Return the published shares of the entrants of each specialty, percent, under the names of what they count."""
    found = {}
    for code, kind in zip(people.specialites, people.production.tolist(), strict=True):
        one = _entering(code, kind)
        recent = {origin: one[f"share_bac_{origin}"] for origin in ORIGINS[:-1]}
        found[code] = {f"bac_{origin}": PERCENT * share / sum(recent.values()) for origin, share in recent.items()} | {
            "femmes": one["share_women"],
            "prive_sous_contrat": PERCENT - one["share_public_school"],
        }
    return found


def places_of(voies: Mapping[str, float]) -> list[tuple[str, bool]]:
    """Return the places that some voies have: school is public or private under contract."""
    return [(voie, private) for voie in voies for private in ((False, True) if voie == SCHOOL else (False,))]


def _in_places(voies: Mapping[str, float], places: Sequence[tuple[str, bool]], private: Floats) -> Floats:
    """Return the share of each place in some specialties, (…, s, k); `private`: that of private schools, (…, s)."""
    split = {True: private, False: 1 - private}
    of_places = [
        voies[voie] * (split[under_contract] if voie == SCHOOL else np.ones(private.shape))
        for voie, under_contract in places
    ]
    return np.stack(of_places, axis=-1)


@functools.cache
def _entering(code: str, production: bool) -> Mapping[str, float]:
    """Return the shares of the entrants of a specialty, percent; those of its sector where the data have none."""
    whole, options = entrants_shares(), registre()[code].donnees if code in registre() else ()
    sizes = np.array([entrants().get(option, 0) for option in options])
    known = [whole.get(option, {}) for option in options]
    sector = whole[SECTOR_ROWS[production]]
    return {
        name: float(np.average([one[name] for one in known], weights=sizes))
        if sizes.any() and all(name in one for one in known)
        else share
        for name, share in sector.items()
    }
