"""The chart of the decisions on real candidates."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import DECISIONS, number, regime_label
from bts_sim.display.theme import BESIDE, INK, OTHERS, WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.decisions.tables import ORDER, DecisionCount
from bts_sim.questions.decisions.words import say_decisions

#: One colour per decision, in the order of `ORDER`. None is the colour of a regime.
SHADES = (OTHERS[0], OTHERS[3], OTHERS[2], "#7f8790", "#b8bcc2", OTHERS[1])
#: Columns added to each row for the chart, and width of the narrowest bar that has room for its number.
NAME, WORDS, RANK, ROOM = "nom", "mots", "rang", 0.05


def draw_decisions(counts: pd.DataFrame) -> Any:
    """Return the chart of the number of candidates with each decision, one bar per regime."""
    rows = counts.copy()
    rows[NAME] = [regime_label(one) for one in counts[DecisionCount.regime]]
    rows[WORDS] = [DECISIONS[one] for one in counts[DecisionCount.decision]]
    rows[RANK] = [ORDER.index(one) for one in counts[DecisionCount.decision]]
    there = [code for code in ORDER if (rows[DecisionCount.decision] == code).any()]
    colours = alt.Scale(domain=[DECISIONS[code] for code in there], range=[SHADES[ORDER.index(code)] for code in there])
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=None, title=None, axis=BESIDE),
        x=alt.X(DecisionCount.candidats.q, title=_("Candidats du fichier"), stack="zero", axis=alt.Axis(tickMinStep=1)),
        order=f"{RANK}:Q",
        tooltip=[
            alt.Tooltip(f"{NAME}:N", title=_("Régime")),
            alt.Tooltip(f"{WORDS}:N", title=_("Décision")),
            alt.Tooltip(DecisionCount.candidats.q, title=_("Candidats"), format=","),
        ],
    )
    bars = base.mark_bar(height=26, stroke="white", strokeWidth=0.5).encode(
        color=alt.Color(f"{WORDS}:N", scale=colours, legend=alt.Legend(title=None, symbolType="square", columns=3))
    )
    whole = float(rows.groupby(DecisionCount.regime)[DecisionCount.candidats].sum().max())
    wide = rows[rows[DecisionCount.candidats] >= ROOM * whole]
    said = [number(one, 0) for one in wide[DecisionCount.candidats]]
    inside = alt.Chart(_middles(rows).loc[wide.index].assign(dit=said)).mark_text(fontSize=12, color=INK)
    layers = [bars, inside.encode(y=alt.Y(f"{NAME}:N", sort=None), x="milieu:Q", text="dit:N")]
    return finish(alt.layer(*layers).properties(width=WIDTH, height=alt.Step(40)), say_decisions(counts))


def _middles(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the middle of each bar of a stack."""
    ends = rows.groupby(DecisionCount.regime, sort=False)[DecisionCount.candidats].cumsum()
    return rows.assign(milieu=ends - rows[DecisionCount.candidats] / 2)
