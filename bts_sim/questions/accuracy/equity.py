"""Chances of groups at equal level: the gap made by a rule, apart from the gap made by abilities."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method
from bts_sim.stats.normal import half_or_none, normal
from bts_sim.stats.session import luck_columns
from bts_sim.stats.sums import Sums

#: Width of a band of levels, and extent of the bands on each side of the threshold of admission, points.
WIDTH, EXTENT = 1.0, 2.0
#: Fewest candidates simulated of a group in a band; below that, the band has no row for the group.
HEADCOUNT = 30
#: A weight of nothing, which divides.
TINY = 1e-12
#: Groups not compared: the group of all candidates, and groups defined by units rather than by people.
NOT_COMPARED = ("ensemble", "specialite")
METHODS = (AccuracyMethod.IN_BAND, Method.TOO_FEW, *OF_DRAWS)


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
    n = a_count("candidates of the group in the band, of those of the session", "candidates")
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
    n = a_count("candidates of the group in the bands kept, of those of the session", "candidates")
    methode = a_text("what the interval covers, a code", METHODS)


@asks_abilities
def at_equal_level(
    cohorte: SimulatedCohort, *regimes: Regime, level: float = LEVEL, fewest: int = HEADCOUNT
) -> pd.DataFrame:
    """Return the chances of each group in each band of levels, as `EqualLevel`.

    Within a band, a weaker group still stands lower. So chances are brought to the centre of the band along the slope
    of all its candidates.

    Args:
        cohorte: the candidates.
        regimes: the regimes that decide.
        level: level of the intervals, percent.
        fewest: fewest candidates of a group in a band; below that, the band has no row for the group.
    """
    rows, known, levels = list[tuple[object, ...]](), _compared(cohorte), true_level(cohorte)
    for regime in regimes:
        one = cohorte.under(regime)
        for centre, band in _bands(judged_on_marks(one), levels, law_threshold(cohorte.cohorte.bareme)):
            chance = _to_centre(one.admission, levels, band, centre)
            for groups in known:
                told = _in_band(groups.part(band), chance[band], level, fewest)
                rows += [(groups.groupe, value, regime.nom, centre, *columns) for value, columns in told]
    return EqualLevel.frame(rows)


def _in_band(groups: Grouping, chance: Floats, level: float, fewest: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the value of each group large enough, and the columns of its row from `admis` on."""
    told = Sums.of(groups, chance, varies=True).told
    for value, (n, mean, variance) in zip(groups.values, told, strict=True):
        if n >= fewest:
            half = half_or_none(normal(level) * math.sqrt(variance) / math.sqrt(max(n, 1)))
            numbers = [round(100 * share, DECIMALS) if n else math.nan for share in (mean, mean - half, mean + half)]
            yield value, (*numbers, level, n, covered(half, AccuracyMethod.IN_BAND))


@dataclass(frozen=True)
class Weighed:
    """The bands in which all the values of a group are compared under a regime, and what each weighs, shape (b,)."""

    groupe: str
    regime: str
    centres: pd.Index
    values: pd.Index
    weights: Floats


def weighed_bands(table: pd.DataFrame) -> list[Weighed]:
    """Return the bands that lack no value of a group, each weighing as many candidates as it has over all of them."""
    found = []
    for (group, regime), part in table.groupby([EqualLevel.groupe, EqualLevel.regime], sort=False):
        values, centres = pd.Index(part[EqualLevel.modalite].unique()), pd.Index(part[EqualLevel.centre].unique())
        (n,) = _grids(part, centres, values, EqualLevel.n)
        whole = ~np.isnan(n).any(axis=1)
        if whole.any():
            found.append(
                Weighed(str(group), str(regime), centres[whole], values, n[whole].sum(axis=1) / n[whole].sum())
            )
    return found


def gaps_at_equal_level(table: pd.DataFrame, weighed: Sequence[Weighed] | None = None) -> pd.DataFrame:
    """Return the chances of each group if all groups had the same levels, as `EqualLevelGap`, with their luck.

    Each band weighs as many candidates as it has over all groups. Bands that lack a group are left out. The weights are
    taken as known.

    Args:
        table: the table of `at_equal_level`.
        weighed: the bands kept, and what they weigh; by default, those of the table. A group that the table lacks in
            one of them is compared in the others.
    """
    rows, parts = list[tuple[object, ...]](), dict(iter(table.groupby([EqualLevel.groupe, EqualLevel.regime])))
    for one in weighed_bands(table) if weighed is None else weighed:
        part = parts.get((one.groupe, one.regime))
        if part is not None:
            told = zip(one.values, _gaps(part, one), strict=True)
            rows += [(one.groupe, value, one.regime, *columns) for value, columns in told]
    return pd.DataFrame(rows, columns=[*EqualLevelGap.names(), *luck_columns(EqualLevelGap.ecart)])


def _gaps(part: pd.DataFrame, one: Weighed) -> Iterator[tuple[object, ...]]:
    """Yield the columns of each value of a group, from `admis` on, and those of the luck of its gap."""
    admitted, high, n = _grids(part, one.centres, one.values, EqualLevel.admis, EqualLevel.haut, EqualLevel.n)
    n = np.nan_to_num(n)
    shares = n / np.maximum(n.sum(axis=1, keepdims=True), 1)
    means = (np.nan_to_num(admitted) * shares).sum(axis=1)
    # A band in which all candidates have the same chance has no interval of its own and adds nothing.
    squares = _around_the_mean(np.nan_to_num(high - admitted) ** 2, shares)
    luck = np.clip(np.nan_to_num(admitted), 0, 100)
    luck = _around_the_mean(luck * (100 - luck) / np.maximum(n, 1), shares)
    level, apart = part[EqualLevel.niveau].iloc[0], admitted - means[:, np.newaxis]
    for rank in range(len(one.values)):
        known = ~np.isnan(apart[:, rank])
        weights = one.weights * known / max(float(one.weights[known].sum()), TINY)
        gap = float(weights @ np.nan_to_num(apart[:, rank])) if known.any() else math.nan
        half = half_or_none(math.sqrt(weights**2 @ squares[:, rank]))
        numbers = [round(x, DECIMALS) for x in (float(one.weights @ means) + gap, gap, gap - half, gap + half)]
        those = int(n[:, rank].sum())
        yield *numbers, level, those, covered(half, AccuracyMethod.IN_BAND), np.nan, those * weights**2 @ luck[:, rank]


def _around_the_mean(squares: Floats, shares: Floats) -> Floats:
    """Return the variances of gaps to a mean, shape (b, k): the candidates of a value are among those of the mean."""
    around: Floats = (shares**2 * squares).sum(axis=1, keepdims=True) + (1 - 2 * shares) * squares
    return around


def _grids(part: pd.DataFrame, centres: pd.Index, values: pd.Index, *names: str) -> Iterator[Floats]:
    """Yield columns of a table by band and value, shape (b, k), not a number where it has no row."""
    rows = centres.get_indexer(pd.Index(part[EqualLevel.centre]))
    columns = values.get_indexer(pd.Index(part[EqualLevel.modalite]))
    inside = (rows >= 0) & (columns >= 0)
    for name in names:
        found = np.full((len(centres), len(values)), np.nan)
        found[rows[inside], columns[inside]] = part[name].to_numpy(dtype=np.float64)[inside]
        yield found


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
