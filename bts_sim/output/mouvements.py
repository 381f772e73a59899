"""Who moves between two regimes, and what makes up their gap: charts and tables of `passages` and `decomposer`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.output.charts import COLOURS, INK, OTHERS, STEP, WIDTH, finish
from bts_sim.output.labels import DECISIONS, FINE, interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown

#: Of so many candidates people can picture who moves.
MILLE = 1000
ORDRE = tuple(DECISIONS)
DIPLOMES = ("admis", "admis_apres_controle")
#: Directions of a move, and their colours: dark and light in grey too.
GAGNE, PERD, AUTRE, RESTE = "obtient le diplôme", "perd le diplôme", "autre décision", "même décision"
SENS = {GAGNE: OTHERS[0], PERD: OTHERS[2], AUTRE: OTHERS[1], RESTE: "#d5d8dc"}
#: Pixels: height and width of the flow chart, of a bar at its ends; space between two decisions, part of the whole.
HAUT, LARGE, BARRE, VIDE = 380, 300, 14, 0.035
#: Points of the outline of a ribbon; parts of the height from which it has room for its number.
CONTOUR, LISIBLE = np.linspace(0, 1, 25), 0.025
#: The point where a ribbon says its number: near the left, where none crosses another.
SUR = 2
#: Characters of a label on one line, and the axis that breaks them there.
LIGNE, LIGNE_LONGUE, HAUT_DE_LIGNE = 46, 58, 15
COTE = alt.Axis(ticks=False, domain=False, labelLimit=420, labelFontSize=12, labelExpr="split(datum.label, '\\n')")

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
#: What a factor is about, in a sentence.
FACTEURS = {
    "absences": "l'effet des absences",
    "admission": "la règle d'admission",
    "lectures": "la lecture des textes",
    "acces": "la règle d'accès",
    "ouverture": "l'ouverture d'épreuves de contrôle",
    "seuil_general": "le plancher de moyenne générale",
    "seuil_professionnel": "la condition professionnelle",
    "oraux": "les oraux passés",
    "remplacement": "la règle de remplacement",
    "etendue": "ce qu'un oral remplace",
    "ccf": "le sort des notes de CCF",
    "seuil_admission": "le seuil d'admission",
    "seuil_facultatif": "le seuil des facultatives",
    "seuil_benefice": "le seuil des bénéfices",
}
#: Values of the barème, which a regime may leave as the law has them.
DU_BAREME = ("seuil_admission", "seuil_facultatif", "seuil_benefice")
#: The same where a regime is compared with another.
CHANGEMENTS = {
    "oraux": "oraux : {apres}",
    "etendue": "l'oral remplace {apres} au lieu de {avant}",
    "seuil_admission": "seuil d'admission : {apres} au lieu de {avant}",
}
CODES = {
    "unites_generales": "deux unités générales",
    "unites_generales_ponctuelles": "unités générales ponctuelles",
    "un_oral_par_domaine": "un général, un professionnel",
    "unite": "la note d'une unité",
    "domaine": "la moyenne du domaine",
}


# --- Passages -------------------------------------------------------------------------------------------------------


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
        _lines(_capital(f"{r.raison} : {r.sens}" if more else r.raison), LIGNE_LONGUE)
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
        return CHANGEMENTS[factor].format(avant=_level(factor, before), apres=_level(factor, after))
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


def _lines(words: str, width: int = LIGNE) -> str:
    return "\n".join(textwrap.wrap(words, width))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _near(value: float, decimals: int = 1) -> float:
    """Round a number that is shown with its sign: what rounds to nothing has none."""
    return round(value, decimals) + 0.0


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


# --- Décomposition --------------------------------------------------------------------------------------------------


def cascade(table: pd.DataFrame) -> Any:
    """Draw the way from the rate of one regime to that of another, factor by factor; `table`: of `decomposer`.

    Factors on which both agree are left out of the drawing and stay in the table.
    """
    rows = _steps(table)
    order = rows["nom"].tolist()
    ends, parts = rows[rows["facteur"] == ""], rows[rows["facteur"] != ""]
    low = float(np.floor(rows[["de", "a"]].min().min()))
    high = float(np.ceil(rows[["de", "a"]].max().max()))
    # Room for the words, right of the last step.
    scale = alt.Scale(domain=[low, high + 0.3 * (high - low)], zero=False, nice=False)
    y = alt.Y("nom:N", scale=alt.Scale(domain=order), title=None, axis=COTE)
    axis = alt.Axis(values=np.arange(low, high + 1).tolist(), titleAnchor="start")
    x = alt.X("de:Q", title="Candidats admis (% des présents)", scale=scale, axis=axis)
    tip = [alt.Tooltip("nom:N", title="Facteur"), alt.Tooltip("texte:N", title="Part")]
    signs = alt.Scale(domain=[True, False], range=[SENS[GAGNE], SENS[PERD]])
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
    chart = chart.properties(width=WIDTH - 200, height=alt.Step(34))
    said = ["Part : moyenne sur tous les ordres où les changements peuvent venir (valeur de Shapley)"]
    niveau = table["niveau"].iloc[0]
    if not pd.isna(niveau):
        said.append(f"Trait noir et crochets : intervalle à {number(niveau, 0)}{FINE}%, tirage des candidats seul")
    said.append("À droite, en gris : la plus petite et la plus grande contribution selon l'ordre")
    return finish(chart, constat_de_la_cascade(table), said)


def parts(table: pd.DataFrame) -> Shown:
    """Show the part of every factor, with what it is in both regimes, its interval and its range over all orders.

    Rounded parts add up to the rounded gap.
    """
    gap = float(table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0])
    shown = arrondir(table["part"], gap, 1)
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    text = pd.DataFrame(
        {
            "Facteur": [_capital(FACTEURS.get(code, code)) for code in table["facteur"]],
            f"Avant : {before}": [
                _level(r.facteur, r.avant) if r.avant != r.apres else "identique" for r in table.itertuples()
            ],
            f"Après : {after}": [
                _level(r.facteur, r.apres) if r.avant != r.apres else "identique" for r in table.itertuples()
            ],
            "Part": [f"{number(value, sign=True)} pt" for value in shown],
            "Intervalle": [
                interval(_near(r.bas, 2), _near(r.haut, 2), 2, sign=True) if r.avant != r.apres else "—"
                for r in table.itertuples()
            ],
            "Selon l'ordre": [
                interval(_near(r.minimum), _near(r.maximum), sign=True) if r.avant != r.apres else "—"
                for r in table.itertuples()
            ],
        }
    )
    rates = [percent(table[f"taux_{side}"].iloc[0]) for side in ("avant", "apres")]
    last = ["Écart de taux d'admis", *rates, f"{number(gap, sign=True)} pt", "", ""]
    return Shown(pd.concat([text, pd.DataFrame([last], columns=text.columns)], ignore_index=True))


def constat_de_la_cascade(table: pd.DataFrame) -> str:
    """Say the gap, and the factor that makes most of it."""
    gap = float(table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0])
    before, after = (label(table[f"regime_{side}"].iloc[0]) for side in ("avant", "apres"))
    said = f"De « {before} » à « {after} » : {number(gap, sign=True)} points"
    changed = table[table["avant"] != table["apres"]]
    if len(changed) < 2:
        return said
    shown = dict(zip(changed["facteur"], arrondir(changed["part"], gap, 1), strict=True))
    most = changed["facteur"].iloc[int(changed["part"].abs().to_numpy().argmax())]
    return f"{said}, dont {number(shown[most], sign=True)} pour {FACTEURS.get(most, most)}"


def arrondir(values: Sequence[float] | pd.Series, total: float, decimals: int) -> list[float]:
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
    shown, at = arrondir(changed["part"], end - start, 1), start
    rows = [_end(regimes[0], start)]
    for r, value in zip(changed.itertuples(), shown, strict=True):
        one = {
            "nom": _lines(nommer(r.facteur, r.avant, r.apres)),
            "facteur": r.facteur,
            "regime": "",
            "de": at,
            "a": at + r.part,
        }
        one |= {"bas": at + r.bas, "haut": at + r.haut, "monte": r.part >= 0}
        one["texte"] = f"{number(value, sign=True)} {interval(_near(r.bas), _near(r.haut), sign=True)}"
        one["ordres"] = f"de {number(_near(r.minimum), sign=True)} à {number(_near(r.maximum), sign=True)}"
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


def nommer(factor: str, before: str, after: str) -> str:
    """Write what changes in a factor, from one regime to the other."""
    words = {
        "seuil_general": "Plancher de moyenne générale",
        "seuil_professionnel": "Condition professionnelle",
        "oraux": "Oraux",
        "etendue": "Un oral remplace",
        "ccf": "Notes de CCF remplaçables",
        "seuil_admission": "Seuil d'admission",
    }
    if factor in words:
        return f"{words[factor]} : {_level(factor, before)} → {_level(factor, after)}"
    return _capital(FACTEURS.get(factor, factor))


def _level(factor: str, code: str) -> str:
    """Write what a factor is in one regime."""
    if factor in ("ouverture", "acces", "lectures", "admission", "remplacement") and code:
        return "non" if "acces=ferme" in code else "oui" if factor == "ouverture" else code.replace("_", " ")
    if factor == "seuil_professionnel":
        return code or "aucune"
    if factor in DU_BAREME:
        return code or "celui du droit"
    return CODES.get(code, code) or "aucun"
