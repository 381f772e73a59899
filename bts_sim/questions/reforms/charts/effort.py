"""The chart of effort: what each regime adds, for each answer of effort to its second chance."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, number, regime_label
from bts_sim.display.marks import band_marks
from bts_sim.display.theme import DASHES, TALL, WIDTH, empty_chart, finish, hover, scale_of
from bts_sim.language import _
from bts_sim.questions.reforms.effort import GAP, STATIC, Effort
from bts_sim.questions.reforms.words.effort import say_effort

#: Columns added to each row for the chart.
NAME, WORDS = "nom", "texte"


def draw_effort(table: pd.DataFrame) -> Any:
    """Return the chart of the gap of each regime to the baseline, by answer of effort; dashes are no answer."""
    part = table[table[Effort.indicateur] == GAP]
    if part.empty:
        return empty_chart(say_effort(table))
    rows = part.assign(
        **{
            NAME: [regime_label(row.regime) for row in Effort.rows(part)],
            WORDS: [
                f"{number(row.valeur, 1, sign=True)} {interval(row.bas, row.haut, sign=True)}"
                for row in Effort.rows(part)
            ],
        }
    )
    x = alt.X(
        Effort.effort.q,
        title=_("Points d'aptitude pour 10 points de chance attendue au second groupe"),
        scale=alt.Scale(zero=False, nice=False, padding=12),
        axis=alt.Axis(values=sorted(rows[Effort.effort].unique()), format="~g"),
    )
    y = alt.Y(Effort.valeur.q, title=_("Admis de plus que la référence (points)"))
    colour = alt.Color(f"{NAME}:N", scale=scale_of(rows[Effort.regime].unique().tolist()), legend=None)
    tip = [
        alt.Tooltip(Effort.effort.q, title=_("Points d'aptitude")),
        alt.Tooltip(f"{NAME}:N", title=_("Régime")),
        alt.Tooltip(f"{WORDS}:N", title=_("Admis de plus")),
    ]
    last = rows[rows[Effort.effort] == rows[Effort.effort].max()]
    names = alt.Chart(last).mark_text(align="left", dx=10, fontSize=12)
    layers = [
        alt.Chart(pd.DataFrame({Effort.effort: [STATIC]})).mark_rule(**DASHES).encode(x=x),
        alt.Chart(pd.DataFrame({Effort.valeur: [0]})).mark_rule(color=DASHES["color"]).encode(y=y),
        *band_marks(alt.Chart(rows).encode(x=x, color=colour), y, Effort.valeur, Effort.bas, Effort.haut, point=True),
        hover(rows, x, y, tip),
        names.encode(x=x, y=y, text=f"{NAME}:N", color=colour),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 190, height=TALL)
    said = [
        _("Tirets : sans réponse d'effort. À gauche, qui attend une seconde chance travaille moins ; à droite, plus"),
        _("Hypothèse qu'aucune source ne mesure. Bandes : intervalles à {niveau} % d'une session").format(
            niveau=number(float(rows[Effort.niveau].iloc[0]), 0)
        ),
    ]
    return finish(chart, say_effort(table), said)
