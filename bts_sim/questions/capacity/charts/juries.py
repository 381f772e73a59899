"""Charts of the days of orals and of the juries needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, number, regime_label
from bts_sim.display.theme import DASHES, INK, OTHERS, WIDTH, finish
from bts_sim.language import N_, _
from bts_sim.questions.capacity.sums import HOUR
from bts_sim.questions.capacity.tables import Load, Need, NeedOfSession
from bts_sim.questions.capacity.words import (
    BURDEN,
    CALENDAR,
    HOURS,
    NO_ORALS,
    PLACES,
    SAID,
    UNKNOWN,
    by_orals,
    calendar_name,
    centres_name,
    count_of,
    day_in_full,
    discipline_name,
    length_of,
    nothing,
    say_fullest_day,
    say_juries,
    shades_of,
    stacked,
    tip_of,
)

#: Dashes of the lines, one per number of centres, readable without colour.
LINES = ([1, 0], [7, 3], [3, 3], [1, 3], [9, 3, 2, 3])
#: Ends of the interval of juries.
ENDS = (NeedOfSession.jurys_bas, NeedOfSession.jurys_haut)
NO_JURIES = N_("aucun texte lu ne donne la durée de ces oraux ; la donner en paramètre")


def draw_by_day(load: Mapping[str, pd.DataFrame], regime: str, needs: Mapping[str, pd.DataFrame] | None = None) -> Any:
    """Return the chart of the hours of interrogation of each day under one regime, one panel per calendar.

    `load`: tables of `load_by_day`, by calendar. `needs`: tables of `need_over_range`. If they hold the number of
    juries available, lines show the most hours that these juries have on one day, one line per length of the day. The
    chart counts orals if hours are unknown.
    """
    table = stacked(load, regime)
    if table.empty:
        return nothing(NO_ORALS)
    known = not table[Load.minutes].isna().any()
    order = by_orals(table)
    table[BURDEN] = table[Load.minutes].astype("Float64") / HOUR if known else table[Load.oraux]
    rows = table.groupby([CALENDAR, Load.jour, Load.discipline], sort=False)[BURDEN].sum().astype(float).reset_index()
    rows = rows.assign(
        name=rows[Load.discipline].map(discipline_name),
        rank=rows[Load.discipline].map(order.index),
        texte=rows[BURDEN].map(count_of),
    )
    rules = _capacities(needs, regime) if known else _capacities(None, regime)
    panels = [
        _panel(rows[rows[CALENDAR] == nom], rules[rules[CALENDAR] == nom], nom, order, hours=known) for nom in load
    ]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    words = [_("{regime} ; jours du calendrier, du lundi au vendredi").format(regime=regime_label(regime))]
    if len(rules):
        words.append(_("Tirets : heures que les jurys donnés ont en un jour, au plus, selon sa longueur"))
    return finish(chart, say_fullest_day(rows), words)


def _panel(rows: pd.DataFrame, rules: pd.DataFrame, nom: str, order: Sequence[str], *, hours: bool) -> Any:
    """Return the chart of the days of one calendar, with totals and the capacity of the available juries."""
    totals = rows.groupby(Load.jour)[BURDEN].sum()
    unit = _("Heures d'interrogation") if hours else _("Oraux")
    words = _("{jour} : {nombre}\u202fh") if hours else _("{jour} : {nombre} oraux")
    said = {jour: words.format(jour=day_in_full(str(jour)), nombre=count_of(total)) for jour, total in totals.items()}
    rows = rows.assign(quand=rows[Load.jour].map(said))
    y = alt.Y("quand:N", sort=list(said.values()), title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=300))
    x = alt.X(f"{BURDEN}:Q", title=unit, stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=24, stroke="white", strokeWidth=0.5)
    tip = tip_of(quand=_("Jour"), name=_("Discipline"), texte=unit)
    layers = [bars.encode(x=x, y=y, color=shades_of(order), order="rank:Q", tooltip=tip)]
    if len(rules):
        line = alt.Chart(rules).encode(x=alt.X("capacite:Q", title=unit))
        layers.append(line.mark_rule(**DASHES))
        above = line.mark_text(dy=-4, fontSize=11, baseline="bottom", color=INK)
        layers.append(above.encode(y=alt.value(0), text="texte:N"))
    title = _panel_title(nom, 20 if len(rules) else 6)
    return alt.layer(*layers).properties(width=WIDTH - 160, height=alt.Step(36), title=title)


def _capacities(needs: Mapping[str, pd.DataFrame] | None, regime: str) -> pd.DataFrame:
    """Return the hours of the available juries on one day, by calendar and length of the day; no row without any."""
    tables = [pd.DataFrame({CALENDAR: [], "capacite": [], SAID: []})]
    for nom, table in (needs or {}).items():
        own = table[(table[Need.regime] == regime) & table[Need.jurys_donnes].notna()].drop_duplicates(
            Need.minutes_par_jour
        )
        if len(own):
            hours = own[Need.jurys_donnes].astype(float) * own[Need.minutes_par_jour].astype(float) / HOUR
            words = own[Need.minutes_par_jour].map(length_of)
            tables.append(pd.DataFrame({CALENDAR: nom, "capacite": hours, SAID: words}))
    return pd.concat(tables[1:] or tables, ignore_index=True)


def draw_juries(needs: Mapping[str, pd.DataFrame], regime: str) -> Any:
    """Return the chart of the fewest juries by length of a day: a panel per calendar, a line per number of centres.

    `needs`: tables of `need_of_session`, by calendar. The band is that of shared juries. The chart is a sentence if the
    length of an oral is unknown.
    """
    every = stacked(needs, regime)
    table = every[every[Need.jurys].notna()]
    if table.empty:
        return nothing(NO_JURIES if len(every) else NO_ORALS)
    rows = table.assign(
        **{name: table[name].astype(float) for name in (Need.jurys, *ENDS)},
        **{HOURS: table[Need.minutes_par_jour].astype(float) / HOUR},
        lieux=[centres_name(one) for one in table[Need.centres]],
        texte=table[Need.jurys].map(count_of),
        bornes=[_ends(one) for one in NeedOfSession.rows(table)],
        duree=table[Need.minutes_par_jour].map(length_of),
    )[[CALENDAR, HOURS, Need.jurys, *ENDS, PLACES, SAID, "bornes", "duree"]]
    wide = rows[table[Need.centres].isna().to_numpy()]
    top = alt.Scale(domain=[0, float(rows[[Need.jurys, NeedOfSession.jurys_haut]].max().max())])
    panels = [_curves(rows, wide, nom, top) for nom in needs]
    subtitle = [
        _(
            "{regime} ; chiffres et bande : jurys en commun, pour les oraux à tenir et aux bornes de leur intervalle"
        ).format(regime=regime_label(regime)),
        _("Intervalle à {niveau} % (prévision d'une session). Plus de centres, plus de jurys incomplets").format(
            niveau=number(float(table[NeedOfSession.niveau].max()), 0)
        ),
    ]
    return finish(alt.hconcat(*panels), say_juries(rows), subtitle)


def _ends(row: NeedOfSession) -> str:
    """Return the juries at both ends of the interval of orals, as text."""
    if pd.isna(row.jurys_bas) or pd.isna(row.jurys_haut):
        return UNKNOWN
    return interval(float(row.jurys_bas), float(row.jurys_haut), 0)


def _curves(rows: pd.DataFrame, wide: pd.DataFrame, nom: str, top: alt.Scale) -> Any:
    """Return the chart of the juries of one calendar by length of a day."""
    kinds, title = list(dict.fromkeys(rows[PLACES])), _("Jurys nécessaires, au moins")
    axis = alt.Axis(values=sorted(rows[HOURS].unique()), grid=False)
    room = alt.Scale(zero=False, nice=False, padding=22)
    x = alt.X(f"{HOURS}:Q", title=_("Heures de travail d'un jury par jour"), scale=room, axis=axis)
    y = alt.Y(Need.jurys.q, title=title, scale=top, axis=alt.Axis(format=",.0f"))
    legend = alt.Legend(title=None, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2)
    shades, dashes = [(INK, *OTHERS)[n % 5] for n in range(len(kinds))], [LINES[n % 5] for n in range(len(kinds))]
    lines = alt.Chart(rows[rows[CALENDAR] == nom]).encode(
        x=x,
        y=y,
        color=alt.Color(f"{PLACES}:N", scale=alt.Scale(domain=kinds, range=shades), legend=legend),
    )
    tip = tip_of(
        lieux=_("Centres"), duree=_("Travail par jour"), texte=title, bornes=_("Oraux aux bornes de leur intervalle")
    )
    dash = alt.StrokeDash(f"{PLACES}:N", scale=alt.Scale(domain=kinds, range=dashes), legend=legend)
    area = alt.Chart(wide[wide[CALENDAR] == nom]).mark_area(opacity=0.15, color=INK)
    first = lines.transform_filter(f"datum.lieux == '{kinds[0]}'")
    layers = [
        area.encode(x=x, y=alt.Y(f"{ENDS[0]}:Q", scale=top, title=title), y2=ENDS[1]),
        lines.mark_line(strokeWidth=2).encode(strokeDash=dash),
        lines.mark_point(filled=True, size=30, opacity=1).encode(tooltip=tip),
        first.mark_text(dy=14, fontSize=11).encode(text="texte:N", color=alt.value(INK)),
    ]
    return alt.layer(*layers).properties(width=WIDTH / 2 - 40, height=260, title=_panel_title(nom))


def _panel_title(nom: str, offset: int = 6) -> alt.TitleParams:
    words = _("Tous les oraux de la session, au calendrier de {academie}").format(academie=calendar_name(nom))
    return alt.TitleParams(words, fontSize=12, fontWeight="normal", anchor="start", offset=offset)
