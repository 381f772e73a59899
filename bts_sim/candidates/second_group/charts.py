"""The picture of one day of orals in one centre: each jury a line, each interrogation a bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.candidates.second_group.instance import HOUR, Appointment, Place, Presence
from bts_sim.display.labels import number
from bts_sim.display.theme import GRID, INK, OTHERS, WIDTH, finish
from bts_sim.droit.calendriers.dates import en_jour

#: Juries of a discipline beyond which their names are not written.
NAMED = 40
#: Height in pixels of a jury whose name is written, and of one whose name is not.
TALL, LOW = 12, 6


def draw_day(place: Place, centre: str, presences: Sequence[Presence], orals: Sequence[Appointment]) -> Any:
    """Return the chart of the juries of one place: when each is present, and when it hears somebody.

    Args:
        place: the centre and the day.
        centre: the name of the centre.
        presences: the juries, those of other places left out by the caller.
        orals: the orals placed there.
    """
    present = pd.DataFrame(
        [(one.jury, one.discipline, one.debut / HOUR, one.fin / HOUR) for one in presences],
        columns=["jury", "discipline", "debut", "fin"],
    )
    of_jury = {one.jury: one.discipline for one in presences}
    heard = pd.DataFrame(
        [
            (one.jury, of_jury[one.jury], one.debut / HOUR, one.fin / HOUR, one.candidat, one.unite, one.salle)
            for one in orals
        ],
        columns=["jury", "discipline", "debut", "fin", "candidat", "unite", "salle"],
    )
    hours = range(int(present["debut"].min()), int(-(-present["fin"].max() // 1)) + 1)
    panels = [
        _panel(name, rows, heard[heard["discipline"] == name], hours) for name, rows in present.groupby("discipline")
    ]
    busy = (heard["fin"] - heard["debut"]).sum() / (present["fin"] - present["debut"]).sum()
    title = (
        f"{centre}, {en_jour(date.fromisoformat(place.date))} : {number(len(heard), 0)} oraux devant "
        f"{len(of_jury)} jurys, occupés {100 * busy:.0f} % de leur présence"
    )
    said = "Une ligne par jury ; en gris sa présence, en couleur ses interrogations (la préparation est à part)"
    return finish(alt.vconcat(*panels, spacing=10), title, said)


def _panel(name: object, present: pd.DataFrame, heard: pd.DataFrame, hours: range) -> Any:
    """Return the lines of the juries of one discipline, under its name."""
    juries = sorted(present["jury"].unique())
    told = len(juries) <= NAMED
    axis = alt.Axis(ticks=False, domain=False, labelFontSize=9) if told else None
    y = alt.Y("jury:N", sort=juries, title=None, axis=axis)
    x = alt.X(
        "debut:Q",
        title=None,
        scale=alt.Scale(domain=[hours[0], hours[-1]], nice=False),
        axis=alt.Axis(values=list(hours), labelExpr="datum.value + ' h'", gridColor=GRID, domain=False, ticks=False),
    )
    tall = TALL if told else LOW
    there = alt.Chart(present).mark_bar(height=tall - 1, color=GRID).encode(x=x, x2="fin:Q", y=y)
    tip = [alt.Tooltip(f"{column}:N") for column in ("jury", "salle", "candidat", "unite")]
    sat = (
        alt.Chart(heard)
        .mark_bar(height=tall - 2, color=OTHERS[0], stroke="white", strokeWidth=0.5)
        .encode(x=x, x2="fin:Q", y=y, tooltip=tip)
    )
    many = f"{len(juries)} jurys" if len(juries) > 1 else "1 jury"
    words = f"{str(name).capitalize()} : {len(heard)} {'oraux' if len(heard) > 1 else 'oral'}, {many}"
    title = alt.TitleParams(words, anchor="start", fontSize=12, fontWeight="normal", color=INK, offset=4)
    return (there + sat).properties(width=WIDTH, height=tall * len(juries), title=title)
