"""The chart of hours: right decisions that orals add, by the hours of examiners that each use of them takes."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import pandas as pd

from bts_sim.display.labels import number, regime_label
from bts_sim.display.theme import INK, TALL, WIDTH, finish, scale_of
from bts_sim.language import _
from bts_sim.questions.accuracy.by_hour import HOURS, RIGHT_ADDED, ByHour
from bts_sim.questions.accuracy.words import say_by_hour

#: Share of the longest time from which a use takes as long.
LONGEST = 0.95
#: Columns of the drawn rows.
NAME, AT, AT_LOW, AT_HIGH, GIVES, GIVES_LOW, GIVES_HIGH = "nom", "x", "x1", "x2", "y", "y1", "y2"


def draw_by_hour(table: pd.DataFrame) -> Any:
    """Return the chart of right decisions added and of hours taken, a cross of intervals for each use of the orals."""
    rows = _crosses(table)
    # Two uses may give as much: those that take less time are named on their left.
    most = rows[AT] > LONGEST * rows[AT].max()
    hours, right = _("Heures d'examinateurs pour 1 000 présents"), _("Décisions justes en plus, pour 1 000 présents")
    x, y = alt.X(f"{AT}:Q", title=hours), alt.Y(f"{GIVES}:Q", title=right)
    colour = alt.Color(f"{NAME}:N", scale=scale_of(table[ByHour.regime].unique().tolist()), legend=None)
    base = alt.Chart(rows).encode(color=colour)
    along = base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(y=y)
    up = base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(x=x)
    layers = [
        alt.Chart(pd.DataFrame({GIVES: [0]})).mark_rule(color=INK).encode(y=y),
        along.encode(x=alt.X(f"{AT_LOW}:Q", title=hours), x2=alt.X2(AT_HIGH)),
        up.encode(y=alt.Y(f"{GIVES_LOW}:Q", title=right), y2=alt.Y2(GIVES_HIGH)),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, tooltip=[alt.Tooltip(f"{NAME}:N", title="")]),
        _names(rows[most], "left", x, y, colour),
        _names(rows[~most], "right", x, y, colour),
    ]
    said = [
        _("Au-dessus de zéro : les oraux ajoutent plus de décisions justes qu'ils n'en ôtent"),
        _("Traits : intervalles à {niveau} % d'une session").format(
            niveau=number(float(table[ByHour.niveau].iloc[0]), 0)
        ),
    ]
    return finish(alt.layer(*layers).properties(width=WIDTH - 60, height=TALL + 40), say_by_hour(table), said)


def _names(rows: pd.DataFrame, align: Literal["left", "right"], x: alt.X, y: alt.Y, colour: alt.Color) -> Any:
    """Return the labels of some crosses. `align`: the end of the words that is near the cross."""
    words = alt.Chart(rows).mark_text(align=align, dx=8 if align == "left" else -8, dy=-8, fontSize=12)
    return words.encode(x=x, y=y, text=f"{NAME}:N", color=colour)


def _crosses(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per regime: its name, its hours and its right decisions, with both intervals."""
    found = []
    for regime, part in table.groupby(ByHour.regime, sort=False):
        of = {row.indicateur: row for row in ByHour.rows(part)}
        hours, right = of[HOURS], of[RIGHT_ADDED]
        found.append(
            (regime_label(str(regime)), hours.valeur, hours.bas, hours.haut, right.valeur, right.bas, right.haut)
        )
    return pd.DataFrame(found, columns=[NAME, AT, AT_LOW, AT_HIGH, GIVES, GIVES_LOW, GIVES_HIGH])
