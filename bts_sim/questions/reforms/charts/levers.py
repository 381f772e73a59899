"""What each value of the law does, and what a target asks of it: charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import number, percent
from bts_sim.display.results import POINTS, headline
from bts_sim.display.shown import Shown
from bts_sim.display.theme import COLOURS, INK, OTHERS, WIDTH, finish, hover
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import _, _n, translate
from bts_sim.questions.reforms.words import CELL, COURTS, LEVERS, MESURES, PANEL, WORDED, levers_of, setting, share_of
from bts_sim.rows import rows_in

FAUX = {"faux_admis": OTHERS[1], "faux_refus": OTHERS[0]}
SHADES, WHITE_FROM = ["#f7fbff", "#6baed6", "#08519c"], 0.6


def _axis(levier: str, values: pd.Series) -> pd.Series:
    """Give settings as they are drawn: points, or orals."""
    return values.astype(float) if levier == "nombre_oraux" else values.astype(float) / 100


def _gap(value: float) -> str:
    """Write a gap with two decimals, saying when it is too small for them."""
    if abs(value) < 0.005:
        return _("moins de 0,01 point")
    return _n("{n} point", "{n} points", value).format(n=number(value, 2, sign=True))


def curve(table: pd.DataFrame) -> Any:
    """Draw what one lever does to those admitted, authorised and judged falsely: table of `response`, one lever.

    Raises ValueError for a table of several levers.
    """
    (levier,) = levers_of(table)
    rows = table.assign(x=_axis(levier, table[levier]))
    per = _("{levier} (par candidat)") if levier == "nombre_oraux" else _("{levier} (points sur 20)")
    named = per.format(levier=LEVERS[levier].capitalize())
    # The number of orals changes nobody's access.
    load = "oraux" if levier == "nombre_oraux" else "taux_autorise"
    panels = [
        _panel(rows, ["taux_admis"], _("Admis (%)"), named, last=False),
        _panel(rows, [load], _("Oraux pour 100") if load == "oraux" else _("Autorisés (%)"), named, last=False),
        _panel(rows, list(FAUX), _("Erreurs (%)"), named, last=True),
    ]
    niveau = rows["niveau"].iloc[0]
    words = [
        _("Pour 100 présents. Tirets : la valeur en vigueur") if rows["en_vigueur"].any() else _("Pour 100 présents"),
        _("Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle"),
    ]
    if niveau is not None and not pd.isna(niveau):
        band = _("Bandes : intervalles à {niveau} %, tirage des candidats, paramètres fixés")
        words.append(band.format(niveau=number(float(niveau), 0)))
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(color="independent")
    return finish(chart, _finding(rows, levier), words)


def _finding(rows: pd.DataFrame, levier: str) -> str:
    gaps = rows[rows["indicateur"] == "ecart_taux_admis"].sort_values("x", kind="stable")
    law = rows.loc[rows["en_vigueur"], levier]
    low, high = gaps.iloc[0], gaps.iloc[-1]
    said = {
        "levier": LEVERS[levier].capitalize(),
        "ecart_bas": _gap(low["valeur"]),
        "ecart_haut": _gap(high["valeur"]),
    }
    said |= {"bas": setting(levier, low[levier]), "haut": setting(levier, high[levier])}
    if len(gaps) == 1:
        words = (
            _("{levier}\u202f: la valeur en vigueur, {bas}")
            if len(law)
            else _("{levier}\u202f: {ecart_bas} d'admis à {bas}")
        )
        return words.format(**said)
    if law.empty:
        return _("{levier}\u202f: {ecart_bas} d'admis à {bas}\u202f; {ecart_haut} d'admis à {haut}").format(**said)
    return _(
        "{levier}, {loi} en vigueur\u202f: {ecart_bas} d'admis à {bas}\u202f; {ecart_haut} d'admis à {haut}"
    ).format(**said, loi=setting(levier, law.iloc[0]))


def _panel(rows: pd.DataFrame, names: Sequence[str], unit: str, axis: str, *, last: bool) -> Any:
    part = rows[rows["indicateur"].isin(names)]
    part = part.assign(
        nom=[MESURES[one] for one in part["indicateur"]],
        texte=[share_of(r.valeur, r.bas, r.haut) for r in rows_in(part)],
    )
    few = part["x"].nunique() <= 5
    ticks = sorted(part["x"].unique()) if few else alt.Undefined
    x = alt.X(
        "x:Q",
        title=axis if last else None,
        scale=alt.Scale(zero=False, nice=False, padding=12 if few else 0),
        axis=alt.Axis(labels=last, values=ticks, format="~g", tickCount=9),
    )
    colours = [FAUX.get(name, COLOURS["permanent_2022"]) for name in names]
    scale = alt.Scale(domain=[MESURES[name] for name in names], range=colours)
    tip = [alt.Tooltip("x:Q", title=axis), alt.Tooltip("nom:N", title=_("Mesure")), alt.Tooltip("texte:N", title=unit)]
    base = alt.Chart(part).encode(x=x, color=alt.Color("nom:N", scale=scale, legend=None))
    # Access is read from zero, so that a lever that leaves it alone is seen to.
    from_zero = names[0] in ("taux_autorise", "oraux")
    y = alt.Y("valeur:Q", title=unit, scale=alt.Scale(zero=from_zero), axis=alt.Axis(tickCount=4))
    band = base.mark_errorband(opacity=0.25).encode(y=alt.Y("bas:Q", title=unit), y2="haut:Q")
    line = base.mark_line(strokeWidth=2, point=few).encode(y=y)
    layers = [band, line, hover(part, x, y, tip)]
    if len(names) > 1:
        ends = part.loc[part.groupby("indicateur")["x"].idxmax()].sort_values("valeur", ascending=False)
        for place, away in ((slice(0, 1), -5), (slice(1, None), 5)):
            words = alt.Chart(ends.iloc[place]).mark_text(align="left", dx=8, dy=away, fontSize=12)
            colour = alt.Color("nom:N", scale=scale, legend=None)
            layers.append(words.encode(x=x, y="valeur:Q", text="nom:N", color=colour))
    law = part[part["en_vigueur"]].head(1)
    if len(law):
        layers.append(alt.Chart(law).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q"))
    return alt.layer(*layers).properties(width=WIDTH - 130, height=PANEL)


def crossing(table: pd.DataFrame) -> Any:
    """Draw the admission rate over two levers, and in each cell its gap to the law: table of `response`, two levers.

    Raises ValueError for a table of one lever, or of three.
    """
    across, down = levers_of(table)
    keys = [across, down]
    rates = table[table["indicateur"] == "taux_admis"].set_index(keys)
    rows = rates[["valeur", "en_vigueur"]].rename(columns={"valeur": "taux"})
    rows["ecart"] = table[table["indicateur"] == "ecart_taux_admis"].set_index(keys)["valeur"]
    rows = rows.reset_index()
    rows["x"], rows["y"] = ([setting(name, value) for value in rows[name]] for name in keys)
    rows["texte"] = [number(0.0 if abs(gap) < 0.05 else gap, 1, sign=abs(gap) >= 0.05) for gap in rows["ecart"]]
    rows["admis"] = [percent(value, 2) for value in rows["taux"]]
    low, high = rows["taux"].min(), rows["taux"].max()
    rows["sombre"] = rows["taux"] > low + WHITE_FROM * (high - low)
    order = {name: list(dict.fromkeys(rows.sort_values(name)[axis])) for name, axis in zip(keys, "xy", strict=True)}
    axes = [LEVERS[name].capitalize() for name in keys]
    x = alt.X("x:N", sort=order[across], title=axes[0], axis=alt.Axis(labelAngle=0, ticks=False, domain=False))
    y = alt.Y("y:N", sort=order[down][::-1], title=axes[1], axis=alt.Axis(ticks=False, domain=False))
    tip = [
        alt.Tooltip("x:N", title=axes[0]),
        alt.Tooltip("y:N", title=axes[1]),
        alt.Tooltip("admis:N", title=_("Admis")),
        alt.Tooltip("ecart:Q", title=_("Écart avec la loi (points)"), format="+.2f"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    shade = alt.Scale(domain=[low, (low + high) / 2, high], range=SHADES)
    legend = alt.Legend(title=_("Admis (%)"), orient="right", format=".1f")
    layers = [base.mark_rect(stroke="white").encode(color=alt.Color("taux:Q", scale=shade, legend=legend))]
    if len(rows) <= WORDED:
        ink = alt.Color("sombre:N", scale=alt.Scale(domain=[False, True], range=[INK, "white"]), legend=None)
        layers.append(base.mark_text(fontSize=11).encode(text="texte:N", color=ink))
    if rows["en_vigueur"].any():
        layers.append(
            base.transform_filter("datum.en_vigueur").mark_rect(
                fillOpacity=0, stroke=OTHERS[2], strokeWidth=3, strokeOpacity=1
            )
        )
    width, height = (alt.Step(48 if len(order[across]) <= 12 else 30), alt.Step(CELL))
    chart = alt.layer(*layers).resolve_scale(color="independent").properties(width=width, height=height)
    extremes = rows.loc[[rows["ecart"].idxmin(), rows["ecart"].idxmax()]]
    names = [COURTS.get(name) or LEVERS[name] for name in keys]
    ends = [number(gap, 1, sign=True) for gap in extremes["ecart"]]
    said = [f"{gap} ({names[0]} {r.x}, {names[1]} {r.y})" for gap, r in zip(ends, rows_in(extremes), strict=True)]
    title = _("Deux leviers ensemble : de {bas} à {haut} points d'admis").format(bas=said[0], haut=said[1])
    if ends[0] == ends[1]:
        gap = float(extremes["ecart"].iloc[0])
        title = _n(
            "Deux leviers ensemble : {ecart} point d'admis, quels que soient les réglages",
            "Deux leviers ensemble : {ecart} points d'admis, quels que soient les réglages",
            gap,
        ).format(ecart=ends[0])
    words = _("Chiffre : écart avec la loi en vigueur (points d'admis)")
    if rows["en_vigueur"].any():
        words = _("Chiffre : écart avec la loi en vigueur (points d'admis) ; cadre : la loi en vigueur")
    return finish(chart, title, words)


def cibles(table: pd.DataFrame) -> Shown:
    """Show the least change of each lever that reaches the target, or the best that the lever can give."""
    return Shown(pd.DataFrame([_target(row) for row in rows_in(table)]), table)


def headlines(table: pd.DataFrame) -> None:
    """Show as named results the setting of each lever that reaches the target, if it does; table of `atteindre`."""
    for row in rows_in(table[table["atteinte"]]):
        if row.levier != "nombre_oraux":
            name = _("{levier} ({loi} en vigueur), pour {cible} d'admis").format(
                levier=LEVERS[row.levier].capitalize(),
                loi=_in_force(row.levier, row.en_vigueur),
                cible=percent(row.cible),
            )
            ends = (row.reglage, row.bas, row.haut)
            found, low, high = (None if pd.isna(one) else float(one) / CENTIEMES for one in ends)
            said = _("changement le plus petit de ce seul levier ; {methode}").format(methode=translate(row.methode))
            headline(name, found, POINTS, low, high, definition=said)


def _target(row: Any) -> dict[str, str]:
    words = {_("Levier"): LEVERS[row.levier].capitalize(), _("En vigueur"): _in_force(row.levier, row.en_vigueur)}
    if row.atteinte:
        words[_("Il faut")] = setting(row.levier, row.reglage) + _range(row)
        words[_("Admis (%)")] = number(row.taux, 4)
        words[_("Un cran avant (%)")] = "—" if pd.isna(row.taux_avant) else number(row.taux_avant, 4)
        return words
    still = row.meilleur == row.en_vigueur
    best = _("au mieux {taux}, sans rien changer") if still else _("au mieux {taux}, à {reglage}")
    best = best.format(taux=number(row.meilleur_taux, 4), reglage=setting(row.levier, row.meilleur))
    return words | {_("Il faut"): _("hors d'atteinte"), _("Admis (%)"): best, _("Un cran avant (%)"): "—"}


def _in_force(levier: str, value: Any) -> str:
    return _("aucun") if levier == "plafond_de_gain" else setting(levier, value)


def _range(row: Any) -> str:
    low, high = row.bas, row.haut
    if not pd.isna(low) and not pd.isna(high) and low == high:
        return ""
    ends = [_("hors d'atteinte") if pd.isna(end) else setting(row.levier, end) for end in (low, high)]
    if row.levier == "plafond_de_gain":
        # Its highest setting is no ceiling at all.
        kept = [not pd.isna(end) and end == row.en_vigueur for end in (low, high)]
        ends = [_("aucun") if none else words for none, words in zip(kept, ends, strict=True)]
    return _(" [{bas} ; {haut}]").format(bas=ends[0], haut=ends[1])


def price(table: pd.DataFrame) -> Shown:
    """Show what each change costs, per 1,000 candidates present, with paired intervals: table of `price`."""
    rows = []
    for _key, one in table.groupby(["levier", "reglage"], sort=False):
        levier, reglage = one["levier"].iloc[0], one["reglage"].iloc[0]
        by_name = one.set_index("indicateur")
        row = {_("Levier"): LEVERS[levier].capitalize(), _("Passe à"): setting(levier, reglage)}
        for name, words in MESURES.items():
            gap = by_name.loc[f"ecart_{name}", ["valeur", "bas", "haut"]]
            row[_("{mesure} (pour 1 000)").format(mesure=words)] = share_of(*gap, sign=True, decimals=1)
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)
