"""Whether the orals fit in their days, and how many juries they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import day, interval, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.droit.calendriers.dates import parse_quand
from bts_sim.language import N_, _, _n
from bts_sim.questions.capacity.words import (
    HOUR,
    SANS_DUREE,
    SANS_ORAUX,
    UNKNOWN,
    by_orals,
    count_of,
    discipline_name,
    length_of,
    nothing,
    number_or,
    shades_of,
    tip_of,
)
from bts_sim.rows import rows_in

#: Dashes of the lines that differ by their number of centres, readable without colour.
DASHES = ([1, 0], [7, 3], [3, 3], [1, 3], [9, 3, 2, 3])
NO_JURIES = N_("aucun texte lu ne donne la durée de ces oraux ; la donner en paramètre")


def per_day(load: Mapping[str, pd.DataFrame], regime: str, needs: Mapping[str, pd.DataFrame] | None = None) -> Any:
    """Draw the hours of interrogation of each day under one regime, by discipline, one panel per calendar.

    `load`: tables of `charge` by calendar. `needs`: tables of `need_over_range`; where they say how many juries
    there are, the hours that these have on one day are drawn, at most: a line for each length of the day. Orals are
    drawn where hours are not known.
    """
    table = _stacked(load, regime)
    if table.empty:
        return nothing(SANS_ORAUX)
    known = not table["minutes"].isna().any()
    order = by_orals(table)
    table["charge"] = table["minutes"].astype("Float64") / HOUR if known else table["oraux"]
    rows = table.groupby(["calendrier", "jour", "discipline"], sort=False)["charge"].sum().astype(float).reset_index()
    rows = rows.assign(
        nom=rows["discipline"].map(discipline_name),
        rang=rows["discipline"].map(order.index),
        texte=rows["charge"].map(count_of),
    )
    rules = _capacities(needs, regime) if known else _capacities(None, regime)
    panels = [
        _panel(rows[rows["calendrier"] == nom], rules[rules["calendrier"] == nom], nom, order, hours=known)
        for nom in load
    ]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    words = [_("{regime} ; jours du calendrier, du lundi au vendredi").format(regime=label(regime))]
    if len(rules):
        words.append(_("Tirets : heures que les jurys donnés ont en un jour, au plus, selon sa longueur"))
    return finish(chart, _days_finding(rows), words)


def _panel(rows: pd.DataFrame, rules: pd.DataFrame, nom: str, order: Sequence[str], *, hours: bool) -> Any:
    """Draw the days of one calendar, each with its total, and what the juries given can hold."""
    totals = rows.groupby("jour")["charge"].sum()
    unit = _("Heures d'interrogation") if hours else _("Oraux")
    words = _("{jour} : {nombre}\u202fh") if hours else _("{jour} : {nombre} oraux")
    said = {jour: words.format(jour=_day(str(jour)), nombre=count_of(total)) for jour, total in totals.items()}
    rows = rows.assign(quand=rows["jour"].map(said))
    y = alt.Y("quand:N", sort=list(said.values()), title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=300))
    x = alt.X("charge:Q", title=unit, stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=24, stroke="white", strokeWidth=0.5)
    tip = tip_of(quand=_("Jour"), nom=_("Discipline"), texte=unit)
    layers = [bars.encode(x=x, y=y, color=shades_of(order), order="rang:Q", tooltip=tip)]
    if len(rules):
        line = alt.Chart(rules).encode(x=alt.X("capacite:Q", title=unit))
        layers.append(line.mark_rule(color=INK, strokeDash=[4, 3]))
        above = line.mark_text(dy=-4, fontSize=11, baseline="bottom", color=INK)
        layers.append(above.encode(y=alt.value(0), text="texte:N"))
    title = _panel_title(nom, 20 if len(rules) else 6)
    return alt.layer(*layers).properties(width=WIDTH - 160, height=alt.Step(36), title=title)


def _capacities(needs: Mapping[str, pd.DataFrame] | None, regime: str) -> pd.DataFrame:
    """Give the hours that the juries given have on one day, by calendar and length of the day; no row without any."""
    tables = [pd.DataFrame({"calendrier": [], "capacite": [], "texte": []})]
    for nom, table in (needs or {}).items():
        own = table[(table["regime"] == regime) & table["jurys_donnes"].notna()].drop_duplicates("minutes_par_jour")
        if len(own):
            hours = own["jurys_donnes"].astype(float) * own["minutes_par_jour"].astype(float) / HOUR
            words = own["minutes_par_jour"].map(length_of)
            tables.append(pd.DataFrame({"calendrier": nom, "capacite": hours, "texte": words}))
    return pd.concat(tables[1:] or tables, ignore_index=True)


def _days_finding(rows: pd.DataFrame) -> str:
    """Say which share of the load the fullest day of each calendar bears."""
    parts = []
    for nom, own in rows.groupby("calendrier", sort=False):
        by_day = own.groupby("jour")["charge"].sum()
        parts.append((_calendar(str(nom)), percent(100 * by_day.max() / by_day.sum(), 0)))
    said = ", ".join(f"{share} ({nom})" for nom, share in parts)
    return _("Charge du jour le plus plein : {parts}").format(parts=said)


def jurys(needs: Mapping[str, pd.DataFrame], bornes: Mapping[str, pd.DataFrame], regime: str) -> Any:
    """Draw the fewest juries against the length of a day under one regime: a panel per calendar, a line per centres.

    `needs`: tables of `need_over_range` by calendar; `bornes`: of `need_at_bounds`, which give the band of the line
    of juries in common. A sentence where the duration of an oral is not known.
    """
    every = _stacked(needs, regime)
    table = every[every["jurys"].notna()]
    if table.empty:
        return nothing(NO_JURIES if len(every) else SANS_ORAUX)
    wide = _lengths(_stacked(bornes, regime)).pivot(index=["calendrier", "heures"], columns="borne", values="jurys")
    # An end of the interval at which there is no oral to hold has no row.
    wide = wide.reindex(columns=["bas", "haut"]).reset_index()
    rows = _lengths(table).assign(
        lieux=[_centres(one) for one in table["centres"]],
        texte=table["jurys"].map(count_of),
        duree=table["minutes_par_jour"].map(length_of),
    )
    band = rows[["calendrier", "heures"]].merge(wide, how="left")
    # The band is that of juries in common, whatever the other lines.
    rows["bornes"] = [
        interval(low, high, 0) if common and not pd.isna(low) else UNKNOWN
        for common, low, high in zip(table["centres"].isna(), band["bas"], band["haut"], strict=True)
    ]
    top = alt.Scale(domain=[0, float(max(rows["jurys"].max(), wide["haut"].max()))])
    panels = [_curves(rows, wide, nom, top) for nom in needs]
    subtitle = [
        _("{regime} ; chiffres : jurys en commun, paramètres par défaut ; bande : oraux aux bornes de leur").format(
            regime=label(regime)
        ),
        _("intervalle à 90\u202f%, paramètres tirés. Plus de centres, plus de jurys incomplets"),
    ]
    return finish(alt.hconcat(*panels), _juries_finding(rows), subtitle)


def _lengths(table: pd.DataFrame) -> pd.DataFrame:
    """Give juries and hours of a day as numbers."""
    kept = table[[column for column in ("calendrier", "borne") if column in table]]
    return kept.assign(jurys=table["jurys"].astype(float), heures=table["minutes_par_jour"].astype(float) / HOUR)


def _curves(rows: pd.DataFrame, wide: pd.DataFrame, nom: str, top: alt.Scale) -> Any:
    """Draw the juries of one calendar against the length of a day."""
    kinds, title = list(dict.fromkeys(rows["lieux"])), _("Jurys nécessaires, au moins")
    axis = alt.Axis(values=sorted(rows["heures"].unique()), grid=False)
    room = alt.Scale(zero=False, nice=False, padding=22)
    x = alt.X("heures:Q", title=_("Heures de travail d'un jury par jour"), scale=room, axis=axis)
    y = alt.Y("jurys:Q", title=title, scale=top, axis=alt.Axis(format=",.0f"))
    legend = alt.Legend(title=None, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2)
    shades, dashes = [(INK, *OTHERS)[n % 5] for n in range(len(kinds))], [DASHES[n % 5] for n in range(len(kinds))]
    lines = alt.Chart(rows[rows["calendrier"] == nom]).encode(
        x=x,
        y=y,
        color=alt.Color("lieux:N", scale=alt.Scale(domain=kinds, range=shades), legend=legend),
    )
    tip = tip_of(
        lieux=_("Centres"), duree=_("Travail par jour"), texte=title, bornes=_("Oraux aux bornes de leur intervalle")
    )
    dash = alt.StrokeDash("lieux:N", scale=alt.Scale(domain=kinds, range=dashes), legend=legend)
    area = alt.Chart(wide[wide["calendrier"] == nom]).mark_area(opacity=0.15, color=INK)
    first = lines.transform_filter(f"datum.lieux == '{kinds[0]}'")
    layers = [
        area.encode(x=x, y=alt.Y("bas:Q", scale=top, title=title), y2="haut:Q"),
        lines.mark_line(strokeWidth=2).encode(strokeDash=dash),
        lines.mark_point(filled=True, size=30, opacity=1).encode(tooltip=tip),
        first.mark_text(dy=14, fontSize=11).encode(text="texte:N", color=alt.value(INK)),
    ]
    return alt.layer(*layers).properties(width=WIDTH / 2 - 40, height=260, title=_panel_title(nom))


def _juries_finding(rows: pd.DataFrame) -> str:
    """Say how many juries each calendar takes in common, at the middle length of a day."""
    hours = sorted(rows["heures"].unique())
    middle = hours[len(hours) // 2]
    there = rows[(rows["heures"] == middle) & (rows["lieux"] == rows["lieux"].iloc[0])]
    (nom, first), *others = [(_calendar(str(one.calendrier)), one.texte) for one in rows_in(there)]
    rest = "".join(f", {count} ({other})" for other, count in others)
    return (
        _("À {duree} par jour, au moins {jurys} jurys ({calendrier})").format(
            duree=length_of(HOUR * middle), jurys=first, calendrier=nom
        )
        + rest
    )


def feasibility(needs: Mapping[str, pd.DataFrame], regime: str) -> Shown:
    """Show the fewest juries that each calendar and number of centres takes, by length of a day, and if they fit."""
    rows = []
    for nom, table in needs.items():
        own = table[table["regime"] == regime]
        for lieux, part in own.groupby(own["centres"].map(_centres), sort=False):
            first = part.iloc[0]
            by_length = {
                _("{duree} par jour").format(duree=length_of(one.minutes_par_jour)): _verdict(one)
                for one in rows_in(part)
            }
            peak = _("{jour} : {nombre} oraux").format(
                jour=_day(first["jour_de_pointe"]), nombre=count_of(first["oraux_de_pointe"])
            )
            rows.append(
                {_("Calendrier"): _calendar(nom), _("Centres"): lieux, _("Jour le plus chargé"): peak, **by_length}
            )
    return Shown(pd.DataFrame(rows), _stacked(needs, regime)) if rows else nothing(SANS_ORAUX)


def _verdict(one: Any) -> str:
    """Write the juries needed, and whether those given are enough."""
    needed = number_or(one.jurys, 0, SANS_DUREE)
    if pd.isna(one.tient):
        return needed
    given = count_of(one.jurys_donnes)
    words = _("{besoin} ≤ {donnes} : tient") if one.tient else _("{besoin} > {donnes} : ne tient pas")
    return words.format(besoin=needed, donnes=given)


def _stacked(tables: Mapping[str, pd.DataFrame], regime: str) -> pd.DataFrame:
    """Give the rows of one regime of several tables, each with its calendar."""
    return pd.concat(
        [table[table["regime"] == regime].assign(calendrier=nom) for nom, table in tables.items()], ignore_index=True
    )


def _panel_title(nom: str, offset: int = 6) -> alt.TitleParams:
    words = _("Calendrier de {academie}").format(academie=_calendar(nom))
    return alt.TitleParams(words, fontSize=12, fontWeight="normal", anchor="start", offset=offset)


def _calendar(nom: str) -> str:
    """Write the name of an académie."""
    return nom.title()


def _day(iso: str) -> str:
    return day(parse_quand(iso).debut.jour)


def _centres(count: Any) -> str:
    if pd.isna(count):
        return _("jurys en commun")
    return _n("{n} centre", "{n} centres", int(count)).format(n=int(count))
