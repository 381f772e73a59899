"""Charts and tables of the levers of the law and of wrong ideas, from the tables of `analysis`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.output.charts import COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.output.headline import headline
from bts_sim.output.labels import FINE, interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown
from bts_sim.points import en_points

LEVIERS = {
    "seuil_general": "plancher de moyenne générale",
    "seuil_professionnel": "barre de moyenne professionnelle",
    "nombre_oraux": "nombre d'oraux",
    "plafond_de_gain": "plafond de gain aux oraux",
    "seuil_admission": "moyenne d'admission",
    "seuil_facultatif": "note qui fait compter une facultative",
}
COURTS = {
    "seuil_general": "plancher",
    "seuil_professionnel": "barre",
    "plafond_de_gain": "plafond",
    "seuil_admission": "admission à",
    "seuil_facultatif": "facultatives au-delà de",
}
MESURES = {
    "taux_admis": "Admis",
    "taux_autorise": "Autorisés au contrôle",
    "oraux": "Oraux à tenir",
    "faux_admis": "Faux admis",
    "faux_refus": "Faux refusés",
}
FAUX = {"faux_admis": OTHERS[1], "faux_refus": OTHERS[0]}
STADES = {"acces": "Puis-je passer les oraux ?", "decision": "Serai-je admis ?"}
SENS = {"desespoir": "faux désespoir", "espoir": "faux espoir"}
COLOURS_SENS = {"desespoir": OTHERS[3], "espoir": OTHERS[2]}
PREFIXE = "Idée fausse : "
#: Height of a panel, of a bar, and of a cell; cells beyond this number hold no words; shades of a rate.
PANEL, BAR, CELL, WORDED = 120, 36, 30, 144
SHADES, WHITE_FROM = ["#f7fbff", "#6baed6", "#08519c"], 0.6
#: A bar this many times longer than the next is cut, and says so.
COUPE = 3.0
#: Characters on one line of the label of an idea.
LINE = 42


def _levers(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if name in LEVIERS]


def _setting(levier: str, value: Any) -> str:
    """Write a setting: points, or a number of orals; a dash where there is none."""
    if pd.isna(value):
        return "—"
    return f"{int(value)}" if levier == "nombre_oraux" else en_points(int(value))


def _axis(levier: str, values: pd.Series) -> pd.Series:
    """Give settings as they are drawn: points, or orals."""
    return values.astype(float) if levier == "nombre_oraux" else values.astype(float) / 100


def _gap(value: float) -> str:
    """Write a gap with two decimals, saying when it is too small for them."""
    if abs(value) < 0.005:
        return "moins de 0,01 point"
    return f"{number(value, 2, sign=True)} point{'s' if abs(value) >= 2 else ''}"


def _share(value: float, low: float, high: float, *, sign: bool = False, decimals: int = 2) -> str:
    """Write a number and its interval, if it has one."""
    if round(value, decimals) == 0 and value:
        # A gap too small for its decimals is not none.
        return f"moins de {number(10.0**-decimals, decimals)}"
    words = number(value, decimals, sign=sign)
    return words if low == high else f"{words} {interval(low, high, decimals, sign=sign)}"


# --- Response curves ------------------------------------------------------------------------------------------------


def courbe(table: pd.DataFrame) -> Any:
    """Draw what one lever does to those admitted, authorised and judged falsely: table of `reponse`, one lever.

    Raises ValueError for a table of several levers.
    """
    (levier,) = _levers(table)
    rows = table.assign(x=_axis(levier, table[levier]))
    named = LEVIERS[levier].capitalize() + (" (par candidat)" if levier == "nombre_oraux" else " (points sur 20)")
    # The number of orals changes nobody's access.
    load = "oraux" if levier == "nombre_oraux" else "taux_autorise"
    panels = [
        _panel(rows, ["taux_admis"], "Admis (%)", named, last=False),
        _panel(rows, [load], "Oraux pour 100" if load == "oraux" else "Autorisés (%)", named, last=False),
        _panel(rows, list(FAUX), "Erreurs (%)", named, last=True),
    ]
    niveau = rows["niveau"].iloc[0]
    words = [
        "Pour 100 présents" + (". Tirets : la valeur en vigueur" if rows["en_vigueur"].any() else ""),
        "Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle",
    ]
    if niveau is not None and not pd.isna(niveau):
        words.append(f"Bandes : intervalles à {number(float(niveau), 0)} %, tirage des candidats, paramètres fixés")
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(color="independent")
    return finish(chart, _finding(rows, levier), words)


def _finding(rows: pd.DataFrame, levier: str) -> str:
    gaps = rows[rows["indicateur"] == "ecart_taux_admis"].sort_values("x", kind="stable")
    law = rows.loc[rows["en_vigueur"], levier]
    start = f", {_setting(levier, law.iloc[0])} en vigueur" if len(law) else ""
    ends = [f"{_gap(one['valeur'])} d'admis à {_setting(levier, one[levier])}" for one in (gaps.iloc[0], gaps.iloc[-1])]
    return f"{LEVIERS[levier].capitalize()}{start}{FINE}: {f'{FINE}; '.join(ends)}"


def _panel(rows: pd.DataFrame, names: Sequence[str], unit: str, axis: str, *, last: bool) -> Any:
    part = rows[rows["indicateur"].isin(names)]
    part = part.assign(
        nom=part["indicateur"].map(MESURES),
        texte=[_share(r.valeur, r.bas, r.haut) for r in part.itertuples(index=False)],
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
    tip = [alt.Tooltip("x:Q", title=axis), alt.Tooltip("nom:N", title="Mesure"), alt.Tooltip("texte:N", title="%")]
    base = alt.Chart(part).encode(x=x, color=alt.Color("nom:N", scale=scale, legend=None), tooltip=tip)
    # Access is read from zero, so that a lever that leaves it alone is seen to.
    from_zero = names[0] in ("taux_autorise", "oraux")
    y = alt.Y("valeur:Q", title=unit, scale=alt.Scale(zero=from_zero), axis=alt.Axis(tickCount=4))
    band = base.mark_errorband(opacity=0.25).encode(y=alt.Y("bas:Q", title=unit), y2="haut:Q")
    line = base.mark_line(strokeWidth=2, point=few).encode(y=y)
    layers = [band, line]
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


def croisement(table: pd.DataFrame) -> Any:
    """Draw the admission rate over two levers, and in each cell its gap to the law: table of `reponse`, two levers.

    Raises ValueError for a table of one lever, or of three.
    """
    across, down = _levers(table)
    keys = [across, down]
    rates = table[table["indicateur"] == "taux_admis"].set_index(keys)
    rows = rates[["valeur", "en_vigueur"]].rename(columns={"valeur": "taux"})
    rows["ecart"] = table[table["indicateur"] == "ecart_taux_admis"].set_index(keys)["valeur"]
    rows = rows.reset_index()
    rows["x"], rows["y"] = ([_setting(name, value) for value in rows[name]] for name in keys)
    rows["texte"] = [number(0.0 if abs(gap) < 0.05 else gap, 1, sign=abs(gap) >= 0.05) for gap in rows["ecart"]]
    rows["admis"] = [percent(value, 2) for value in rows["taux"]]
    low, high = rows["taux"].min(), rows["taux"].max()
    rows["sombre"] = rows["taux"] > low + WHITE_FROM * (high - low)
    order = {name: list(dict.fromkeys(rows.sort_values(name)[axis])) for name, axis in zip(keys, "xy", strict=True)}
    axes = [LEVIERS[name].capitalize() for name in keys]
    x = alt.X("x:N", sort=order[across], title=axes[0], axis=alt.Axis(labelAngle=0, ticks=False, domain=False))
    y = alt.Y("y:N", sort=order[down][::-1], title=axes[1], axis=alt.Axis(ticks=False, domain=False))
    tip = [
        alt.Tooltip("x:N", title=axes[0]),
        alt.Tooltip("y:N", title=axes[1]),
        alt.Tooltip("admis:N", title="Admis"),
        alt.Tooltip("ecart:Q", title="Écart avec la loi (points)", format="+.2f"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    shade = alt.Scale(domain=[low, (low + high) / 2, high], range=SHADES)
    legend = alt.Legend(title="Admis (%)", orient="right", format=".1f")
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
    said = [
        f"{number(r.ecart, 1, sign=True)} ({COURTS.get(across, LEVIERS[across])} {r.x}, "
        f"{COURTS.get(down, LEVIERS[down])} {r.y})"
        for r in extremes.itertuples(index=False)
    ]
    title = f"Deux leviers ensemble : de {said[0]} à {said[1]} points d'admis"
    return finish(chart, title, "Chiffre : écart avec la loi en vigueur (points d'admis) ; cadre : la loi en vigueur")


def reponses(table: pd.DataFrame, mesures: Sequence[str] = tuple(MESURES)) -> Shown:
    """Show what some settings do: each measure with its interval, and the gap of those admitted to the law as it is."""
    levers, rows = _levers(table), []
    for values, one in table.groupby(levers, sort=False):
        by_name = one.set_index("indicateur")
        row = {LEVIERS[name].capitalize(): _setting(name, v) for name, v in zip(levers, values, strict=True)}
        row |= {f"{MESURES[m]} (%)": _share(*by_name.loc[m, ["valeur", "bas", "haut"]]) for m in mesures}
        gap = by_name.loc["ecart_taux_admis", ["valeur", "bas", "haut"]]
        row["Écart d'admis (points)"] = "en vigueur" if one["en_vigueur"].any() else _share(*gap, sign=True)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


# --- Targets --------------------------------------------------------------------------------------------------------


def cibles(table: pd.DataFrame) -> Shown:
    """Show the least change of each lever that reaches the target, or the best that the lever can give."""
    return Shown(pd.DataFrame([_target(row) for row in table.itertuples(index=False)]))


def retenir(table: pd.DataFrame) -> None:
    """Show as named results the setting of each lever that reaches the target, if it does; table of `atteindre`."""
    for row in table[table["atteinte"]].itertuples(index=False):
        if row.levier != "nombre_oraux":
            name = (
                f"{LEVIERS[row.levier].capitalize()} ({row.en_vigueur} en vigueur), pour {percent(row.cible)} d'admis"
            )
            found, low, high = (None if pd.isna(one) else float(one) for one in (row.reglage, row.bas, row.haut))
            said = f"changement le plus petit de ce seul levier ; {row.methode}"
            headline(name, found, "centièmes", low, high, definition=said)


def _target(row: Any) -> dict[str, str]:
    words = {"Levier": LEVIERS[row.levier].capitalize(), "En vigueur": _in_force(row.levier, row.en_vigueur)}
    if row.atteinte:
        words["Il faut"] = _setting(row.levier, row.reglage) + _range(row)
        words["Admis (%)"] = number(row.taux, 4)
        words["Un cran avant (%)"] = "—" if pd.isna(row.taux_avant) else number(row.taux_avant, 4)
        return words
    best = f"au mieux {number(row.meilleur_taux, 4)}"
    moved = "sans rien changer" if row.meilleur == row.en_vigueur else f"à {_setting(row.levier, row.meilleur)}"
    return words | {"Il faut": "hors d'atteinte", "Admis (%)": f"{best}, {moved}", "Un cran avant (%)": "—"}


def _in_force(levier: str, value: Any) -> str:
    return "aucun" if levier == "plafond_de_gain" else _setting(levier, value)


def _range(row: Any) -> str:
    low, high = row.bas, row.haut
    if not pd.isna(low) and not pd.isna(high) and low == high:
        return ""
    ends = ["hors d'atteinte" if pd.isna(end) else _setting(row.levier, end) for end in (low, high)]
    if row.levier == "plafond_de_gain":
        # Its highest setting is no ceiling at all.
        kept = [not pd.isna(end) and end == row.en_vigueur for end in (low, high)]
        ends = ["aucun" if none else words for none, words in zip(kept, ends, strict=True)]
    return f" [{ends[0]} ; {ends[1]}]"


def cibles_sous_tirages(table: pd.DataFrame) -> Shown:
    """Show the least change over draws of the parameters: median, interval, and how often it cannot be."""
    rows = [
        {
            "Levier": LEVIERS[row.levier].capitalize(),
            "En vigueur": _in_force(row.levier, row.en_vigueur),
            "Il faut (médiane)": ("hors d'atteinte" if pd.isna(row.reglage) else _setting(row.levier, row.reglage))
            + _range(row),
            "Hors d'atteinte (% des tirages)": number(row.hors_atteinte, 0),
            "Déjà atteint (% des tirages)": number(row.sans_changement, 0),
        }
        for row in table.itertuples(index=False)
    ]
    return Shown(pd.DataFrame(rows))


def prix(table: pd.DataFrame) -> Shown:
    """Show what each change costs, per 1,000 candidates present, with paired intervals: table of `prix`."""
    rows = []
    for (levier, reglage), one in table.groupby(["levier", "reglage"], sort=False):
        by_name = one.set_index("indicateur")
        row = {"Levier": LEVIERS[levier].capitalize(), "Passe à": _setting(levier, reglage)}
        for name, words in MESURES.items():
            gap = by_name.loc[f"ecart_{name}", ["valeur", "bas", "haut"]]
            row[f"{words} (pour 1 000)"] = _share(*gap, sign=True, decimals=1)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


# --- Frontier -------------------------------------------------------------------------------------------------------


def reforme(row: pd.Series, levers: Sequence[str]) -> str:
    """Name a reform: its own name, or its settings."""
    if row["reforme"]:
        return label(row["reforme"])
    words = [
        f"{_setting(name, row[name])} {'oral' if row[name] == 1 else 'oraux'}"
        if name == "nombre_oraux"
        else f"{COURTS[name]} {_setting(name, row[name])}"
        for name in levers
        if not pd.isna(row[name])
    ]
    return ", ".join(words)


def frontiere(table: pd.DataFrame) -> Any:
    """Draw reforms by their false admissions and false refusals, those that none dominates joined: `frontiere`."""
    levers = _levers(table)
    rows = table[["faux_admis", "faux_refus", "taux_admis", "taux_autorise", "reforme", "sur_la_frontiere"]].copy()
    rows["nom"] = [reforme(row, levers) for _, row in table.iterrows()]
    rows["nommee"] = np.where(rows["reforme"] != "", rows["nom"], "")
    for name in ("faux_admis", "faux_refus", "taux_admis", "taux_autorise"):
        rows[f"{name}_texte"] = [percent(value, 2) for value in rows[name]]
    law = table[table["en_vigueur"]].iloc[0]
    best = _better(table, law)
    rows["meilleure"] = [nom if i in best else "" for i, nom in zip(rows.index, rows["nom"], strict=True)]
    x = alt.X("faux_admis:Q", title="Faux admis (% des présents)", scale=alt.Scale(zero=False))
    y = alt.Y("faux_refus:Q", title="Faux refusés (% des présents)", scale=alt.Scale(zero=False))
    shown = {"nom": "Réforme", "faux_admis_texte": "Faux admis", "faux_refus_texte": "Faux refusés"}
    shown |= {"taux_admis_texte": "Admis", "taux_autorise_texte": "Autorisés"}
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
        "Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle. Trait : réformes",
        "qu'aucune autre ne domine. Le niveau professionnel, que la barre protège, n'est pas mesuré ici",
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
        return f"{named} : aucune des {number(len(table) - 1, 0)} autres réformes essayées ne le domine"
    first = table.loc[best[0]]
    return (
        f"{named}{FINE}: dominé. Avec {reforme(first, levers)}, "
        f"{number(law['faux_refus'] - first['faux_refus'], 2)} point de faux refusés et "
        f"{number(law['faux_admis'] - first['faux_admis'], 2)} de faux admis en moins"
    )


def ecarts(table: pd.DataFrame) -> Shown:
    """Show the reforms that save the regime most of each error, with paired intervals: `distance_a_la_frontiere`."""
    levers = _levers(table)
    rows = [
        {
            "Réduire": MESURES[row["moins_de"]].lower(),
            "Réforme": reforme(row, levers),
            **{
                f"{MESURES[name]} (points)": _share(row[name], row[f"{name}_bas"], row[f"{name}_haut"], sign=True)
                for name in ("faux_refus", "faux_admis")
            },
        }
        for _, row in table.iterrows()
    ]
    return Shown(pd.DataFrame(rows))


# --- Wrong ideas ----------------------------------------------------------------------------------------------------


def idees(table: pd.DataFrame) -> Any:
    """Draw what each wrong rule costs who believes it: false despair to the left, false hope to the right."""
    rows = table.assign(
        nom=[_idea(row) for row in table.itertuples(index=False)],
        quoi=table["sens"].map(SENS),
        texte=[number(value, 1) if value else "" for value in table["pour_mille"]],
        detail=[_share(r.pour_mille, r.bas, r.haut, decimals=1) for r in table.itertuples(index=False)],
        part_texte=["—" if pd.isna(value) else percent(value, 0) for value in table["part"]],
    )
    cut = _cut(rows["pour_mille"])
    rows["dessin"] = rows["pour_mille"].clip(upper=cut) * np.where(rows["sens"] == "desespoir", -1, 1)
    none = rows.groupby(["idee", "stade"])["pour_mille"].transform("sum") == 0
    rows["texte"] = np.where(none & (rows["sens"] == "desespoir"), "0", rows["texte"])
    rows["texte"] = np.where(rows["pour_mille"] > cut, "← " + rows["texte"], rows["texte"])
    order = rows.groupby("nom", sort=False)["pour_mille"].sum().sort_values(ascending=False, kind="stable").index
    panels = [_bars(rows[rows["stade"] == stade], stade, list(order), cut) for stade in STADES]
    n, niveau = rows["n"].iloc[0], rows["niveau"].iloc[0]
    subtitle = [
        f"Pour 1 000 présents ({number(n, 0)} simulés). À gauche : on leur dit non quand le droit dit oui",
        "À droite : oui quand il dit non. ← : barre coupée. Admis : nombres attendus sur toutes les notes d'oral",
    ]
    if niveau is not None and not pd.isna(niveau):
        subtitle.append(f"Intervalles à {number(float(niveau), 0)} % (tirage des candidats) au survol et dans la table")
    return finish(alt.vconcat(*panels, spacing=18), _worst(rows), subtitle)


def _idea(row: Any) -> str:
    words = f"{row.titre.removeprefix(PREFIXE)} ({_author(row.auteur)})"
    return "|".join(textwrap.wrap(words[0].upper() + words[1:], LINE))


def _author(reference: str) -> str:
    """Give who prints an idea, without the page."""
    return reference.split(",")[0]


def _cut(values: pd.Series) -> float:
    """Give where bars are cut: past the longest one, unless it hides all the others."""
    longest, *others = sorted(values.unique(), reverse=True)
    second = others[0] if others else longest
    return float(1.15 * second if second and longest > COUPE * second else longest)


def _bars(rows: pd.DataFrame, stade: str, order: Sequence[str], cut: float) -> Any:
    axis = alt.Axis(
        ticks=False, domain=False, labelLimit=330, labelExpr="split(datum.label, '|')", labelFontSize=11, labelPadding=6
    )
    y = alt.Y("nom:N", scale=alt.Scale(domain=list(order)), title=None, axis=axis)
    room = alt.Scale(domain=[-1.4 * cut, 1.4 * cut], nice=False)
    ends = alt.Axis(labelExpr="format(abs(datum.value), ',')", tickCount=8, title="Candidats pour 1 000 présents")
    x = alt.X("dessin:Q", scale=room, axis=ends)
    colour = alt.Color(
        "quoi:N", scale=alt.Scale(domain=list(SENS.values()), range=[COLOURS_SENS[sens] for sens in SENS])
    )
    shown = {"nom": "Idée fausse", "quoi": "Sens", "detail": "Pour 1 000 présents", "part_texte": "Parmi les concernés"}
    tip = [alt.Tooltip(f"{field}:N", title=words) for field, words in shown.items()]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    bars = base.mark_bar(height=14).encode(color=colour)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=INK).encode(x="x:Q")
    left = base.transform_filter("datum.sens == 'desespoir'").mark_text(align="right", dx=-4, fontSize=11, color=INK)
    right = base.transform_filter("datum.sens == 'espoir'").mark_text(align="left", dx=4, fontSize=11, color=INK)
    words = [one.encode(text="texte:N") for one in (left, right)]
    title = alt.TitleParams(STADES[stade], anchor="start", fontSize=13, fontWeight="normal", color=INK)
    chart = alt.layer(bars, zero, *words)
    return chart.properties(width=WIDTH - 260, height=alt.Step(BAR), title=title)


def _worst(rows: pd.DataFrame) -> str:
    access = rows[rows["stade"] == "acces"]
    no, yes = (access[access["sens"] == sens] for sens in SENS)
    shut, open_ = (one.loc[one["pour_mille"].idxmax()] for one in (no, yes))
    closed, promised = (f"{number(one['pour_mille'], 0)} candidats sur 1 000" for one in (shut, open_))
    return (
        f"Des règles fausses ferment les oraux à {closed} qui y ont droit ({_author(shut['auteur'])}), les "
        f"promettent à {promised} qui n'y ont pas droit ({_author(open_['auteur'])})"
    )


def idees_recues(table: pd.DataFrame) -> Shown:
    """Show for each wrong idea its source, its words, and the misled per 1,000 and among those concerned."""
    rows = []
    for _, one in table.groupby("idee", sort=False):
        first = one.iloc[0]
        row = {
            "Qui l'imprime": first["auteur"] + (f", {first['date']}" if first["date"] else ""),
            "Lu le": first["lu_le"] or "—",
            "Ce qui est dit": first["titre"].removeprefix(PREFIXE),
        }
        for r in one.itertuples(index=False):
            head = f"{SENS[r.sens].capitalize()}, {'accès' if r.stade == 'acces' else 'décision'} (pour 1 000)"
            share = "" if pd.isna(r.part) or not r.pour_mille else f", {percent(r.part, 0)} des concernés"
            row[head] = _share(r.pour_mille, r.bas, r.haut, decimals=1) + share
        rows.append(row)
    return Shown(pd.DataFrame(rows))
