"""The chart of the decisions on real candidates."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import DECISIONS, number, regime_label
from bts_sim.display.theme import BESIDE, INK, OTHERS, TALL, WIDTH, finish
from bts_sim.language import _
from bts_sim.questions.decisions.near_bars import NearBar
from bts_sim.questions.decisions.tables import ORDER, DecisionCount
from bts_sim.questions.decisions.words import LAWFUL, ends_above, of_all, say_decisions, say_near_bars, share_above

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


def draw_near_bars(table: pd.DataFrame) -> Any:
    """Return the chart of the share of candidates above each whole mean, of those next to it, beside what is expected.

    A pale rule is what is likely where nobody is lifted; a dot is what the file has. Placebos are grey.
    """
    rows = pd.DataFrame(
        {
            "moyenne": number(row.barre, 0),
            "vu": 100 * row.au_dessus / row.proches,
            "de": 100 * row.bas / row.proches,
            "a": 100 * row.haut / row.proches,
            "dit": share_above(row.au_dessus, row),
            "attendu": f"{share_above(row.attendus, row)} {ends_above(row)}",
            "genre": _("témoin : pas une barre") if row.temoin else _("barre du droit"),
        }
        for row in of_all(table)
        if row.proches and not pd.isna(row.p)
    )
    kinds = [_("barre du droit"), _("témoin : pas une barre")]
    x = alt.X("moyenne:N", sort=None, title=_("Moyenne générale (points sur 20)"), axis=alt.Axis(labelAngle=0))
    title = _("Au-dessus, de ceux à moins d'un demi-point (%)")
    base = alt.Chart(rows).encode(
        x=x,
        color=alt.Color("genre:N", scale=alt.Scale(domain=kinds, range=[OTHERS[0], "#7f8790"]), legend=alt.Legend()),
        tooltip=[
            alt.Tooltip("moyenne:N", title=_("Moyenne")),
            alt.Tooltip("dit:N", title=_("Au-dessus")),
            alt.Tooltip("attendu:N", title=_("Attendus si nul n'est relevé")),
        ],
    )
    likely = base.mark_rule(strokeWidth=14, opacity=0.3)
    layers = [
        likely.encode(y=alt.Y("de:Q", title=title, scale=alt.Scale(zero=False)), y2="a:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(y=alt.Y("vu:Q", title=title)),
        base.mark_text(align="left", dx=12, fontSize=12).encode(y=alt.Y("vu:Q", title=title), text="dit:N"),
    ]
    words = _("Bandes : ce que leur treillis de notes laisse attendre à {niveau} %, quand nul n'est relevé")
    said = [words.format(niveau=number(float(table[NearBar.niveau].iloc[0]), 0)), _(LAWFUL)]
    chart = alt.layer(*layers).properties(width=WIDTH - 60, height=TALL)
    return finish(chart, say_near_bars(table), said)
