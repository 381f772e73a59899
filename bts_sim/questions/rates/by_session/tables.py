"""The rates of every regime and their gaps at several sessions, and the diplomas of all these sessions together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bts_sim.declared import FileColumn, Shape
from bts_sim.questions.rates.by_draw import compare_over_draws
from bts_sim.questions.rates.tables import DIPLOMAS, SHAPE as OF_ONE, Impact
from bts_sim.schema import Column
from bts_sim.stats.intervals import KEY, Method
from bts_sim.stats.under_draws import COUNTED, DRAW, LOST, LUCK, NOISE, PRESENT

#: What adds up over sessions: these are not the same candidates.
SUMMED = [Impact.valeur, Impact.n, LOST, LUCK, PRESENT, COUNTED]


class BySession(Impact, after=True):
    """Rates of a group under a regime at a session, and gaps to the baseline; then the diplomas of all the sessions."""

    session = Column(int, "session of the candidates; missing: all the sessions together", "year", optional=True)


#: Columns of `impact.csv`; that of the session is there where several are compared.
SHAPE: Shape = {
    **OF_ONE,
    "session": FileColumn(
        "à plusieurs sessions, celle des candidats ; vide : toutes ensemble", "integer", empty=True, optional=True
    ),
}


def compare_sessions(drawn: Mapping[int, pd.DataFrame], level: float, draw_size: int) -> pd.DataFrame:
    """Return the rates of every regime at each session, and the diplomas of all of them together, as `BySession`.

    Candidates of two sessions are other people: their luck adds up as that of strangers. The parameters of a draw are
    the same at every session, so that what nobody knows adds up in full. A group that a session does not have, such as
    a specialty that no longer exists, has no total.

    Args:
        drawn: the table of `rates_by_draw` of each session.
        level: level of the intervals, percent.
        draw_size: candidates simulated in each draw.
    """
    tables = [
        compare_over_draws(of_session, level, draw_size).assign(**{BySession.session: session})
        for session, of_session in drawn.items()
    ]
    together = compare_over_draws(_together(drawn), level, draw_size)
    found = pd.concat([*tables, together], ignore_index=True)
    return found.astype({BySession.session: "Int64"})[BySession.names()]


def _together(drawn: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the diplomas that each regime adds over all the sessions, under each draw that they share."""
    counted = [of[of[Impact.indicateur] == DIPLOMAS] for of in drawn.values()]
    every: pd.DataFrame = pd.concat(counted, ignore_index=True)
    # The same luck makes the candidates of a draw at every session: what they leave on a result adds up in full.
    every[NOISE] = np.sqrt(every[NOISE])
    by_key = every.groupby([DRAW, *KEY], sort=False)
    total = by_key[[*SUMMED, NOISE]].sum()
    total[NOISE] **= 2
    said = by_key[Impact.methode].agg(lambda codes: codes.iloc[0] if codes.nunique() == 1 else Method.DRAWN)
    # Where a draw lacks a group at one session, it has no total: what is missing is no zero.
    whole: pd.DataFrame = total.assign(**{Impact.methode: said})[by_key.size() == len(drawn)]
    return whole.reset_index()
