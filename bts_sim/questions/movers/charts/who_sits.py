"""The chart of which of two regimes lets a candidate sit the orals: one point per candidate."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import percent, regime_label
from bts_sim.display.marks import thresholds
from bts_sim.display.theme import COLOURS, GRID, OTHERS, WIDTH, finish
from bts_sim.language import N_, Labels, _
from bts_sim.questions.movers.access import BOTH, NEITHER, Access, LeftOut
from bts_sim.questions.movers.words import say_access
from bts_sim.stats.words import method

#: Candidates drawn in a scatter plot: enough to see the shape, few enough for a light page.
SAMPLE = 1500
#: Labels for access under both regimes, or under neither.
WHO_SITS = Labels({BOTH: N_("les deux"), NEITHER: N_("aucun des deux")})


def draw_access(table: pd.DataFrame, told: pd.DataFrame) -> Any:
    """Return the chart of the candidates not admitted by the first group, by both means and by access to the orals.

    Args:
        table: the table `Access`. Only its first rows are drawn.
        told: the table `LeftOut`, over draws.
    """
    one = next(LeftOut.rows(told))
    rows = table[[Access.generale, Access.professionnelle, Access.acces]].head(SAMPLE).round(2)
    own = {regime: COLOURS.get(regime, spare) for regime, spare in zip((one.regime, one.autre), OTHERS, strict=False)}
    shades = {BOTH: COLOURS["permanent_2022"], **own, NEITHER: GRID}
    shades = {kind: colour for kind, colour in shades.items() if (rows[Access.acces] == kind).any()}
    rows[Access.acces] = [_who(kind) for kind in rows[Access.acces]]
    pick = alt.selection_point(fields=[Access.acces], bind="legend")
    scale = alt.Scale(domain=[_who(kind) for kind in shades], range=list(shades.values()))
    dots = alt.Chart(rows).mark_circle(size=16)
    dots = dots.encode(
        x=alt.X(
            Access.generale.q,
            title=_("Moyenne générale (points sur 20)"),
            scale=alt.Scale(zero=False, domainMax=10),
            axis=alt.Axis(tickMinStep=1),
        ),
        y=alt.Y(
            Access.professionnelle.q,
            title=_("Moyenne professionnelle (points sur 20)"),
            scale=alt.Scale(zero=False),
        ),
        color=alt.Color(Access.acces.n, scale=scale, legend=alt.Legend(title=None)),
        opacity=alt.when(pick).then(alt.value(0.55)).otherwise(alt.value(0.05)),
        tooltip=[
            alt.Tooltip(Access.generale.q, title=_("Moyenne générale"), format=".2f"),
            alt.Tooltip(Access.professionnelle.q, title=_("Moyenne professionnelle"), format=".2f"),
            alt.Tooltip(Access.acces.n, title=_("Autorisé par")),
        ],
    ).add_params(pick)
    floor = thresholds("x", 8).encode(x="x:Q")
    bar = thresholds("y", 10).encode(y="y:Q")
    chart = alt.layer(dots, floor, bar).properties(width=WIDTH, height=340)
    said = [
        _("Tirets : moyenne générale de 8 et moyenne professionnelle de 10"),
        _("Points : une cohorte, aux paramètres par défaut"),
        _("En titre, à {niveau} : {methode}").format(niveau=percent(one.niveau, 0), methode=method(one)),
    ]
    return finish(chart, say_access(told), said)


def _who(kind: str) -> str:
    return WHO_SITS[kind] if kind in WHO_SITS else _("{regime} seulement").format(regime=regime_label(kind))
