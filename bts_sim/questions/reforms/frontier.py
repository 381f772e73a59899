"""The reforms that no other one dominates in false refusals and false admissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.questions.reforms.settings import check_settings, in_force, lever_columns, levers_in
from bts_sim.questions.reforms.tables import FALSE_ADMITTED, FALSE_REFUSED, GAPS, Measure
from bts_sim.questions.reforms.variants import UnderSetting, Variants
from bts_sim.schema import Schema, a_flag, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL

PERCENT, POINTS = "percent of those present", "points"
#: The error to reduce, and the other error, which must not increase.
ERRORS = ((FALSE_REFUSED, FALSE_ADMITTED), (FALSE_ADMITTED, FALSE_REFUSED))


class Reform(Schema):
    """The name of a reform."""

    reforme = a_text("name of a regime; empty for a setting of the levers, whose columns come next")


class Position(Schema):
    """The position of a reform among others."""

    taux_admis = a_number("admitted", PERCENT)
    taux_autorise = a_number("allowed to sit the orals", PERCENT)
    oraux = a_number("orals to hold", "per 100 of those present")
    faux_admis = a_number("falsely admitted", PERCENT)
    faux_refus = a_number("falsely refused", PERCENT)
    refus_evitables = a_number("false refusals that the best reform saves with no more false admissions", POINTS)
    admissions_evitables = a_number("false admissions that the best reform saves with no more false refusals", POINTS)
    sur_la_frontiere = a_flag("whether no other reform dominates it")
    en_vigueur = a_flag("whether it is the regime as it is")


class Front(Reform, Position):
    """Reforms by their false decisions: one row per reform, with its settings after its name."""


class Savings(Schema):
    """The savings of the best reform, as gaps to the regime as it is.

    `moins_de`, `reforme` and the settings come before.
    """

    faux_refus = a_number("gap of false refusals", POINTS)
    faux_refus_bas = a_number("lower end of its interval", POINTS, optional=True)
    faux_refus_haut = a_number("upper end of its interval", POINTS, optional=True)
    faux_admis = a_number("gap of false admissions", POINTS)
    faux_admis_bas = a_number("lower end of its interval", POINTS, optional=True)
    faux_admis_haut = a_number("upper end of its interval", POINTS, optional=True)
    niveau = a_number("level of the intervals; missing where none was asked for", "percent", optional=True)


class Reduced(Schema):
    """The error that a reform reduces most."""

    moins_de = a_text("the error that is reduced, with no more of the other", (FALSE_REFUSED, FALSE_ADMITTED))


class FrontierDistance(Reduced, Reform, Savings):
    """The reforms that reduce each error most for a regime: two rows."""


S = TypeVar("S", bound=Schema)


def with_levers(schema: type[S], levers: Iterable[str]) -> type[S]:
    """Return a schema with the columns of some levers after the name of the reform."""
    bases: list[type[Schema]] = list(schema.__bases__)
    bases.insert(bases.index(Reform) + 1, lever_columns(levers))
    return cast("type[S]", type(schema.__name__, tuple(bases), {"__doc__": schema.__doc__}))


@asks_abilities
def frontier_of_reforms(
    cohorte: SimulatedCohort,
    regime: Regime,
    settings: Mapping[str, Sequence[int]],
    others: Sequence[Regime] = (),
    standard: int | None = None,
) -> pd.DataFrame:
    """Return the reforms, and whether another dominates them in false refusals and false admissions, as `Front`.

    The reforms are a grid of settings of a regime, this regime as it is, and other regimes. A reform dominates another
    if it has no more of either error and less of one. Errors are compared as rounded in the table, so equal reforms
    stand or fall together. The possible saving is 0 on the frontier and nowhere else.

    Args:
        cohorte: the candidates.
        regime: the regime whose levers are set.
        settings: lever → settings, hundredths of a point (`nombre_oraux`: orals).
        others: other regimes, taken as they are.
        standard: mean from which an admission is right, hundredths; by default, the regime's own threshold.

    Raises:
        InputError: the regime cannot have a lever or a setting.
    """
    bareme = cohorte.cohorte.bareme
    check_settings(regime, bareme, settings)
    measure = Measure.of(cohorte, regime, standard, None)
    law = {lever: in_force(regime, bareme, lever) for lever in settings}
    grid = [dict(zip(settings, values, strict=True)) for values in product(*settings.values())]
    found = [("", one, measure.variants.under(one)) for one in grid if one != law]
    found.insert(0, (regime.nom, law, measure.variants.under(law)))
    found += [(other.nom, {}, Variants(cohorte, other).under({})) for other in others if other.nom != regime.nom]
    means = [_means(measure, one) for _, _, one in found]
    saved = [_saved(means, less, other) for less, other in ERRORS]
    rows = [
        (name, *map(setting.get, settings), *mean.values(), *could, not any(could), name == regime.nom)
        for (name, setting, _), mean, *could in zip(found, means, *saved, strict=True)
    ]
    return with_levers(Front, settings).frame(rows).astype(dict.fromkeys(settings, "Int64"))


def _means(measure: Measure, one: UnderSetting) -> dict[str, float]:
    """Return each measure of a reform, percent of those present, rounded as in the table."""
    values = measure.values(one.part(measure.members))
    return {name: round(float(100 * value.mean()), DECIMALS) for name, value in values.items()}


def _saved(means: Sequence[Mapping[str, float]], less: str, other: str) -> list[float]:
    """Return how much of an error the best reform saves each reform, with no more of the other error, points."""
    value, cost = (np.array([mean[name] for mean in means]) for name in (less, other))
    return [float(one) for one in np.round(value - _least_within(cost, value), DECIMALS)]


def _least_within(cost: Floats, value: Floats) -> Floats:
    """Return, for each reform, the least value among the reforms that cost no more, itself included, shape (r,)."""
    order = np.argsort(cost, kind="stable")
    least = np.minimum.accumulate(value[order])
    found: Floats = least[np.searchsorted(cost[order], cost, side="right") - 1]
    return found


@asks_abilities
def distance_to_frontier(
    cohorte: SimulatedCohort,
    regime: Regime,
    reforms: pd.DataFrame,
    others: Sequence[Regime] = (),
    standard: int | None = None,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the gaps between a regime and the reforms that reduce each error most for it, as `FrontierDistance`.

    Args:
        cohorte: the candidates. On the candidates among whom the reforms were chosen, savings are flattered; on a
            cohort of another seed they are not.
        regime: the regime as it is.
        reforms: the table of `frontier_of_reforms`, from which the best are chosen.
        others: the other regimes that the table names.
        standard: mean from which an admission is right, hundredths; by default, the regime's own threshold.
        level: level of the paired intervals, percent, for the draw of candidates; None for no interval.

    Raises:
        InputError: the table names a regime that is not in `others`.
    """
    measure = Measure.of(cohorte, regime, standard, level)
    levers, known = levers_in(reforms), {one.nom: one for one in others}
    law = reforms[reforms[Front.en_vigueur]].iloc[0]
    rows = []
    for less, other in ERRORS:
        within = reforms[reforms[other] <= law[other]].sort_values([less, other], kind="stable")
        best = within.iloc[0]
        gaps = {row[0]: row[1:4] for row in measure.rows(_under(measure, best, levers, known))}
        saved = *gaps[GAPS[FALSE_REFUSED]], *gaps[GAPS[FALSE_ADMITTED]]
        rows.append((less, *best[[Front.reforme, *levers]], *saved, level))
    return with_levers(FrontierDistance, levers).frame(rows)


def _under(measure: Measure, reform: pd.Series, levers: Sequence[str], known: Mapping[str, Regime]) -> UnderSetting:
    """Return the result, for each candidate of this cohort, of a reform of the table of `frontier_of_reforms`."""
    name = reform[Front.reforme]
    if name in ("", measure.variants.regime.nom):
        return measure.variants.under({lever: int(reform[lever]) for lever in levers})
    if name not in known:
        remedy = "le donner dans « others »"
        raise InputError([Fault("réforme", None, "", name, "régime non fourni", remedy)])
    return Variants(measure.variants.cohorte, known[name]).under({})
