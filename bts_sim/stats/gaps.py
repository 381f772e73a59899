"""The interval of a mean difference: normal, or none where nobody moves or where the rule fixes the difference."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Protocol

import numpy as np

from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regimes import regime_numbers
from bts_sim.stats.distance import Band, bands
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.intervals import Method
from bts_sim.stats.normal import normal

#: The fields of a regime that concern its orals, and not who may sit them.
ORAUX = ("choix", "remplacement", "nombre_oraux", "seuil_oral")
#: The half-width under which an interval would show no width in tables, which have four decimals of a percent.
LEAST_HALF = 5e-7


class Decided(Protocol):
    """A cohort decided under one regime: who is admitted at the first group, and who may sit orals, shape (n,)."""

    @property
    def regime(self) -> Regime:
        """Return the regime."""

    @property
    def bareme(self) -> Bareme:
        """Return the barème of the session, as the regime changes it."""

    @property
    def admis_groupe1(self) -> Bools:
        """Return who is admitted at the first group."""

    @property
    def autorise(self) -> Bools:
        """Return who may sit the épreuves de contrôle."""


def paired(gain: Ints | Floats, level: float | None) -> tuple[float, float]:
    """Return the interval of a mean paired difference, as a proportion; normal, for independent candidates.

    Not a number where all differences are equal, where nobody moves or where there is one candidate: the formula would
    give an interval of zero width, which looks like certainty.
    """
    return paired_rows(gain[np.newaxis], level)[0]


def paired_rows(gains: Ints | Floats, level: float | None) -> list[tuple[float, float]]:
    """Return the intervals of `paired` of several differences of the same candidates, shape (r, n)."""
    if not gains.size:
        return [(0.0, 0.0)] * len(gains)
    means = gains.mean(axis=1).tolist()
    if level is None:
        return [(one, one) for one in means]
    same, spreads = (gains == gains[:, :1]).all(axis=1).tolist(), gains.var(axis=1).tolist()
    return [
        (math.nan, math.nan) if still else paired_ends(gains.shape[1], mean, spread, level)
        for mean, spread, still in zip(means, spreads, same, strict=True)
    ]


def paired_ends(n: int, mean: float, variance: float, level: float | None) -> tuple[float, float]:
    """Return the interval of `paired` for n candidates, from the mean and the variance of their differences."""
    if level is None or not n:
        return mean, mean
    half = normal(level) * math.sqrt(variance) / math.sqrt(n)
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


def fixed_in_bands(one: Decided, base: Decided, bareme: Bareme, by_distance: Grouping) -> list[bool]:
    """Return, for each band of distances to admission, whether the rules alone make its gap zero.

    This holds where the two regimes cannot decide differently on any mean of the band, whoever its candidates are.
    """
    if _first_group(one.regime, bareme) != _first_group(base.regime, bareme):
        return [False] * len(by_distance.values)
    every, both = bands(base.bareme), (one, base)
    admitted = by_distance.sums(one.admis_groupe1 & base.admis_groupe1) == by_distance.sizes
    somebody = base.admis_groupe1 | base.autorise | one.admis_groupe1 | one.autorise
    may_be = by_distance.sums(somebody) > 0
    return [
        bool(admitted[rank])
        if every[name].admitted
        else not may_be[rank] and all(_closed(one, every[name]) for one in both)
        for rank, name in enumerate(by_distance.values)
    ]


def _closed(one: Decided, band: Band) -> bool:
    """Return whether the rules let nobody in a band sit the orals."""
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
