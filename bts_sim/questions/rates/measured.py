"""The rates of each regime in every group of one cohort, all summed at once: arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.goals import set_rates
from bts_sim.cohort.held import UNSAID, Held
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.distance import band_names
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.questions.rates.tables import ADMITTED, ALLOWED, DISTANCE, EVERYBODY, FIRST_GROUP, GAP
from bts_sim.stats.distance import distances
from bts_sim.stats.gaps import Bands, fixed_in_bands, fixed_in_groups, same_rules
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import attributes, present, specialties
from bts_sim.stats.intervals import Method
from bts_sim.stats.weighted import Sums, WeightedGroups, means_of

#: What is measured of each group and regime, in the order of the exam.
MEASURED = (FIRST_GROUP, ALLOWED, ADMITTED, GAP)


#: What may fix a result, by rank.
FIXED = ("", Method.CALIBRATED, Method.NO_ORALS, Method.ZERO_BY_RULE, Method.MARKS)
CALIBRATED, NO_ORALS, ZERO_BY_RULE, BY_MARKS = (FIXED.index(one) for one in FIXED[1:])


@dataclass(frozen=True, eq=False)
class Measured:
    """One draw. `groups`: groupe and modalite of the g groups, in the same order in every draw.

    `n`: candidates simulated and present, shape (g,). `present`, `counted`: those of the session, as the cohort has
    them and as this draw has them, which diplomas are counted among, shape (g,). For each of the r regimes, what
    `MEASURED` says of a group, from 0 to 1, shape (g, r, 4): `values`, NaN for the gap of the baseline and in a group
    of nobody; `noise`, the variance that so few simulated candidates leave; `fixed`, what fixes it, a rank in `FIXED`.
    `lost`: the part of a gap that loses the diploma, shape (g, r).
    """

    groups: Sequence[tuple[str, str]]
    n: Ints
    present: Floats
    counted: Floats
    values: Floats
    lost: Floats
    noise: Floats
    fixed: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Summed:
    """What is summed of one cohort under r regimes, of which the first is the baseline.

    `elsewhere`: size of the larger cohort on which a specialty's level was solved, where it was. `groups`: the values
    of each attribute, in the order of tables: specialties come second, bands of distances last. `sizes`: candidates of
    each of the g groups, shape (g,). `sums`: of `MEASURED` under each regime, one after the other. `losses`: shape
    (g, r). `alike`: whether a regime admits at the first group those whom the law of the session admits, shape (r,).
    `bands`: what each regime and the baseline decide on the bands, shape (r, b). `sat`: whether real candidates have no
    oral left to sit, shape (r,).
    """

    cohorte: Cohort
    elsewhere: Mapping[str, int]
    groups: Mapping[str, Sequence[str]]
    sizes: Ints
    sums: Sums
    losses: Floats
    alike: Bools
    bands: Bands
    sat: Bools


class Calibrated(Protocol):
    """A cohort whose level was solved: its description, and on whom."""

    @property
    def cohorte(self) -> Cohort:
        """Return the description."""

    @property
    def calibrated_elsewhere(self) -> Mapping[str, int]:
        """Return the size of the larger cohort on which a specialty's level was solved, where it was."""


def sum_up(simulated: SimulatedCohort, regimes: Sequence[Regime]) -> Summed:
    """Return the sums of every group under every regime, all groups summed at once."""
    under = [simulated.under(regime) for regime in regimes]
    base, described = under[0], simulated.cohorte
    groups = _groups(simulated, base)
    weighted = WeightedGroups.of(groups, described.weights[simulated.specialty_ranks])
    quantities = [
        np.column_stack([one.admis_groupe1, one.autorise, one.admission, one.admission - base.admission])
        for one in under
    ]
    lost = np.maximum(-np.column_stack([of_regime[:, -1] for of_regime in quantities]), 0)
    seen = [Bands.of(one, base, groups[-1]) for one in under]
    return Summed(
        described,
        simulated.calibrated_elsewhere,
        {one.groupe: one.values for one in groups},
        weighted.sizes,
        weighted.sums(np.column_stack(quantities), _counted_in_goal(simulated)),
        weighted.added(weighted.weights[:, np.newaxis] * lost),
        np.array([np.array_equal(one.admis_groupe1, simulated.first_group) for one in under]),
        Bands(np.stack([one.admitted for one in seen]), np.stack([one.somebody for one in seen])),
        np.array([_all_sat(one, described.held) for one in under]),
    )


def _all_sat(one: Under, held: Held | None) -> bool:
    """Return whether the orals of all the real candidates who may sit them under a regime are known."""
    sat = held.orals if held and held.orals and held.orals.regime == one.regime else None
    return sat is not None and not (sat.admitted[one.autorise] == UNSAID).any()


