"""Charts of the rates of every regime, and of the gaps between them."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import modalite, number, regime_label, with_composition
from bts_sim.display.marks import interval_marks, zero_line
from bts_sim.display.theme import INK, WIDTH, finish, room_of, scale_of
from bts_sim.errors import RunError
from bts_sim.language import _
from bts_sim.questions.rates.tables import ADMITTED, DIPLOMAS, DISTANCE, EVERYBODY, GAP, Impact
from bts_sim.questions.rates.words import rows_of, say_added_diplomas, say_gaps, say_rates, with_interval

#: Height of the line of one regime in a group, pixels.
LINE = 13
#: Columns added to each row for the chart.
NAME, WORDS = "nom", "texte"
KEPT = [Impact.modalite, Impact.regime, Impact.valeur, Impact.bas, Impact.haut, Impact.n]


def draw_rates(impact: pd.DataFrame) -> Any:
    """Return the chart of the admission rate under each regime, with its interval."""
    rows = _drawn(impact, EVERYBODY, ADMITTED)
    low = float(np.floor(rows[Impact.bas].min() / 5) * 5 - 5)
    axis = alt.Axis(labelLimit=room_of(rows[NAME].tolist()), ticks=False, domain=False)
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=rows[NAME].tolist(), title=None, axis=axis),
        color=alt.Color(f"{NAME}:N", scale=scale_of(rows[Impact.regime].tolist()), legend=None),
        tooltip=[alt.Tooltip(f"{NAME}:N", title=_("Régime")), alt.Tooltip(f"{WORDS}:N", title=_("Admis"))],
    )
    x = alt.X(
        title=_("Candidats admis (% des présents)"),
        scale=alt.Scale(domain=[low, 100], zero=False),
        axis=alt.Axis(values=list(range(int(low), 101, 5))),
    )
    ends = Impact.valeur, Impact.bas, Impact.haut
    marks = interval_marks(base, x, *ends, size=36, band=14, words=WORDS, words_at=Impact.haut)
    chart = alt.layer(*marks).properties(width=WIDTH, height=46 * len(rows))
    said = _("Point : taux ; bande et crochets : intervalle à {niveau} %").format(niveau=_level(impact))
    return finish(chart, say_rates(impact), said)


def draw_added_diplomas(impact: pd.DataFrame) -> Any:
    """Return the chart of the diplomas that each regime adds to those of the baseline at a session."""
    rows = _drawn(impact, EVERYBODY, DIPLOMAS)
    axis = alt.Axis(labelLimit=room_of(rows[NAME].tolist()), ticks=False, domain=False)
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=rows[NAME].tolist(), title=None, axis=axis),
        color=alt.Color(f"{NAME}:N", scale=scale_of(rows[Impact.regime].tolist()), legend=None),
        tooltip=[alt.Tooltip(f"{NAME}:N", title=_("Régime")), alt.Tooltip(f"{WORDS}:N", title=_("Diplômes"))],
    )
    x = alt.X(
        title=_("Diplômes en plus ou en moins à la session"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(format=",.0f", tickMinStep=1),
    )
    ends = Impact.valeur, Impact.bas, Impact.haut
    marks = interval_marks(base, x, *ends, size=36, band=14, words=WORDS, words_at=Impact.haut)
    chart = alt.layer(zero_line(), *marks).properties(width=WIDTH - 140, height=46 * len(rows))
    present = number(float(rows[Impact.n].max()), 0)
    said = _("Point : moyenne ; bande et crochets : intervalle à {niveau} % ; {n} candidats présents")
    return finish(chart, say_added_diplomas(impact), said.format(niveau=_level(impact), n=present))


def draw_gaps(impact: pd.DataFrame, group: str) -> Any:
    """Return the chart of the gap to the baseline by group under each regime. The last one sorts groups, not bands.

    Raises:
        BtsSimError: the table has no gap of these groups. The message lists the groups that it has.
    """
    rows = _drawn(impact, group, GAP)
    if rows.empty:
        raise _no_group(impact, group)
    regimes = list(dict.fromkeys(rows[Impact.regime]))
    last = rows[rows[Impact.regime] == regimes[-1]]
    # Bands of means are a scale, and keep its order.
    last = last if group == DISTANCE else last.sort_values(Impact.valeur, ascending=False)
    axis = alt.Axis(ticks=False, domain=False, labelLimit=220, labelPadding=8)
    y = alt.Y(Impact.modalite.n, sort=last[Impact.modalite].tolist(), title=None, axis=axis)
    x = alt.X(title=_("Écart de taux d'admis avec la référence (points)"), scale=alt.Scale(zero=True))
    pick = alt.selection_point(fields=[NAME], bind="legend")
    # On one line, wide intervals of several regimes would hide one another.
    offset = alt.YOffset(f"{NAME}:N", sort=[regime_label(name) for name in regimes])
    base = alt.Chart(rows).encode(
        y=y,
        yOffset=offset,
        color=alt.Color(f"{NAME}:N", scale=scale_of(regimes), legend=alt.Legend(title=None)),
        opacity=alt.when(pick).then(alt.value(1)).otherwise(alt.value(0.15)),
        tooltip=[
            alt.Tooltip(Impact.modalite.n, title=_("Groupe")),
            alt.Tooltip(f"{NAME}:N", title=_("Régime")),
            alt.Tooltip(f"{WORDS}:N", title=_("Écart")),
            alt.Tooltip(Impact.n.q, title=_("Candidats"), format=","),
        ],
    )
    rule, dots = interval_marks(base, x, Impact.valeur, Impact.bas, Impact.haut, size=80)
    layers = [zero_line(), rule, dots.add_params(pick)]
    few = rows[rows[Impact.bas].isna()].assign(few=_("(trop peu)"))
    if len(few):
        words = alt.Chart(few).mark_text(align="left", dx=8, fontSize=11, color=INK)
        layers.append(words.encode(y=y, yOffset=offset, x=Impact.valeur.q, text="few:N"))
    height = (LINE * len(regimes) + LINE) * rows[Impact.modalite].nunique()
    chart = alt.layer(*layers).properties(width=WIDTH, height=height)
    said = _("Traits : intervalles à {niveau} %. Cliquer dans la légende pour isoler un régime")
    return finish(chart, say_gaps(impact, group), with_composition(said.format(niveau=_level(impact)), [group]))


def _drawn(impact: pd.DataFrame, group: str, indicator: str) -> pd.DataFrame:
    """Return the rows of one indicator with their text."""
    rows = rows_of(impact, group, indicator)
    words = [with_interval(row) for row in Impact.rows(rows)]
    named = rows[KEPT].assign(**{NAME: [regime_label(name) for name in rows[Impact.regime]], WORDS: words})
    named[Impact.modalite] = [modalite(code) for code in rows[Impact.modalite]]
    return named


def _level(impact: pd.DataFrame) -> str:
    return number(float(impact[Impact.niveau].iloc[0]), 0)


def _no_group(impact: pd.DataFrame, group: str) -> RunError:
    known = ", ".join(dict.fromkeys(impact.loc[impact[Impact.indicateur] == GAP, Impact.groupe]))
    remedy = f"un groupe parmi {known}" if known else "comparer un second régime"
    return RunError(f"aucun écart par {group}. Remède : {remedy}.")
