"""Charts of a simulated cohort, from the tables of this room, with titles that state the finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import DOMAINES, GROUPS, MEANS, MODES, modalite, number, percent, points, with_composition
from bts_sim.display.lines import LINES_BESIDE, in_lines, row_height
from bts_sim.display.marks import thresholds
from bts_sim.display.theme import BESIDE, INK, OTHERS, PANEL, STEP, WIDTH, finish, tips, under_heads
from bts_sim.language import N_, Labels, _
from bts_sim.questions.people.composition import VOCATIONAL, Composition
from bts_sim.questions.people.tables import (
    EVERYBODY,
    GENERAL,
    PROFESSIONAL,
    SPECIALTY,
    Correlation,
    GroupGap,
    MarkShare,
    MeanShare,
    NearThreshold,
    Threshold,
)
from bts_sim.questions.people.words import (
    say_correlations,
    say_group_gaps,
    say_marks,
    say_means,
    say_near_thresholds,
    say_people,
)
from bts_sim.stats.words import ONE_COHORT

#: Greys for the background; the subject has colour or ink.
GREY, DARK_GREY = "#b8bcc2", "#7f8790"
#: One colour per mean, none of them that of a regime; then the colours below and above a threshold.
MEAN_COLOURS = {GENERAL: OTHERS[0], PROFESSIONAL: OTHERS[1]}
SIDES = Labels({NearThreshold.dessous: N_("juste au-dessous"), NearThreshold.dessus: N_("juste au-dessus")})
SIDE_COLOURS = (OTHERS[2], OTHERS[3])
#: Shades of a matrix of correlations, and share of the darkest shade from which text turns white.
SHADES, WHITE_FROM = ["#f7fbff", "#6baed6", "#08519c"], 0.55
#: Width of a cell of that matrix, pixels.
CELL = 46
#: Columns added to each row for the chart.
FRAME, WORDS, WHO, NAME, WHERE, TITLED = "cadre", "texte", "qui", "nom", "ou", "intitule"
BEGIN, END, HELD_MODE, AT_BAR = "depuis", "jusque", "passation", "au_seuil"
ZONE, CLASS, DARK, SIDE, X, SIDE_NAME = "zone", "tranche", "sombre", "sens", "x", "cote"
RATE, RANK, MEAN, VALUE = "taux", "rang", "laquelle", "moyen"


def draw_marks(table: pd.DataFrame, threshold: float) -> Any:
    """Return the chart of the marks of each domain and mode. The mark of the threshold of admission stands out.

    `threshold`: points on 20.
    """
    half = 0.25
    domains = [DOMAINES[code] for code in table[MarkShare.domaine]]
    named: dict[str, Any] = {
        BEGIN: table[MarkShare.note] - half,
        END: table[MarkShare.note] + half,
        FRAME: [_("domaine {nom}").format(nom=name) for name in domains],
        HELD_MODE: [MODES[code] for code in table[MarkShare.mode]],
        AT_BAR: table[MarkShare.note] == threshold,
        WORDS: table[MarkShare.part].map(percent),
    }
    rows = table.assign(**named)
    ends = alt.Scale(domain=[-half, 20 + half], nice=False)
    x = alt.X(f"{BEGIN}:Q", bin="binned", title=_("Note (points sur 20)"), scale=ends, axis=alt.Axis(tickCount=10))
    y = alt.Y(MarkShare.part.q, title=_("Part des notes (%)"), axis=alt.Axis(tickCount=4))
    colour = alt.Color(f"{AT_BAR}:N", scale=alt.Scale(domain=[False, True], range=[GREY, INK]), legend=None)
    tip = tips(**{MarkShare.note: _("Note"), WORDS: _("Part"), MarkShare.n: _("Notes")})
    bars = alt.Chart(rows).mark_bar(stroke="white", strokeWidth=0.5)
    bars = bars.encode(x=x, x2=alt.X2(END), y=y, color=colour, tooltip=tip)
    words = alt.Chart(rows).transform_filter(f"datum.{AT_BAR}").mark_text(align="right", dx=6, dy=-7, fontSize=11)
    words = words.encode(x=alt.X(MarkShare.note.q, scale=ends), y=y, text=f"{WORDS}:N")
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK)
    panel = alt.layer(bars, words).properties(width=WIDTH / 2 - 30, height=PANEL)
    chart = panel.facet(row=alt.Row(f"{FRAME}:N", header=header), column=alt.Column(f"{HELD_MODE}:N", header=header))
    said = _("Barre au nombre écrit : la note du seuil d'admission")
    return finish(chart, say_marks(table, threshold), [said, _(ONE_COHORT)])


def draw_means(table: pd.DataFrame, thresholds: pd.DataFrame) -> Any:
    """Return the chart of the distribution of each mean, cut at the thresholds of a regime, with each share."""
    # One scale of shares, so that the two means compare; room above the bars for the text.
    room = alt.Scale(domain=[0, 1.2 * float(table[MeanShare.part].max())], nice=False)
    panels = [
        _mean(
            table[table[MeanShare.moyenne] == name],
            name,
            room,
            thresholds.loc[thresholds[Threshold.moyenne] == name, Threshold.seuil].tolist(),
        )
        for name in table[MeanShare.moyenne].unique()
    ]
    chart = alt.vconcat(*panels).resolve_scale(color="independent")
    said = [
        _("Tirets : seuils du régime, et la part des candidats entre eux. En couleur : entre deux seuils"),
        _("Candidats non éliminés : un éliminé n'a pas de moyenne"),
        _(ONE_COHORT),
    ]
    return finish(chart, say_means(table, thresholds), said)


def _mean(rows: pd.DataFrame, name: str, room: alt.Scale, bars: Sequence[float]) -> Any:
    zone = np.searchsorted(bars, rows[MeanShare.debut], side="right")
    named = _("{moyenne} (points sur 20)").format(moyenne=MEANS[name].capitalize())
    # The part between two thresholds is the one that a rule concerns.
    shades = [GREY, *[MEAN_COLOURS[name]] * (len(bars) - 1), *[DARK_GREY] * bool(bars)]
    scale = alt.Scale(domain=[str(z) for z in range(len(shades))], range=shades)
    x = alt.X(
        MeanShare.debut.q, bin="binned", title=named, scale=alt.Scale(domain=[0, 20]), axis=alt.Axis(tickCount=20)
    )
    y = alt.Y(MeanShare.part.q, title=_("Part des candidats (%)"), axis=alt.Axis(tickCount=4), scale=room)
    drawn = alt.Chart(_classes(rows, zone)).mark_bar(stroke="white", strokeWidth=0.5)
    colour = alt.Color(f"{ZONE}:N", scale=scale, legend=None)
    tip = tips(**{CLASS: named, WORDS: _("Part des candidats")})
    drawn = drawn.encode(x=x, x2=alt.X2(MeanShare.fin), y=y, color=colour, tooltip=tip)
    rules = thresholds(X, *bars).encode(x=f"{X}:Q")
    # Each share stands in its part, near the threshold at both ends.
    edges = [min(bars, default=20.0) - 2.4, *bars, max(bars, default=0.0) + 2.4]
    shares = rows.groupby(zone)[MeanShare.part].sum().reindex(range(len(shades)), fill_value=0.0)
    said = pd.DataFrame({X: (np.array(edges[:-1]) + edges[1:]) / 2, WORDS: shares.map(percent)})
    words = alt.Chart(said).mark_text(fontSize=12, color=INK).encode(x=f"{X}:Q", y=alt.value(8), text=f"{WORDS}:N")
    return alt.layer(drawn, rules, words).properties(width=WIDTH, height=PANEL + 30)


def _classes(rows: pd.DataFrame, zone: Any) -> pd.DataFrame:
    """Return classes of means with their text. `zone`: the two thresholds between which each class lies."""
    classes = [
        _("de {bas} à moins de {haut}").format(bas=points(row.debut), haut=points(row.fin))
        for row in MeanShare.rows(rows)
    ]
    words = [percent(part, 2) for part in rows[MeanShare.part]]
    return rows.assign(**{ZONE: zone.astype(str), WORDS: words, CLASS: classes})


def draw_correlations(table: pd.DataFrame, specialty: str, titles: Mapping[str, str]) -> Any:
    """Return the chart of the correlation of each pair of units of a specialty, in the order of the règlement.

    `titles`: the title of each unit, in the règlement.
    """
    domains = {row.unite: DOMAINES[row.domaine] for row in Correlation.rows(table)}
    units = {unit: in_lines(f"{unit} {titles[unit]} ({domain})") for unit, domain in domains.items()}
    rows = table[table[Correlation.unite] != table[Correlation.autre]]
    values = rows[Correlation.correlation]
    most = float(np.ceil(10 * values.max()) / 10)
    named: dict[str, Any] = {
        TITLED: rows[Correlation.autre].map(units),
        WORDS: [number(value, 2) for value in values],
        DARK: values > WHITE_FROM * most,
    }
    x = alt.X(Correlation.unite.n, sort=list(units), title=None, axis=alt.Axis(ticks=False, domain=False, labelAngle=0))
    y = alt.Y(f"{TITLED}:N", sort=list(units.values()), title=None, axis=LINES_BESIDE)
    base = alt.Chart(rows.assign(**named)).encode(x=x, y=y)
    shade = alt.Scale(domain=[0, most / 2, most], range=SHADES, clamp=True)
    bar = alt.Legend(title=_("Corrélation"), orient="right", format=".1f")
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color(Correlation.correlation.q, scale=shade, legend=bar),
        tooltip=tips(**{Correlation.unite: _("Unité"), TITLED: _("Avec"), WORDS: _("Corrélation")}),
    )
    ink = alt.Color(f"{DARK}:N", scale=alt.Scale(domain=[False, True], range=[INK, "white"]), legend=None)
    words = base.mark_text(fontSize=12).encode(text=f"{WORDS}:N", color=ink)
    chart = alt.layer(cells, words).resolve_scale(color="independent")
    chart = chart.properties(width=alt.Step(CELL), height=alt.Step(max(CELL - 14, row_height(units.values()))))
    said = _("Candidats notés à cette session dans les deux unités")
    return finish(chart, say_correlations(table, specialty), [said, _(ONE_COHORT)])


def draw_near_thresholds(table: pd.DataFrame) -> Any:
    """Return the chart of the share of candidates just below and just above each threshold of the two means."""
    rows = _sides(table)
    far = float(np.ceil(1.25 * rows[MeanShare.part].max()))
    x = alt.X(
        f"{X}:Q",
        title=_("Part des candidats (%) : au-dessous à gauche, au-dessus à droite"),
        scale=alt.Scale(domain=[-far, far], nice=False),
        axis=alt.Axis(labelExpr="format(abs(datum.value), '~g')"),
    )
    y = alt.Y(f"{WHERE}:N", sort=rows[WHERE].unique().tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(x=x, y=y)
    colours = alt.Scale(domain=list(SIDES.values()), range=list(SIDE_COLOURS))
    tip = tips(**{SIDE_NAME: _("Candidats"), WORDS: _("Part")})
    layers = [base.mark_bar().encode(color=alt.Color(f"{SIDE_NAME}:N", scale=colours), tooltip=tip)]
    below, above = (base.transform_filter(f"datum.{SIDE} == '{side}'") for side in SIDES)
    ends = below.mark_text(align="right", dx=-5, fontSize=11), above.mark_text(align="left", dx=5, fontSize=11)
    layers += [words.encode(text=f"{WORDS}:N") for words in ends]
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK, labelAnchor="start", labelOrient="top")
    panel = alt.layer(*layers).properties(width=WIDTH - 130, height=alt.Step(STEP + 6))
    frames = rows[FRAME].unique().tolist()
    chart = panel.facet(row=alt.Row(f"{FRAME}:N", sort=frames, header=header), spacing=8)
    return finish(chart, say_near_thresholds(table), [_("Une moyenne égale au seuil est au-dessus"), _(ONE_COHORT)])


def _sides(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per threshold, distance and side, with its text. Rows below the thresholds come first."""
    keys = [NearThreshold.moyenne, NearThreshold.seuil, NearThreshold.distance]
    rows = table[[*keys, *SIDES]].melt(keys, var_name=SIDE, value_name=MeanShare.part)
    below, share = rows[SIDE] == NearThreshold.dessous, rows[MeanShare.part]
    where = [_("à moins de {distance} point").format(distance=points(one)) for one in rows[NearThreshold.distance]]
    means = [MEANS[code].capitalize() for code in rows[NearThreshold.moyenne]]
    bars = map(points, rows[NearThreshold.seuil])
    named: dict[str, Any] = {
        X: share.where(~below, -share),
        SIDE_NAME: [SIDES[code] for code in rows[SIDE]],
        WORDS: share.map(percent),
        WHERE: where,
        FRAME: [f"{mean}, {bar}" for mean, bar in zip(means, bars, strict=True)],
    }
    return rows.assign(**named)


