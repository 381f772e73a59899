"""Charts, from tables only. A title that says the finding, the same colour for the same regime everywhere."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.errors import RunError
from bts_sim.langue import N_, Libelles, _, traduire
from bts_sim.output import findings, rendering
from bts_sim.output.labels import DECISIONS, gap, interval, modalite, number, percent, trimmed, vega
from bts_sim.output.labels import regime as label
from bts_sim.rows import rows_in

#: Okabe and Ito's palette, safe for the colour-blind: one colour per regime, in order for regimes of the analyst.
COLOURS = {"aucun": "#5f6368", "exceptionnel_2021": "#d55e00", "permanent_2022": "#0072b2"}
OTHERS = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9")
INK, GRID = "#202124", "#e3e3e3"
WIDTH = 620
#: Candidates drawn in a scatter: enough to see the shape, few enough for a light page.
SAMPLE = 1500
#: Height in pixels of one bar and its label.
STEP = 16
#: Characters of a title on one line.
TITLE_WIDTH = 72
#: Area of a point that is not seen, where a line answers the mouse, pixels.
HOVER = 150
#: Which of two regimes lets a candidate sit, where it is not one of them alone.
ACCES = Libelles({"les deux": N_("les deux"), "aucun des deux": N_("aucun des deux")})
#: What the hand-calculated candidates show.
GENEREUX = N_("Aucun des deux régimes n'est toujours le plus généreux")

rendering.enable()


def _colours(regimes: Sequence[str]) -> alt.Scale:
    own = itertools.cycle(OTHERS)
    return alt.Scale(domain=[label(r) for r in regimes], range=[COLOURS.get(r) or next(own) for r in regimes])


def hover(rows: pd.DataFrame, x: Any, y: Any, tip: Sequence[alt.Tooltip]) -> Any:
    """Give the points of a line, unseen, with what each one tells: of a whole line Vega tells only the first point."""
    return alt.Chart(rows).mark_point(filled=True, size=HOVER, opacity=0).encode(x=x, y=y, tooltip=tip)


def finish(chart: Any, title: str, subtitle: str | Sequence[str] = "") -> Any:
    """Give a chart its title and the look that all share."""
    lines = textwrap.wrap(title, TITLE_WIDTH)
    words = alt.TitleParams(lines, subtitle=subtitle or [], anchor="start", fontSize=15, subtitleFontSize=12)
    return (
        chart.properties(title=words)
        .configure(locale={"number": vega()}, font="Helvetica, Arial, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor=GRID, labelColor=INK)
        .configure_title(color=INK, subtitleColor="#5f6368", offset=12)
        .configure_legend(labelFontSize=12, titleFontSize=12, orient="top", title=None, labelLimit=300)
    )


def rien(title: str) -> Any:
    """Give a chart of nothing but its title, which says why."""
    return finish(alt.Chart(pd.DataFrame({"x": [0]})).mark_point(opacity=0), title)


def _part(impact: pd.DataFrame, groupe: str, indicateur: str) -> pd.DataFrame:
    rows = impact[(impact["groupe"] == groupe) & (impact["indicateur"] == indicateur)].copy()
    apart = indicateur.startswith("ecart")
    rows["nom"] = rows["regime"].map(label)
    rows["modalite"] = [modalite(code) for code in rows["modalite"]]
    rows["texte"] = [
        (gap(v) if apart else percent(v)) + ("" if b == h else f" {interval(b, h, sign=apart)}")
        for v, b, h in zip(rows["valeur"], rows["bas"], rows["haut"], strict=True)
    ]
    return rows[["modalite", "regime", "nom", "valeur", "bas", "haut", "n", "texte"]]


def rates(impact: pd.DataFrame) -> Any:
    """Draw the rate of admission under each regime with its interval, and label it."""
    rows = _part(impact, "ensemble", "taux_admis")
    niveau = number(float(impact["niveau"].iloc[0]), 0)
    low = float(np.floor(rows["bas"].min() / 5) * 5 - 5)
    y = alt.Y("nom:N", sort=rows["nom"].tolist(), title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    scale = alt.Scale(domain=[low, 100], zero=False)
    title = _("Candidats admis (% des présents)")
    colour = alt.Color("nom:N", scale=_colours(rows["regime"].tolist()), legend=None)
    tip = [alt.Tooltip("nom:N", title=_("Régime")), alt.Tooltip("texte:N", title=_("Admis"))]
    base = alt.Chart(rows).encode(y=y, color=colour, tooltip=tip)
    axis = alt.Axis(values=list(range(int(low), 101, 5)))
    # Intervals are narrow here: a wide pale band stays visible around a small dot.
    bars = base.mark_rule(strokeWidth=14, opacity=0.35).encode(
        x=alt.X("bas:Q", scale=scale, title=title, axis=axis), x2="haut:Q"
    )
    dots = base.mark_point(filled=True, size=36, opacity=1).encode(x=alt.X("valeur:Q", scale=scale))
    words = base.mark_text(align="left", dx=14, fontSize=13).encode(x=alt.X("valeur:Q", scale=scale), text="texte:N")
    chart = alt.layer(bars, dots, words).properties(width=WIDTH, height=46 * len(rows))
    return finish(
        chart,
        findings.rates(impact),
        _("Point : taux ; bande et crochets : intervalle à {niveau} %").format(niveau=niveau),
    )


def gaps(impact: pd.DataFrame, groupe: str = "specialite") -> Any:
    """Draw the gap to the baseline by group under each regime, with intervals, sorted by the last regime."""
    rows = _part(impact, groupe, "ecart_taux_admis")
    if rows.empty:
        known = ", ".join(dict.fromkeys(impact.loc[impact["indicateur"] == "ecart_taux_admis", "groupe"]))
        remedy = f"un groupe parmi {known}" if known else "comparer un second régime"
        raise RunError(f"aucun écart par {groupe}. Remède : {remedy}.")
    regimes = list(dict.fromkeys(rows["regime"]))
    last = rows[rows["regime"] == regimes[-1]].sort_values("valeur", ascending=False)
    niveau = number(float(impact["niveau"].iloc[0]), 0)
    axis = alt.Axis(ticks=False, domain=False, labelLimit=220, labelPadding=8)
    y = alt.Y("modalite:N", sort=last["modalite"].tolist(), title=None, axis=axis)
    x = alt.X("valeur:Q", title=_("Écart de taux d'admis avec la référence (points)"), scale=alt.Scale(zero=True))
    pick = alt.selection_point(fields=["nom"], bind="legend")
    tip = [
        alt.Tooltip("modalite:N", title=_("Groupe")),
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("texte:N", title=_("Écart")),
        alt.Tooltip("n:Q", title=_("Candidats simulés"), format=","),
    ]
    base = alt.Chart(rows).encode(
        y=y,
        color=alt.Color("nom:N", scale=_colours(regimes), legend=alt.Legend(title=None)),
        opacity=alt.when(pick).then(alt.value(1)).otherwise(alt.value(0.15)),
        tooltip=tip,
    )
    bars = base.mark_rule(strokeWidth=2).encode(x="bas:Q", x2="haut:Q")
    dots = base.mark_point(filled=True, size=80).encode(x=x).add_params(pick)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=INK).encode(x="x:Q")
    layers = [zero, bars, dots]
    few = rows[rows["bas"].isna()].drop_duplicates("modalite").assign(mot=_("(trop peu)"))
    if len(few):
        words = alt.Chart(few).mark_text(align="left", dx=8, dy=-9, fontSize=11, color=INK)
        layers.append(words.encode(y=y, x=x, text="mot:N"))
    chart = alt.layer(*layers).properties(width=WIDTH, height=26 * rows["modalite"].nunique())
    words = _("Traits : intervalles à {niveau} %. Cliquer dans la légende pour isoler un régime").format(niveau=niveau)
    return finish(chart, findings.gaps(impact, groupe), words)


def uncertainty(intervals: pd.DataFrame, groupe: str = "ensemble") -> Any:
    """Draw what the regimes add when the parameters are drawn too: half of the draws, nine in ten, and the median.

    `intervals`: table of `incertitude`, two rows per result, at 50 and 90 %.
    """
    part = intervals[(intervals["groupe"] == groupe) & (intervals["indicateur"] == "ecart_taux_admis")]
    rows = part.assign(
        nom=[label(nom) for nom in part["regime"]],
        qui=[modalite(code) for code in part["modalite"]],
        part=[_("{niveau} % des tirages").format(niveau=number(niveau, 0)) for niveau in part["niveau"]],
        texte=[f"{gap(r.valeur)} {interval(r.bas, r.haut, sign=True)}" for r in rows_in(part)],
    )
    regimes = list(dict.fromkeys(rows["regime"]))
    alone = rows["qui"].nunique() == 1
    y = alt.Y(
        "nom:N" if alone else "qui:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)
    )
    x = alt.X("bas:Q", title=_("Écart de taux d'admis avec la référence (points)"), scale=alt.Scale(zero=True))
    named = {"qui": _("Groupe"), "nom": _("Régime"), "part": _("Intervalle"), "texte": _("Écart médian")}
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in named.items()]
    colour = alt.Color("nom:N", scale=_colours(regimes), legend=None if alone else alt.Legend(title=None))
    base = alt.Chart(rows).encode(y=y, color=colour, tooltip=tip)
    if not alone:
        base = base.encode(yOffset=alt.YOffset("nom:N", sort=[label(r) for r in regimes]))
    wide = base.transform_filter("datum.niveau > 50").mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2="haut:Q")
    half = base.transform_filter("datum.niveau <= 50").mark_rule(strokeWidth=11, opacity=0.8).encode(x=x, x2="haut:Q")
    middle = base.transform_filter("datum.niveau > 50").mark_point(filled=True, size=40, opacity=1, color=INK)
    layers = [wide, half, middle.encode(x="valeur:Q", color=alt.value(INK))]
    words = base.transform_filter("datum.niveau > 50").mark_text(align="left", dx=8, fontSize=11)
    layers.append(words.encode(x="haut:Q", text="texte:N"))
    chart = alt.layer(*layers).properties(width=WIDTH - 120, height=alt.Step(46 if alone else 20))
    subtitle = _("Point : médiane ; trait épais : la moitié des tirages ; trait fin et crochets : neuf sur dix")
    return finish(chart, findings.uncertainty(rows), subtitle)


def access(table: pd.DataFrame, first: str, second: str) -> Any:
    """Draw candidates who fail the first group by both means, and which of two regimes let them sit.

    `table`: columns generale, professionnelle (points on 20) and acces (`les deux`, a regime, `aucun des deux`); its
    first 2,500 rows are drawn.
    """
    title = findings.access(table, first, second)
    table = table[["generale", "professionnelle", "acces"]].head(SAMPLE).round(2)
    kinds = [kind for kind in ("les deux", *COLOURS, "aucun des deux") if (table["acces"] == kind).any()]
    range_ = [COLOURS["permanent_2022"] if kind == "les deux" else COLOURS.get(kind, GRID) for kind in kinds]
    table["acces"] = [_who(kind) for kind in table["acces"]]
    order = [_who(kind) for kind in kinds]
    scale = alt.Scale(domain=order, range=range_)
    pick = alt.selection_point(fields=["acces"], bind="legend")
    dots = (
        alt.Chart(table)
        .mark_circle(size=16)
        .encode(
            x=alt.X(
                "generale:Q",
                title=_("Moyenne générale (points sur 20)"),
                scale=alt.Scale(zero=False, domainMax=10),
                axis=alt.Axis(tickMinStep=1),
            ),
            y=alt.Y(
                "professionnelle:Q", title=_("Moyenne professionnelle (points sur 20)"), scale=alt.Scale(zero=False)
            ),
            color=alt.Color("acces:N", scale=scale, legend=alt.Legend(title=None)),
            opacity=alt.when(pick).then(alt.value(0.55)).otherwise(alt.value(0.05)),
            tooltip=[
                alt.Tooltip("generale:Q", title=_("Moyenne générale"), format=".2f"),
                alt.Tooltip("professionnelle:Q", title=_("Moyenne professionnelle"), format=".2f"),
                alt.Tooltip("acces:N", title=_("Autorisé par")),
            ],
        )
        .add_params(pick)
    )
    floor = alt.Chart(pd.DataFrame({"x": [8]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    bar = alt.Chart(pd.DataFrame({"y": [10]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(y="y:Q")
    chart = alt.layer(dots, floor, bar).properties(width=WIDTH, height=340)
    return finish(chart, title, _("Tirets : moyenne générale de 8 et moyenne professionnelle de 10"))


def _who(kind: str) -> str:
    return ACCES[kind] if kind in ACCES else _("{regime} seulement").format(regime=label(kind))


def exemples(cases: pd.DataFrame, title: str = GENEREUX) -> Any:
    """Draw each hand-calculated candidate from the first mean to the final one under each regime.

    Those who were eliminated have no mean, and only their decision is written.
    """
    rows = cases[["cas", "regime", "generale_sur_20", "finale_sur_20", "decision"]].copy()
    rows["cas"] = rows["cas"].map(traduire)
    rows["nom"] = rows["regime"].map(label)
    rows["issue"] = [DECISIONS[code] for code in rows["decision"]]
    rows["texte"] = [
        # Three decimals: two would show 7,995 as 8.
        word if np.isnan(final) else f"{trimmed(number(final, 3))}, {word}"
        for final, word in zip(rows["finale_sur_20"], rows["issue"], strict=True)
    ]
    regimes = list(dict.fromkeys(rows["regime"]))
    order = [label(r) for r in regimes]
    # A label starts right of the dashed line, which would cross it.
    rows["etiquette"] = rows["finale_sur_20"].fillna(10).clip(lower=10)
    axis = alt.Axis(labelLimit=330, ticks=False, domain=False, labelFontSize=12)
    y = alt.Y("cas:N", sort=list(dict.fromkeys(rows["cas"])), title=None, axis=axis, scale=alt.Scale(paddingInner=0.35))
    offset = alt.YOffset("nom:N", sort=order)
    scale = alt.Scale(domain=[7.5, 13], zero=False)
    x = alt.X("finale_sur_20:Q", scale=scale, title=_("Moyenne (points sur 20)"))
    tip = [
        alt.Tooltip("cas:N", title=_("Cas")),
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("texte:N", title=_("Issue")),
    ]
    colour = alt.Color("nom:N", scale=_colours(regimes), legend=alt.Legend(title=None))
    base = alt.Chart(rows).encode(y=y, yOffset=offset, color=colour, tooltip=tip)
    moves = base.mark_rule(strokeWidth=3).encode(x=alt.X("generale_sur_20:Q", scale=scale), x2="finale_sur_20:Q")
    ends = base.mark_point(filled=True, size=60, opacity=1).encode(x=x)
    words = base.mark_text(align="left", dx=9, fontSize=11).encode(x=alt.X("etiquette:Q", scale=scale), text="texte:N")
    bar = alt.Chart(pd.DataFrame({"x": [10]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    chart = alt.layer(bar, moves, ends, words).properties(width=WIDTH - 200, height=alt.Step(STEP))
    return finish(chart, _(title), _("Trait : de la moyenne du premier groupe à la moyenne finale ; tirets : 10"))
