"""Who moves from one regime to another, as a flow, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.output.charts import INK, STEP, WIDTH, finish
from bts_sim.output.labels import DECISIONS, FINE, interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.output.mouvements.cascade import arrondir
from bts_sim.output.mouvements.mots import (
    AUTRE,
    COTE,
    FACTEURS,
    GAGNE,
    HAUT_DE_LIGNE,
    LIGNE_LONGUE,
    PERD,
    RESTE,
    SENS,
    capital,
    level_of,
    lines,
)
from bts_sim.output.tables import Shown

#: Of so many candidates people can picture who moves.
MILLE = 1000
ORDRE = tuple(DECISIONS)
DIPLOMES = ("admis", "admis_apres_controle")
#: Pixels: height and width of the flow chart, of a bar at its ends; space between two decisions, part of the whole.
HAUT, LARGE, BARRE, VIDE = 380, 300, 14, 0.035
#: Points of the outline of a ribbon; parts of the height from which it has room for its number.
CONTOUR, LISIBLE = np.linspace(0, 1, 25), 0.025
#: The point where a ribbon says its number: near the left, where none crosses another.
SUR = 2
#: Who has another decision, and why.
RAISONS = {
    "elimination": "éliminé au premier groupe sous un seul des deux régimes",
    "premier_groupe": "le premier groupe ne décide plus de même",
    "plus_autorise": "n'est plus autorisé",
    "nouvellement_autorise": "nouvellement autorisé",
    "absent_a_l_oral": "absent à un oral, ce qui élimine sous un seul des deux régimes",
    "oraux": "autorisé aux deux",
}
MESURES = {
    "moyenne_generale": "moyenne générale",
    "moyenne_d_acces": "moyenne générale",
    "moyenne_professionnelle": "moyenne professionnelle",
    "moyenne_du_domaine_general": "moyenne du domaine général",
    "meilleure_note_professionnelle": "meilleure note professionnelle",
    "note_la_plus_basse": "note la plus basse",
    "avis_du_jury": "avis du jury",
}
SIGNES = {"<": "sous", "<=": "de", ">=": "d'au moins", "!=": "non"}
FERME = "pas d'épreuves de contrôle"
#: The same where a regime is compared with another.
CHANGEMENTS = {
    "oraux": "oraux : {apres}",
    "etendue": "l'oral remplace {apres} au lieu de {avant}",
    "seuil_admission": "seuil d'admission : {apres} au lieu de {avant}",
}


def flux(table: pd.DataFrame) -> Any:
    """Draw who moves between two decisions, as ribbons between two bars, for 1,000 candidates.

    `table`: of `passages`. Those admitted first under both regimes, three in four, are said and not drawn.
    """
    moves = _moves(table)
    drawn = moves[~_aside(moves)].reset_index(drop=True)
    if drawn.empty:
        drawn = moves
    ribbons, bars = _ribbons(drawn), _bars(drawn, whole=drawn is moves)
    whole = float(bars["bas"].max())
    y = alt.Scale(domain=[0, whole], reverse=True, nice=False)
    x = alt.Scale(domain=[0, 1], nice=False)
    tip = [alt.Tooltip("texte:N", title="Candidats"), alt.Tooltip("sens:N", title="Mouvement")]
    kinds = [sens for sens in SENS if (drawn["sens"] == sens).any()]
    below = alt.Legend(orient="bottom", symbolType="square")
    colour = alt.Color("sens:N", scale=alt.Scale(domain=kinds, range=[SENS[sens] for sens in kinds]), legend=below)
    area = alt.Chart(ribbons).mark_area(opacity=0.85, line=False)
    area = area.encode(
        x=alt.X("x:Q", scale=x, axis=None),
        y=alt.Y("haut:Q", scale=y, axis=None),
        y2="bas:Q",
        detail="rang:N",
        color=colour,
        tooltip=tip,
    )
    middle = ribbons[(ribbons["point"] == SUR) & (ribbons["bas"] - ribbons["haut"] >= LISIBLE * whole)]
    middle = middle.assign(y=(middle["haut"] + middle["bas"]) / 2)
    inside = alt.Chart(middle).mark_text(fontSize=12, fontWeight="bold", color=INK)
    inside = inside.encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="nombre:N")
    layers = [area, inside]
    sides: tuple[tuple[str, int, Literal["left", "right"], int], ...]
    sides = (("avant", 0, "right", -BARRE - 6), ("apres", 1, "left", BARRE + 6))
    for side, edge, align, dx in sides:
        rows = bars[bars["cote"] == side]
        at = alt.value(edge * LARGE - (BARRE if edge == 0 else 0))
        base = alt.Chart(rows)
        bar = base.mark_rect(color=INK).encode(
            x=at, x2=alt.value(edge * LARGE + (BARRE if edge else 0)), y=alt.Y("haut:Q", scale=y), y2="bas:Q"
        )
        words = base.mark_text(align=align, dx=dx, fontSize=12, color=INK)
        layers += [bar, words.encode(x=alt.value(edge * LARGE), y=alt.Y("milieu:Q", scale=y), text="texte:N")]
        top = alt.Chart(pd.DataFrame({"t": [label(table[f"regime_{side}"].iloc[0])]}))
        named = top.mark_text(align=align, dx=dx, fontSize=12, fontWeight="bold", color=INK)
        layers.append(named.encode(x=alt.value(edge * LARGE), y=alt.value(-14), text="t:N"))
    chart = alt.layer(*layers).properties(width=LARGE, height=HAUT)
    aside = int(moves.loc[_aside(moves), "mille"].sum())
    words = [f"Nombre de candidats sur 1{FINE}000. " + ("" if aside == 0 else _said_aside(aside)), _luck(table)]
    return finish(chart, constat_des_passages(table), words)


def raisons(table: pd.DataFrame) -> Any:
    """Draw how many of 1,000 candidates change decision for each reason, with intervals."""
    rows = _reasons(table)
    if rows.empty:
        rows = pd.DataFrame([{"ligne": "Aucun", "sens": AUTRE, "x": 0.0, "bas": 0.0, "haut": 0.0, "texte": "0"}])
    kinds = [sens for sens in SENS if (rows["sens"] == sens).any()]
    y = alt.Y("ligne:N", sort=rows["ligne"].tolist(), title=None, axis=COTE)
    scale = alt.Scale(domain=[0, 1.35 * (float(rows["haut"].max()) or 1.0)], nice=False)
    x = alt.X("x:Q", title=f"Candidats qui changent de décision (sur 1{FINE}000)", scale=scale)
    colour = alt.Color("sens:N", scale=alt.Scale(domain=kinds, range=[SENS[sens] for sens in kinds]))
    tip = [alt.Tooltip("ligne:N", title="Raison"), alt.Tooltip("texte:N", title=f"Sur 1{FINE}000")]
    base = alt.Chart(rows).encode(y=y, tooltip=tip)
    drawn = base.mark_bar(height=18).encode(x=x, color=colour)
    ends = base.mark_rule(strokeWidth=1.5, color=INK).encode(x=alt.X("bas:Q", scale=scale), x2="haut:Q")
    said = base.mark_text(align="left", dx=6, fontSize=12).encode(x=alt.X("haut:Q", scale=scale), text="texte:N")
    step = STEP + HAUT_DE_LIGNE * max(words.count("\n") + 1 for words in rows["ligne"])
    chart = alt.layer(drawn, ends, said).properties(width=WIDTH - 300, height=alt.Step(step))
    below = [_luck(table)]
    niveau = table["niveau"].iloc[0]
    if not pd.isna(niveau):
        below.insert(0, f"Trait et crochets : intervalle à {number(niveau, 0)}{FINE}%, tirage des candidats")
    return finish(chart, constat_des_raisons(table), below)


def matrice(table: pd.DataFrame) -> Shown:
    """Show the share of candidates of every pair of decisions, in percent; rows: the first regime, columns: the second.

    The margins are the shares of each regime, over the same draws of the orals.
    """
    wide = table.pivot_table(index="avant", columns="apres", values="part", aggfunc="sum")
    kept = [[code for code in ORDRE if code in axis] for axis in (wide.index, wide.columns)]
    wide = wide.loc[kept[0], kept[1]]
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    text = wide.map(lambda value: "—" if pd.isna(value) else percent(value, 2))
    text = text.rename(columns=DECISIONS).assign(**{"Ensemble": [percent(v, 2) for v in wide.sum(axis=1)]})
    text.insert(0, f"{before} ↓ · {after} →", [DECISIONS[code] for code in kept[0]])
    last = ["Ensemble", *[percent(v, 2) for v in wide.sum()], percent(float(wide.sum().sum()), 2)]
    return Shown(pd.concat([text, pd.DataFrame([last], columns=text.columns)], ignore_index=True))


def motifs_de_passage(table: pd.DataFrame) -> Shown:
    """Show everybody who changes decision: from which to which, why, how many of the cohort and which share."""
    moved = table[table["raison"] != ""].sort_values("effectif", ascending=False)
    return Shown(
        pd.DataFrame(
            {
                "De": [DECISIONS[code] for code in moved["avant"]],
                "À": [DECISIONS[code] for code in moved["apres"]],
                "Raison": [_reason(r.raison, r.condition) for r in moved.itertuples()],
                "Candidats simulés": [number(value, 0) for value in moved["effectif"]],
                "Part": [f"{percent(r.part, 2)} {interval(r.bas, r.haut, 2)}" for r in moved.itertuples()],
            }
        )
    )


def constat_des_passages(table: pd.DataFrame) -> str:
    """Say how many of 1,000 candidates have the diploma under one of the two regimes only."""
    moves = _moves(table)
    lost, gained = (moves.loc[moves["sens"] == sens, ["mille", "part"]].sum() for sens in (PERD, GAGNE))
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    said = f"De « {before} » à « {after} », sur 1{FINE}000 candidats : "
    return said + f"{_count(gained, 'obtient', 'obtiennent')} le diplôme, {_count(lost, 'le perd', 'le perdent')}"


def constat_des_raisons(table: pd.DataFrame) -> str:
    """Say which reason moves most candidates, and which share of those who change."""
    moved = table[table["raison"] != ""]
    if moved.empty:
        return "Aucun candidat ne change de décision"
    shares = moved.groupby(["raison", "condition"], sort=True)["part"].sum()
    reason, condition = shares.idxmax()
    said = _reason(str(reason), str(condition))
    if len(shares) == 1:
        return f"Seule raison de changer de décision : {said}"
    share = percent(100 * shares.max() / shares.sum(), 0)
    return f"Première raison de changer de décision, pour {share} des candidats qui en changent : {said}"


def _moves(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per pair of decisions, with its direction and its candidates out of 1,000, which add up to them."""
    pairs = table.groupby(["avant", "apres"], sort=False, as_index=False)["part"].sum()
    rank = [(ORDRE.index(a), ORDRE.index(b)) for a, b in zip(pairs["avant"], pairs["apres"], strict=True)]
    pairs = pairs.iloc[sorted(range(len(pairs)), key=rank.__getitem__)].reset_index(drop=True)
    pairs["sens"] = [_direction(r.avant, r.apres) for r in pairs.itertuples()]
    pairs["mille"] = [int(v) for v in arrondir(pairs["part"] * (MILLE / 100), MILLE, 0)]
    return pairs


