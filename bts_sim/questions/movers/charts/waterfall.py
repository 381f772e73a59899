"""The gap between two regimes, factor by factor, as a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import gap as in_points, interval, number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.display.theme import COLOURS, INK, WIDTH, finish
from bts_sim.language import _, _n
from bts_sim.questions.movers.words import FACTORS, GAINS, LOSES, SENS, SIDE_AXIS, capital, level_of, lines, step_of
from bts_sim.rows import rows_in


def _near(value: float, decimals: int = 1) -> float:
    """Round a number that is shown with its sign: what rounds to nothing has none."""
    return round(value, decimals) + 0.0


def cascade(table: pd.DataFrame) -> Any:
    """Draw the way from the rate of one regime to that of another, factor by factor; `table`: of `decompose`.

    Factors on which both agree are left out of the drawing and stay in the table.
    """
    rows = _steps(table)
    order = rows["nom"].tolist()
    ends, parts = rows[rows["facteur"] == ""], rows[rows["facteur"] != ""]
    low = float(np.floor(rows[["de", "a"]].min().min()))
    high = float(np.ceil(rows[["de", "a"]].max().max()))
    # Room for the words, right of the last step.
    scale = alt.Scale(domain=[low, high + 0.3 * (high - low)], zero=False, nice=False)
    y = alt.Y("nom:N", scale=alt.Scale(domain=order), title=None, axis=SIDE_AXIS)
    axis = alt.Axis(values=np.arange(low, high + 1).tolist(), titleAnchor="start")
    x = alt.X("de:Q", title=_("Candidats admis (% des présents)"), scale=scale, axis=axis)
    tip = [alt.Tooltip("nom:N", title=_("Facteur")), alt.Tooltip("texte:N", title=_("Part"))]
    signs = alt.Scale(domain=[True, False], range=[SENS[GAINS], SENS[LOSES]])
    bars = alt.Chart(parts).mark_bar(height=20)
    bars = bars.encode(y=y, x=x, x2="a:Q", color=alt.Color("monte:N", scale=signs, legend=None), tooltip=tip)
    links = alt.Chart(rows.iloc[:-1]).mark_rule(color="#7f8790", strokeDash=[2, 2])
    links = links.encode(y=y, y2=alt.Y2("suivant:N"), x=alt.X("a:Q", scale=scale))
    sides = alt.Scale(domain=ends["nom"].tolist(), range=[_colour(code) for code in ends["regime"]])
    marks = alt.Chart(ends).mark_point(filled=True, size=110, opacity=1)
    marks = marks.encode(y=y, x=alt.X("a:Q", scale=scale), color=alt.Color("nom:N", scale=sides, legend=None))
    spread = alt.Chart(parts).mark_rule(strokeWidth=1.5, color=INK)
    spread = spread.encode(y=y, x=alt.X("bas:Q", scale=scale), x2="haut:Q")
    words = alt.Chart(rows).mark_text(align="left", dx=8, fontSize=12, color=INK)
    words = words.encode(y=y, x=alt.X("bord:Q", scale=scale), text="texte:N")
    orders = alt.Chart(rows).mark_text(align="left", fontSize=11, color="#5f6368")
    orders = orders.encode(y=y, x=alt.value(WIDTH - 190), text="ordres:N")
    chart = alt.layer(bars, links, spread, marks, words, orders).resolve_scale(color="independent")
    chart = chart.properties(width=WIDTH - 200, height=alt.Step(step_of(order)))
    said = [_("Part : moyenne sur tous les ordres où les changements peuvent venir (valeur de Shapley)")]
    niveau = table["niveau"].iloc[0]
    if not pd.isna(niveau):
        said.append(
            _("Trait noir et crochets : intervalle à {niveau}\u202f%, tirage des candidats seul").format(
                niveau=number(niveau, 0)
            )
        )
    said.append(_("À droite, en gris : la plus petite et la plus grande contribution selon l'ordre"))
    return finish(chart, cascade_finding(table), said)


def parts(table: pd.DataFrame) -> Shown:
    """Show the part of every factor, with what it is in both regimes, its interval and its range over all orders.

    Rounded parts add up to the rounded gap.
    """
    gap = float(table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0])
    shown = round_to_sum(table["part"], gap, 1)
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    text = pd.DataFrame(
        {
            _("Facteur"): [capital(FACTORS.get(code, code)) for code in table["facteur"]],
            _("Avant : {regime}").format(regime=before): [
                level_of(r.facteur, r.avant) if r.avant != r.apres else _("identique") for r in rows_in(table)
            ],
            _("Après : {regime}").format(regime=after): [
                level_of(r.facteur, r.apres) if r.avant != r.apres else _("identique") for r in rows_in(table)
            ],
            _("Part"): [in_points(value) for value in shown],
            _("Intervalle"): [
                interval(_near(r.bas, 2), _near(r.haut, 2), 2, sign=True) if r.bas != r.haut else "—"
                for r in rows_in(table)
            ],
            _("Selon l'ordre"): [
                interval(_near(r.minimum), _near(r.maximum), sign=True) if r.avant != r.apres else "—"
                for r in rows_in(table)
            ],
        }
    )
    rates = [percent(table[f"taux_{side}"].iloc[0]) for side in ("avant", "apres")]
    last = [_("Écart de taux d'admis"), *rates, in_points(gap), "", ""]
    return Shown(pd.concat([text, pd.DataFrame([last], columns=text.columns)], ignore_index=True), table)


def cascade_finding(table: pd.DataFrame) -> str:
    """Say the gap, and the factor that makes most of it."""
    gap = float(table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0])
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    said = {"avant": before, "apres": after}
    said["ecart"] = _n("{n} point", "{n} points", gap).format(n=number(gap, sign=True))
    changed = table[table["avant"] != table["apres"]]
    if len(changed) < 2:
        return _("De « {avant} » à « {apres} » : {ecart}").format(**said)
    shown = dict(zip(changed["facteur"], round_to_sum(changed["part"], gap, 1), strict=True))
    most = changed["facteur"].iloc[int(changed["part"].abs().to_numpy().argmax())]
    return _("De « {avant} » à « {apres} » : {ecart}, dont {part} pour {facteur}").format(
        **said, part=number(shown[most], sign=True), facteur=FACTORS.get(most, most)
    )


def round_to_sum(values: Sequence[float] | pd.Series, total: float, decimals: int) -> list[float]:
    """Round numbers so that they add up to their rounded total: those cut most are raised first, the first on a tie."""
    unit = 10**decimals
    exact = np.asarray(values, dtype=np.float64) * unit
    whole = np.floor(exact)
    missing = round(total * unit) - int(whole.sum())
    raised = np.argsort(-(exact - whole), kind="stable")[: max(missing, 0)]
    whole[raised] += 1
    return [value / unit + 0.0 for value in whole.tolist()]


def _steps(table: pd.DataFrame) -> pd.DataFrame:
    """Give the steps of the way, from `de` to `a` (percent), the rate of each regime at both ends."""
    changed = table[table["avant"] != table["apres"]]
    start, end = float(table["taux_avant"].iloc[0]), float(table["taux_apres"].iloc[0])
    regimes = [table[f"regime_{side}"].iloc[0] for side in ("avant", "apres")]
    shown, at = round_to_sum(changed["part"], end - start, 1), start
    rows = [_end(regimes[0], start)]
    for r, value in zip(rows_in(changed), shown, strict=True):
        one = {
            "nom": lines(name_factor(r.facteur, r.avant, r.apres)),
            "facteur": r.facteur,
            "regime": "",
            "de": at,
            "a": at + r.part,
        }
        one |= {"bas": at + r.bas, "haut": at + r.haut, "monte": r.part >= 0}
        spread = f" {interval(_near(r.bas), _near(r.haut), sign=True)}" if r.bas != r.haut else ""
        one["texte"] = number(value, sign=True) + spread
        one["ordres"] = _("de {bas} à {haut}").format(
            bas=number(_near(r.minimum), sign=True), haut=number(_near(r.maximum), sign=True)
        )
        rows.append(one)
        at += r.part
    rows.append(_end(regimes[1], end))
    frame = pd.DataFrame(rows)
    frame["bord"] = frame[["de", "a", "haut"]].max(axis=1)
    frame["suivant"] = [*frame["nom"].iloc[1:], ""]
    return frame.round({"de": 6, "a": 6, "bas": 6, "haut": 6, "bord": 6})


def _end(nom: str, rate: float) -> dict[str, Any]:
    one = {"nom": label(nom), "facteur": "", "regime": nom, "texte": percent(rate), "ordres": "", "monte": True}
    return one | dict.fromkeys(("de", "a", "bas", "haut"), rate)


def _colour(regime: str) -> str:
    return COLOURS.get(regime, INK)


def name_factor(factor: str, before: str, after: str) -> str:
    """Write what changes in a factor, from one regime to the other."""
    words = {
        "seuil_general": _("Plancher de moyenne générale"),
        "seuil_professionnel": _("Condition professionnelle"),
        "oraux": _("Oraux"),
        "etendue": _("Un oral remplace"),
        "ccf": _("Notes de CCF remplaçables"),
        "seuil_admission": _("Seuil d'admission"),
    }
    if factor in words:
        return _("{facteur} : {avant} → {apres}").format(
            facteur=words[factor], avant=level_of(factor, before), apres=level_of(factor, after)
        )
    return capital(FACTORS.get(factor, factor))