def draw_group_gaps(table: pd.DataFrame) -> Any:
    """Return the chart of the first-group rate and the two means of every group except specialties."""
    rows, half = _groups(table), WIDTH / 2 - 50
    whole = table.loc[table[GroupGap.groupe] == EVERYBODY, GroupGap.taux_groupe1]
    names, axis = under_heads([*zip(rows[FRAME], rows[WHO], strict=True)])
    title = _("Admis au premier groupe (%)")
    low, high = float(rows[GroupGap.taux_groupe1].min()), float(rows[GroupGap.taux_groupe1].max())
    # The text stands at the right edge, where dots and dashes do not cross it.
    scale = alt.Scale(domain=[5 * np.floor(low / 5) - 5, high + 12], zero=False, nice=False)
    base = alt.Chart(rows).encode(y=alt.Y(f"{WHO}:N", scale=alt.Scale(domain=names), title=None, axis=axis))
    tip = tips(**{FRAME: _("Groupe"), WHO: _("Valeur"), GroupGap.n: _("Candidats")})
    dots = base.mark_point(filled=True, size=70, opacity=1, color=INK)
    dots = dots.encode(x=alt.X(GroupGap.taux_groupe1.q, title=title, scale=scale), tooltip=tip)
    words = base.mark_text(align="right", dx=-2, fontSize=11).encode(x=alt.value(half), text=f"{RATE}:N")
    rule = thresholds(X, *whole)
    rule = rule.encode(x=alt.X(f"{X}:Q", title=title, scale=scale))
    left = alt.layer(rule, dots, words).properties(width=half, height=alt.Step(STEP + 6))
    right = alt.layer(*_two_means(rows, names, tip)).properties(width=half, height=alt.Step(STEP + 6))
    chart = alt.hconcat(left, right).resolve_scale(color="independent")
    said = with_composition(_("Tirets : taux de l'ensemble"), set(table[GroupGap.groupe]))
    lines = [said] if isinstance(said, str) else said
    return finish(chart, say_group_gaps(table), [*lines, _(ONE_COHORT)])


