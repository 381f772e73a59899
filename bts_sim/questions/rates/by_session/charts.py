"""Charts of the gaps between regimes, session by session."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import number, regime_label
from bts_sim.display.marks import interval_marks, zero_line
from bts_sim.display.theme import WIDTH, finish, scale_of
from bts_sim.language import _
from bts_sim.questions.rates.by_session.tables import BySession
from bts_sim.questions.rates.by_session.words import say_sessions, session_label
from bts_sim.questions.rates.tables import DIPLOMAS, EVERYBODY
from bts_sim.questions.rates.words import rows_of, with_interval

#: Height of the line of one regime at a session, pixels, and room for its numbers beside it.
LINE, ROOM = 24, 160
#: Columns added to each row for the chart.
NAME, WHEN, WORDS = "nom", "quand", "texte"


def draw_sessions(compared: pd.DataFrame) -> Any:
    """Return the chart of the diplomas that each regime adds at each session."""
    rows = rows_of(compared, EVERYBODY, DIPLOMAS)
    rows = rows[rows[BySession.session].notna()]
    shown = pd.DataFrame(rows[[BySession.regime, BySession.valeur, BySession.bas, BySession.haut]])
    shown[NAME] = [regime_label(name) for name in rows[BySession.regime]]
    shown[WHEN] = [session_label(session) for session in rows[BySession.session]]
    shown[WORDS] = [with_interval(row) for row in BySession.rows(rows)]
    regimes = list(dict.fromkeys(rows[BySession.regime]))
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8)
    # Sessions are few, and their order is that of time.
    y = alt.Y(f"{WHEN}:O", sort=sorted(set(shown[WHEN])), title=_("Session"), axis=axis)
    base = alt.Chart(shown).encode(
        y=y,
        yOffset=alt.YOffset(f"{NAME}:N", sort=[regime_label(name) for name in regimes]),
        color=alt.Color(
            f"{NAME}:N", scale=scale_of(regimes), legend=alt.Legend(title=None) if len(regimes) > 1 else None
        ),
        tooltip=[
            alt.Tooltip(f"{WHEN}:O", title=_("Session")),
            alt.Tooltip(f"{NAME}:N", title=_("Régime")),
            alt.Tooltip(f"{WORDS}:N", title=_("Diplômes")),
        ],
    )
    x = alt.X(
        title=_("Diplômes en plus ou en moins à la session"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(format=",.0f", tickMinStep=1),
    )
    ends = BySession.valeur, BySession.bas, BySession.haut
    marks = interval_marks(base, x, *ends, size=36, words=WORDS, words_at=BySession.haut)
    height = LINE * (len(regimes) + 0.6) * shown[WHEN].nunique()
    chart = alt.layer(zero_line(), *marks).properties(width=WIDTH - ROOM, height=height)
    level = number(float(rows[BySession.niveau].iloc[0]), 0)
    said = _("Point : moyenne ; trait et nombres entre crochets : intervalle à {niveau} %").format(niveau=level)
    return finish(chart, say_sessions(compared), said)
