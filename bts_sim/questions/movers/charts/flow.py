"""Who moves from one regime to another, as a flow, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import DECISIONS, interval, number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.display.theme import INK, WIDTH, finish
from bts_sim.droit.textes import mots
from bts_sim.language import N_, Labels, _, _n, langue, translate
from bts_sim.questions.movers.charts.waterfall import round_to_sum
from bts_sim.questions.movers.words import (
    AUTRE,
    FACTORS,
    GAINS,
    LONG_LINE,
    LOSES,
    REMAINS,
    SENS,
    SIDE_AXIS,
    capital,
    level_of,
    lines,
    listed,
    step_of,
)
from bts_sim.rows import rows_in

#: Of so many candidates people can picture who moves.
THOUSAND = 1000
ORDRE = tuple(DECISIONS)
WITH_DIPLOMA = ("admis", "admis_apres_controle")
#: Pixels: height and width of the flow chart, of a bar at its ends; space between two decisions, part of the whole.
HEIGHT, LARGE, BAR, EMPTY = 380, 300, 14, 0.035
#: Points of the outline of a ribbon; parts of the height from which it has room for its number.
CONTOUR, READABLE = np.linspace(0, 1, 25), 0.025
#: The point where a ribbon says its number: near the left, where none crosses another.
SUR = 2
#: Who has another decision, and why.
REASONS = Labels(
    {
        "elimination": N_("éliminé au premier groupe sous un seul des deux régimes"),
        "premier_groupe": N_("le premier groupe ne décide plus de même"),
        "plus_autorise": N_("n'est plus autorisé"),
        "nouvellement_autorise": N_("nouvellement autorisé"),
        "absent_a_l_oral": N_("absent à un oral, ce qui élimine sous un seul des deux régimes"),
        "oraux": N_("autorisé aux deux"),
    }
)
MESURES = Labels(
    {
        "moyenne_generale": N_("moyenne générale"),
        "moyenne_d_acces": N_("moyenne générale"),
        "moyenne_professionnelle": N_("moyenne professionnelle"),
        "moyenne_du_domaine_general": N_("moyenne du domaine général"),
        "meilleure_note_professionnelle": N_("meilleure note professionnelle"),
        "note_la_plus_basse": N_("note la plus basse"),
        "avis_du_jury": N_("avis du jury"),
    }
)
CONDITIONS = Labels(
    {
        "<": N_("{mesure} sous {barre}"),
        "<=": N_("{mesure} de {barre} ou moins"),
        ">=": N_("{mesure} d'au moins {barre}"),
        "!=": N_("{mesure} non {barre}"),
    }
)
CLOSED = N_("pas d'épreuves de contrôle")
#: The same where a regime is compared with another.
CHANGES = Labels(
    {
        "oraux": N_("oraux : {apres}"),
        "etendue": N_("l'oral remplace {apres} au lieu de {avant}"),
        "seuil_admission": N_("seuil d'admission : {apres} au lieu de {avant}"),
    }
)


def flows(table: pd.DataFrame) -> Any:
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
    tip = [alt.Tooltip("texte:N", title=_("Candidats")), alt.Tooltip("sens:N", title=_("Mouvement"))]
    kinds = [sens for sens in SENS if (drawn["sens"] == sens).any()]
    below = alt.Legend(orient="bottom", symbolType="square")
    colour = alt.Color("sens:N", scale=_shades(kinds), legend=below)
    area = alt.Chart(ribbons).mark_area(opacity=0.85, line=False)
    area = area.encode(
        x=alt.X("x:Q", scale=x, axis=None),
        y=alt.Y("haut:Q", scale=y, axis=None),
        y2="bas:Q",
        detail="rang:N",
        color=colour,
        tooltip=tip,
    )
    middle = ribbons[(ribbons["point"] == SUR) & (ribbons["bas"] - ribbons["haut"] >= READABLE * whole)]
    middle = middle.assign(y=(middle["haut"] + middle["bas"]) / 2)
    inside = alt.Chart(middle).mark_text(fontSize=12, fontWeight="bold", color=INK)
    inside = inside.encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="nombre:N")
    layers = [area, inside]
    sides: tuple[tuple[str, int, Literal["left", "right"], int], ...]
    sides = (("avant", 0, "right", -BAR - 6), ("apres", 1, "left", BAR + 6))
    for side, edge, align, dx in sides:
        rows = bars[bars["cote"] == side]
        at = alt.value(edge * LARGE - (BAR if edge == 0 else 0))
        base = alt.Chart(rows)
        bar = base.mark_rect(color=INK).encode(
            x=at, x2=alt.value(edge * LARGE + (BAR if edge else 0)), y=alt.Y("haut:Q", scale=y), y2="bas:Q"
        )
        words = base.mark_text(align=align, dx=dx, fontSize=12, color=INK)
        layers += [bar, words.encode(x=alt.value(edge * LARGE), y=alt.Y("milieu:Q", scale=y), text="texte:N")]
        top = alt.Chart(pd.DataFrame({"t": [label(table[f"regime_{side}"].iloc[0])]}))
        named = top.mark_text(align=align, dx=dx, fontSize=12, fontWeight="bold", color=INK)
        layers.append(named.encode(x=alt.value(edge * LARGE), y=alt.value(-14), text="t:N"))
    chart = alt.layer(*layers).properties(width=LARGE, height=HEIGHT)
    aside = THOUSAND - int(drawn["mille"].sum())
    return finish(chart, moves_finding(table), [_said_aside(aside), _luck(table)])


def reasons(table: pd.DataFrame) -> Any:
    """Draw how many of 1,000 candidates change decision for each reason, with intervals."""
    rows = _reasons(table)
    if rows.empty:
        rows = pd.DataFrame([{"ligne": _("Aucun"), "sens": AUTRE, "x": 0.0, "bas": 0.0, "haut": 0.0, "texte": "0"}])
    kinds = [sens for sens in SENS if (rows["sens"] == sens).any()]
    y = alt.Y("ligne:N", sort=rows["ligne"].tolist(), title=None, axis=SIDE_AXIS)
    scale = alt.Scale(domain=[0, 1.35 * (float(rows["haut"].max()) or 1.0)], nice=False)
    x = alt.X("x:Q", title=_("Candidats qui changent de décision (sur 1\u202f000)"), scale=scale)
    colour = alt.Color("sens:N", scale=_shades(kinds))
    tip = [alt.Tooltip("ligne:N", title=_("Raison")), alt.Tooltip("texte:N", title=_("Sur 1\u202f000"))]
    base = alt.Chart(rows.assign(sens=rows["sens"].map(_))).encode(y=y, tooltip=tip)
    drawn = base.mark_bar(height=18).encode(x=x, color=colour)
    ends = base.mark_rule(strokeWidth=1.5, color=INK).encode(x=alt.X("bas:Q", scale=scale), x2="haut:Q")
    said = base.mark_text(align="left", dx=6, fontSize=12).encode(x=alt.X("haut:Q", scale=scale), text="texte:N")
    chart = alt.layer(drawn, ends, said).properties(width=WIDTH - 300, height=alt.Step(step_of(rows["ligne"])))
    below = [_luck(table)]
    niveau = table["niveau"].iloc[0]
    if not pd.isna(niveau) and (rows["bas"] < rows["haut"]).any():
        words = _("Trait et crochets : intervalle à {niveau}\u202f%, tirage des candidats")
        below.insert(0, words.format(niveau=number(niveau, 0)))
    return finish(chart, reasons_finding(table), below)


def matrice(table: pd.DataFrame) -> Shown:
    """Show the share of candidates of every pair of decisions, in percent; rows: the first regime, columns: the second.

    The margins are the shares of each regime, over the same draws of the orals.
    """
    pairs = table.groupby(["avant", "apres"], sort=False, as_index=False)[["part"]].sum()
    wide = pairs.pivot(index="avant", columns="apres", values="part")
    kept = [[code for code in ORDRE if code in axis] for axis in (wide.index, wide.columns)]
    wide = wide.loc[kept[0], kept[1]]
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    text = wide.map(lambda value: "—" if pd.isna(value) else percent(value, 2))
    text = (
        text.rename(columns=dict(DECISIONS.items()))
        .rename_axis(columns=None)
        .assign(**{_("Ensemble"): [percent(v, 2) for v in wide.sum(axis=1)]})
    )
    text.insert(0, f"{before} ↓ · {after} →", [DECISIONS[code] for code in kept[0]])
    last = [_("Ensemble"), *[percent(v, 2) for v in wide.sum()], percent(float(wide.sum().sum()), 2)]
    return Shown(pd.concat([text, pd.DataFrame([last], columns=text.columns)], ignore_index=True), pairs)


def motifs_de_passage(table: pd.DataFrame) -> Shown:
    """Show everybody who changes decision: from which to which, why, how many of the cohort and which share."""
    moved = table[table["raison"] != ""].sort_values("effectif", ascending=False)
    return Shown(
        pd.DataFrame(
            {
                _("De"): [DECISIONS[code] for code in moved["avant"]],
                _("À"): [DECISIONS[code] for code in moved["apres"]],
                _("Raison"): [_reason(r.raison, r.condition) for r in rows_in(moved)],
                _("Candidats simulés"): [_at_least(round(value)) for value in moved["effectif"]],
                _("Part"): [_with_interval(percent(r.part, 2), r.bas, r.haut, 2) for r in rows_in(moved)],
            }
        ),
        moved,
    )


def moves_finding(table: pd.DataFrame) -> str:
    """Say how many of 1,000 candidates have the diploma under one of the two regimes only."""
    moves = _moves(table)
    lost, gained = (moves.loc[moves["sens"] == sens, ["mille", "part"]].sum() for sens in (LOSES, GAINS))
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    return _("De « {avant} » à « {apres} », sur 1\u202f000 candidats : {gagnants}, {perdants}").format(
        avant=before, apres=after, gagnants=_gainers(gained), perdants=_losers(lost)
    )


def reasons_finding(table: pd.DataFrame) -> str:
    """Say which reason moves most candidates, and which share of those who change."""
    moved = table[table["raison"] != ""]
    if moved.empty:
        return _("Aucun candidat ne change de décision")
    shares = moved.groupby(["raison", "condition"], sort=True)["part"].sum()
    reason, condition = shares.index[int(shares.argmax())]
    said = _reason(reason, condition)
    if len(shares) == 1:
        return _("Seule raison de changer de décision : {raison}").format(raison=said)
    share = percent(100 * shares.max() / shares.sum(), 0)
    return _("Première raison de changer de décision, pour {part} des candidats qui en changent : {raison}").format(
        part=share, raison=said
    )


def _moves(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per pair of decisions, with its direction and its candidates out of 1,000, which add up to them."""
    pairs = table.groupby(["avant", "apres"], sort=False, as_index=False)[["part"]].sum()
    rank = [(ORDRE.index(a), ORDRE.index(b)) for a, b in zip(pairs["avant"], pairs["apres"], strict=True)]
    pairs = pairs.iloc[sorted(range(len(pairs)), key=rank.__getitem__)].reset_index(drop=True)
    pairs["sens"] = [_direction(r.avant, r.apres) for r in rows_in(pairs)]
    pairs["mille"] = [int(v) for v in round_to_sum(pairs["part"] * (THOUSAND / 100), THOUSAND, 0)]
    return pairs


