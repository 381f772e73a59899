"""The answers about the uncertainty of results and its causes, built from tables, charts and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from bts_sim.answer import Answer
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.errors import Fault, InputError, RunError, nearest
from bts_sim.questions.uncertainty import shown, words
from bts_sim.questions.uncertainty.budget import Budget, assumed_share, budget, national_candidates
from bts_sim.questions.uncertainty.charts import sources, under_draws
from bts_sim.questions.uncertainty.common_luck import Pairing, pairing
from bts_sim.questions.uncertainty.extent import extent
from bts_sim.questions.uncertainty.lent import Lent, results_by_lending
from bts_sim.questions.uncertainty.model import fit_surrogate
from bts_sim.questions.uncertainty.oral_luck import OralLuck, luck_at_a_session
from bts_sim.questions.uncertainty.sobol import sobol_indices
from bts_sim.questions.uncertainty.tables import (
    EVERYBODY,
    GAP,
    Assumptions,
    Drivers,
    Explained,
    assumed_values,
    drivers,
)
from bts_sim.questions.uncertainty.tornado import tornado
from bts_sim.questions.uncertainty.trials import run_trials
from bts_sim.stats.over_draws import Draws
from bts_sim.stats.under_draws import OverDraws, intervals_over_draws

#: Level of the narrow intervals, percent. They are drawn inside the intervals of the study's level.
HALF = 50.0

Views = Mapping[str, Callable[[], Any]]


def answer_uncertain_rates(drawn: pd.DataFrame, level: float, covered: float | None, by: str | None) -> Answer:
    """Return the rates over draws of the parameters. The first view shows the groups `by`.

    Args:
        drawn: the table of `rates_by_draw`.
        level: level of the wide intervals, percent.
        covered: percent of national entrants that the candidates stand for; None if unknown.
        by: the groups that the first view shows.
    """
    intervals = intervals_over_draws(drawn, sorted({HALF, level}))
    gaps = intervals.loc[intervals[OverDraws.indicateur] == GAP, OverDraws.groupe]
    views = {
        "gaps": partial(under_draws.draw_over_draws, intervals),
        "rates_table": partial(shown.show_over_draws, intervals),
    }
    for group in dict.fromkeys(gaps[gaps != EVERYBODY]):
        views[group] = partial(under_draws.draw_over_draws, intervals, group)
        views[f"{group}_table"] = partial(shown.show_over_draws, intervals, group)
    return Answer(
        table=intervals,
        schema=OverDraws,
        says=partial(words.say_over_draws, intervals, EVERYBODY if by is None else by),
        views=views,
        quotes=lambda: [*words.quote_over_draws(intervals, covered)],
    ).opening(by)


def answer_drivers(drawn: pd.DataFrame, indicator: str, regime: str) -> Answer:
    """Return the parameters that drive each result; the chart is of one indicator under one regime.

    Args:
        drawn: the table of `rates_by_draw`.
        indicator: `taux_autorise`, `taux_admis` or `ecart_taux_admis`.
        regime: the name of the regime.

    Raises:
        RunError: no draw changes this result. The message lists the results that some draw changes.
    """
    ranking = drivers(drawn)
    first = _first(ranking, indicator, regime)
    return Answer(
        table=ranking,
        schema=Drivers,
        says=partial(words.say_driver, first),
        views={
            "strongest": partial(under_draws.draw_driver, drawn, first),
            "drivers_table": partial(shown.show_drivers, ranking),
        },
    )


def _first(ranking: pd.DataFrame, indicator: str, regime: str) -> Drivers:
    """Return the parameter that drives a result of all candidates most."""
    rows = [row for row in Drivers.rows(ranking[ranking[Drivers.groupe] == EVERYBODY]) if row.rang == 1]
    names = list(dict.fromkeys(row.indicateur for row in rows))
    if names and indicator not in names:
        remedy = nearest(indicator, names) or f"l'un de ceux-ci : {', '.join(names)}"
        raise InputError([Fault("indicator", None, "", indicator, "aucun résultat de ce nom", remedy)])
    found = [row for row in rows if (row.indicateur, row.regime) == (indicator, regime)]
    if not found:
        known = " ; ".join(f"{row.indicateur}, {row.regime}" for row in rows)
        remedy = f"l'un de {known}" if known else "davantage de tirages"
        raise RunError(f"{indicator}, {regime} : aucun tirage ne change ce résultat. Remède : {remedy}.")
    return found[0]


def answer_luck(draws: Draws, regimes: Sequence[Regime], rates: Sequence[float]) -> Answer:
    """Return how much the marks of the orals alone could change the rate of each regime at a session.

    `rates`: the rate of each over the draws of the study, percent.
    """
    table = luck_at_a_session(draws, regimes, rates)
    return Answer(
        table=table,
        schema=OralLuck,
        says=partial(words.say_luck, table),
        views={"luck_table": partial(shown.show_luck, table)},
    )


def answer_pairing(cohorte: SimulatedCohort, baseline: Regime, others: Sequence[Regime], level: float) -> Answer:
    """Return how many times more candidates a comparison would need without common luck."""
    table = pairing(cohorte, baseline, others, level)
    return Answer(
        table=table,
        schema=Pairing,
        says=partial(words.say_pairing, table),
        views={"pairing": partial(under_draws.draw_pairing, table)},
    )


def answer_assumptions(cohorte: Cohort) -> Answer:
    """Return the parameters of the model: the values used, their bounds and their evidence."""
    table = assumed_values(cohorte)
    return Answer(
        table=table,
        schema=Assumptions,
        says=partial(words.say_assumed, table),
        views={"assumptions_table": partial(shown.show_assumed, table)},
    )


def answer_lent(drawn: Callable[[Lending], pd.DataFrame], lent_share: float, level: float) -> Answer:
    """Return the results under each way to lend a règlement to the specialties that have none.

    Args:
        drawn: a function from a way to the table of `rates_by_draw`, on the same draws.
        lent_share: percent of candidates judged on a lent règlement.
        level: level of the intervals, percent.
    """
    table = results_by_lending(drawn, lent_share, level)
    return Answer(
        table=table,
        schema=Lent,
        says=partial(words.say_lent, table),
        views={"lent_table": partial(shown.show_lent, table)},
        quotes=lambda: [*words.quote_lent(table)],
    )


def answer_sources(
    drawn: pd.DataFrame,
    cohorte: Cohort,
    baseline: Regime,
    others: Sequence[Regime],
    *,
    candidates: int,
    trials: int,
    level: float,
) -> Answer:
    """Return the origins of the variance of the results, and the effect of each unknown.

    Args:
        drawn: the table of `rates_by_draw` of these regimes.
        cohorte: the description from which the trials simulate candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        candidates: number of candidates of a session, beside a national one.
        trials: number of draws of the parameters on which other readings, candidates and orals are run.
        level: level of the intervals, percent.

    Raises:
        RunError: the polynomial is refused for every result, or there are too few draws or trials.
    """
    runs = run_trials(cohorte, baseline, others, trials)
    surrogate = fit_surrogate(drawn, runs)
    sizes = (candidates, national_candidates())
    found = {
        "quality": surrogate.quality,
        "budget": budget(surrogate, runs, sizes, level),
        "assumed": assumed_share(surrogate, runs, sizes, level),
        "sobol": sobol_indices(surrogate, level),
        "tornado": tornado(surrogate, runs),
        "extent": extent(surrogate),
    }
    gaps = {one.nom: Explained(GAP, one.nom, baseline.nom) for one in others}
    return Answer(
        table=found["budget"],
        schema=Budget,
        says=partial(words.say_origins, found["budget"]),
        views=_views_of_sources(found, gaps),
        quotes=lambda: [*words.quote_sources(found["assumed"], found["extent"], gaps[others[-1].nom])],
        tables=found,
    )


def _views_of_sources(found: Mapping[str, pd.DataFrame], gaps: Mapping[str, Explained]) -> Views:
    """Return the views. Charts of one gap are those of the last regime, then those of each regime by name."""
    views: dict[str, Callable[[], Any]] = {
        "origins": partial(sources.draw_origins, found["budget"]),
        "assumed_table": partial(shown.show_shares, found["assumed"]),
        "quality_table": partial(shown.show_quality, found["quality"]),
    }
    draws_of = {
        "factors": partial(sources.draw_factors, found["sobol"]),
        "tornado": partial(sources.draw_tornado, found["tornado"]),
    }
    for name, draw in draws_of.items():
        views[name] = partial(draw, gaps[[*gaps][-1]])
        views |= {f"{name}_{regime}": partial(draw, asked) for regime, asked in gaps.items()}
    return {**views, "extent_table": partial(shown.show_extent, found["extent"])}
