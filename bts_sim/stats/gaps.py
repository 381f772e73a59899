"""The interval of a mean difference: normal, or none where nobody moves or where the rule fixes the difference."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import Floats, Ints
from bts_sim.droit.regimes import regime_numbers
from bts_sim.stats.distance import Band
from bts_sim.stats.intervals import Method
from bts_sim.stats.normal import normal

#: The fields of a regime that concern its orals, and not who may sit them.
ORAUX = ("choix", "remplacement", "nombre_oraux", "seuil_oral")
#: The half-width under which an interval would show no width in tables, which have four decimals of a percent.
LEAST_HALF = 5e-7


def paired(gain: Ints | Floats, level: float | None) -> tuple[float, float]:
    """Return the interval of a mean paired difference, as a proportion; normal, for independent candidates.

    Not a number where all differences are equal, where nobody moves or where there is one candidate: the formula would
    give an interval of zero width, which looks like certainty.
    """
    mean = float(gain.mean()) if gain.size else 0.0
    if level is None or not gain.size:
        return mean, mean
    if (gain == gain[0]).all():
        return math.nan, math.nan
    half = normal(level) * float(gain.std()) / float(np.sqrt(gain.size))
    return (mean - half, mean + half) if half > LEAST_HALF else (math.nan, math.nan)


def covered(low: float, method: str) -> str:
    """Return the meaning of an interval, or the code for no interval."""
    return Method.TOO_FEW if math.isnan(low) else method


def same_rules(one: Regime, other: Regime, bareme: Bareme) -> bool:
    """Return whether two regimes have the same rules, thresholds and readings, whatever their names."""
    return _rules(one, bareme) == _rules(other, bareme)


def same_access(one: Regime, other: Regime, bareme: Bareme) -> bool:
    """Return whether two regimes let the same candidates sit the orals, whatever the orals are."""
    alike = {name: getattr(one, name) for name in ORAUX}
    return same_rules(one, replace(other, **alike), bareme)


def fixed_by_rule(one: Under, base: Under, bareme: Bareme, members: Ints, band: Band | None) -> bool:
    """Return whether the rules alone make the gap of a group zero, whoever its candidates are.

    This holds where both regimes have the same rules. It also holds where the two regimes cannot decide differently on
    any mean of a band of distances to admission (`band`).
    """
    if same_rules(one.regime, base.regime, bareme):
        return True
    if band is None or _first_group(one.regime, bareme) != _first_group(base.regime, bareme):
        return False
    if band.admitted:
        return bool((one.admis_groupe1 & base.admis_groupe1)[members].all())
    return all(_closed(each, members, band) for each in (one, base))


def _closed(one: Under, members: Ints, band: Band) -> bool:
    """Return whether nobody in a band can be admitted, at the first group or later."""
    if (one.admis_groupe1 | one.autorise)[members].any():
        return False
    floor, acces = one.regime.seuil_general, one.regime.acces
    below = floor is not None and band.high is not None and band.high <= floor
    return acces == "ferme" or (acces == "moyennes_entre_seuils" and below)


def _rules(regime: Regime, bareme: Bareme) -> tuple[object, ...]:
    return regime_numbers(regime), regime.lectures, *_values(regime, bareme)


def _first_group(regime: Regime, bareme: Bareme) -> tuple[object, ...]:
    return regime.admission, regime.seuil_points, regime.note_plancher, *_values(regime, bareme)


def _values(regime: Regime, bareme: Bareme) -> tuple[int, ...]:
    own = bareme.sous(regime)
    return own.seuil_admission, own.seuil_facultatif, own.seuil_benefice
