"""Reforms in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from bts_sim.display.labels import interval, joined, number, percent, points, regime_label
from bts_sim.display.results import POINTS, result
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import _, _n, translate
from bts_sim.questions.reforms.frontier import ERRORS, Front, Reduced
from bts_sim.questions.reforms.price import Price
from bts_sim.questions.reforms.reach import LeastChange
from bts_sim.questions.reforms.settings import ORALS, levers_in
from bts_sim.questions.reforms.tables import ADMITTED, FALSE_ADMITTED, FALSE_REFUSED, GAPS, Response
from bts_sim.questions.reforms.words.labels import (
    LEVER_NAMES,
    SHORT_NAMES,
    THRESHOLD_NAMES,
    in_setting,
    law_in_force,
    reform_name,
    share_of,
)
from bts_sim.questions.reforms.wrong_ideas import ACCESS, DESPAIR, HOPE, WrongIdea
from bts_sim.stats.words import method

#: Prefix of the titles in the files of wrong ideas.
PREFIX = "Idée fausse : "


# --- Levers -------------------------------------------------------------------------------------------------------


def say_curve(table: pd.DataFrame) -> str:
    """Return the effect of the two ends of one lever on the admission rate, in words."""
    (lever,) = levers_in(table)
    gaps = table[table[Response.indicateur] == GAPS[ADMITTED]].sort_values(lever, kind="stable")
    low, high = gaps.iloc[0], gaps.iloc[-1]
    law = gaps.loc[gaps[Response.en_vigueur], lever]
    said = {
        "levier": LEVER_NAMES[lever].capitalize(),
        "ecart_bas": _say_gap(low[Response.valeur]),
        "ecart_haut": _say_gap(high[Response.valeur]),
        "bas": in_setting(lever, low[lever]),
        "haut": in_setting(lever, high[lever]),
    }
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
    ).format(**said, loi=in_setting(lever, law.iloc[0]))


def _say_gap(value: float) -> str:
    """Return a gap in words with two decimals, or state that it is too small for them."""
    if abs(value) < 0.005:
        return _("moins de 0,01 point")
    return _n("{n} point", "{n} points", value).format(n=number(value, 2, sign=True))


def say_crossing(table: pd.DataFrame) -> str:
    """Return the range of the gaps of several levers together, in words."""
    levers = levers_in(table)
    gaps = table[table[Response.indicateur] == GAPS[ADMITTED]]
    values = gaps[Response.valeur]
    ends = [gaps.iloc[int(values.argmin())], gaps.iloc[int(values.argmax())]]
    low, high = (number(one[Response.valeur], 1, sign=True) for one in ends)
    if low == high and len(levers) == 2:
        return _n(
            "Deux leviers ensemble : {ecart} point d'admis, quels que soient les réglages",
            "Deux leviers ensemble : {ecart} points d'admis, quels que soient les réglages",
            float(ends[0][Response.valeur]),
        ).format(ecart=low)
    said = [f"{gap} ({_say_setting(one, levers)})" for gap, one in zip((low, high), ends, strict=True)]
    if len(levers) == 2:
        return _("Deux leviers ensemble : de {bas} à {haut} points d'admis").format(bas=said[0], haut=said[1])
    return _("Plusieurs leviers ensemble : de {bas} à {haut} points d'admis").format(bas=said[0], haut=said[1])


def _say_setting(row: pd.Series, levers: list[str]) -> str:
    return ", ".join(f"{SHORT_NAMES.get(name) or LEVER_NAMES[name]} {in_setting(name, row[name])}" for name in levers)


def say_thresholds(table: pd.DataFrame, regime: str) -> str:
    """Return the admission rate of a regime and its thresholds, in words. `regime`: a name, or its text."""
    law = table[table[Response.en_vigueur] & (table[Response.indicateur] == ADMITTED)].iloc[0]
    values = [f"{THRESHOLD_NAMES[name].lower()} {points(law[name] / CENTIEMES)}" for name in thresholds_in(table)]
    return _("{regime} : {taux} d'admis avec {reglages} ; et avec d'autres seuils ?").format(
        regime=regime_label(regime), taux=percent(law[Response.valeur]), reglages=", ".join(values)
    )


def thresholds_in(table: pd.DataFrame) -> list[str]:
    """Return the thresholds among the columns of a table, in the order of the sliders."""
    return [name for name in THRESHOLD_NAMES if name in table.columns]


# --- A target -----------------------------------------------------------------------------------------------------


def say_targets(table: pd.DataFrame) -> str:
    """Return the setting of each lever that reaches the target, and how many levers do not reach it, in words."""
    said = [f"{LEVER_NAMES[row.levier]} {_with_ends(row)}" for row in _reaching(table)]
    target, never = percent(table[LeastChange.cible].iloc[0]), len(table) - len(said)
    if not said:
        return _("Aucun levier seul n'atteint {cible} d'admis").format(cible=target)
    if never:
        said.append(
            _n("{n} autre levier n'y suffit pas", "{n} autres leviers n'y suffisent pas", never).format(n=never)
        )
    return _("Pour {cible} d'admis, un seul levier : {reglages}").format(cible=target, reglages=joined(said))


def _with_ends(row: LeastChange) -> str:
    """Return the setting that reaches the target, and what a session would need, in words."""
    setting, ends = in_setting(row.levier, row.reglage), (row.bas, row.haut)
    if not any(pd.isna(end) for end in ends):
        low, high = (in_setting(row.levier, end) for end in ends)
        return _("{reglage} (de {bas} à {haut})").format(reglage=setting, bas=low, haut=high)
    if not row.hors_atteinte or pd.isna(row.hors_atteinte):
        return setting
    share = percent(row.hors_atteinte, 0)
    return _("{reglage} (hors d'atteinte pour {part} des sessions)").format(reglage=setting, part=share)


def say_price(table: pd.DataFrame, target: float) -> str:
    """Return how many more candidates each change falsely admits, in words."""
    rows = table[table[Price.indicateur] == GAPS[FALSE_ADMITTED]]
    said = [
        f"{LEVER_NAMES[row.levier]} {in_setting(row.levier, row.reglage)}, {_gap_of(row)}" for row in Price.rows(rows)
    ]
    if not said:
        return _("Aucun levier seul n'atteint {cible} d'admis").format(cible=percent(target))
    return _("Faux admis pour 1 000 présents, à {cible} d'admis : {prix}").format(
        cible=percent(target), prix=joined(said)
    )


def _gap_of(row: Price) -> str:
    value = number(row.valeur, 1, sign=True)
    return value if pd.isna(row.bas) or row.bas == row.haut else f"{value} {interval(row.bas, row.haut, sign=True)}"


def quote_targets(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the setting of each lever that reaches the target, in points, if there is one."""
    for row in _reaching(table):
        if row.levier != ORALS:
            name = _("{levier} ({loi} en vigueur), pour {cible} d'admis").format(
                levier=LEVER_NAMES[row.levier].capitalize(),
                loi=law_in_force(row.levier, row.en_vigueur),
                cible=percent(row.cible),
            )
            ends = (row.reglage, row.bas, row.haut)
            found, low, high = (None if pd.isna(one) else float(one) / CENTIEMES for one in ends)
            said = _("changement le plus petit de ce seul levier ; {methode}").format(methode=_needed(row))
            yield result(name, found, POINTS, low, high, definition=said)