def _aside(moves: pd.DataFrame) -> pd.Series:
    return (moves["avant"] == "admis") & (moves["apres"] == "admis")


def _said_aside(number_aside: int) -> str:
    return f"Les {number_aside} admis au premier groupe sous les deux régimes ne sont pas dessinés"


def _direction(before: str, after: str) -> str:
    if before == after:
        return RESTE
    if (before in DIPLOMES) == (after in DIPLOMES):
        return AUTRE
    return GAGNE if after in DIPLOMES else PERD


def _ribbons(moves: pd.DataFrame) -> pd.DataFrame:
    """Give the outline of every ribbon: where it stands at each side, and a smooth way from one to the other."""
    left, right = _stack(moves, "avant"), _stack(moves, "apres")
    way = CONTOUR * CONTOUR * (3 - 2 * CONTOUR)
    parts = []
    for rank, move in enumerate(moves.itertuples()):
        height = float(move.part) * MILLE / 100
        top = left[rank] + (right[rank] - left[rank]) * way
        words = f"{DECISIONS[move.avant]} → {DECISIONS[move.apres]} : {percent(move.part, 2)} des candidats"
        part = {
            "rang": rank,
            "point": np.arange(CONTOUR.size),
            "x": CONTOUR,
            "haut": top,
            "bas": top + height,
            "sens": move.sens,
            "texte": words,
        }
        parts.append(pd.DataFrame(part | {"nombre": _at_least(move.mille)}))
    return pd.concat(parts, ignore_index=True).round(4)


