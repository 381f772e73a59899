"""Charts of the rates of every regime, and of the gaps between them."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import gap, interval, modalite, number, percent, regime as label
from bts_sim.display.theme import INK, WIDTH, finish, scale_of
from bts_sim.errors import RunError
from bts_sim.language import _
from bts_sim.questions.rates import words as rates_words


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
    colour = alt.Color("nom:N", scale=scale_of(rows["regime"].tolist()), legend=None)
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
        rates_words.rates(impact),
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
        color=alt.Color("nom:N", scale=scale_of(regimes), legend=alt.Legend(title=None)),
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
    return finish(chart, rates_words.gaps(impact, groupe), words)
