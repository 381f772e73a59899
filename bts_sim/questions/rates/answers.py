"""How many have the diploma under each regime: the answer, from its table to its words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.rates import charts, shown, words
from bts_sim.questions.rates.tables import EVERYBODY, GAP, Impact, compare


def answer_rates(
    cohorte: SimulatedCohort, baseline: Regime, regimes: Sequence[Regime], level: float, by: str | None
) -> Answer:
    """Return the rates of every regime and their gaps to the baseline, the first view being that of the groups `by`."""
    impact = compare(cohorte, baseline, regimes, level)
    bareme = cohorte.cohorte.bareme
    gaps = impact.loc[impact[Impact.indicateur] == GAP, Impact.groupe]
    views = {"rates": partial(charts.draw_rates, impact), "rates_table": partial(shown.show_rates, impact)}
    for group in dict.fromkeys(gaps[gaps != EVERYBODY]):
        views[group] = partial(charts.draw_gaps, impact, group)
        views[f"{group}_table"] = partial(shown.show_gaps, impact, bareme, group)
    return Answer(
        table=impact,
        schema=Impact,
        says=partial(words.say_rates, impact) if by is None else partial(words.say_gaps, impact, by),
        views=views,
        quotes=lambda: [*words.quote_rates(impact)],
    ).opening(by)
