"""The reforms that no other one dominates in false refusals and false admissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, product
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.questions.reforms.settings import LEVERS, Setting, check_settings, in_force, lever_columns, levers_in
from bts_sim.questions.reforms.tables import (
    ADMITTED,
    FALSE_ADMITTED,
    FALSE_REFUSED,
    GAPS,
    LUCK,
    MEASURES,
    Measure,
    Response,
    rates_of,
)
from bts_sim.questions.reforms.variants import UnderSetting, Variants
from bts_sim.schema import Schema, a_flag, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL, Estimate
from bts_sim.stats.known import Known, MoreDraws, moved_to
from bts_sim.stats.over_draws import Draws

PERCENT, POINTS = "percent of those present", "points"
#: A value and the ends of its interval.
ENDS = (Estimate.valeur, Estimate.bas, Estimate.haut)
#: Draws that a slope takes.
DRAWS_OF_A_SLOPE = 10
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


def frontier_of_reforms(
    draws: Draws,
    regime: Regime,
    settings: Mapping[str, Sequence[int]],
    others: Sequence[Regime] = (),
    rates: Mapping[str, MoreDraws] | None = None,
) -> pd.DataFrame:
    """Return the reforms, and whether another dominates them in false refusals and false admissions, as `Front`.

    The reforms are a grid of settings of a regime, this regime as it is, and other regimes. Their measures are means
    over the draws. A reform dominates another if it has no more of either error and less of one. Errors are compared as
    rounded in the table, so equal reforms stand or fall together. The possible saving is 0 on the frontier and nowhere
    else.

    Args:
        draws: the draws of the parameters.
        regime: the regime whose levers are set.
        settings: lever → settings, hundredths of a point (`nombre_oraux`: orals).
        others: other regimes, taken as they are.
        rates: the rates of regimes over more draws, percent, by name, to which all is brought; None to keep those of
            these draws.

    Raises:
        InputError: the regime cannot have a lever or a setting.
    """
    bareme = draws.cohorte.bareme
    check_settings(regime, bareme, settings)
    law = {lever: in_force(regime, bareme, lever) for lever in settings}
    grid = [dict(zip(settings, values, strict=True)) for values in product(*settings.values())]
    tried = [law, *(one for one in grid if one != law)]
    apart = [one for one in others if one.nom != regime.nom]
    found = _measured(draws, regime, tried, apart)
    names = [regime.nom, *("" for _ in tried[1:]), *(one.nom for one in apart)]
    means = _means(found, names, rates or {})
    saved = [_saved(means, less, other) for less, other in ERRORS]
    rows = [
        (name, *map(setting.get, settings), *mean.values(), *could, not any(could), name == regime.nom)
        for name, setting, mean, *could in zip(names, [*tried, *({} for _ in apart)], means, *saved, strict=True)
    ]
    return with_levers(Front, settings).frame(rows).astype(dict.fromkeys(settings, "Int64"))


def _measured(draws: Draws, regime: Regime, settings: Sequence[Setting], others: Sequence[Regime]) -> Floats:
    """Return each measure of each reform in each draw, percent of those present, shape (d, r, 5)."""
    measures = Measure.of_draws(draws, regime, None)
    variants = measures[0].variants
    every = chain(
        (variants.under(one) for one in settings),
        (Variants(variants.cohorte, other).under({}) for other in others),
    )
    found = [[100 * of.values(one.part(of.members)).mean(axis=1) for of in measures] for one in every]
    return np.array(found).swapaxes(0, 1)


def _means(found: Floats, names: Sequence[str], rates: Mapping[str, MoreDraws]) -> list[dict[str, float]]:
    """Return each measure of each reform over the draws, rounded as in the table. `found`: shape (d, r, 5)."""
    flat = found.reshape(len(found), -1)
    admitted, told = found[:, :, MEASURES.index(ADMITTED)], _told(names, rates, len(found))
    moved = np.zeros(flat.shape[1])
    if told:
        means = [float(rates[one].values.mean()) for one in told]
        moved = moved_to(means, admitted[:, [names.index(one) for one in told]], flat)
    values = (flat.mean(axis=0) + moved).reshape(found.shape[1:])
    return [dict(zip(MEASURES, one, strict=True)) for one in values.round(DECIMALS).tolist()]


def _told(names: Sequence[str], rates: Mapping[str, MoreDraws], draws: int) -> list[str]:
    """Return the regimes whose known rate is used, the regime as it is first: few draws have the slope of one alone."""
    return [one for one in names if one in rates][: max(draws // DRAWS_OF_A_SLOPE, 1)]


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


def distance_to_frontier(
    draws: Draws,
    regime: Regime,
    reforms: pd.DataFrame,
    others: Sequence[Regime] = (),
    rates: Mapping[str, MoreDraws] | None = None,
) -> pd.DataFrame:
    """Return the gaps between a regime and the reforms that reduce each error most for it, as `FrontierDistance`.

    Args:
        draws: the draws of the parameters.
        regime: the regime as it is.
        reforms: the table of `frontier_of_reforms`, from which the best are chosen.
        others: the other regimes that the table names.
        rates: as in `frontier_of_reforms`.

    Raises:
        InputError: the table names a regime that is not in `others`.
    """
    levers, best = levers_in(reforms), _best(reforms)
    tables = _saved_by(draws, regime, best, {one.nom: one for one in others})
    known = _known_of(draws, regime, others, rates or {})
    found = draws.predicted(tables, [Reduced.moins_de, Response.indicateur], known=known)
    rows = []
    for less, reform in best.items():
        one = found[found[Reduced.moins_de] == less].set_index(Response.indicateur)[[*ENDS]]
        saved = (value for error, _ in ERRORS for value in one.loc[GAPS[error]])
        rows.append((less, *reform[[Front.reforme, *levers]], *saved, draws.level))
    return with_levers(FrontierDistance, levers).frame(rows)


def _best(reforms: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the reform that reduces each error most with no more of the other, the regime as it is if none does."""
    law = reforms[reforms[Front.en_vigueur]].iloc[0]
    return {
        less: reforms[reforms[other] <= law[other]].sort_values([less, other], kind="stable").iloc[0]
        for less, other in ERRORS
    }