def _needed(row: LeastChange) -> str:
    """Return what the interval of a setting covers, in words, and how often no setting is enough."""
    if pd.isna(row.hors_atteinte) or not round(row.hors_atteinte, 1):
        return method(row)
    never = _("hors d'atteinte pour {part} des sessions").format(part=percent(row.hors_atteinte))
    return _(" ; ").join([method(row), never])


def _reaching(table: pd.DataFrame) -> Iterator[LeastChange]:
    return LeastChange.rows(table[table[LeastChange.atteinte]])


# --- The frontier -------------------------------------------------------------------------------------------------


def better_reforms(table: pd.DataFrame) -> list[int]:
    """Return the rows that improve most on the law: fewest false refusals, then fewest false admissions."""
    law, found = row_of_law(table), list[int]()
    for less, other in ERRORS:
        within = table[(table[other] <= law[other]) & (table[less] < law[less])]
        found += within.sort_values([less, other], kind="stable").index[:1].tolist()
    return list(dict.fromkeys(found))


def row_of_law(table: pd.DataFrame) -> pd.Series:
    """Return the row of the regime as it is."""
    return table[table[Front.en_vigueur]].iloc[0]


def say_frontier(table: pd.DataFrame, distance: pd.DataFrame) -> str:
    """Return whether a reform dominates the regime as it is, and what it saves, in words.

    `distance`: the table `FrontierDistance`.
    """
    law, best = row_of_law(table), better_reforms(table)
    named = regime_label(law[Front.reforme])
    if not best:
        return _("{regime} : aucune des {n} autres réformes essayées ne fait mieux sur les deux erreurs").format(
            regime=named, n=number(len(table) - 1, 0)
        )
    first, less = table.loc[best[:1]].iloc[0], error_saved(table)
    words = (
        _("{regime}\u202f: {reforme} fait mieux, {gain} point de faux refusés en moins sans plus de faux admis")
        if less == FALSE_REFUSED
        else _("{regime}\u202f: {reforme} fait mieux, {gain} point de faux admis en moins sans plus de faux refusés")
    )
    return words.format(
        regime=named,
        reforme=reform_name(first, levers_in(table)),
        gain=say_saved(distance, less),
    )


