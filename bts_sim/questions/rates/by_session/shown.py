"""Readable tables of the gaps between regimes, session by session."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import INDICATORS, number, regime_label
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.rates.by_session.tables import BySession
from bts_sim.questions.rates.by_session.words import session_label
from bts_sim.questions.rates.tables import DIPLOMAS, EVERYBODY, GAP
from bts_sim.questions.rates.words import with_interval


def show_sessions(compared: pd.DataFrame) -> Shown:
    """Return a readable table of the gaps to the baseline at each session, then of the diplomas of all of them."""
    part = compared[(compared[BySession.groupe] == EVERYBODY) & compared[BySession.indicateur].isin([GAP, DIPLOMAS])]
    rows = []
    for (session, regime), of_one in part.groupby([BySession.session, BySession.regime], sort=False, dropna=False):
        one = {row.indicateur: row for row in BySession.rows(of_one)}
        said = {code: with_interval(one[code]) if code in one else "—" for code in (GAP, DIPLOMAS)}
        rows.append(
            {
                _("Session"): session_label(session),
                _("Régime"): regime_label(str(regime)),
                _("Candidats"): number(one[DIPLOMAS].n, 0),
                **{INDICATORS[code]: words for code, words in said.items()},
            }
        )
    return Shown(pd.DataFrame(rows), part)
