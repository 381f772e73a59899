"""Whom wrong rules mislead: chart and table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import number, percent
from bts_sim.display.shown import Shown
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.reforms.words import BAR, share_of
from bts_sim.rows import rows_in

STAGES = Labels({"acces": N_("Puis-je passer les oraux ?"), "decision": N_("Serai-je admis ?")})
SENS = Labels({"desespoir": N_("faux désespoir"), "espoir": N_("faux espoir")})
DIRECTION_COLOURS = {"desespoir": OTHERS[3], "espoir": OTHERS[2]}
PREFIX = "Idée fausse : "
#: A bar this many times longer than the next is cut, and says so.
CUT = 3.0
#: Characters on one line of the label of an idea.
LINE = 42


def ideas(table: pd.DataFrame) -> Any:
    """Draw what each wrong rule costs who believes it: false despair to the left, false hope to the right."""
    rows = table.assign(
        nom=[_idea(row) for row in rows_in(table)],
        regle=[_words(row) for row in rows_in(table)],
        quoi=[SENS[sens] for sens in table["sens"]],
        texte=[number(value, 1) if value else "" for value in table["pour_mille"]],
        detail=[share_of(r.pour_mille, r.bas, r.haut, decimals=1) for r in rows_in(table)],
        part_texte=["—" if pd.isna(value) else percent(value, 0) for value in table["part"]],
    )
    cut = _cut(rows["pour_mille"])
    rows["dessin"] = rows["pour_mille"].clip(upper=cut) * np.where(rows["sens"] == "desespoir", -1, 1)
    none = rows.groupby(["idee", "stade"])["pour_mille"].transform("sum") == 0
    rows["texte"] = np.where(none & (rows["sens"] == "desespoir"), "0", rows["texte"])
    rows["texte"] = np.where(rows["pour_mille"] > cut, "← " + rows["texte"], rows["texte"])
    order = rows.groupby("nom", sort=False)["pour_mille"].sum().sort_values(ascending=False, kind="stable").index
    panels = [_bars(rows[rows["stade"] == stade], stade, list(order), cut) for stade in STAGES]
    n, niveau = rows["n"].iloc[0], rows["niveau"].iloc[0]
    subtitle = [
        _("Pour 1 000 présents ({n} simulés). À gauche : on leur dit non quand le droit dit oui").format(
            n=number(n, 0)
        ),
        _("À droite : oui quand il dit non. ← : barre coupée. Admis : nombres attendus sur toutes les notes d'oral"),
    ]
    if niveau is not None and not pd.isna(niveau):
        words = _("Intervalles à {niveau} % (tirage des candidats) au survol et dans la table")
        subtitle.append(words.format(niveau=number(float(niveau), 0)))
    return finish(alt.vconcat(*panels, spacing=18), _worst(rows), subtitle)


def _idea(row: Any) -> str:
    return "|".join(textwrap.wrap(_words(row), LINE))


def _words(row: Any) -> str:
    words = f"{translate(row.titre.removeprefix(PREFIX))} ({_author(row.auteur)})"
    return words[0].upper() + words[1:]


def _author(reference: str) -> str:
    """Give who prints an idea, without the page."""
    return reference.split(",")[0]


def _cut(values: pd.Series) -> float:
    """Give where bars are cut: past the longest one, unless it hides all the others."""
    longest, *others = sorted(values.unique(), reverse=True)
    second = others[0] if others else longest
    return float(1.15 * second if second and longest > CUT * second else longest)


def _bars(rows: pd.DataFrame, stade: str, order: Sequence[str], cut: float) -> Any:
    axis = alt.Axis(
        ticks=False, domain=False, labelLimit=330, labelExpr="split(datum.label, '|')", labelFontSize=11, labelPadding=6
    )
    y = alt.Y("nom:N", scale=alt.Scale(domain=list(order)), title=None, axis=axis)
    room = alt.Scale(domain=[-1.4 * cut, 1.4 * cut], nice=False)
    ends = alt.Axis(labelExpr="format(abs(datum.value), ',')", tickCount=8, title=_("Candidats pour 1 000 présents"))
    x = alt.X("dessin:Q", scale=room, axis=ends)
    colour = alt.Color(
        "quoi:N", scale=alt.Scale(domain=list(SENS.values()), range=[DIRECTION_COLOURS[sens] for sens in SENS])
    )
    shown = {
        "regle": _("Idée fausse"),
        "quoi": _("Sens"),
        "detail": _("Pour 1 000 présents"),
        "part_texte": _("Parmi les concernés"),
    }
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in shown.items()]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    bars = base.mark_bar(height=14).encode(color=colour)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=INK).encode(x="x:Q")
    left = base.transform_filter("datum.sens == 'desespoir'").mark_text(align="right", dx=-4, fontSize=11, color=INK)
    right = base.transform_filter("datum.sens == 'espoir'").mark_text(align="left", dx=4, fontSize=11, color=INK)
    words = [one.encode(text="texte:N") for one in (left, right)]
    title = alt.TitleParams(STAGES[stade], anchor="start", fontSize=13, fontWeight="normal", color=INK)
    chart = alt.layer(bars, zero, *words)
    return chart.properties(width=WIDTH - 260, height=alt.Step(BAR), title=title)


def _worst(rows: pd.DataFrame) -> str:
    access = rows[rows["stade"] == "acces"]
    no, yes = (access[access["sens"] == sens] for sens in SENS)
    shut, open_ = (one.iloc[int(one["pour_mille"].argmax())] for one in (no, yes))
    closed, promised = (number(one["pour_mille"], 0) for one in (shut, open_))
    return _(
        "Des règles fausses ferment les oraux à {exclus} candidats sur 1 000 qui y ont droit ({qui_ferme}), les "
        "promettent à {promis} candidats sur 1 000 qui n'y ont pas droit ({qui_promet})"
    ).format(exclus=closed, qui_ferme=_author(shut["auteur"]), promis=promised, qui_promet=_author(open_["auteur"]))


def wrong_ideas(table: pd.DataFrame) -> Shown:
    """Show for each wrong idea its source, its words, and the misled per 1,000 and among those concerned."""
    rows = []
    for __, one in table.groupby("idee", sort=False):
        first = one.iloc[0]
        row = {
            _("Qui l'imprime"): first["auteur"] + (f", {first['date']}" if first["date"] else ""),
            _("Lu le"): first["lu_le"] or "—",
            _("Ce qui est dit"): translate(first["titre"].removeprefix(PREFIX)),
        }
        for r in rows_in(one):
            head = _("{sens}, accès (pour 1 000)") if r.stade == "acces" else _("{sens}, décision (pour 1 000)")
            share = share_of(r.pour_mille, r.bas, r.haut, decimals=1)
            if not pd.isna(r.part) and r.pour_mille:
                share = _("{nombre}, {part} des concernés").format(nombre=share, part=percent(r.part, 0))
            row[head.format(sens=SENS[r.sens].capitalize())] = share
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)
