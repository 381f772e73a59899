"""The answers about right decisions and equal treatment, built from their tables, charts and words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bts_sim.answer import Answer
from bts_sim.droit.bareme import Regime
from bts_sim.questions.accuracy import shown, words
from bts_sim.questions.accuracy.by_hour import ByHour, by_hour_over_draws
from bts_sim.questions.accuracy.charts import equity as equity_charts, errors, hours
from bts_sim.questions.accuracy.drawn import (
    accuracy_over_draws,
    by_oral_over_draws,
    concordance_over_draws,
    equity_over_draws,
    livingston_lewis_over_draws,
)
from bts_sim.questions.accuracy.equity import EqualLevel, compared_groups
from bts_sim.questions.accuracy.remarking import Concordance, LivingstonLewis
from bts_sim.questions.accuracy.tables import Accuracy, OralAccuracy, law_threshold, standards
from bts_sim.stats.over_draws import Draws


def answer_accuracy(draws: Draws, baseline: Regime, regimes: Sequence[Regime], standard: float | None) -> Answer:
    """Return the accuracy of decisions at one standard and around it, over draws of the parameters.

    By default the standard is the law's threshold.
    """
    bareme = draws.cohorte.bareme
    threshold = law_threshold(bareme)
    asked = threshold if standard is None else standard
    table = accuracy_over_draws(draws, baseline, regimes, sorted({*standards(bareme), asked}))
    return Answer(
        table=table,
        schema=Accuracy,
        says=partial(words.say_accuracy, table, asked),
        views={
            "standards": partial(errors.draw_accuracy, table, asked, threshold),
            "decisions": partial(shown.show_accuracy, table, asked),
        },
        quotes=lambda: [*words.quote_accuracy(table, asked)],
    )


def answer_accuracy_by_oral(draws: Draws, regimes: Sequence[Regime]) -> Answer:
    """Return the value of an admission after the orals, as the orals become less reliable."""
    table, standard = by_oral_over_draws(draws, regimes), law_threshold(draws.cohorte.bareme)
    says = partial(words.say_accuracy_by_oral, table, standard)
    return Answer(table, OralAccuracy, says, {"orals": partial(errors.draw_accuracy_by_oral, table, standard)})


def answer_accuracy_by_hour(draws: Draws, never: Regime, regimes: Sequence[Regime]) -> Answer:
    """Return what each use of the orals costs and gives. `never`: the regime without orals."""
    table = by_hour_over_draws(draws, never, regimes)
    return Answer(
        table=table,
        schema=ByHour,
        says=partial(words.say_by_hour, table),
        views={"hours": partial(hours.draw_by_hour, table), "hours_table": partial(shown.show_by_hour, table)},
        quotes=lambda: [*words.quote_by_hour(table)],
    )


def answer_concordance(draws: Draws, regimes: Sequence[Regime]) -> Answer:
    """Return how many candidates would receive the same decision from other markers and examiners."""
    table = concordance_over_draws(draws, regimes)
    says = partial(words.say_concordance, table)
    return Answer(table, Concordance, says, {"concordance": partial(shown.show_concordance, table)})


def answer_livingston_lewis(draws: Draws, regime: Regime) -> Answer:
    """Return first-group decisions judged by the model and by a published method that knows only the marks."""
    table = livingston_lewis_over_draws(draws, regime)
    views = {
        "all": partial(shown.show_livingston_lewis, table),
        "specialties": partial(shown.show_livingston_lewis, table, "specialite"),
    }
    return Answer(table, LivingstonLewis, partial(words.say_livingston_lewis, table), views)


def answer_equity(draws: Draws, regimes: Sequence[Regime], by: str) -> Answer:
    """Return the chances of groups at equal level. The first view shows the groups `by`."""
    bands, gaps = equity_over_draws(draws, regimes)
    groups = compared_groups(draws.simulated[0])
    views = {group: partial(equity_charts.draw_equal_level, bands, group) for group in groups}
    return Answer(
        table=bands,
        schema=EqualLevel,
        says=partial(words.say_equal_level, bands, by) if by in views else partial(words.say_gaps_at_equal_level, gaps),
        views={
            **views,
            "gaps": partial(equity_charts.draw_gaps_at_equal_level, gaps),
            "gaps_table": partial(shown.show_gaps_at_equal_level, gaps),
        },
        tables={"gaps": gaps},
    ).opening(by)
