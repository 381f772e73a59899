"""What marks the orals ask for, and what a choice of them is worth: charts and tables."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import interval, modalite, number, percent, points
from bts_sim.display.regimes import (
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
from bts_sim.display.shown import Shown
from bts_sim.display.theme import BESIDE, COLOURS, INK, OTHERS, STEP, WIDTH, finish, hover
from bts_sim.language import N_, Labels, _
from bts_sim.rows import rows_in

ADVICE = Labels(
    {
        "hasard": N_("au hasard"),
        "plus_fort_coefficient": N_("les plus forts coefficients"),
        "gain_possible": N_("le plus grand gain possible"),
        "notes_basses": N_("les notes les plus basses"),
    }
)
#: Percent of those authorised for whom a title gives the mark that is enough.
HALF = 50


def needed_marks(table: pd.DataFrame, regime: str) -> Any:
    """Draw the mark needed at every oral in each specialty, and who is out of reach; `table` of `hors_de_portee`."""
    part = table[table["regime"] == regime]
    wide = part.pivot(index=["groupe", "modalite"], columns="indicateur", values="valeur").reset_index()
    lost = part[part["indicateur"] == "hors_de_portee"].set_index("modalite")
    wide = wide.assign(
        qui=[modalite(m) for m in wide["modalite"]],
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
        title=_("Note nécessaire à chaque oral du meilleur choix (points sur 20)"),
        scale=alt.Scale(domain=[0, 20], nice=False),
    )
    tip = [alt.Tooltip("qui:N", title=_("Spécialité")), alt.Tooltip("perdus:N", title=_("Hors de portée"))]
    tip += [alt.Tooltip("n:Q", title=_("Autorisés simulés"), format=",")]
    colour = COLOURS.get(regime, OTHERS[0])
    base = alt.Chart(wide).encode(y=alt.Y("qui:N", sort=names, title=None, axis=BESIDE), tooltip=tip)
    quarts = base.mark_rule(strokeWidth=9, opacity=0.35, color=colour).encode(x=x, x2="note_dernier_quart:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1, color=colour).encode(x="note_mediane:Q")
    words = base.mark_text(align="right", dx=-4, fontSize=11).encode(x=alt.value(WIDTH - 140), text="perdus:N")
    over = alt.Chart(pd.DataFrame({"texte": [_("hors de portée")]})).mark_text(align="right", dx=-4, dy=-8, fontSize=11)
    over = over.encode(x=alt.value(WIDTH - 140), y=alt.value(0), text="texte:N")
    chart = alt.layer(quarts, dots, words, over).properties(width=WIDTH - 140, height=alt.Step(STEP + 6))
    whole, share = wide[wide["groupe"] == "ensemble"].iloc[0], float(lost["valeur"]["ensemble"])
    title = (
        _("{regime} : la moitié des autorisés n'a besoin que de {note} à chaque oral, et {part} sont hors de portée")
        if share
        else _(
            "{regime} : la moitié des autorisés n'a besoin que de {note} à chaque oral, et aucun n'est hors de portée"
        )
    ).format(regime=called(regime), note=_note(whole["note_mediane"]), part=percent(share, 2))
    words_below = _(
        "Point : médiane ; trait : la moitié des autorisés ; crochets : intervalle à {niveau}, tirage des candidats"
    )
    return finish(chart, title, words_below.format(niveau=level_of(part)))


def share_by_mark(table: pd.DataFrame) -> Any:
    """Draw which share of those authorised each mark is enough for; `table` of `share_by_mark`."""
    rows = named(table)
    x = alt.X(
        "note:Q",
        title=_("Note donnée à chaque oral du meilleur choix (points sur 20)"),
        scale=alt.Scale(domain=[0, 20]),
    )
    y = alt.Y("part:Q", title=_("Autorisés qu'elle suffit à admettre (%)"), scale=alt.Scale(domain=[0, 100]))
    names = [called(r) for r in regimes_of(rows)]
    dash = alt.StrokeDash("nom:N", sort=names, scale=alt.Scale(domain=names, range=patterns(len(names))))
    tip = [
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("note:Q", title=_("Note")),
        alt.Tooltip("part:Q", title=_("Autorisés (%)"), format=".1f"),
    ]
    lines = alt.Chart(rows).mark_line(interpolate="step-after", strokeWidth=2)
    lines = lines.encode(x=x, y=y, color=alt.Color("nom:N", scale=colours_of(rows)), strokeDash=dash)
    chart = alt.layer(lines, hover(rows, x, y, tip)).properties(width=WIDTH, height=PANEL + 20)
    nom = principal(rows)
    share = rows[rows["regime"] == nom].set_index("note")["part"]
    # The first mark that is enough for half of them says most in one sentence.
    half = float(share[share >= HALF].index.min())
    title = _("{regime} : {note} à chaque oral suffit à {part} des autorisés").format(
        regime=called(nom), note=points(half), part=percent(float(share[half]), 0)
    )
    words = _("Le meilleur choix d'unités que la règle permet ; ce qui manque à 20 est hors de portée")
    return finish(chart, title, words)


def regrets(table: pd.DataFrame) -> Any:
    """Draw what each advice costs those authorised, by regime; `table` of `conseil`."""
    rows = named(table[table["indicateur"] == "regret"])
    rows["avis"] = [ADVICE[code] for code in rows["modalite"]]
    rows["texte"] = [
        f"{_('{nombre} pt').format(nombre=number(r.valeur))} {interval(r.bas, r.haut)}" for r in rows_in(rows)
    ]
    regimes, niveau = regimes_of(rows), level_of(rows)
    scale = alt.Scale(domain=[0, 1.3 * float(rows["haut"].max())], nice=False)
    lost_by_one = _("Chances d'admission perdues par un autorisé (points)")
    x = alt.X("valeur:Q", title=lost_by_one, scale=scale)
    told = {"nom": _("Régime"), "avis": _("Le candidat prend"), "texte": lost_by_one}
    base = alt.Chart(rows).encode(
        y=alt.Y("avis:N", sort=list(ADVICE.values()), title=None, axis=BESIDE, scale=alt.Scale(paddingInner=0.3)),
        yOffset=alt.YOffset("nom:N", sort=[called(r) for r in regimes]),
        color=alt.Color("nom:N", scale=colours_of(rows)),
        tooltip=[alt.Tooltip(f"{field}:N", title=words) for field, words in told.items()],
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
    worst, best = str(lost.idxmax()), str(lost.idxmin())
    title = _(
        "{regime} : pour 1 000 présents, le meilleur choix donne {plus} diplômes de plus que « {pire} », {moins} de "
        "plus que « {meilleur} »"
    ).format(
        regime=called(regimes[0]),
        plus=number(10 * lost[worst]),
        pire=ADVICE[worst],
        moins=number(10 * lost[best]),
        meilleur=ADVICE[best],
    )
    words_below = _("Face au choix le plus probable ; crochets : intervalle à {niveau}, tirage des candidats")
    return finish(chart, title, words_below.format(niveau=niveau))


def reach_of_orals(table: pd.DataFrame) -> Shown:
    """Show how far the orals reach by the coefficients alone; `table` of `portee`."""
    rows = []
    for code, part in table.groupby("specialite", sort=False):
        first = part.iloc[0]
        row = {
            _("Spécialité"): code,
            _("Unités"): first["unites"],
            _("Part des coefficients"): percent(100 * first["coefficients"] / first["total"], 0),
        }
        for r in rows_in(part):
            row[_("20 suffit depuis (note {note})").format(note=points(r.premiere_note))] = number(
                r.moyenne_minimale, 2
            )
        for r in rows_in(part):
            row[_("De l'accès, il faut (note {note})").format(note=points(r.premiere_note))] = _note(r.note_a_l_acces)
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def advice(table: pd.DataFrame) -> Shown:
    """Show what each advice costs under each regime; `table` of `conseil`."""
    rows = []
    for (regime, avis), part in table.groupby(["regime", "modalite"], sort=False):
        one = part.set_index("indicateur").T
        rows.append(
            {
                _("Régime"): called(str(regime)),
                _("Le candidat prend"): ADVICE[str(avis)],
                _("Chances perdues (points)"): _points(one["regret"]),
                _("Choix moins bon que le meilleur"): with_interval(*one["autrement"][["valeur", "bas", "haut"]]),
                _("Chances perdues par ceux-là (points)"): _points(one["regret_des_autres"]),
                _("Moyenne perdue (points sur 20)"): _points(one["regret_moyenne"], decimals=2),
                _("Diplômes perdus pour 1 000 présents"): _points(one["points_perdus"], 10),
            }
        )
    return Shown(pd.DataFrame(rows), table)


def _points(row: pd.Series, times: float = 1, decimals: int = 1) -> str:
    if np.isnan(row["valeur"]):
        return "—"
    value, low, high = (times * float(row[c]) for c in ("valeur", "bas", "haut"))
    return f"{number(value, decimals)} {interval(low, high, decimals)}"


def _note(value: float) -> str:
    return _("plus de 20") if np.isnan(value) else points(value)
