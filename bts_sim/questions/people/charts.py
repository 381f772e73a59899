"""Charts of what a simulated cohort looks like, from the tables of this room; a title that says the finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import DOMAINES, GROUPS, MEANS, MODES, modalite, number, percent, points
from bts_sim.display.theme import BESIDE, DASHES, INK, OTHERS, PANEL, STEP, WIDTH, finish, tips
from bts_sim.language import N_, Labels, _
from bts_sim.questions.people import words as people_words
from bts_sim.rows import rows_in

#: Quiet greys for what is not the subject; the subject has colour or ink.
GREY, DARK_GREY = "#b8bcc2", "#7f8790"
#: One colour per mean, none of them that of a regime; then below and above a threshold.
MEAN_COLOURS = {"generale": OTHERS[0], "professionnelle": OTHERS[1]}
SIDES = Labels({"dessous": N_("juste au-dessous"), "dessus": N_("juste au-dessus")})
SIDE_COLOURS = (OTHERS[2], OTHERS[3])
#: Shades of a matrix of correlations, and the part of the darkest from which words turn white.
SHADES, WHITE_FROM = ["#f7fbff", "#6baed6", "#08519c"], 0.55
#: Width of a cell of that matrix, pixels; distance whose share a title says, points.
CELL, SAID = 46, 0.5


def notes(table: pd.DataFrame, seuil: float) -> Any:
    """Draw the marks of each domain and mode; the mark at the threshold of admission (points) stands out."""
    half = 0.25
    rows = table.assign(
        debut=table["note"] - half,
        fin=table["note"] + half,
        cadre=[_("domaine {nom}").format(nom=DOMAINES[one]) for one in table["domaine"]],
        passation=[MODES[one] for one in table["mode"]],
        au_seuil=table["note"] == seuil,
        texte=table["part"].map(percent),
    )
    ends = alt.Scale(domain=[-half, 20 + half], nice=False)
    x = alt.X("debut:Q", bin="binned", title=_("Note (points sur 20)"), scale=ends, axis=alt.Axis(tickCount=10))
    y = alt.Y("part:Q", title=_("Part des notes (%)"), axis=alt.Axis(tickCount=4))
    colour = alt.Color("au_seuil:N", scale=alt.Scale(domain=[False, True], range=[GREY, INK]), legend=None)
    bars = alt.Chart(rows).mark_bar(stroke="white", strokeWidth=0.5)
    bars = bars.encode(x=x, x2="fin:Q", y=y, color=colour, tooltip=tips(note=_("Note"), texte=_("Part"), n=_("Notes")))
    words = alt.Chart(rows).transform_filter("datum.au_seuil").mark_text(align="right", dx=6, dy=-7, fontSize=11)
    words = words.encode(x=alt.X("note:Q", scale=ends), y=y, text="texte:N")
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK)
    panel = alt.layer(bars, words).properties(width=WIDTH / 2 - 30, height=PANEL)
    chart = panel.facet(row=alt.Row("cadre:N", header=header), column=alt.Column("passation:N", header=header))
    return finish(chart, people_words.notes(table, seuil), _("Barre noire : la note du seuil d'admission"))


def moyennes(table: pd.DataFrame, seuils: pd.DataFrame) -> Any:
    """Draw the distribution of each mean, cut at the thresholds of the law, with the share of every part."""
    panels = [
        _mean(table[table["moyenne"] == nom], nom, seuils.loc[seuils["moyenne"] == nom, "seuil"].tolist())
        for nom in table["moyenne"].unique()
    ]
    chart = alt.vconcat(*panels).resolve_scale(color="independent")
    return finish(
        chart, people_words.moyennes(table, seuils), _("Tirets : seuils du régime, et la part des candidats entre eux")
    )


def _mean(rows: pd.DataFrame, nom: str, bars: Sequence[float]) -> Any:
    zone = np.searchsorted(bars, rows["debut"], side="right")
    ends = zip(rows["debut"], rows["fin"], strict=True)
    rows = rows.assign(
        zone=zone.astype(str),
        texte=[percent(part, 2) for part in rows["part"]],
        tranche=[_("de {bas} à moins de {haut}").format(bas=points(low), haut=points(high)) for low, high in ends],
    )
    # The part between two thresholds is the one that a rule speaks of.
    shades = [GREY, *[MEAN_COLOURS[nom]] * (len(bars) - 1), *[DARK_GREY] * bool(bars)]
    scale = alt.Scale(domain=[str(z) for z in range(len(shades))], range=shades)
    named = _("{moyenne} (points sur 20)").format(moyenne=MEANS[nom].capitalize())
    x = alt.X("debut:Q", bin="binned", title=named, scale=alt.Scale(domain=[0, 20]), axis=alt.Axis(tickCount=20))
    # Room above the bars for the words.
    room = alt.Scale(domainMax=1.2 * float(rows["part"].max()), nice=False)
    y = alt.Y("part:Q", title=_("Part des candidats (%)"), axis=alt.Axis(tickCount=4), scale=room)
    drawn = alt.Chart(rows).mark_bar(stroke="white", strokeWidth=0.5)
    colour = alt.Color("zone:N", scale=scale, legend=None)
    drawn = drawn.encode(x=x, x2="fin:Q", y=y, color=colour, tooltip=tips(tranche=named, texte=_("Part des candidats")))
    rules = alt.Chart(pd.DataFrame({"x": list(bars)})).mark_rule(**DASHES).encode(x="x:Q")
    # Each share stands in its part; at both ends, near the threshold.
    edges = [min(bars, default=20.0) - 2.4, *bars, max(bars, default=0.0) + 2.4]
    shares = rows.groupby(zone)["part"].sum().reindex(range(len(shades)), fill_value=0.0)
    said = pd.DataFrame({"x": (np.array(edges[:-1]) + edges[1:]) / 2, "texte": shares.map(percent)})
    words = alt.Chart(said).mark_text(fontSize=12, color=INK).encode(x="x:Q", y=alt.value(8), text="texte:N")
    return alt.layer(drawn, rules, words).properties(width=WIDTH, height=PANEL + 30)


def correlations(table: pd.DataFrame, specialite: str) -> Any:
    """Draw the correlation of marks of every pair of units of a specialty, in the order of the règlement."""
    units = dict(zip(table["unite"], table["domaine"], strict=True))
    named = {code: f"{code} {DOMAINES[domain]}" for code, domain in units.items()}
    rows = table[table["unite"] != table["autre"]]
    most = float(np.ceil(10 * rows["correlation"].max()) / 10)
    rows = rows.assign(
        nom=rows["autre"].map(named),
        texte=[number(value, 2) for value in rows["correlation"]],
        sombre=rows["correlation"] > WHITE_FROM * most,
    )
    x = alt.X("unite:N", sort=list(units), title=None, axis=alt.Axis(ticks=False, domain=False, labelAngle=0))
    base = alt.Chart(rows).encode(x=x, y=alt.Y("nom:N", sort=list(named.values()), title=None, axis=BESIDE))
    shade = alt.Scale(domain=[0, most / 2, most], range=SHADES, clamp=True)
    bar = alt.Legend(title=_("Corrélation"), orient="right", format=".1f")
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color("correlation:Q", scale=shade, legend=bar),
        tooltip=tips(unite=_("Unité"), nom=_("Avec"), texte=_("Corrélation")),
    )
    ink = alt.Color("sombre:N", scale=alt.Scale(domain=[False, True], range=[INK, "white"]), legend=None)
    words = base.mark_text(fontSize=12).encode(text="texte:N", color=ink)
    chart = alt.layer(cells, words).resolve_scale(color="independent")
    chart = chart.properties(width=alt.Step(CELL), height=alt.Step(CELL - 14))
    return finish(
        chart, people_words.correlations(table, specialite), _("Candidats notés à cette session dans les deux unités")
    )


def near_thresholds(table: pd.DataFrame) -> Any:
    """Draw the share of candidates just below and just above each threshold of the two means."""
    keys = ["moyenne", "seuil", "distance"]
    rows = table[[*keys, "dessous", "dessus"]].melt(keys, var_name="sens", value_name="part")
    below = rows["sens"] == "dessous"
    rows = rows.assign(
        x=rows["part"].where(~below, -rows["part"]),
        cote=np.where(below, *SIDES.values()),
        texte=rows["part"].map(percent),
        ou=[_("à moins de {distance} point").format(distance=points(one)) for one in rows["distance"]],
        cadre=[f"{MEANS[r.moyenne].capitalize()}, {points(r.seuil)}" for r in rows_in(rows)],
    )
    far = float(np.ceil(1.25 * rows["part"].max()))
    x = alt.X(
        "x:Q",
        title=_("Part des candidats (%) : au-dessous à gauche, au-dessus à droite"),
        scale=alt.Scale(domain=[-far, far], nice=False),
        axis=alt.Axis(labelExpr="format(abs(datum.value), '~g')"),
    )
    base = alt.Chart(rows).encode(x=x, y=alt.Y("ou:N", sort=rows["ou"].unique().tolist(), title=None, axis=BESIDE))
    colour = alt.Color("cote:N", scale=alt.Scale(domain=list(SIDES.values()), range=list(SIDE_COLOURS)))
    layers = [base.mark_bar().encode(color=colour, tooltip=tips(cote=_("Candidats"), texte=_("Part")))]
    left = base.transform_filter("datum.sens == 'dessous'").mark_text(align="right", dx=-5, fontSize=11)
    right = base.transform_filter("datum.sens == 'dessus'").mark_text(align="left", dx=5, fontSize=11)
    layers += [words.encode(text="texte:N") for words in (left, right)]
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK, labelAnchor="start", labelOrient="top")
    panel = alt.layer(*layers).properties(width=WIDTH - 130, height=alt.Step(STEP + 6))
    chart = panel.facet(row=alt.Row("cadre:N", sort=rows["cadre"].unique().tolist(), header=header), spacing=8)
    return finish(chart, people_words.near_thresholds(table, SAID), _("Une moyenne égale au seuil est au-dessus"))


def group_gaps(table: pd.DataFrame) -> Any:
    """Draw the first-group rate of every group beside its two means, but for specialties, which have a table."""
    order = [groupe for groupe in GROUPS if groupe not in ("ensemble", "specialite")]
    kept = table[table["groupe"].isin(order)]
    rows = kept.assign(
        qui=[modalite(m) for m in kept["modalite"]],
        cadre=[GROUPS[one] for one in kept["groupe"]],
        rang=kept["groupe"].map(order.index),
        taux=kept["taux_groupe1"].map(percent),
    ).sort_values(["rang", "taux_groupe1"], ascending=[True, False])
    whole = table.loc[table["groupe"] == "ensemble", "taux_groupe1"]
    half, names, title = WIDTH / 2 - 50, rows["qui"].tolist(), _("Admis au premier groupe (%)")
    low, high = float(rows["taux_groupe1"].min()), float(rows["taux_groupe1"].max())
    # The words stand at the right edge, where no dot and no dashes cross them.
    scale = alt.Scale(domain=[5 * np.floor(low / 5) - 5, high + 12], zero=False, nice=False)
    base = alt.Chart(rows).encode(y=alt.Y("qui:N", sort=names, title=None, axis=BESIDE))
    tip = tips(cadre=_("Groupe"), qui=_("Valeur"), n=_("Candidats"))
    dots = base.mark_point(filled=True, size=70, opacity=1, color=INK)
    dots = dots.encode(x=alt.X("taux_groupe1:Q", title=title, scale=scale), tooltip=tip)
    words = base.mark_text(align="right", dx=-2, fontSize=11).encode(x=alt.value(half), text="taux:N")
    rule = alt.Chart(pd.DataFrame({"x": whole})).mark_rule(**DASHES).encode(x=alt.X("x:Q", title=title, scale=scale))
    left = alt.layer(rule, dots, words).properties(width=half, height=alt.Step(STEP + 6))
    long = rows.melt(["qui", "cadre", "n"], list(MEANS), var_name="moyenne", value_name="valeur")
    long = long.assign(nom=[MEANS[m] for m in long["moyenne"]], texte=long["valeur"].map(number))
    means = alt.X("valeur:Q", title=_("Moyenne du groupe (points sur 20)"), scale=alt.Scale(zero=False, padding=30))
    beside = alt.Chart(long).encode(y=alt.Y("qui:N", sort=names, title=None, axis=None), x=means)
    colours = alt.Scale(domain=[MEANS[m] for m in MEAN_COLOURS], range=list(MEAN_COLOURS.values()))
    pairs = beside.mark_point(filled=True, size=70, opacity=1).encode(
        color=alt.Color("nom:N", scale=colours), tooltip=tip
    )
    # The general mean is the lower one, as a rule: words outwards do not meet.
    values = [
        beside.transform_filter(f"datum.moyenne == '{moyenne}'").mark_text(dx=dx, fontSize=11).encode(text="texte:N")
        for moyenne, dx in zip(MEAN_COLOURS, (-17, 17), strict=True)
    ]
    right = alt.layer(pairs, *values).properties(width=half, height=alt.Step(STEP + 6))
    chart = alt.hconcat(left, right).resolve_scale(color="independent")
    return finish(chart, people_words.group_gaps(rows), _("Tirets : taux de l'ensemble"))
