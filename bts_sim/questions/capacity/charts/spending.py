"""The chart of the number of orals for one more diploma, by group."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, modalite, number, with_composition
from bts_sim.display.marks import interval_marks, thresholds
from bts_sim.display.theme import BESIDE, COLOURS, OTHERS, WIDTH, finish
from bts_sim.language import N_, _
from bts_sim.questions.capacity.session import Tally
from bts_sim.questions.capacity.words import nothing, say_per_diploma, tip_of
from bts_sim.stats.intervals import Method

#: Room for the text at the right of the marks, as a share of their width.
PLACE = 0.25


def draw_per_diploma(tallies: pd.DataFrame, regime: str, group: str = "specialite") -> Any:
    """Return the chart of the orals for one more diploma, by group, under one regime, with intervals."""
    known = tallies[Tally.oraux_par_diplome].notna() & (tallies[Tally.methode] != Method.TOO_FEW)
    own = tallies[(tallies[Tally.regime] == regime) & known]
    rows = own[own[Tally.groupe] == group].sort_values(Tally.oraux_par_diplome, kind="stable")
    if rows.empty:
        return nothing(N_("aucun diplôme en plus sous ce régime"))
    rows = rows.assign(
        qui=[modalite(one) for one in rows[Tally.modalite]],
        texte=[f"{number(r.oraux_par_diplome)} {_ends(r)}" for r in Tally.rows(rows)],
    )
    whole, width = own.loc[own[Tally.groupe] == "ensemble", Tally.oraux_par_diplome], WIDTH - 60
    # The text stands at the right edge, where marks do not cross it. With few candidates an interval may go below zero.
    low, high = min(0.0, float(rows[Tally.bas].min())), float(rows[[Tally.oraux_par_diplome, Tally.haut]].max().max())
    scale = alt.Scale(domain=[low, high + PLACE * (high - low)], nice=False)
    x = alt.X(title=_("Oraux à tenir pour un diplôme de plus"), scale=scale, axis=alt.Axis(tickCount=5))
    colour = COLOURS.get(regime, OTHERS[0])
    y = alt.Y("qui:N", sort=rows["qui"].tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(y=y, tooltip=tip_of(qui=_("Groupe"), texte=_("Oraux par diplôme en plus")))
    own_colour = base.encode(color=alt.value(colour))
    layers = [
        thresholds("x", *whole).encode(x=alt.X("x:Q", scale=scale)),
        *interval_marks(own_colour, x, Tally.oraux_par_diplome, Tally.bas, Tally.haut),
        base.mark_text(align="right", fontSize=11).encode(x=alt.value(width), text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=width, height=alt.Step(20))
    words = _("Tirets : ensemble ; traits et crochets : intervalle à {niveau}\u202f%, prévision d'une session").format(
        niveau=number(float(rows[Tally.niveau].iloc[0]), 0)
    )
    return finish(chart, say_per_diploma(rows, regime), with_composition(words, [group]))


def _ends(row: Tally) -> str:
    """Return the ends of an interval as text; nothing where one draw leaves none."""
    return "" if pd.isna(row.bas) else interval(row.bas, row.haut)
