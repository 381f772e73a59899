"""Chances of groups at equal level: the gap made by a rule, apart from the gap made by abilities."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.questions.accuracy.tables import AccuracyMethod, law_threshold
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.gaps import covered
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import groupings, judged_on_marks
from bts_sim.stats.intervals import DECIMALS, LEVEL, Method
from bts_sim.stats.normal import half_or_none, normal
from bts_sim.stats.sums import Sums

#: Width of a band of levels, and extent of the bands on each side of the threshold of admission, points.
WIDTH, EXTENT = 0.5, 2.0
#: Fewest candidates of a group in a band; below that, the band has no row for the group.
HEADCOUNT = 30
#: Groups not compared: the group of all candidates, and groups defined by units rather than by people.
NOT_COMPARED = ("ensemble", "specialite")
METHODS = (AccuracyMethod.IN_BAND, Method.TOO_FEW)


class EqualLevel(Schema):
    """Chances of a group in a band of levels: one row per group, regime and band."""

    groupe = a_text("what the candidates of the group share: voie, origine, sexe…")
    modalite = a_text("the value that they share")
    regime = a_text("the regime that decides")
    centre = a_number("centre of the band of levels", "points on 20")
    admis = a_number("admitted, brought to the centre of the band", "percent of those judged on marks")
    bas = a_number("lower end of the interval", "percent", optional=True)
    haut = a_number("upper end of the interval", "percent", optional=True)
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates of the group in the band", "candidates")
    methode = a_text("what the interval covers, a code", METHODS)


class EqualLevelGap(Schema):
    """Chances of a group if all groups had the same levels, and its gap: one row per group and regime."""

    groupe = a_text("what the candidates of the group share: voie, origine, sexe…")
    modalite = a_text("the value that they share")
    regime = a_text("the regime that decides")
    admis = a_number("admitted, at the levels of all", "percent of those judged on marks")
    ecart = a_number("gap to the mean of the values of the group", "points")
    bas = a_number("lower end of the interval of the gap", "points", optional=True)
    haut = a_number("upper end of the interval of the gap", "points", optional=True)
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates of the group in the bands kept", "candidates")
    methode = a_text("what the interval covers, a code", METHODS)


@asks_abilities
def at_equal_level(cohorte: SimulatedCohort, *regimes: Regime, level: float = LEVEL) -> pd.DataFrame:
    """Return the chances of each group in each band of levels, as `EqualLevel`.

    Within a band, a weaker group still stands lower. So chances are brought to the centre of the band along the slope
    of all its candidates. A band with fewer than 30 candidates of a group has no row for it.

    Args:
        cohorte: the candidates.
        regimes: the regimes that decide.
        level: level of the intervals, percent.
    """
    rows, known, levels = list[tuple[object, ...]](), _compared(cohorte), true_level(cohorte)
    for regime in regimes:
        one = cohorte.under(regime)
        for centre, band in _bands(judged_on_marks(one), levels, law_threshold(cohorte.cohorte.bareme)):
            chance = _to_centre(one.admission, levels, band, centre)
            for groups in known:
                told = _in_band(groups.part(band), chance[band], level)
                rows += [(groups.groupe, value, regime.nom, centre, *columns) for value, columns in told]
    return EqualLevel.frame(rows)


def _in_band(groups: Grouping, chance: Floats, level: float) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the value of each group large enough, and the columns of its row from `admis` on."""
    told = Sums.of(groups, chance, varies=True).told
    for value, (n, mean, variance) in zip(groups.values, told, strict=True):
        if n >= HEADCOUNT:
            half = half_or_none(normal(level) * math.sqrt(variance) / math.sqrt(n))
            numbers = [round(100 * share, DECIMALS) for share in (mean, mean - half, mean + half)]
            yield value, (*numbers, level, n, covered(half, AccuracyMethod.IN_BAND))


def gaps_at_equal_level(table: pd.DataFrame) -> pd.DataFrame:
    """Return the chances of each group if all groups had the same levels, as `EqualLevelGap`.

    Each band weighs as many candidates as it has over all groups. Bands that lack a group are left out. The weights are
    taken as known.

    Args:
        table: the table of `at_equal_level`.
    """
    rows = []
    for (group, regime), part in table.groupby([EqualLevel.groupe, EqualLevel.regime], sort=False):
        wide = [
            part.pivot(index=EqualLevel.centre, columns=EqualLevel.modalite, values=name)
            for name in (EqualLevel.admis, EqualLevel.haut, EqualLevel.n)
        ]
        admitted, high, n = (one[wide[-1].notna().all(axis=1)] for one in wide)
        if n.empty:
            continue
        weights = n.sum(axis=1) / n.to_numpy().sum()
        mean = float(weights @ (admitted * n).sum(axis=1).div(n.sum(axis=1)))
        for value in part[EqualLevel.modalite].unique():
            rate = float(weights @ admitted[value])
            # A band in which all candidates have the same chance has no interval of its own and adds nothing.
            halves = (high[value] - admitted[value]).fillna(0)
            half = half_or_none(float(np.sqrt((weights**2) @ halves**2)))
            gap = rate - mean
            numbers = [round(one, DECIMALS) for one in (rate, gap, gap - half, gap + half)]
            about = part[EqualLevel.niveau].iloc[0], int(n[value].sum())
            rows.append((group, value, regime, *numbers, *about, covered(half, AccuracyMethod.IN_BAND)))
    return EqualLevelGap.frame(rows)


def compared_groups(cohorte: SimulatedCohort) -> list[str]:
    """Return the names of the groups that can be compared at equal level."""
    return [one.groupe for one in _compared(cohorte)]


def _compared(cohorte: SimulatedCohort) -> list[Grouping]:
    return [one for one in groupings(cohorte) if one.groupe not in NOT_COMPARED]


def _bands(judged: Bools, levels: Floats, middle: float) -> Iterator[tuple[float, Bools]]:
    """Yield the centre of each band and the candidates in it, as a mask of shape (n,)."""
    steps = round(EXTENT / WIDTH)
    for step in range(-steps, steps + 1):
        centre = middle + step * WIDTH
        low, high = centre - WIDTH / 2, centre + WIDTH / 2
        yield centre, judged & (levels >= low) & (levels < high)


def _to_centre(admission: Floats, levels: Floats, band: Bools, centre: float) -> Floats:
    """Return the chances brought to the centre of a band along the slope of its candidates, shape (n,)."""
    inside, chance = levels[band], admission[band]
    spread = float(inside.var()) if inside.size else 0.0
    slope = float(np.mean((inside - inside.mean()) * chance)) / spread if spread else 0.0
    brought: Floats = admission - slope * (levels - centre)
    return brought
