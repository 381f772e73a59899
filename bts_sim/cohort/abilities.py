"""The abilities of candidates: how the variance of a mark is shared out, and levels of a specialty or an académie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.compose import PRODUCTION, variance_of_effects
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import normal_of
from bts_sim.droit.bareme import DOMAINES, Reglement
from bts_sim.droit.points import Floats
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
        by_groups, shared = variance_of_effects(p, cohorte.parts, cohorte.voies, cohorte.production)
        variance = p["ecart_type_note"] ** 2
        common = p["correlation_entre_unites"] * variance - shared
        by_domain = p["correlation_de_domaine"] * variance - (by_groups - shared)
        by_unit = variance * (1 - p["correlation_entre_unites"] - p["correlation_de_domaine"])
        by_unit -= p["ecart_type_correcteur"] ** 2
        if strict and min(common, by_unit) < 0:
            raise CalibrationError(
                "paramètres incompatibles : correlation_entre_unites, correlation_de_domaine, ecart_type_correcteur et "
                "les effets des groupes dépassent ensemble ecart_type_note. Remède : en baisser un."
            )
        # One domain may owe more to the groups than the correlation allows; its own part is then zero.
        spreads = [float(np.sqrt(max(variance, 0))) for variance in (common, by_unit)]
        return cls(spreads[0], np.sqrt(np.maximum(by_domain, 0)), spreads[1])


def difficulties(seed: int, reglement: Reglement, spread: float) -> Floats:
    """Return the difficulty of each unit relative to the others of its domain, points, shape (u,).

    The weighted mean of the units of a domain stays that of the domain.
    """
    drawn = own_levels(seed, f"difficulte.{reglement.specialite}", [u.code for u in reglement.unites], spread)
    for domaine in DOMAINES:
        of_it = reglement.du_domaine(domaine)
        if of_it.any():
            drawn[of_it] -= np.average(drawn[of_it], weights=reglement.coefs[of_it])
    return drawn


def specialty_level(cohorte: Cohort, code: str, spread: float) -> float:
    """Return the level of a specialty relative to the others of its sector, points.

    Their mean, weighted by their shares, stays that of the sector, whose rate is published.
    """
    sector = cohorte.bareme.reglements[code].secteur == PRODUCTION
    shares = {
        c: w for c, w in cohorte.specialites.items() if (cohorte.bareme.reglements[c].secteur == PRODUCTION) == sector
    }
    levels = own_levels(cohorte.seed, "specialite", list(shares), spread)
    return float(levels[list(shares).index(code)] - np.average(levels, weights=list(shares.values())))


def own_levels(seed: int, kind: str, names: Sequence[str], spread: float) -> Floats:
    """Return the own level of each specialty, unit or académie, around zero, in points, shape (k,).

    Each level is drawn by name, so that one more name changes no other level.
    """
    return spread * np.array([normal_of(seed, f"niveau.{kind}.{name}") for name in names])
