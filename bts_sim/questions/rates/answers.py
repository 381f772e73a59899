"""The answer about the rates of each regime, built from its table, charts and words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from bts_sim.answer import Answer, MadeWhenAsked
from bts_sim.droit.bareme import Bareme
from bts_sim.questions.rates import charts, shown, words
from bts_sim.questions.rates.tables import EVERYBODY, GAP, Impact
from bts_sim.questions.rates.unchanged import Gaps, changes_nothing

#: The table of why regimes change nothing.
UNCHANGED = "unchanged"


def answer_rates(
    impact: pd.DataFrame, bareme: Bareme, by: str | None, origin: str, why: Callable[[Gaps], pd.DataFrame]
) -> Answer:
    """Return the rates of every regime and their gaps to the baseline. The first view shows the groups `by`.

    `impact`: a table of `compare` or of `compare_over_draws`. `origin`: where the candidates of the session come from.
    `why`: makes the table of why some regimes change nothing, from their gaps; it is asked for where one does.
    """
    gaps = changes_nothing(impact)
    nothing = MadeWhenAsked({UNCHANGED: lambda: why(gaps)} if gaps else {})
    says = partial(words.say_added_diplomas, impact) if by is None else partial(words.say_gaps, impact, by)
    compared = impact.loc[impact[Impact.indicateur] == GAP, Impact.groupe]
    # Who counts a reform counts people first.
    people = {"diplomas": partial(charts.draw_added_diplomas, impact)} if len(compared) else {}
    views = {
        **people,
        "rates": partial(charts.draw_rates, impact),
        "rates_table": partial(shown.show_rates, impact),
    }
    for group in dict.fromkeys(compared[compared != EVERYBODY]):
        views[group] = partial(charts.draw_gaps, impact, group)
        views[f"{group}_table"] = partial(shown.show_gaps, impact, bareme, group)
    return Answer(
        table=impact,
        schema=Impact,
        says=lambda: words.with_why(says(), nothing.get(UNCHANGED)),
        views=views,
        quotes=lambda: [*words.quote_rates(impact, origin)],
        tables=nothing,
    ).opening(by)
