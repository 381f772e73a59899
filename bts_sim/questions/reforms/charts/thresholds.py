"""Move the thresholds and see who is admitted: the page looks up a table computed by the jury, and computes no rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import number, percent, points, regime as label
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import N_, Labels, _

LEVERS = Labels(
    {
        "seuil_admission": N_("Barre d'admission"),
        "seuil_general": N_("Plancher de moyenne générale"),
        "seuil_professionnel": N_("Moyenne professionnelle exigée"),
    }
)
#: Measures drawn; the gap is told in words.
MESURES = Labels({"taux_admis": N_("Admis"), "taux_autorise": N_("Autorisés aux oraux")})
GAP = "ecart_taux_admis"
#: Settings are told apart by less than this, points: a slider gives binary numbers.
NEAR = 1e-6
#: Grey of the law as it is, beside the setting chosen.
DROIT = "#9aa0a6"


def seuils(table: pd.DataFrame, titre: str) -> Any:
    """Draw what thresholds give, as a table of `response` on a whole grid of them; `titre`: the regime, named or told.

    One slider, or list where the settings are not evenly spaced, per lever of the table; exact at each setting, and
    nothing between two of them. Raises ValueError where the regime as it is, is not one of the settings.
    """
    levers = [name for name in LEVERS if name in table.columns]
    rows, law = _rows(table, levers), _law(table, levers)
    params = [_param(name, rows[name].drop_duplicates().sort_values().tolist(), law[name]) for name in levers]
    chosen = " && ".join(f"abs(datum.{name} - {name}_choisi) < {NEAR}" for name in levers)
    scale = alt.Scale(domain=[0, 100], nice=False)
    order = [*MESURES.values()]
    base = alt.Chart(rows).transform_filter(chosen).transform_fold(list(MESURES), as_=["mesure", "valeur"])
    base = base.transform_calculate(
        nom=f"{json.dumps(dict(MESURES.items()), ensure_ascii=False)}[datum.mesure]",
        droit=f"{json.dumps({m: law[m] for m in MESURES})}[datum.mesure]",
        texte="datum.mesure == 'taux_admis' ? datum.admis + ', ' + datum.ecart : datum.autorises",
    )
    y = alt.Y("nom:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=200))
    x = alt.X("valeur:Q", title=_("Candidats (% des présents)"), scale=scale)
    tip = [alt.Tooltip("nom:N", title=_("Mesure")), alt.Tooltip("valeur:Q", title=_("Ces réglages (%)"), format=".2f")]
    tip.append(alt.Tooltip("droit:Q", title=_("Le droit (%)"), format=".2f"))
    bars = base.mark_bar(height=22, color=OTHERS[0], opacity=0.8).encode(x=x, y=y, tooltip=tip)
    ticks = base.mark_tick(thickness=3, size=34, color=INK).encode(x=alt.X("droit:Q", scale=scale), y=y, tooltip=tip)
    words = base.mark_text(align="left", dx=8, fontSize=13, fontWeight=600, dy=-22).encode(
        x=alt.value(0), y=y, text="texte:N"
    )
    top = alt.layer(bars, ticks, words).add_params(*params).properties(width=WIDTH - 160, height=alt.Step(58))
    chart = alt.vconcat(top, _curve(rows, levers, law), spacing=26)
    values = ", ".join(f"{LEVERS[name].lower()} {points(law[name])}" for name in levers)
    title = _("{regime} : {taux} d'admis avec {reglages} ; et avec d'autres seuils ?").format(
        regime=label(titre), taux=percent(law["taux_admis"]), reglages=values
    )
    said = [
        _("Les curseurs sont sous le graphique. Barres : ces réglages ; traits noirs : le droit."),
        _("Exact à chaque réglage de la grille, calculé d'avance sur ces candidats ; rien n'est interpolé."),
    ]
    return finish(chart, title, said)


def _curve(rows: pd.DataFrame, levers: Sequence[str], law: dict[str, float]) -> Any:
    """Draw the rate along the first lever, the others being as chosen, with the point chosen."""
    first, *others = levers
    kept = " && ".join(f"abs(datum.{name} - {name}_choisi) < {NEAR}" for name in others) or "true"
    settings = alt.Axis(values=rows[first].drop_duplicates().tolist(), format=".4~g")
    words = LEVERS[first] + " " + _("(points sur 20)")
    x = alt.X(f"{first}:Q", title=words, scale=alt.Scale(zero=False, nice=False), axis=settings)
    low = float(np.floor(rows["taux_admis"].min() / 5) * 5)
    y = alt.Y("taux_admis:Q", title=_("Admis (%)"), scale=alt.Scale(domain=[low, 100], zero=False))
    tip = [
        alt.Tooltip(f"{first}:Q", title=LEVERS[first], format=".4~g"),
        alt.Tooltip("admis:N", title=_("Admis")),
        alt.Tooltip("ecart:N", title=_("Écart avec le droit")),
    ]
    base = alt.Chart(rows).transform_filter(kept).encode(x=x, y=y)
    told = base.encode(tooltip=tip)
    line = base.mark_line(color=OTHERS[0])
    dots = told.mark_point(filled=True, size=45, color=OTHERS[0], opacity=1)
    here = told.transform_filter(f"abs(datum.{first} - {first}_choisi) < {NEAR}").mark_point(
        filled=True, size=160, color=OTHERS[0], opacity=1, stroke=INK, strokeWidth=1.5
    )
    level = (
        alt.Chart(pd.DataFrame({"y": [law["taux_admis"]]})).mark_rule(color=DROIT, strokeDash=[4, 3]).encode(y="y:Q")
    )
    return alt.layer(level, line, dots, here).properties(width=WIDTH - 160, height=190)


def _param(name: str, values: list[float], value: float) -> Any:
    steps = np.unique(np.round(np.diff(values), 6))
    label = _("{levier} : ").format(levier=LEVERS[name])
    bind: Any
    if steps.size == 1:
        bind = alt.binding_range(min=values[0], max=values[-1], step=float(steps[0]), name=label)
    else:
        bind = alt.binding_select(options=values, name=label)
    return alt.param(name=f"{name}_choisi", value=value, bind=bind)


def _rows(table: pd.DataFrame, levers: list[str]) -> pd.DataFrame:
    """Give one row per setting, in points and percent, with what is told in words."""
    part = table[table["indicateur"].isin([*MESURES, GAP])]
    wide = part.pivot(index=levers, columns="indicateur", values=["valeur", "bas", "haut"])
    rows = wide["valeur"].reset_index()
    for name in levers:
        rows[name] = rows[name] / CENTIEMES
    spans = zip(rows["taux_admis"], wide["bas"]["taux_admis"], wide["haut"]["taux_admis"], strict=True)
    rows["admis"] = [f"{percent(v)} [{number(low)} – {number(high)}]" for v, low, high in spans]
    rows["autorises"] = rows["taux_autorise"].map(percent)
    rows["ecart"] = [_("{ecart} pt avec le droit").format(ecart=number(v, 1, sign=True)) for v in rows[GAP]]
    return rows.drop(columns=GAP).round(4)


def _law(table: pd.DataFrame, levers: list[str]) -> dict[str, float]:
    """Give the setting of the law and its rates."""
    law = table[table["en_vigueur"]]
    if law.empty:
        raise ValueError("la grille ne contient pas le régime tel qu'il est")
    rates = law.set_index("indicateur")["valeur"]
    first = law.iloc[0]
    return {**{n: float(first[n]) / CENTIEMES for n in levers}, **{m: float(rates[m]) for m in MESURES}}
