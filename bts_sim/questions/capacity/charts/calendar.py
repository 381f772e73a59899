"""The chart of a calendar: the time to choose, the time to prepare and the wait for the decision, by specialty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.lines import LINES_BESIDE, in_lines, row_height
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.droit.calendriers.dates import parse_heure
from bts_sim.droit.calendriers.tables import Agenda, Preparation
from bts_sim.language import N_, _
from bts_sim.questions.capacity.words import say_calendar, say_preparation

#: Periods between two events: the first event, the last event, the colour (not that of a regime). If the last day to
#: choose is unknown, choosing and preparing are one period.
PHASES = {
    N_("choisir"): ("resultats_1", "choix", OTHERS[2]),
    N_("se préparer, choix faits"): ("choix", "oral", OTHERS[3]),
    N_("choisir et se préparer"): ("resultats_1", "oral", OTHERS[0]),
    N_("attendre la décision"): ("oral", "resultats_2", "#d5d8dc"),
}
#: Length of the shortest bar that has room for its label.
ROOM = timedelta(hours=16)
DAY = timedelta(days=1)
NOON = time(12)
#: Characters of the name of a specialty on one line; pixels that names take from the bars.
GLOSS, ASIDE = 40, 120
#: Ends of a bar.
START, END = "start", "end"


def draw_calendar(agenda: pd.DataFrame, preparation: pd.DataFrame) -> Any:
    """Return the chart of one row per specialty, from first results to final results, longest preparation first.

    `agenda`, `preparation`: the tables of a calendar. An event without an hour is drawn at noon. An oral that may be on
    several days is drawn on the first.
    """
    known = preparation.dropna(subset=[Preparation.jours_resultats_oral])
    known = known.sort_values(Preparation.jours_resultats_oral, ascending=False, kind="stable")
    bars = _bars(agenda)
    starts, ends = pd.to_datetime(bars[START]), pd.to_datetime(bars[END])
    # A day more on the left, where the days to prepare are written.
    days = pd.date_range(starts.min().normalize() - DAY, ends.max().normalize() + DAY, freq="D")
    phases = [phase for phase in PHASES if (bars["phase"] == _(phase)).any()]
    # Codes are those of the calendar: few people know more than their own.
    titles = dict(zip(bars[Preparation.specialite], bars[Agenda.intitule], strict=True))
    codes = [code for code in known[Preparation.specialite] if code in titles]
    glossed = {code: in_lines(f"{code} · {titles[code]}" if titles[code] != code else code, GLOSS) for code in codes}
    bars[Agenda.intitule] = bars[Preparation.specialite].map(glossed)
    y = alt.Y(Agenda.intitule.n, sort=list(glossed.values()), title=None, axis=LINES_BESIDE)
    x = alt.X(f"{START}:T", title=None, scale=alt.Scale(nice=False), axis=_axis(list(days)))
    # The ends of the scale, as data: given as a domain, Vega takes a bar's two ends for a conflict and says so.
    ends = alt.Chart(pd.DataFrame({START: [day.isoformat() for day in (days[0], days[-1])]})).mark_point(opacity=0)
    colour = alt.Color(
        "phase:N",
        scale=alt.Scale(domain=[_(phase) for phase in phases], range=[PHASES[phase][2] for phase in phases]),
        legend=alt.Legend(title=None, symbolType="square"),
    )
    tip = [
        alt.Tooltip(Agenda.intitule.n, title=_("Spécialité")),
        alt.Tooltip("phase:N", title=_("Temps pour")),
        alt.Tooltip(f"{START}:T", title=_("Du"), format=_("%d/%m %Hh%M")),
        alt.Tooltip(f"{END}:T", title=_("Au"), format=_("%d/%m %Hh%M")),
    ]
    drawn = alt.Chart(bars).mark_bar(height=15).encode(x=x, x2=f"{END}:T", y=y, color=colour, tooltip=tip)
    inside = alt.Chart(bars[bars["large"]]).mark_text(fontSize=11, color=INK).encode(x="milieu:T", y=y, text="texte:N")
    totals = bars.drop_duplicates(Preparation.specialite)[[Preparation.specialite, START]].merge(
        known[[Preparation.specialite, Preparation.jours_resultats_oral]]
    )
    totals[Agenda.intitule] = totals[Preparation.specialite].map(glossed)
    totals["texte"] = totals.pop(Preparation.jours_resultats_oral).map(_("{n} j").replace("{n}", "{}").format)
    left = alt.Chart(totals).mark_text(align="right", dx=-5, fontSize=12, fontWeight="bold", color=INK)
    chart = alt.layer(drawn, inside, left.encode(x=f"{START}:T", y=y, text="texte:N"), ends.encode(x=x))
    sized = chart.properties(width=WIDTH - ASIDE, height=alt.Step(row_height(glossed.values())))
    return finish(sized, say_preparation(preparation), say_calendar(agenda))


def _axis(days: Sequence[pd.Timestamp]) -> alt.Axis:
    """Return an axis that centres each day in its column, between two midnights."""
    return alt.Axis(
        values=[_js(day) for day in days[1:-1]],
        format=_("%d/%m"),
        orient="top",
        domain=False,
        ticks=False,
        labelOffset=(WIDTH - ASIDE) / (len(days) - 1) / 2,
        labelFontSize=11,
        labelOverlap=True,
    )


def _bars(agenda: pd.DataFrame) -> pd.DataFrame:
    dated = agenda[agenda[Agenda.date] != ""].set_index([Agenda.specialite, Agenda.evenement])
    rows = []
    for specialite in dict.fromkeys(agenda[Agenda.specialite]):
        for phase, (start, end, __) in PHASES.items():
            if (specialite, start) not in dated.index or (specialite, end) not in dated.index:
                continue
            if (start, end) == ("resultats_1", "oral") and (specialite, "choix") in dated.index:
                continue
            first = dated.loc[(specialite, start)]
            begin, finish = _moment(first), _moment(dated.loc[(specialite, end)])
            rows.append(
                {
                    Agenda.specialite: specialite,
                    Agenda.intitule: first[Agenda.intitule],
                    "phase": _(phase),
                    START: begin.isoformat(),
                    END: finish.isoformat(),
                    "milieu": (begin + (finish - begin) / 2).isoformat(),
                    "texte": _("{n} j").format(n=(finish.date() - begin.date()).days),
                    "large": finish - begin >= ROOM,
                }
            )
    return pd.DataFrame(rows)


def _moment(row: pd.Series) -> datetime:
    jour = datetime.fromisoformat(row[Agenda.date])
    return datetime.combine(jour, parse_heure(row[Agenda.heure]) if row[Agenda.heure] else NOON)


def _js(moment: datetime) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day)
