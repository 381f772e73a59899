"""What marks the orals ask for, and what a choice of them is worth: charts and tables."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.output.charts import COLOURS, INK, OTHERS, STEP, WIDTH, finish
from bts_sim.output.labels import interval, number, percent, points
from bts_sim.output.tables import Shown
from bts_sim.output.verdicts.mots import (
    BESIDE,
    PANEL,
    called,
    colours_of,
    level_of,
    named,
    patterns,
    principal,
    regimes_of,
    with_interval,
)

CONSEILS = {
    "hasard": "au hasard",
    "plus_fort_coefficient": "les plus forts coefficients",
    "gain_possible": "le plus grand gain possible",
    "notes_basses": "les notes les plus basses",
}
#: Percent of those authorised for whom a title gives the mark that is enough.
MOITIE = 50


def notes_necessaires(table: pd.DataFrame, regime: str) -> Any:
    """Draw the mark needed at every oral in each specialty, and who is out of reach; `table` of `hors_de_portee`."""
    part = table[table["regime"] == regime]
    wide = part.pivot(index=["groupe", "modalite"], columns="indicateur", values="valeur").reset_index()
    lost = part[part["indicateur"] == "hors_de_portee"].set_index("modalite")
    wide = wide.assign(
        qui=wide["modalite"],
        perdus=[
            f"{percent(lost.loc[m, 'valeur'], 2)} {interval(lost.loc[m, 'bas'], lost.loc[m, 'haut'], 2)}"
            for m in wide["modalite"]
        ],
        n=[int(lost.loc[m, "n"]) for m in wide["modalite"]],
    )
    wide["rang"] = wide["groupe"] != "ensemble"
    by = ["rang", "note_mediane", "note_dernier_quart", "modalite"]
    wide = wide.sort_values(by, ascending=[True, False, False, True])
    names = wide["qui"].tolist()
    x = alt.X(
        "note_premier_quart:Q",
        title="Note nécessaire à chaque oral du meilleur choix (points sur 20)",
        scale=alt.Scale(domain=[0, 20], nice=False),
    )
    tip = [alt.Tooltip("qui:N", title="Spécialité"), alt.Tooltip("perdus:N", title="Hors de portée")]
    tip += [alt.Tooltip("n:Q", title="Autorisés simulés", format=",")]
    colour = COLOURS.get(regime, OTHERS[0])
    base = alt.Chart(wide).encode(y=alt.Y("qui:N", sort=names, title=None, axis=BESIDE), tooltip=tip)
    quarts = base.mark_rule(strokeWidth=9, opacity=0.35, color=colour).encode(x=x, x2="note_dernier_quart:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1, color=colour).encode(x="note_mediane:Q")
    words = base.mark_text(align="right", dx=-4, fontSize=11).encode(x=alt.value(WIDTH - 140), text="perdus:N")
    over = alt.Chart(pd.DataFrame({"texte": ["hors de portée"]})).mark_text(align="right", dx=-4, dy=-8, fontSize=11)
    over = over.encode(x=alt.value(WIDTH - 140), y=alt.value(0), text="texte:N")
    chart = alt.layer(quarts, dots, words, over).properties(width=WIDTH - 140, height=alt.Step(STEP + 6))
    whole, share = wide[wide["groupe"] == "ensemble"].iloc[0], float(lost.loc["ensemble", "valeur"])
    title = (
        f"{called(regime)} : la moitié des autorisés n'a besoin que de {_note(whole['note_mediane'])} à chaque oral, "
        + (f"et {percent(share, 2)} sont hors de portée" if share else "et aucun n'est hors de portée")
    )
    words_below = "Point : médiane ; trait : la moitié des autorisés ; crochets : intervalle à "
    return finish(chart, title, f"{words_below}{level_of(part)}, tirage des candidats")


def part_par_note(table: pd.DataFrame) -> Any:
    """Draw which share of those authorised each mark is enough for; `table` of `part_par_note`."""
    rows = named(table)
    x = alt.X(
        "note:Q", title="Note donnée à chaque oral du meilleur choix (points sur 20)", scale=alt.Scale(domain=[0, 20])
    )
    y = alt.Y("part:Q", title="Autorisés qu'elle suffit à admettre (%)", scale=alt.Scale(domain=[0, 100]))
    names = [called(r) for r in regimes_of(rows)]
    dash = alt.StrokeDash("nom:N", sort=names, scale=alt.Scale(domain=names, range=patterns(len(names))))
    tip = [
        alt.Tooltip("nom:N", title="Régime"),
        alt.Tooltip("note:Q", title="Note"),
        alt.Tooltip("part:Q", format=".1f"),
    ]
    lines = alt.Chart(rows).mark_line(interpolate="step-after", strokeWidth=2)
    lines = lines.encode(x=x, y=y, color=alt.Color("nom:N", scale=colours_of(rows)), strokeDash=dash, tooltip=tip)
    nom = principal(rows)
    share = rows[rows["regime"] == nom].set_index("note")["part"]
    # The first mark that is enough for half of them says most in one sentence.
    half = float(share[share >= MOITIE].index.min())
    title = f"{called(nom)} : {points(half)} à chaque oral suffit à {percent(float(share[half]), 0)} des autorisés"
    words = "Le meilleur choix d'unités que la règle permet ; ce qui manque à 20 est hors de portée"
    return finish(lines.properties(width=WIDTH, height=PANEL + 20), title, words)


def regrets(table: pd.DataFrame) -> Any:
    """Draw what each advice costs those authorised, by regime; `table` of `conseil`."""
    rows = named(table[table["indicateur"] == "regret"])
    rows["avis"] = rows["modalite"].map(CONSEILS)
    rows["texte"] = [f"{number(r.valeur)} pt {interval(r.bas, r.haut)}" for r in rows.itertuples()]
    regimes, niveau = regimes_of(rows), level_of(rows)
    scale = alt.Scale(domain=[0, 1.3 * float(rows["haut"].max())], nice=False)
    x = alt.X("valeur:Q", title="Chances d'admission perdues par un autorisé (points)", scale=scale)
    base = alt.Chart(rows).encode(
        y=alt.Y("avis:N", sort=list(CONSEILS.values()), title=None, axis=BESIDE, scale=alt.Scale(paddingInner=0.3)),
        yOffset=alt.YOffset("nom:N", sort=[called(r) for r in regimes]),
        color=alt.Color("nom:N", scale=colours_of(rows)),
    )
    bars = base.mark_bar(opacity=0.75).encode(x=x)
    spread = base.mark_rule(color=INK).encode(x=alt.X("bas:Q", scale=scale), x2="haut:Q", color=alt.value(INK))
    words = base.mark_text(align="left", dx=6, fontSize=11).encode(
        x=alt.X("haut:Q"), text="texte:N", color=alt.value(INK)
    )
    chart = alt.layer(bars, spread, words).properties(width=WIDTH - 160, height=alt.Step(STEP))
    lost = table[(table["indicateur"] == "points_perdus") & (table["regime"] == regimes[0])].set_index("modalite")[
        "valeur"
    ]
    worst, best = lost.idxmax(), lost.idxmin()
    title = (
        f"{called(regimes[0])} : pour 1 000 présents, le meilleur choix donne {number(10 * lost[worst])} diplômes de "
        f"plus que « {CONSEILS[worst]} », {number(10 * lost[best])} de plus que « {CONSEILS[best]} »"
    )
    return finish(
        chart, title, f"Face au choix le plus probable ; crochets : intervalle à {niveau}, tirage des candidats"
    )


def portee(table: pd.DataFrame) -> Shown:
    """Show how far the orals reach by the coefficients alone; `table` of `portee`."""
    rows = []
    for code, part in table.groupby("specialite", sort=False):
        first = part.iloc[0]
        row = {
            "Spécialité": code,
            "Unités": first["unites"],
            "Part des coefficients": percent(100 * first["coefficients"] / first["total"], 0),
        }
        for r in part.itertuples():
            row[f"20 suffit depuis (note {points(r.premiere_note)})"] = number(r.moyenne_minimale, 2)
        for r in part.itertuples():
            row[f"De l'accès, il faut (note {points(r.premiere_note)})"] = _note(r.note_a_l_acces)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


def conseils(table: pd.DataFrame) -> Shown:
    """Show what each advice costs under each regime; `table` of `conseil`."""
    rows = []
    for (regime, avis), part in table.groupby(["regime", "modalite"], sort=False):
        one = part.set_index("indicateur")
        rows.append(
            {
                "Régime": called(regime),
                "Le candidat prend": CONSEILS[avis],
                "Chances perdues (points)": _points(one.loc["regret"]),
                "Choix moins bon que le meilleur": with_interval(*one.loc["autrement", ["valeur", "bas", "haut"]]),
                "Chances perdues par ceux-là (points)": _points(one.loc["regret_des_autres"]),
                "Moyenne perdue (points sur 20)": _points(one.loc["regret_moyenne"], decimals=2),
                "Diplômes perdus pour 1 000 présents": _points(one.loc["points_perdus"], 10),
            }
        )
    return Shown(pd.DataFrame(rows))


def _points(row: pd.Series, times: float = 1, decimals: int = 1) -> str:
    if np.isnan(row["valeur"]):
        return "—"
    value, low, high = (times * float(row[c]) for c in ("valeur", "bas", "haut"))
    return f"{number(value, decimals)} {interval(low, high, decimals)}"


def _note(value: float) -> str:
    return "plus de 20" if np.isnan(value) else points(value)
