"""The interval of a mean difference: normal, or none where nobody moves or where the rule fixes the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from bts_sim.cohort.compose import SCHOOL, SECTORS
from bts_sim.cohort.concerned import DISTANCE, KIND_OF_SCHOOL, SPECIALTY, VOIE
from bts_sim.cohort.nation import is_production
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.distance import Band, bands
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regimes import regime_numbers
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


class Bands(NamedTuple):
    """What two regimes decide on the b bands of distances to admission, under draws or not, shape (…, b).

    `admitted`: both admit the whole band at the first group. `somebody`: one of them admits somebody, or lets somebody
    sit the orals.
    """

    admitted: Bools
    somebody: Bools

    @classmethod
    def of(cls, one: Decided, base: Decided, by_distance: Grouping) -> Bands:
        """Return what two regimes decide on the bands of one cohort."""
        admitted = by_distance.sums(one.admis_groupe1 & base.admis_groupe1) == by_distance.sizes
        somebody = base.admis_groupe1 | base.autorise | one.admis_groupe1 | one.autorise
        return cls(admitted, by_distance.sums(somebody) > 0)


def fixed_in_bands(one: Regime, base: Regime, bareme: Bareme, names: Sequence[str], seen: Bands) -> Bools:
    """Return, for each band of distances to admission, by name, whether rules alone make its gap zero, shape (…, b).

    This holds where the two regimes cannot decide differently on any mean of the band, whoever its candidates are.
    """
    parts = (*one.parts, *base.parts)
    if len({_first_group(part, bareme) for part in parts}) > 1:
        return np.zeros(seen.admitted.shape, dtype=bool)
    every = bands(bareme.sous(base))
    above = np.array([every[name].admitted for name in names], dtype=bool)
    closed = np.array([all(_closed(part, every[name]) for part in parts) for name in names], dtype=bool)
    return np.where(above, seen.admitted, closed & ~seen.somebody)


def _closed(part: Regime, band: Band) -> bool:
    """Return whether the rules let nobody in a band sit the orals."""
    floor, acces = part.seuil_general, part.acces
    below = floor is not None and band.high is not None and band.high <= floor
    return acces == "ferme" or (acces == "moyennes_entre_seuils" and below)


def fixed_in_groups(one: Regime, base: Regime, bareme: Bareme, groups: Sequence[tuple[str, str]]) -> list[bool]:
    """Return, for each group, whether the rules alone make its gap zero: they change for none of its candidates.

    `groups`: the attribute that makes each group, and its value. Those of distances are of the baseline.
    """
    if one.pour is None and base.pour is None:
        return [False] * len(groups)
    rules = [[_rules(part, bareme) for part in regime.parts] for regime in (one, base)]
    alike = len({_first_group(part, bareme) for regime in (one, base) for part in regime.parts}) == 1
    fixed = []
    for groupe, value in groups:
        told = alike or groupe != DISTANCE
        held = [
            [of_both[rank] for rank in _parts_in(regime, bareme, groupe if told else "", value)]
            for regime, of_both in zip((one, base), rules, strict=True)
        ]
        fixed.append(all(len(some) == 1 for some in held) and held[0] == held[1])
    return fixed


def _parts_in(regime: Regime, bareme: Bareme, groupe: str, value: str) -> tuple[int, ...]:
    """Return the rank, among the parts of a regime, of those that candidates of a group may follow."""
    if regime.pour is None:
        return (0,)
    conditions = regime.pour.conditions
    if any(_excludes(column, values, bareme, groupe, value) for column, values in conditions.items()):
        return (1,)
    return (0,) if [*conditions] == [groupe] else (0, 1)


def _excludes(column: str, values: Sequence[str], bareme: Bareme, groupe: str, value: str) -> bool:
    """Return whether nobody in a group meets a condition, whoever its candidates are."""
    if column == groupe:
        return value not in values
    if (column, groupe) == (SPECIALTY, "secteur"):
        return all(_sector(code, bareme) != value for code in values)
    if (column, groupe) == ("secteur", SPECIALTY):
        return _sector(value, bareme) not in values
    # Only who is in a school has a kind of school.
    return ((column, groupe) == (VOIE, KIND_OF_SCHOOL) and SCHOOL not in values) or (
        (column, groupe) == (KIND_OF_SCHOOL, VOIE) and value != SCHOOL
    )


def _sector(code: str, bareme: Bareme) -> str:
    return SECTORS[is_production(code, bareme)]


def _rules(regime: Regime, bareme: Bareme) -> tuple[object, ...]:
    own, *others = [(regime_numbers(part), part.lectures, *_values(part, bareme)) for part in regime.parts]
    if regime.pour is None or others == [own]:
        return own
    return own, *others, {column: set(values) for column, values in regime.pour.conditions.items()}


def _first_group(regime: Regime, bareme: Bareme) -> tuple[object, ...]:
    return regime.admission, regime.seuil_points, regime.note_plancher, *_values(regime, bareme)


def _values(regime: Regime, bareme: Bareme) -> tuple[int, ...]:
    own = bareme.sous(regime)
    return own.seuil_admission, own.seuil_facultatif, own.seuil_benefice
