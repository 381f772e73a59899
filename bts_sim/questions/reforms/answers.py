"""The answers about reforms, built from their tables, charts and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from bts_sim.answer import Answer
from bts_sim.droit.bareme import Regime
from bts_sim.questions.reforms import shown
from bts_sim.questions.reforms.charts import crossing, curve, effort as effort_charts, front, misled, thresholds
from bts_sim.questions.reforms.effort import Effort, effort_over_draws
from bts_sim.questions.reforms.frontier import Front, distance_to_frontier, frontier_of_reforms, with_levers
from bts_sim.questions.reforms.price import Price, price_of_change
from bts_sim.questions.reforms.reach import LeastChange, reach_target
from bts_sim.questions.reforms.settings import has_lever, in_force
from bts_sim.questions.reforms.tables import Response, response_over_draws
from bts_sim.questions.reforms.words import effort as effort_words, findings
from bts_sim.questions.reforms.words.labels import THRESHOLD_NAMES
from bts_sim.questions.reforms.wrong_ideas import WrongIdea, wrong_ideas_over_draws
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import Draws


def answer_levers(
    draws: Draws,
    regime: Regime,
    settings: Mapping[str, Sequence[int]],
    with_own: bool,
    rates: MoreDraws | None,
) -> Answer:
    """Return the effect of settings of some levers on the same candidates, over draws of the parameters.

    `with_own`: also try the regime's own settings. `rates`: the rate of the regime over more draws.
    """
    if with_own:
        bareme = draws.cohorte.bareme
        own = {lever: [in_force(regime, bareme, lever)] for lever in settings if has_lever(regime, lever)}
        settings = {lever: sorted({*values, *own.get(lever, ())}) for lever, values in settings.items()}
    table = response_over_draws(draws, regime, settings, rates)
    views = _views_of_levers(table, regime.nom, list(settings))
    return Answer(
        table=table, schema=Response.of(settings), says=_saying(table, regime.nom, list(settings)), views=views
    )


def _views_of_levers(table: pd.DataFrame, regime: str, levers: Sequence[str]) -> dict[str, Callable[[], Any]]:
    """Return the views of a table of levers: a curve for one, a crossing for two, sliders for thresholds."""
    views: dict[str, Callable[[], Any]] = {}
    if len(levers) == 1:
        views["curve"] = partial(curve.draw_curve, table)
    if len(levers) == 2:
        views["crossing"] = partial(crossing.draw_crossing, table)
    if _slides(table, levers):
        views["thresholds"] = partial(thresholds.draw_thresholds, table, regime)
    return views or {"settings_table": partial(shown.show_settings, table)}


def _slides(table: pd.DataFrame, levers: Sequence[str]) -> bool:
    """Return whether sliders can move the levers: all are thresholds, and the law is among the settings."""
    return set(levers) <= set(THRESHOLD_NAMES) and bool(table[Response.en_vigueur].any())


def _saying(table: pd.DataFrame, regime: str, levers: Sequence[str]) -> Callable[[], str]:
    if len(levers) == 1:
        return partial(findings.say_curve, table)
    if len(levers) > 2 and _slides(table, levers):
        return partial(findings.say_thresholds, table, regime)
    return partial(findings.say_crossing, table)


def answer_reach(draws: Draws, regime: Regime, target: float, more: bool, rates: MoreDraws | None) -> Answer:
    """Return the least change of each lever alone that brings the admission rate to a target.

    `rates`: the rate of the regime over more draws.
    """
    table = reach_target(draws, regime, target, more=more, rates=rates)
    return Answer(
        table=table,
        schema=LeastChange,
        says=partial(findings.say_targets, table),
        views={"targets": partial(shown.show_targets, table)},
        quotes=lambda: [*findings.quote_targets(table)],
    )


def answer_price(draws: Draws, regime: Regime, target: float, more: bool, rates: MoreDraws | None) -> Answer:
    """Return the cost of each change that reaches a target. `rates`: as in `answer_reach`."""
    targets = reach_target(draws, regime, target, more=more, rates=rates, with_ends=False)
    table = price_of_change(draws, regime, targets, rates)
    wanted = float(targets[LeastChange.cible].iloc[0])
    return Answer(
        table=table,
        schema=Price,
        says=partial(findings.say_price, table, wanted),
        views={"price_table": partial(shown.show_price, table)},
        tables={"targets": targets},
    )


def answer_frontier(
    draws: Draws,
    regime: Regime,
    others: Sequence[Regime],
    settings: Mapping[str, Sequence[int]],
    rates: Iterable[tuple[Regime, MoreDraws]],
) -> Answer:
    """Return the reforms that no other one dominates, and what the best of them save.

    `rates`: those of some regimes over more draws.
    """
    apart = [*{one.nom: one for one in others}.values()]
    known = {one.nom: rate for one, rate in rates if one in (regime, *apart)}
    table = frontier_of_reforms(draws, regime, settings, apart, known)
    distance = distance_to_frontier(draws, regime, table, apart, known)
    return Answer(
        table=table,
        schema=with_levers(Front, settings),
        says=partial(findings.say_frontier, table, distance),
        views={
            "frontier": partial(front.draw_frontier, table, distance),
            "distance": partial(shown.show_distance, distance),
        },
        tables={"distance": distance},
    )


def answer_wrong_ideas(draws: Draws, law: Regime, ideas: Sequence[Regime] | None, rates: MoreDraws | None) -> Answer:
    """Return the cost of wrong rules for the candidates who believe them. `rates`: the law's, over more draws."""
    table = wrong_ideas_over_draws(draws, law, ideas, rates)
    return Answer(
        table=table,
        schema=WrongIdea,
        says=partial(findings.say_wrong_ideas, table),
        views={
            "ideas": partial(misled.draw_wrong_ideas, table),
            "ideas_table": partial(shown.show_wrong_ideas, table),
        },
    )


def answer_effort(
    draws: Draws, baseline: Regime, regimes: Sequence[Regime], efforts: Sequence[float], rates: MoreDraws | None
) -> Answer:
    """Return what regimes give if effort answers their second chance. `rates`: theirs over more draws, in order."""
    table = effort_over_draws(draws, baseline, regimes, efforts, rates)
    return Answer(
        table=table,
        schema=Effort,
        says=partial(effort_words.say_effort, table),
        views={
            "effort": partial(effort_charts.draw_effort, table),
            "effort_table": partial(shown.show_effort, table),
        },
        quotes=lambda: [*effort_words.quote_effort(table)],
    )
