"""The abilities of candidates: how the variance of a mark is shared out, and levels of a specialty or an académie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import normal_of, normals_of_draws
from bts_sim.cohort.nation import is_production, national_entrants
from bts_sim.cohort.people import variance_of_effects
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
    def of(cls, cohorte: Cohort, p: Mapping[str, float] | None = None, *, strict: bool = True) -> Abilities:
        """Return the abilities left once each variance has lost the part of the groups.

        `p`: other parameters than those of the cohort, for the same people. Raises CalibrationError when nothing is
        left. If not `strict`, a missing variance is zero instead, as a search for effects needs on its way.
        """
        values = cohorte.parametres if p is None else p
        by_unit = own_variance(values)
        # What no people would leave anything to is known before the people are made.
        if strict and by_unit < 0:
            raise _incompatible()
        by_groups, shared = cohorte.variance_of_groups if p is None else variance_of_effects(p, cohorte.people)
        variance = values["ecart_type_note"] ** 2
        common = values["correlation_entre_unites"] * variance - shared
        by_domain = values["correlation_de_domaine"] * variance - (by_groups - shared)
        if strict and common < 0:
            raise _incompatible()
        # One domain may owe more to the groups than the correlation allows; its own part is then zero.
        spreads = [float(np.sqrt(max(variance, 0))) for variance in (common, by_unit)]
        return cls(spreads[0], np.sqrt(np.maximum(by_domain, 0)), spreads[1])


def own_variance(p: Mapping[str, float]) -> float:
    """Return the variance of a mark that is the candidate's own in its unit, points²: none is left below zero."""
    by_unit = p["ecart_type_note"] ** 2 * (1 - p["correlation_entre_unites"] - p["correlation_de_domaine"])
    return by_unit - p["ecart_type_correcteur"] ** 2


def _incompatible() -> CalibrationError:
    return CalibrationError(
        "paramètres incompatibles : correlation_entre_unites, correlation_de_domaine, ecart_type_correcteur et "
        "les effets des groupes dépassent ensemble ecart_type_note. Remède : en baisser un."
    )


def difficulties(cohorte: Cohort, spread: float) -> Floats:
    """Return the difficulty of each unit relative to the others of its domain, points, by specialty, shape (s, u).

    The weighted mean of the units of a domain stays that of the domain. A unit has the same luck whatever the other
    specialties: that of its rank in the règlement, and of the rank of the règlement in the session.
    """
    table, spreads = cohorte.table, np.array([spread])
    coefs, existing = table.coefs[np.newaxis], table.existantes[np.newaxis]
    domains = [one[np.newaxis] for one in table.domaines.values()]
    ranks = ranks_in_session(cohorte)
    found: Floats = centred_difficulties(ranks, [cohorte.seed], spreads, coefs, existing, domains)[0]
    return found


def centred_difficulties(
    ranks: Ints, seeds: Sequence[int], spreads: Floats, coefs: Ints, existing: Bools, domains: Sequence[Bools]
) -> Floats:
    """Return the same under each of d draws, shape (d, s, u).

    `ranks`: of each specialty in its session, shape (s,). `seeds`, `spreads`: of each draw, shape (d,). `coefs`,
    `existing`, `domains`: the coefficients of each specialty, its units and those of each domain, shape (d, s, u).
    """
    drawn: Floats = spreads[:, np.newaxis, np.newaxis] * normals_of_draws(seeds, "niveau.difficulte", ranks, existing)
    for of_it in domains:
        weights = coefs * of_it
        # Column by column: a sum along rows adds in an order that depends on their length.
        means = sum(np.moveaxis(drawn * weights, -1, 0)) / np.maximum(weights.sum(axis=-1), 1)
        drawn -= of_it * means[..., np.newaxis]
    return drawn


def specialty_levels(cohorte: Cohort, spread: float) -> Floats:
    """Return the level of each specialty of a cohort relative to the others of its sector, points, shape (s,).

    Their mean, weighted by their shares, stays that of the sector, whose rate is published.
    """
    found: Floats = levels_of_draws(cohorte, [cohorte.seed], np.array([spread]))[0]
    return found


def levels_of_draws(cohorte: Cohort, seeds: Sequence[int], spreads: Floats) -> Floats:
    """Return the same under the seed and the spread of each of d draws, shape (d, s)."""
    codes, shares = list(cohorte.specialites), np.array(list(cohorte.specialites.values()))
    industrial, ranks = np.array([is_production(code, cohorte.bareme) for code in codes]), ranks_in_session(cohorte)
    everywhere = np.ones((len(seeds), ranks.size, 1), dtype=bool)
    levels: Floats = spreads[:, np.newaxis] * normals_of_draws(seeds, "niveau.specialite", ranks, everywhere)[..., 0]
    for of_it in (np.flatnonzero(industrial), np.flatnonzero(~industrial)):
        if of_it.size:
            mine = levels.take(of_it, axis=1)
            levels[:, of_it] = mine - np.average(mine, axis=1, weights=shares[of_it], keepdims=True)
    return levels


def ranks_in_session(cohorte: Cohort) -> Ints:
    """Return the rank of each specialty of a cohort in its session: those with a règlement, then the others, (s,)."""
    known = dict.fromkeys([*cohorte.bareme.reglements, *national_entrants(cohorte.bareme.session)])
    ranks = {code: rank for rank, code in enumerate(known)}
    return np.array([ranks[code] for code in cohorte.specialites])


def academy_levels(seed: int, names: Sequence[str], spread: float) -> Floats:
    """Return the own level of each académie, around zero, in points, shape (k,).

    Each level is drawn by name, so that one more name changes no other level.
    """
    return spread * np.array([normal_of(seed, f"niveau.academie.{name}") for name in names])
