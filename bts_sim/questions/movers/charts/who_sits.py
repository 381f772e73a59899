"""Which of two regimes lets a candidate sit the orals: one point per candidate."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import regime as label
from bts_sim.display.theme import COLOURS, GRID, INK, WIDTH, finish
from bts_sim.language import N_, Labels, _
from bts_sim.questions.movers import words as movers_words

#: Candidates drawn in a scatter: enough to see the shape, few enough for a light page.
SAMPLE = 1500
#: Which of two regimes lets a candidate sit, where it is not one of them alone.
ACCES = Labels({"les deux": N_("les deux"), "aucun des deux": N_("aucun des deux")})


def access(table: pd.DataFrame, first: str, second: str) -> Any:
    """Draw candidates who fail the first group by both means, and which of two regimes let them sit.

    `table`: columns generale, professionnelle (points on 20) and acces (`les deux`, a regime, `aucun des deux`); its
    first 2,500 rows are drawn.
    """
    title = movers_words.access(table, first, second)
    table = table[["generale", "professionnelle", "acces"]].head(SAMPLE).round(2)
    kinds = [kind for kind in ("les deux", *COLOURS, "aucun des deux") if (table["acces"] == kind).any()]
    range_ = [COLOURS["permanent_2022"] if kind == "les deux" else COLOURS.get(kind, GRID) for kind in kinds]
    table["acces"] = [_who(kind) for kind in table["acces"]]
    order = [_who(kind) for kind in kinds]
    scale = alt.Scale(domain=order, range=range_)
    pick = alt.selection_point(fields=["acces"], bind="legend")
    dots = (
        alt.Chart(table)
        .mark_circle(size=16)
        .encode(
            x=alt.X(
                "generale:Q",
                title=_("Moyenne générale (points sur 20)"),
                scale=alt.Scale(zero=False, domainMax=10),
                axis=alt.Axis(tickMinStep=1),
            ),
            y=alt.Y(
                "professionnelle:Q", title=_("Moyenne professionnelle (points sur 20)"), scale=alt.Scale(zero=False)
            ),
            color=alt.Color("acces:N", scale=scale, legend=alt.Legend(title=None)),
            opacity=alt.when(pick).then(alt.value(0.55)).otherwise(alt.value(0.05)),
            tooltip=[
                alt.Tooltip("generale:Q", title=_("Moyenne générale"), format=".2f"),
                alt.Tooltip("professionnelle:Q", title=_("Moyenne professionnelle"), format=".2f"),
                alt.Tooltip("acces:N", title=_("Autorisé par")),
            ],
        )
        .add_params(pick)
    )
    floor = alt.Chart(pd.DataFrame({"x": [8]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    bar = alt.Chart(pd.DataFrame({"y": [10]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(y="y:Q")
    chart = alt.layer(dots, floor, bar).properties(width=WIDTH, height=340)
    return finish(chart, title, _("Tirets : moyenne générale de 8 et moyenne professionnelle de 10"))


def _who(kind: str) -> str:
    return ACCES[kind] if kind in ACCES else _("{regime} seulement").format(regime=label(kind))
