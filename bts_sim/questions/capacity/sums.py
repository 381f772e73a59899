"""What the orals of one simulated cohort sum to, group by group: orals, hours and diplomas, and how they vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.calendriers.disciplines import Minutes
from bts_sim.droit.points import Floats
from bts_sim.questions.capacity.orals import held_by_each
from bts_sim.stats.groups import groupings

#: Columns that tell a row from the others.
KEY = ("regime", "groupe", "modalite")
HOUR = 60


@asks_abilities
def sums_of(
    cohorte: SimulatedCohort, baseline: Regime, regimes: Sequence[Regime], minutes: Minutes, examiners: int = 1
) -> pd.DataFrame:
    """Return sums over the simulated candidates of each group, one row per regime and group.

    `n`: candidates present. `allowed`, `orals`. `more`, `more_hours`, `gained`: orals, hours of examiners (missing
    without a duration) and diplomas beyond those of the baseline. `luck`: the variance that the marks of the orals
    leave on `gained`. A name with `_by_` sums products of two of these.

    Args:
        cohorte: the candidates.
        baseline: the regime that the others are compared with.
        regimes: these regimes.
        minutes: length of an oral.
        examiners: examiners of each oral.
    """
    base, known = _of_each(cohorte, cohorte.under(baseline), minutes, examiners), [*groupings(cohorte)]
    keys = [(groups.groupe, value) for groups in known for value in groups.values]
    tables = []
    for regime in regimes:
        each = _products(_beyond(_of_each(cohorte, cohorte.under(regime), minutes, examiners), base))
        sums = {name: np.concatenate([groups.sums(one) for groups in known]) for name, one in each.items()}
        sizes = np.concatenate([groups.sizes for groups in known])
        tables.append(pd.DataFrame({**_named(regime, keys), "n": sizes, **sums}))
    return pd.concat(tables, ignore_index=True)


def _named(regime: Regime, keys: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the columns that tell rows apart."""
    columns = ([regime.nom] * len(keys), [groupe for groupe, _ in keys], [modalite for _, modalite in keys])
    return dict(zip(KEY, columns, strict=True))


def _of_each(cohorte: SimulatedCohort, one: Under, minutes: Minutes, examiners: int) -> dict[str, Floats]:
    """Return what each candidate is under a regime: allowed, convened to so many orals and hours, admitted."""
    orals, held = held_by_each(cohorte, one.regime, minutes)
    hours = np.full(orals.size, np.nan) if held is None else held * examiners / HOUR
    counts = {"allowed": one.autorise, "orals": orals}
    return {name: each.astype(np.float64) for name, each in counts.items()} | {
        "hours": hours,
        "admitted": one.admission,
    }


def _beyond(one: Mapping[str, Floats], base: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return what each candidate is under a regime, and beyond the baseline."""
    gained = one["admitted"] - base["admitted"]
    return {
        "allowed": one["allowed"],
        "orals": one["orals"],
        "more": one["orals"] - base["orals"],
        "more_hours": one["hours"] - base["hours"],
        "gained": gained,
        "luck": np.abs(gained) * (1 - np.abs(gained)),
    }


def _products(each: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return these quantities, and the products that their variances need."""
    squared = ("more", "more_hours", "gained")
    return {
        **each,
        **{f"{name}_by_{name}": each[name] ** 2 for name in squared},
        **{f"{name}_by_gained": each[name] * each["gained"] for name in ("more", "more_hours")},
    }
