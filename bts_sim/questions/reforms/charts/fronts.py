"""Reforms that no other one dominates: chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.display.theme import COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.language import _, _n
from bts_sim.questions.reforms.words import COURTS, MESURES, levers_of, setting, share_of


def reforme(row: pd.Series, levers: Sequence[str]) -> str:
    """Name a reform: its own name, or its settings."""
    if row["reforme"]:
        return label(row["reforme"])
    words = [
        _n("{n} oral", "{n} oraux", row[name]).format(n=setting(name, row[name]))
        if name == "nombre_oraux"
        else f"{COURTS[name]} {setting(name, row[name])}"
        for name in levers
        if not pd.isna(row[name])
    ]
    return ", ".join(words)


def frontier(table: pd.DataFrame) -> Any:
    """Draw reforms by their false admissions and false refusals, those that none dominates joined: `frontiere`."""
    levers = levers_of(table)
    rows = table[["faux_admis", "faux_refus", "taux_admis", "taux_autorise", "reforme", "sur_la_frontiere"]].copy()
    rows["nom"] = [reforme(row, levers) for __, row in table.iterrows()]
    rows["nommee"] = np.where(rows["reforme"] != "", rows["nom"], "")
    for name in ("faux_admis", "faux_refus", "taux_admis", "taux_autorise"):
        rows[f"{name}_texte"] = [percent(value, 2) for value in rows[name]]
    law = table[table["en_vigueur"]].iloc[0]
    best = _better(table, law)
    rows["meilleure"] = [nom if i in best else "" for i, nom in zip(rows.index, rows["nom"], strict=True)]
    x = alt.X("faux_admis:Q", title=_("Faux admis (% des présents)"), scale=alt.Scale(zero=False))
    y = alt.Y("faux_refus:Q", title=_("Faux refusés (% des présents)"), scale=alt.Scale(zero=False))
    shown = {"nom": _("Réforme"), "faux_admis_texte": _("Faux admis"), "faux_refus_texte": _("Faux refusés")}
    shown |= {"taux_admis_texte": _("Admis"), "taux_autorise_texte": _("Autorisés")}
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in shown.items()]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    front = alt.Chart(rows[rows["sur_la_frontiere"]].sort_values(["faux_admis", "faux_refus"]))
    line = front.mark_line(color=INK, strokeWidth=1.5, interpolate="step-after").encode(x=x, y=y)
    dots = base.transform_filter("datum.reforme == ''").mark_circle(size=22, color="#9aa0a6", opacity=0.8)
    on = base.transform_filter("datum.sur_la_frontiere && datum.reforme == ''").mark_circle(
        size=30, color=INK, opacity=1
    )
    names = [nom for nom in dict.fromkeys(table["reforme"]) if nom]
    hues = [COLOURS.get(nom, OTHERS[0]) for nom in names]
    colour = alt.Color("nom:N", scale=alt.Scale(domain=[label(nom) for nom in names], range=hues), legend=None)
    named = base.transform_filter("datum.reforme != ''")
    shapes = named.mark_point(filled=True, shape="diamond", size=160, opacity=1).encode(color=colour)
    middle = float((rows["faux_admis"].min() + rows["faux_admis"].max()) / 2)
    left = named.transform_filter(f"datum.faux_admis <= {middle}").mark_text(align="left", dx=12, dy=-8, fontSize=12)
    right = named.transform_filter(f"datum.faux_admis > {middle}").mark_text(align="right", dx=-10, dy=-10, fontSize=12)
    pins = base.transform_filter("datum.meilleure != ''")
    rings = pins.mark_point(size=110, color=OTHERS[0], strokeWidth=2, opacity=1)
    words = pins.mark_text(align="right", dx=-12, dy=10, fontSize=12, color="#00664b").encode(text="meilleure:N")
    layers = [line, dots, on, shapes, rings, words, *(one.encode(text="nom:N", color=colour) for one in (left, right))]
    chart = alt.layer(*layers).resolve_scale(color="shared").properties(width=WIDTH, height=380)
    subtitle = [
        _("Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle. Trait : réformes"),
        _("qu'aucune autre ne domine. Le niveau professionnel, que la barre protège, n'est pas mesuré ici"),
    ]
    return finish(chart, _distance(table, law, best, levers), subtitle)


def _better(table: pd.DataFrame, law: pd.Series) -> list[Any]:
    """Give the reforms that do most better than the law: fewest false refusals, then fewest false admissions."""
    found = []
    for less, other in (("faux_refus", "faux_admis"), ("faux_admis", "faux_refus")):
        within = table[(table[other] <= law[other]) & (table[less] < law[less])]
        found += within.sort_values([less, other], kind="stable").index[:1].tolist()
    return list(dict.fromkeys(found))


def _distance(table: pd.DataFrame, law: pd.Series, best: Sequence[Any], levers: Sequence[str]) -> str:
    named = label(law["reforme"])
    if not best:
        return _("{regime} : aucune des {n} autres réformes essayées ne le domine").format(
            regime=named, n=number(len(table) - 1, 0)
        )
    first = table.loc[best[0]]
    return _(
        "{regime}\u202f: dominé. Avec {reforme}, {refus} point de faux refusés et {admis} de faux admis en moins"
    ).format(
        regime=named,
        reforme=reforme(first, levers),
        refus=number(law["faux_refus"] - first["faux_refus"], 2),
        admis=number(law["faux_admis"] - first["faux_admis"], 2),
    )


def ecarts(table: pd.DataFrame) -> Shown:
    """Show the reforms that save the regime most of each error, with paired intervals: `distance_to_frontier`."""
    levers = levers_of(table)
    rows = [
        {
            _("Réduire"): MESURES[row["moins_de"]].lower(),
            _("Réforme"): reforme(row, levers),
            **{
                _("{mesure} (points)").format(mesure=MESURES[name]): share_of(
                    row[name], row[f"{name}_bas"], row[f"{name}_haut"], sign=True
                )
                for name in ("faux_refus", "faux_admis")
            },
        }
        for __, row in table.iterrows()
    ]
    return Shown(pd.DataFrame(rows), table)