def _saved_by(
    draws: Draws, regime: Regime, best: Mapping[str, pd.Series], others: Mapping[str, Regime]
) -> list[pd.DataFrame]:
    """Return the gaps of both errors that some reforms leave in each draw, one row per reform and error."""
    measures, errors = Measure.of_draws(draws, regime, LEVEL), {GAPS[error] for error, _ in ERRORS}
    names = [Reduced.moins_de, *Response.names()[1:], *LUCK]
    under = {less: _under(measures[0].variants, reform, others) for less, reform in best.items()}
    return [
        pd.DataFrame(
            [(less, *row) for less, whole in under.items() for row in measure.rows(whole) if row[0] in errors],
            columns=names,
        )
        for measure in measures
    ]


def _known_of(draws: Draws, regime: Regime, others: Sequence[Regime], rates: Mapping[str, MoreDraws]) -> Known | None:
    """Return the rates of the regimes known over more draws, under each of these draws."""
    known = {one.nom: one for one in (regime, *others)}
    told = _told([*known], rates, draws.number)
    if not told:
        return None
    values = np.column_stack([rates_of(draws, known[name]) for name in told])
    return Known(values, MoreDraws.together([rates[name] for name in told]))


def _under(variants: Variants, reform: pd.Series, known: Mapping[str, Regime]) -> UnderSetting:
    """Return the result, for each candidate of a cohort, of a reform of the table of `frontier_of_reforms`."""
    name = reform[Front.reforme]
    if name in ("", variants.regime.nom):
        levers = [lever for lever in LEVERS if lever in reform.index]
        return variants.under({lever: int(reform[lever]) for lever in levers})
    if name not in known:
        remedy = "le donner dans « others »"
        raise InputError([Fault("réforme", None, "", name, "régime non fourni", remedy)])
    return Variants(variants.cohorte, known[name]).under({})
