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
from bts_sim.stats.gaps import Decided, fixed_in_bands, fixed_in_groups, same_rules
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import attributes, present, specialties
from bts_sim.stats.intervals import Method
from bts_sim.stats.weighted import Means, WeightedGroups

#: What is measured of each group and regime, in the order of the exam.
MEASURED = (FIRST_GROUP, ALLOWED, ADMITTED, GAP)


@dataclass(frozen=True, eq=False)
class Measured:
    """One draw. `groups`: groupe and modalite of the g groups, in the same order in every draw.

    `n`: candidates simulated and present, shape (g,). `present`, `counted`: those of the session, as the cohort has
    them and as this draw has them, which diplomas are counted among, shape (g,). For each of the r regimes, what
    `MEASURED` says of a group, from 0 to 1, shape (g, r, 4): `values`, NaN for the gap of the baseline and in a group
    of nobody; `noise`, the variance that so few simulated candidates leave; `fixed`, what fixes it, a code or "".
    `lost`: the part of a gap that loses the diploma, shape (g, r).
    """

    groups: Sequence[tuple[str, str]]
    n: Ints
    present: Floats
    counted: Floats
    values: Floats
    lost: Floats
    noise: Floats
    fixed: NDArray[np.str_]


class Calibrated(Protocol):
    """A cohort whose level was solved: its description, on whom, and who is then admitted at the first group."""

    @property
    def cohorte(self) -> Cohort:
        """Return the description."""

    @property
    def calibrated_elsewhere(self) -> Mapping[str, int]:
        """Return the size of the larger cohort on which a specialty's level was solved, where it was."""

    @property
    def first_group(self) -> Bools:
        """Return who is admitted under the law of the session, shape (n,)."""


@dataclass(frozen=True, eq=False)
class Summed:
    """What is summed of each group: its `sizes` in candidates, shape (g,), and its part of all, `shares`.

    `means`: of `MEASURED` under each regime, one after the other, shape (g, 4 r). `lost`: mean loss, shape (g, r).
    """

    groups: Sequence[Grouping]
    sizes: Ints
    shares: Floats
    means: Means
    lost: Floats


def measure(simulated: SimulatedCohort, baseline: Regime, others: Sequence[Regime]) -> Measured:
    """Return the rates of every group under every regime, all groups summed at once."""
    under = [simulated.under(regime) for regime in (baseline, *others)]
    base, described = under[0], simulated.cohorte
    groups = _groups(simulated, base)
    weighted = WeightedGroups.of(groups, described.weights[simulated.specialty_ranks])
    quantities = [
        np.column_stack([one.admis_groupe1, one.autorise, one.admission, one.admission - base.admission])
        for one in under
    ]
    lost = np.maximum(-np.column_stack([of_regime[:, -1] for of_regime in quantities]), 0)
    found = weighted.means(np.column_stack(quantities), _counted_in_goal(simulated))
    return measured_of(
        simulated, under, Summed(groups, weighted.sizes, weighted.shares, found, weighted.means(lost).values)
    )


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


def measured_of(cohort: Calibrated, under: Sequence[Decided], summed: Summed) -> Measured:
    """Return what is measured of a cohort, decided under some regimes of which the first is the baseline."""
    groups, present = summed.groups, cohort.cohorte.present
    shape = summed.sizes.size, len(under), len(MEASURED)
    values, noise = summed.means.values.reshape(shape), summed.means.noise.reshape(shape)
    # A regime has no gap to itself, were it also compared.
    values[:, [one.regime.nom == under[0].regime.nom for one in under], -1] = np.nan
    fixed = np.stack([_fixed(one, under[0], groups, cohort) for one in under], axis=1)
    if cohort.cohorte.held:
        _fix_by_marks(fixed, values[:, :, 1], under, cohort.cohorte.held)
    values[:, :, -1][(fixed[:, :, -1] == Method.ZERO_BY_RULE) & ~np.isnan(values[:, :, -1])] = 0
    return Measured(
        [(one.groupe, value) for one in groups for value in one.values],
        summed.sizes,
        present.number * summed.shares,
        present.drawn(cohort.cohorte.seed) * summed.shares,
        values,
        summed.lost,
        noise,
        fixed,
    )


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


def _fixed(one: Decided, base: Decided, groups: Sequence[Grouping], cohort: Calibrated) -> NDArray[np.str_]:
    """Return what fixes each result of a regime, a code or "", shape (g, 4): the target, or the rule alone."""
    bareme, size = cohort.cohorte.bareme, sum(len(one.values) for one in groups)
    fixed = np.full((size, len(MEASURED)), "", dtype="<U16")
    solved, met = _solved(one, groups, cohort)
    fixed[solved, 0], fixed[met, 2] = Method.CALIBRATED, Method.CALIBRATED
    if not one.regime.opens_orals:
        fixed[:, 1] = Method.NO_ORALS
        fixed[solved, 2] = Method.CALIBRATED
    if one.regime == base.regime:
        return fixed
    if same_rules(one.regime, base.regime, bareme):
        fixed[:, 3] = Method.ZERO_BY_RULE
        return fixed
    told = [(of_kind.groupe, value) for of_kind in groups for value in of_kind.values]
    fixed[fixed_in_groups(one.regime, base.regime, bareme, told), 3] = Method.ZERO_BY_RULE
    bands = np.flatnonzero(fixed_in_bands(one, base, bareme, groups[-1]))
    fixed[size - len(groups[-1].values) + bands, 3] = Method.ZERO_BY_RULE
    return fixed


def _fix_by_marks(fixed: NDArray[np.str_], allowed: Floats, under: Sequence[Decided], held: Held) -> None:
    """Write what the marks of real candidates fix: the first group, and the groups in which no oral is left to luck.

    `fixed`: shape (g, r, 4). `allowed`: the share of each group that may sit the orals, shape (g, r).
    """
    over = allowed == 0
    for place, one in enumerate(under):
        sat = held.orals if held.orals and held.orals.regime == one.regime else None
        over[:, place] |= sat is not None and not (sat.admitted[one.autorise] == UNSAID).any()
    always = np.ones(over.shape, dtype=bool)
    for place, known in enumerate((always, always, over, over & over[:, :1])):
        fixed[:, :, place] = np.where(known & (fixed[:, :, place] == ""), Method.MARKS, fixed[:, :, place])


def _solved(one: Decided, groups: Sequence[Grouping], cohort: Calibrated) -> tuple[Bools, Bools]:
    """Return the groups whose first-group rate is the target that their level was solved to meet, shape (g,).

    And those of which it is the rate after the orals of this regime.
    """
    named = {group: rank for rank, group in enumerate((one.groupe, value) for one in groups for value in one.values)}
    solved, met = np.zeros((2, len(named)), dtype=bool)
    known, bareme = set_rates(cohort.cohorte, cohort.calibrated_elsewhere), cohort.cohorte.bareme
    moved = not np.array_equal(one.admis_groupe1, cohort.first_group)
    for group, regime in known.items():
        if group in named and regime is None:
            solved[named[group]] = not moved
        elif group in named and regime is not None:
            met[named[group]] = same_rules(one.regime, regime, bareme)
    return solved, met