def _stack(moves: pd.DataFrame, side: str) -> list[float]:
    """Give the top of each ribbon on one side, in the order of the rows: decision by decision, the others in order."""
    other = "apres" if side == "avant" else "avant"
    order = sorted(range(len(moves)), key=lambda i: (ORDRE.index(moves[side][i]), ORDRE.index(moves[other][i])))
    tops, at, last = [0.0] * len(moves), 0.0, moves[side][order[0]]
    gap = VIDE * float(moves["part"].sum()) * MILLE / 100
    for i in order:
        at += gap if moves[side][i] != last else 0.0
        tops[i], last = at, moves[side][i]
        at += float(moves["part"][i]) * MILLE / 100
    return tops


def _bars(moves: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """Give the bar of every decision on each side, with its words; `whole`: nobody was set aside."""
    rows = []
    for side in ("avant", "apres"):
        tops = _stack(moves, side)
        for code in [code for code in ORDRE if (moves[side] == code).any()]:
            own = [i for i in range(len(moves)) if moves[side][i] == code]
            low = min(tops[i] for i in own)
            high = max(tops[i] + float(moves["part"][i]) * MILLE / 100 for i in own)
            named = DECISIONS[code] if whole or code != "admis" else "autres admis"
            words = f"{named} : {_at_least(int(moves['mille'][own].sum()))}"
            middle = (low + high) / 2
            rows.append({"cote": side, "haut": low, "bas": high, "milieu": middle, "texte": words})
    return pd.DataFrame(rows).round(4)


def _reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per reason and direction, for 1,000 candidates, the most frequent reason first."""
    moved = table[table["raison"] != ""]
    rows = pd.DataFrame(
        {
            "raison": [_reason(r.raison, r.condition) for r in moved.itertuples()],
            "sens": [_direction(r.avant, r.apres) for r in moved.itertuples()],
            **{new: moved[old] * (MILLE / 100) for new, old in (("x", "part"), ("bas", "bas"), ("haut", "haut"))},
        }
    )
    both = rows.groupby("raison")["sens"].transform("size") > 1
    rows["ligne"] = [
        lines(capital(f"{r.raison} : {r.sens}" if more else r.raison), LIGNE_LONGUE)
        for r, more in zip(rows.itertuples(), both, strict=True)
    ]
    rows = rows.sort_values("x", ascending=False, kind="stable").reset_index(drop=True)
    rows["texte"] = [f"{number(r.x)} {interval(r.bas, r.haut)}" for r in rows.itertuples()]
    return rows.round(6)


def _reason(reason: str, condition: str) -> str:
    """Write a reason with what tells the regimes apart there."""
    codes = [code for code in condition.split("&") if code]
    if not codes:
        return RAISONS[reason]
    if reason == "plus_autorise":
        return f"{RAISONS[reason]} ({_listed([_condition(code) for code in codes])})"
    if reason == "nouvellement_autorise":
        return f"{RAISONS[reason]} (avant : {_listed([_condition(code) for code in codes])})"
    return f"{RAISONS[reason]} ({' ; '.join(_change(code) for code in codes)})"


def _change(code: str) -> str:
    """Write what changes: `etendue:domaine>unite` is « l'oral remplace la note d'une unité au lieu de … »."""
    factor, _, levels = code.partition(":")
    before, _, after = (part.strip() for part in levels.partition(">"))
    if factor == "ccf":
        return "notes de CCF remplaçables" if after == "oui" else "notes de CCF non remplaçables"
    if factor == "oraux" and after.isdigit():
        return f"nombre d'oraux : {after} au lieu de {before}"
    if factor in CHANGEMENTS:
        return CHANGEMENTS[factor].format(avant=level_of(factor, before), apres=level_of(factor, after))
    return f"{FACTEURS.get(factor, factor)} change"


def _condition(code: str) -> str:
    """Write a condition that is not met: `moyenne_d_acces<8` is « moyenne générale sous 8 »."""
    found = re.fullmatch(r"(\w+?)(<=|>=|!=|<)(.+)", code)
    if found is None:
        return FERME
    measure, sign, bar = found.groups()
    return f"{MESURES.get(measure, measure)} {SIGNES[sign]} {bar}" + (" ou moins" if sign == "<=" else "")


def _luck(table: pd.DataFrame) -> str:
    draws = int(table["tirages"].iloc[0])
    if draws == 0:
        return "Oraux sommés sur toutes leurs notes, sans tirage"
    luck = "un oral d'une autre nature a son propre hasard"
    return f"Moyenne de {draws} tirages des oraux ; {luck}" if draws > 1 else f"Un tirage des oraux ; {luck}"


def _count(moved: pd.Series, one: str, many: str) -> str:
    count = int(moved["mille"])
    if count == 0 and not moved["part"]:
        return f"aucun n'{one}" if one[0] in "aeiou" else f"aucun ne {one}"
    return f"{_at_least(count)} {one if count < 2 else many}"


def _at_least(count: int) -> str:
    return "moins de 1" if count == 0 else f"{count}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
