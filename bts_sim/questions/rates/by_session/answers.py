"""The answer about the rates of regimes at several sessions, built from its table, chart and words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from bts_sim.answer import Answer, MadeWhenAsked
from bts_sim.cohort.describe import Cohort
from bts_sim.questions.rates.by_session import charts, shown, words
from bts_sim.questions.rates.by_session.changes import changes_between
from bts_sim.questions.rates.by_session.tables import BySession, compare_sessions


def answer_by_session(each: Sequence[tuple[Cohort, pd.DataFrame]], level: float, draw_size: int) -> Answer:
    """Return the rates of every regime at each session, and the diplomas of all of them together.

    `each`: the candidates of each session, and their rates under draws of `draw_size` candidates.
    """
    described = [cohort for cohort, _ in each]
    compared = compare_sessions({cohort.bareme.session: drawn for cohort, drawn in each}, level, draw_size)
    return Answer(
        table=compared,
        schema=BySession,
        says=partial(words.say_sessions, compared),
        views={
            "by_session": partial(charts.draw_sessions, compared),
            "by_session_table": partial(shown.show_sessions, compared),
        },
        quotes=lambda: [*words.quote_sessions(compared, described[0].present.origin)],
        tables=MadeWhenAsked({"changes": lambda: changes_between(described)}),
        sessions=", ".join(str(cohort.bareme.session) for cohort in described),
    )