def _aside(moves: pd.DataFrame) -> pd.Series:
    return (moves["avant"] == "admis") & (moves["apres"] == "admis")


def _said_aside(aside: int) -> str:
    if aside == 0:
        return _("Nombre de candidats sur 1\u202f000")
    return _(
        "Nombre de candidats sur 1\u202f000. Les {n} admis au premier groupe sous les deux régimes ne sont pas dessinés"
    ).format(n=number(aside, 0))


def _shades(kinds: Sequence[str]) -> alt.Scale:
    """Give each direction of a move its colour."""
    return alt.Scale(domain=[_(sens) for sens in kinds], range=[SENS[sens] for sens in kinds])


def _direction(before: str, after: str) -> str:
    if before == after:
        return REMAINS
    if (before in WITH_DIPLOMA) == (after in WITH_DIPLOMA):
        return AUTRE
    return GAINS if after in WITH_DIPLOMA else LOSES


def _ribbons(moves: pd.DataFrame) -> pd.DataFrame:
    """Give the outline of every ribbon: where it stands at each side, and a smooth way from one to the other."""
    left, right = _stack(moves, "avant"), _stack(moves, "apres")
    way = CONTOUR * CONTOUR * (3 - 2 * CONTOUR)
    parts = []
    for rank, move in enumerate(rows_in(moves)):
        height = float(move.part) * THOUSAND / 100
        top = left[rank] + (right[rank] - left[rank]) * way
        words = _("{avant} → {apres} : {part} des candidats").format(
            avant=DECISIONS[move.avant], apres=DECISIONS[move.apres], part=percent(move.part, 2)
        )
        part = {
            "rang": rank,
            "point": np.arange(CONTOUR.size),
            "x": CONTOUR,
            "haut": top,
            "bas": top + height,
            "sens": _(move.sens),
            "texte": words,
        }
        parts.append(pd.DataFrame(part | {"nombre": _at_least(move.mille)}))
    return pd.concat(parts, ignore_index=True).round(4)