def _names_of(groups: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return groupe and modalite of some groups, from the values of each attribute."""
    return [(groupe, value) for groupe, values in groups.items() for value in values]


def is_solved(cohort: Calibrated) -> bool:
    """Return whether the level was solved on the first-group rate of all these candidates."""
    return isinstance(cohort.cohorte.taux_groupe1, float | int) and not cohort.calibrated_elsewhere


def _counted_in_goal(simulated: SimulatedCohort) -> Bools | Floats | None:
    """Return what each counts for in the rate of all that the level was solved on, shape (n,); None without one."""
    if is_solved(simulated):
        return simulated.first_group
    known = set_rates(simulated.cohorte, simulated.calibrated_elsewhere)
    regime = known.get((EVERYBODY, EVERYBODY))
    return None if regime is None else simulated.under(regime).admission


def measured_of(draws: Sequence[Summed], regimes: Sequence[Regime]) -> list[Measured]:
    """Return what is measured of each draw of one cohort, summed under some regimes, the baseline first."""
    groups, means = draws[0].groups, means_of([one.sums for one in draws])
    names = _names_of(groups)
    whole, losses = (np.stack(some) for some in ([one.sums.whole for one in draws], [one.losses for one in draws]))
    shape = len(draws), len(names), len(regimes), len(MEASURED)
    values, noise, fixed = means.values.reshape(shape), means.noise.reshape(shape), _fixed(draws, regimes)
    # A regime has no gap to itself, were it also compared.
    values[:, :, [one.nom == regimes[0].nom for one in regimes], -1] = np.nan
    if draws[0].cohorte.held:
        _fix_by_marks(fixed, values[..., 1], np.stack([one.sat for one in draws]))
    gaps = values[..., -1]
    gaps[(fixed[..., -1] == ZERO_BY_RULE) & ~np.isnan(gaps)] = 0
    with np.errstate(invalid="ignore"):
        lost = losses / whole[:, :, np.newaxis]
    shares = whole / whole[:, :1]
    present = [(one.cohorte.present.number, one.cohorte.present.drawn(one.cohorte.seed)) for one in draws]
    return [
        Measured(names, one.sizes, number * share, counted * share, *of_draw)
        for one, (number, counted), share, *of_draw in zip(
            draws, present, shares, values, lost, noise, fixed, strict=True
        )
    ]


def _groups(simulated: SimulatedCohort, base: Under) -> list[Grouping]:
    """Return the groups of the candidates present, the same in every draw: the largest specialties first."""
    here, known = present(simulated), specialties(simulated)
    by_size = largest_first(simulated.cohorte)
    # The last rank is that of no value, -1.
    ranks = np.full(by_size.size + 1, -1, dtype=np.int64)
    ranks[by_size] = np.arange(by_size.size)
    found = [
        (EVERYBODY, [EVERYBODY], np.zeros(here.size, dtype=np.int64)),
        ("specialite", [known.values[i] for i in by_size.tolist()], ranks[known.codes]),
        *((name, one.values, one.codes) for name, one in attributes(simulated).items()),
        (DISTANCE, band_names(base.bareme), distances(simulated, base.regime).codes),
    ]
    return [
        Grouping(name, values, np.where(here & (codes >= 0), codes, len(values)), [False] * len(values))
        for name, values, codes in found
    ]


def largest_first(cohorte: Cohort) -> Ints:
    """Return the places of the specialties that are told, the largest ones first."""
    order: Ints = (-np.array([cohorte.specialites[code] for code in cohorte.with_reglement])).argsort(kind="stable")
    return order


def _fixed(draws: Sequence[Summed], regimes: Sequence[Regime]) -> NDArray[np.int8]:
    """Return what fixes each result, a rank in `FIXED`: the target, or the rule alone, shape (d, g, r, 4)."""
    bareme, base, size = draws[0].cohorte.bareme, regimes[0], draws[0].sizes.size
    fixed = np.zeros((len(draws), size, len(regimes), len(MEASURED)), dtype=np.int8)
    alike = np.stack([one.alike for one in draws])
    on_target, aimed = (np.stack(some) for some in zip(*(_set(one, regimes) for one in draws), strict=True))
    for rank, one in enumerate(regimes):
        first, allowed, admitted, gap = np.moveaxis(fixed[:, :, rank], -1, 0)
        solved = on_target & alike[:, rank, np.newaxis]
        first[solved] = CALIBRATED
        admitted[aimed[..., rank]] = CALIBRATED
        if not one.opens_orals:
            allowed[:] = NO_ORALS
            admitted[solved] = CALIBRATED
        if one == base:
            continue
        if same_rules(one, base, bareme):
            gap[:] = ZERO_BY_RULE
            continue
        told = fixed_in_groups(one, base, bareme, _names_of(draws[0].groups))
        gap[:, np.array(told)] = ZERO_BY_RULE
        admitted_all, somebody = (
            np.stack([some[rank] for some in of_draws])
            for of_draws in ([each.bands.admitted for each in draws], [each.bands.somebody for each in draws])
        )
        in_bands = fixed_in_bands(one, base, bareme, draws[0].groups[DISTANCE], Bands(admitted_all, somebody))
        gap[:, size - in_bands.shape[1] :][in_bands] = ZERO_BY_RULE
    return fixed


def _fix_by_marks(fixed: NDArray[np.int8], allowed: Floats, sat: Bools) -> None:
    """Write what the marks of real candidates fix: the first group, and the groups in which no oral is left to luck.

    `fixed`: shape (d, g, r, 4). `allowed`: the share of each group that may sit the orals, shape (d, g, r). `sat`:
    whether nobody has an oral left to sit, shape (d, r).
    """
    over = (allowed == 0) | sat[:, np.newaxis]
    always = np.ones(over.shape, dtype=bool)
    for place, known in enumerate((always, always, over, over & over[:, :, :1])):
        fixed[..., place] = np.where(known & (fixed[..., place] == 0), BY_MARKS, fixed[..., place])


def _set(one: Summed, regimes: Sequence[Regime]) -> tuple[Bools, Bools]:
    """Return the groups whose first-group rate under the law of the session was set, shape (g,).

    And those whose rate after the orals of each regime was, shape (g, r). The level of these very candidates meets it.
    """
    names = _names_of(one.groups)
    first, after = np.zeros(len(names), dtype=bool), np.zeros((len(names), len(regimes)), dtype=bool)
    for group, aimed in set_rates(one.cohorte, one.elsewhere).items():
        if group not in names:
            continue
        if aimed is None:
            first[names.index(group)] = True
        else:
            after[names.index(group)] = [same_rules(each, aimed, one.cohorte.bareme) for each in regimes]
    return first, after