def draw_people(table: pd.DataFrame) -> Any:
    """Return the chart of the share of bacheliers professionnels in each specialty: among its entrants, and raked."""
    rows = table[table[Composition.part] == VOCATIONAL].sort_values(Composition.cohorte, ascending=False)
    rows = rows.assign(**{WORDS: rows[Composition.cohorte].map(percent)})
    y = alt.Y(Composition.specialite.n, sort=rows[Composition.specialite].tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(y=y)
    title = _("Bacheliers professionnels parmi les bacheliers récents (%)")
    # The text stands at the right edge, where no circle is under it.
    most = float(rows[[Composition.cohorte, Composition.entrants]].max().max())
    x = alt.X(Composition.cohorte.q, title=title, scale=alt.Scale(domain=[0, 1.15 * most], nice=False))
    tip = tips(
        **{
            Composition.specialite: _("Spécialité"),
            Composition.entrants: _("Entrants de 2025, statut scolaire (%)"),
            Composition.cohorte: _("Cohorte (%)"),
        }
    )
    line = base.mark_rule(color=GREY, strokeWidth=2).encode(x=x, x2=alt.X2(Composition.entrants))
    before = base.mark_point(size=60, filled=False, color=DARK_GREY, opacity=1)
    before = before.encode(x=alt.X(Composition.entrants.q, title=title), tooltip=tip)
    after = base.mark_point(size=70, filled=True, color=INK, opacity=1).encode(x=x, tooltip=tip)
    words = base.mark_text(align="right", dx=-2, fontSize=11).encode(x=alt.value(WIDTH), text=f"{WORDS}:N")
    chart = alt.layer(line, before, after, words).properties(width=WIDTH, height=alt.Step(STEP + 2))
    said = _("Point et nombre : la cohorte, ramenée aux marges nationales. Cercle : les entrants scolaires de 2025")
    return finish(chart, say_people(table), said)


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of groups except specialties, in the order of the labels, the highest rate first."""
    order = [group for group in GROUPS if group not in (EVERYBODY, SPECIALTY)]
    kept = table[table[GroupGap.groupe].isin(order)]
    named: dict[str, Any] = {
        WHO: [modalite(code) for code in kept[GroupGap.modalite]],
        FRAME: [GROUPS[code] for code in kept[GroupGap.groupe]],
        RANK: kept[GroupGap.groupe].map(order.index),
        RATE: kept[GroupGap.taux_groupe1].map(percent),
    }
    return kept.assign(**named).sort_values([RANK, GroupGap.taux_groupe1], ascending=[True, False])


def _two_means(rows: pd.DataFrame, names: Sequence[str], tip: list[alt.Tooltip]) -> list[Any]:
    """Return the layers of the two means of each group."""
    long = rows.melt([WHO, FRAME, GroupGap.n], list(MEANS), var_name=MEAN, value_name=VALUE)
    named: dict[str, Any] = {NAME: [MEANS[code] for code in long[MEAN]], WORDS: long[VALUE].map(number)}
    long = long.assign(**named)
    x = alt.X(f"{VALUE}:Q", title=_("Moyenne du groupe (points sur 20)"), scale=alt.Scale(zero=False, padding=30))
    base = alt.Chart(long).encode(y=alt.Y(f"{WHO}:N", scale=alt.Scale(domain=list(names)), title=None, axis=None), x=x)
    colours = alt.Scale(domain=[MEANS[code] for code in MEAN_COLOURS], range=list(MEAN_COLOURS.values()))
    pairs = base.mark_point(filled=True, size=70, opacity=1)
    layers = [pairs.encode(color=alt.Color(f"{NAME}:N", scale=colours), tooltip=tip)]
    # The general mean is usually the lower one, so texts placed outwards do not overlap.
    for code, dx in zip(MEAN_COLOURS, (-17, 17), strict=True):
        there = base.transform_filter(f"datum.{MEAN} == '{code}'")
        layers.append(there.mark_text(dx=dx, fontSize=11).encode(text=f"{WORDS}:N"))
    return layers