def error_saved(table: pd.DataFrame) -> str:
    """Return the column of the error that the best reform saves."""
    first = table.loc[better_reforms(table)[:1]].iloc[0]
    return FALSE_REFUSED if first[FALSE_REFUSED] < row_of_law(table)[FALSE_REFUSED] else FALSE_ADMITTED


def say_saved(distance: pd.DataFrame, error: str) -> str:
    """Return how much of an error the best reform saves, in words, with its interval."""
    row: Mapping[Any, Any] = distance.set_index(Reduced.moins_de).to_dict("index")[error]
    value, low, high = (-row[name] for name in (error, f"{error}_haut", f"{error}_bas"))
    return number(value, 2) if pd.isna(low) else share_of(value, low, high)


# --- Wrong ideas --------------------------------------------------------------------------------------------------


def title_of_idea(row: WrongIdea) -> str:
    """Return the title of a wrong idea without the prefix of its file, in the language spoken."""
    return translate(row.titre.removeprefix(PREFIX))


def misled(row: WrongIdea, decimals: int = 1) -> str:
    """Return the candidates out of 1,000 whom a wrong idea misleads, with their interval where there are some."""
    return share_of(row.pour_mille, row.bas, row.haut, decimals=decimals) if row.pour_mille else "0"


def say_wrong_ideas(table: pd.DataFrame) -> str:
    """Return which wrong rule closes the orals to most candidates, and which promises them to most, in words."""
    access = table[table[WrongIdea.stade] == ACCESS]
    shut, promised = (_worst(access[access[WrongIdea.sens] == way]) for way in (DESPAIR, HOPE))
    return _(
        "Croire « {qui_ferme} » ferme les oraux à {exclus} candidats sur 1 000 qui y ont droit ; croire "
        "« {qui_promet} » les promet à {promis} candidats sur 1 000 qui n'y ont pas droit"
    ).format(
        exclus=misled(shut, 0),
        qui_ferme=title_of_idea(shut),
        promis=misled(promised, 0),
        qui_promet=title_of_idea(promised),
    )


def _worst(rows: pd.DataFrame) -> WrongIdea:
    at = int(rows[WrongIdea.pour_mille].argmax())
    return next(WrongIdea.rows(rows.iloc[at : at + 1]))
