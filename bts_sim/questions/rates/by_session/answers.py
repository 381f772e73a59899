"""The answer about the rates of regimes at several sessions, built from its table, chart and words."""

from __future__ import annotations

from functools import partial

import pandas as pd

from bts_sim.answer import Answer
from bts_sim.questions.rates.by_session import charts, shown, words
from bts_sim.questions.rates.by_session.tables import BySession


def answer_by_session(compared: pd.DataFrame, origin: str) -> Answer:
    """Return the rates of every regime at each session, and the diplomas of all of them together.

    `compared`: the table of `compare_sessions`. `origin`: where the candidates of the sessions come from.
    """
    return Answer(
        table=compared,
        schema=BySession,
        says=partial(words.say_sessions, compared),
        views={
            "by_session": partial(charts.draw_sessions, compared),
            "by_session_table": partial(shown.show_sessions, compared),
        },
        quotes=lambda: [*words.quote_sessions(compared, origin)],
        sessions=", ".join(str(one) for one in compared[BySession.session].dropna().unique()),
    )