def _stack(moves: pd.DataFrame, side: str) -> list[float]:
    """Give the top of each ribbon on one side, in the order of the rows: decision by decision, the others in order."""
    other = "apres" if side == "avant" else "avant"
    order = sorted(range(len(moves)), key=lambda i: (ORDRE.index(moves[side][i]), ORDRE.index(moves[other][i])))
    tops, at, last = [0.0] * len(moves), 0.0, moves[side][order[0]]
    gap = EMPTY * float(moves["part"].sum()) * THOUSAND / 100
    for i in order:
        at += gap if moves[side][i] != last else 0.0
        tops[i], last = at, moves[side][i]
        at += float(moves["part"][i]) * THOUSAND / 100
    return tops


def _bars(moves: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """Give the bar of every decision on each side, with its words; `whole`: nobody was set aside."""
    rows = []
    for side in ("avant", "apres"):
        tops = _stack(moves, side)
        for code in [code for code in ORDRE if (moves[side] == code).any()]:
            own = [i for i in range(len(moves)) if moves[side][i] == code]
            low = min(tops[i] for i in own)
            high = max(tops[i] + float(moves["part"][i]) * THOUSAND / 100 for i in own)
            named = DECISIONS[code] if whole or code != "admis" else _("autres admis")
            words = _("{decision} : {n}").format(decision=named, n=_at_least(int(moves["mille"][own].sum())))
            middle = (low + high) / 2
            rows.append({"cote": side, "haut": low, "bas": high, "milieu": middle, "texte": words})
    return pd.DataFrame(rows).round(4)


def _reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per reason and direction, for 1,000 candidates, the most frequent reason first."""
    moved = table[table["raison"] != ""]
    rows = pd.DataFrame(
        {
            "raison": [_reason(r.raison, r.condition) for r in rows_in(moved)],
            "sens": [_direction(r.avant, r.apres) for r in rows_in(moved)],
            **{new: moved[old] * (THOUSAND / 100) for new, old in (("x", "part"), ("bas", "bas"), ("haut", "haut"))},
        }
    )
    both = rows.groupby("raison")["sens"].transform("size") > 1
    rows["ligne"] = [
        lines(
            capital(_("{raison} : {sens}").format(raison=r.raison, sens=_(r.sens)) if more else r.raison),
            LONG_LINE,
        )
        for r, more in zip(rows_in(rows), both, strict=True)
    ]
    rows = rows.sort_values("x", ascending=False, kind="stable").reset_index(drop=True)
    rows["texte"] = [_with_interval(number(r.x), r.bas, r.haut, 1) for r in rows_in(rows)]
    return rows.round(6)


def _reason(reason: str, condition: str) -> str:
    """Write a reason with what tells the regimes apart there."""
    codes = [code for code in condition.split("&") if code]
    if not codes:
        return REASONS[reason]
    if reason == "plus_autorise":
        return f"{REASONS[reason]} ({listed([_condition(code) for code in codes])})"
    if reason == "nouvellement_autorise":
        before = listed([_condition(code) for code in codes])
        return _("{raison} (avant : {conditions})").format(raison=REASONS[reason], conditions=before)
    return f"{REASONS[reason]} ({_(' ; ').join(_change(code) for code in codes)})"


def _change(code: str) -> str:
    """Write what changes: `etendue:domaine>unite` is « l'oral remplace la note d'une unité au lieu de … »."""
    factor, __, levels = code.partition(":")
    before, __, after = (part.strip() for part in levels.partition(">"))
    if factor == "ccf":
        return _("notes de CCF remplaçables") if after == "oui" else _("notes de CCF non remplaçables")
    if factor == "oraux" and after.isdigit():
        return _("nombre d'oraux : {apres} au lieu de {avant}").format(apres=after, avant=before)
    if factor in CHANGES:
        return CHANGES[factor].format(avant=level_of(factor, before), apres=level_of(factor, after))
    return _("{facteur} change").format(facteur=FACTORS.get(factor, factor))


def _condition(code: str) -> str:
    """Write a condition that is not met: `moyenne_d_acces<8` is « moyenne générale sous 8 »."""
    found = re.fullmatch(r"(\w+?)(<=|>=|!=|<)(.+)", code)
    if found is None:
        return _(CLOSED)
    measure, sign, bar = found.groups()
    return CONDITIONS[sign].format(mesure=_measure(measure), barre=translate(bar))


def _measure(code: str) -> str:
    """Return what a rule compares, in the words of the flow or, where it has none, of an explained decision."""
    return MESURES[code] if code in MESURES else str(mots()["mesures"][code][langue()])


def _luck(table: pd.DataFrame) -> str:
    draws = int(table["tirages"].iloc[0])
    if draws == 0:
        return _("Oraux sommés sur toutes leurs notes, sans tirage")
    if draws == 1:
        return _("Un tirage des oraux ; un oral d'une autre nature a son propre hasard")
    return _("Moyenne de {n} tirages des oraux ; un oral d'une autre nature a son propre hasard").format(n=draws)


def _gainers(moved: pd.Series) -> str:
    count = int(moved["mille"])
    if count == 0 and not moved["part"]:
        return _("aucun n'obtient le diplôme")
    words = _n("{n} obtient le diplôme", "{n} obtiennent le diplôme", count or 1)
    return words.format(n=_at_least(count))


def _losers(moved: pd.Series) -> str:
    count = int(moved["mille"])
    if count == 0 and not moved["part"]:
        return _("aucun ne le perd")
    return _n("{n} le perd", "{n} le perdent", count or 1).format(n=_at_least(count))


def _at_least(count: int) -> str:
    return _("moins de 1") if count == 0 else number(count, 0)


def _with_interval(words: str, low: float, high: float, decimals: int) -> str:
    return words if low == high else f"{words} {interval(low, high, decimals)}"
