"""The answer about the decisions on real candidates, built from its table, chart and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.candidates.grade import Grading
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Regime
from bts_sim.questions.decisions import charts, shown, words
from bts_sim.questions.decisions.near_bars import NearBar, near_bars
from bts_sim.questions.decisions.tables import DecisionRow, counted_by_decision, decisions_under


def answer_decisions(graded: Callable[[Regime], Grading], regimes: Sequence[Regime]) -> Answer:
    """Return the decisions on real candidates under every regime. `graded`: function from a regime to its decisions."""
    decided = decisions_under([graded(one) for one in regimes])
    counts = counted_by_decision(decided)
    return Answer(
        table=decided,
        schema=DecisionRow,
        says=partial(words.say_decisions, counts),
        views={"counts": partial(charts.draw_decisions, counts), "table": partial(shown.show_decisions, counts)},
        quotes=lambda: [*words.quote_decisions(counts)],
        tables={"counts": counts},
    )


def answer_near_bars(described: Cohort, level: float) -> Answer:
    """Return whether real candidates are more numerous above the bars of the law than their marks make them."""
    table = near_bars(described, level)
    return Answer(
        table=table,
        schema=NearBar,
        says=partial(words.say_near_bars, table),
        views={"bars": partial(charts.draw_near_bars, table), "bars_table": partial(shown.show_near_bars, table)},
    )
