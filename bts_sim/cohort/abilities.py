"""The abilities of candidates: how the variance of a mark is shared out, and levels of a specialty or an académie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.compose import SECTORS, origin_effects, school_effect
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import normal_of, normals_by_rank
from bts_sim.cohort.nation import is_production, national_entrants
from bts_sim.cohort.people import People
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import CalibrationError


@dataclass(frozen=True)
class Abilities:
    """Standard deviations of ability, in points: common to all units, of each domain, of the unit.

    With the groups' effects and the marker, they add up to the variance of a mark. The correlations fix the shared
    part.
    """

    commune: float
    domaine: Floats
    unite: float

    @classmethod
    def of(cls, cohorte: Cohort, p: Mapping[str, float], *, strict: bool = True) -> Abilities:
        """Return the abilities left once each variance has lost the part of the groups.

        Raises CalibrationError when nothing is left. If not `strict`, a missing variance is zero instead, as a search
        for effects needs on its way.
        """
        variance = p["ecart_type_note"] ** 2
        by_unit = variance * (1 - p["correlation_entre_unites"] - p["correlation_de_domaine"])
        by_unit -= p["ecart_type_correcteur"] ** 2
        # What no people would leave anything to is known before the people are made.
        if strict and by_unit < 0:
            raise _incompatible()
        by_groups, shared = variance_of_effects(p, cohorte.people)
        common = p["correlation_entre_unites"] * variance - shared
        by_domain = p["correlation_de_domaine"] * variance - (by_groups - shared)
        if strict and common < 0:
            raise _incompatible()
        # One domain may owe more to the groups than the correlation allows; its own part is then zero.
        spreads = [float(np.sqrt(max(variance, 0))) for variance in (common, by_unit)]
        return cls(spreads[0], np.sqrt(np.maximum(by_domain, 0)), spreads[1])


def _incompatible() -> CalibrationError:
    return CalibrationError(
        "paramètres incompatibles : correlation_entre_unites, correlation_de_domaine, ecart_type_correcteur et "
        "les effets des groupes dépassent ensemble ecart_type_note. Remède : en baisser un."
    )


def variance_of_effects(p: Mapping[str, float], people: People) -> tuple[Floats, float]:
    """Return the part of the groups in the variance of each domain's ability, shape (2,), and in their covariance.

    In points², within a specialty, as the published spreads of marks and their correlations are: the mean over
    specialties by their shares. What sets a specialty apart from the others, its bacs among them, adds to it. It comes
    from the shares and not from the draws, so that one more candidate changes nobody else.
    """
    effects = np.stack([_effects_of_cells(p, people, domaine) for domaine in range(2)])
    centred = effects - (effects * people.shares).sum(axis=(2, 3, 4), keepdims=True)
    cells = people.shares * people.weights[:, np.newaxis, np.newaxis, np.newaxis]
    products = np.einsum("askfb,cskfb,skfb->ac", centred, centred, cells)
    by_domain: Floats = np.diag(products)
    return by_domain, float(products[0, 1])


def _effects_of_cells(p: Mapping[str, float], people: People, domaine: int) -> Floats:
    """Return the effect of each cell of a population on a domain, points, but for what a sector adds, as `shares`."""
    places = [school_effect(p, voie) + private * p["effet_prive_sous_contrat"] for voie, private in people.places]
    women = np.array([[0.0, p[f"effet_femme_{sector}"]] for sector in SECTORS])[people.production * 1]
    total: Floats = (
        np.array(places)[:, np.newaxis, np.newaxis]
        + women[:, np.newaxis, :, np.newaxis]
        + origin_effects(p)[:, domaine]
    )
    return total


def difficulties(cohorte: Cohort, spread: float) -> Floats:
    """Return the difficulty of each unit relative to the others of its domain, points, by specialty, shape (s, u).

    The weighted mean of the units of a domain stays that of the domain. A unit has the same luck whatever the other
    specialties: that of its rank in the règlement, and of the rank of the règlement in the session.
    """
    table = cohorte.table
    return centred_difficulties(cohorte, spread, table.coefs, table.existantes, list(table.domaines.values()))


def centred_difficulties(
    cohorte: Cohort, spread: float, coefs: Ints, existing: Bools, domains: Sequence[Bools]
) -> Floats:
    """Return the same, from the coefficients of each specialty, its units and those of each domain, shape (s, u)."""
    ranks = _ranks(cohorte)
    whole = normals_by_rank(cohorte.seed, "niveau.difficulte", max(ranks) + 1, coefs.shape[1])
    drawn: Floats = spread * whole[ranks] * existing
    for of_it in domains:
        weights = coefs * of_it
        # Column by column: a sum along rows adds in an order that depends on their length.
        means = sum((drawn * weights).T) / np.maximum(weights.sum(axis=1), 1)
        drawn -= of_it * means[:, np.newaxis]
    return drawn


def specialty_levels(cohorte: Cohort, spread: float) -> Floats:
    """Return the level of each specialty of a cohort relative to the others of its sector, points, shape (s,).

    Their mean, weighted by their shares, stays that of the sector, whose rate is published.
    """
    codes, shares = list(cohorte.specialites), np.array(list(cohorte.specialites.values()))
    industrial, ranks = np.array([is_production(code, cohorte.bareme) for code in codes]), _ranks(cohorte)
    levels = spread * normals_by_rank(cohorte.seed, "niveau.specialite", max(ranks) + 1, 1)[ranks, 0]
    for of_it in (industrial, ~industrial):
        if of_it.any():
            levels[of_it] -= np.average(levels[of_it], weights=shares[of_it])
    return levels


def _ranks(cohorte: Cohort) -> list[int]:
    """Return the rank of each specialty of a cohort in its session: those with a règlement, then the others."""
    known = dict.fromkeys([*cohorte.bareme.reglements, *national_entrants(cohorte.bareme.session)])
    ranks = {code: rank for rank, code in enumerate(known)}
    return [ranks[code] for code in cohorte.specialites]


def academy_levels(seed: int, names: Sequence[str], spread: float) -> Floats:
    """Return the own level of each académie, around zero, in points, shape (k,).

    Each level is drawn by name, so that one more name changes no other level.
    """
    return spread * np.array([normal_of(seed, f"niveau.academie.{name}") for name in names])
