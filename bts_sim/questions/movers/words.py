"""Moves and the parts of a gap, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import GROUPS, interval, modalite, number, percent, regime_label, roughly
from bts_sim.display.results import definition, result
from bts_sim.language import N_, _, _n
from bts_sim.questions.movers.access import LeftOut
from bts_sim.questions.movers.causes import Factor
from bts_sim.questions.movers.decomposition import FactorPart
from bts_sim.questions.movers.names import FACTORS, name_factor, name_reason
from bts_sim.questions.movers.pairs import THOUSAND, Way, movers_of
from bts_sim.questions.movers.spread import SpreadOfMeans
from bts_sim.questions.movers.tables import Move
from bts_sim.stats.words import method

ALONE = N_("écart des taux d'admis quand cette seule règle change")
PART = N_("part de l'écart de taux d'admis")
PERCENT = 100.0


def say_moves(moves: pd.DataFrame, ways: pd.DataFrame) -> str:
    """Return how many of 1,000 candidates have the diploma under only one of the two regimes, in words.

    `ways`: those who gain it, and those who lose it, with their intervals.
    """
    gainers, losers = Way.rows(ways)
    before, after = both_regimes(moves)
    return _("De « {avant} » à « {apres} », sur 1\u202f000 candidats : {gagnants}, {perdants}").format(
        avant=before, apres=after, gagnants=_gainers(gainers), perdants=_losers(losers)
    )


def say_reasons(moves: pd.DataFrame) -> str:
    """Return the reason that moves most candidates, and its share of those who move, in words."""
    moved = movers_of(moves)
    if moved.empty:
        return _("Aucun candidat ne change de décision")
    shares = moved.groupby([Move.raison, Move.condition], sort=True)[Move.part].sum()
    reason, causes = shares.index[int(shares.argmax())]
    said = name_reason(reason, causes)
    if len(shares) == 1:
        return _("Seule raison de changer de décision : {raison}").format(raison=said)
    share = percent(100 * shares.max() / shares.sum(), 0)
    return _("Première raison de changer de décision, pour {part} des candidats qui en changent : {raison}").format(
        part=share, raison=said
    )


def say_oral_luck(moves: pd.DataFrame) -> str:
    """Return how the orals of a table of moves were drawn or summed, in words."""
    draws = int(moves[Move.tirages].iloc[0])
    if draws == 0:
        return _("Oraux sommés sur toutes leurs notes, sans tirage")
    if draws == 1:
        return _("Un tirage des oraux ; un oral d'une autre nature a son propre hasard")
    return _("Moyenne de {n} tirages des oraux ; un oral d'une autre nature a son propre hasard").format(n=draws)


def say_decomposition(parts: pd.DataFrame) -> str:
    """Return the gap between two regimes, and the rule that changes most of it when it changes alone, in words."""
    changed = changed_of(parts)
    if len(changed) < 2:
        return _say_gap(parts)
    most = [*FactorPart.rows(changed)][int(changed[FactorPart.seul].abs().to_numpy().argmax())]
    return _("{ecart} ; en ne changeant que {facteur} : {seul}").format(
        ecart=_say_gap(parts),
        facteur=FACTORS.get(most.facteur, most.facteur),
        seul=_in_points(most.seul, most.seul_bas, most.seul_haut),
    )


def say_parts(parts: pd.DataFrame) -> str:
    """Return the gap between two regimes, and the factor with the largest part, in words."""
    changed = changed_of(parts)
    if len(changed) < 2:
        return _say_gap(parts)
    most = [*FactorPart.rows(changed)][int(changed[FactorPart.part].abs().to_numpy().argmax())]
    return _("{ecart}, dont la plus grande part pour {facteur} : {part}").format(
        ecart=_say_gap(parts),
        facteur=FACTORS.get(most.facteur, most.facteur),
        part=_in_points(most.part, most.bas, most.haut),
    )


def _say_gap(parts: pd.DataFrame) -> str:
    first, (before, after) = next(FactorPart.rows(parts)), both_regimes(parts)
    gap = _in_points(first.ecart, first.ecart_bas, first.ecart_haut)
    return _("De « {avant} » à « {apres} » : {ecart}").format(avant=before, apres=after, ecart=gap)


def _in_points(value: float, low: float, high: float) -> str:
    """Return a gap in words, to as many digits as its interval allows, with its ends."""
    if pd.isna(low) or low == high:
        return _n("{n} point", "{n} points", value).format(n=number(value, sign=True))
    told, least, most = roughly(value, low, high)
    return _("environ {n}\u202fpt (de {bas} à {haut})").format(n=told, bas=least, haut=most)


def say_method_of_part(row: FactorPart) -> str:
    """Return the meaning of the part of a factor, and what its interval covers, in words."""
    return _(" ; ").join([_("valeur de Shapley sur {n} régimes").format(n=row.coalitions), method(row)])


def say_spread_of_means(spread: pd.DataFrame, real: bool) -> str:
    """Return the group that two regimes admit most differently, in words. `real`: whether candidates are of a file."""
    one = spread[(spread[SpreadOfMeans.groupe] == spread[SpreadOfMeans.groupe].iloc[0])]
    counts = [SpreadOfMeans.presents, SpreadOfMeans.admis]
    sums = one.groupby([SpreadOfMeans.regime, SpreadOfMeans.modalite], sort=False)[counts].sum()
    shares = (PERCENT * sums[SpreadOfMeans.admis] / sums[SpreadOfMeans.presents]).unstack()
    before, after = shares.iloc[0], shares.iloc[-1]
    who = str((after - before).abs().idxmax())
    said = (
        _("{n} candidats du fichier par {groupe}, le plus touché : {qui}, {avant} d'admis ({a}), {apres} ({b})")
        if real
        else _("{n} candidats simulés par {groupe}, le plus touché : {qui}, {avant} d'admis ({a}), {apres} ({b})")
    )
    present = sums.loc[shares.index[0], SpreadOfMeans.presents].sum()
    rates = {"avant": percent(before[who]), "apres": percent(after[who])}
    names = {"a": regime_label(str(shares.index[0])), "b": regime_label(str(shares.index[-1]))}
    group = str(one[SpreadOfMeans.groupe].iloc[0])
    told = {"n": number(float(present), 0), "groupe": GROUPS.get(group, group), "qui": modalite(who)}
    return said.format(**told, **rates, **names)


def say_access(told: pd.DataFrame) -> str:
    """Return the share of the candidates allowed by one regime whom the other excludes, in words. `told`: `LeftOut`."""
    one = next(LeftOut.rows(told))
    names = {"a": regime_label(one.regime), "b": regime_label(one.autre)}
    if pd.isna(one.part):
        return _("Aucun candidat ne peut se présenter sous «\u202f{a}\u202f»").format(**names)
    if one.part == 0:
        return _(
            "Tous les candidats qui peuvent se présenter sous «\u202f{a}\u202f» le peuvent aussi sous «\u202f{b}\u202f»"
        ).format(**names)
    if one.part == PERCENT:
        return _(
            "Aucun des candidats qui peuvent se présenter sous «\u202f{a}\u202f» ne le peut sous «\u202f{b}\u202f»"
        ).format(**names)
    if pd.isna(one.bas) or one.bas == one.haut:
        return _(
            "{part} des candidats qui peuvent se présenter sous «\u202f{a}\u202f» ne le peuvent pas sous "
            "«\u202f{b}\u202f»"
        ).format(part=percent(one.part, 0), **names)
    value, low, high = roughly(one.part, one.bas, one.haut)
    return _(
        "Environ {part} (de {bas} à {haut}) des candidats qui peuvent se présenter sous «\u202f{a}\u202f» ne le "
        "peuvent pas sous «\u202f{b}\u202f»"
    ).format(part=_("{nombre}\u202f%").format(nombre=value), bas=low, haut=high, **names)


def quote_decomposition(parts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what each factor changes alone, then its part in the gap between two regimes."""
    before, after = both_regimes(parts)
    rows = [*FactorPart.rows(changed_of(parts))]
    for row in rows:
        name = _("{avant}, sans autre changement : {facteur}").format(avant=before, facteur=name_factor(factor_of(row)))
        defined = definition(ALONE, row.niveau, method(row))
        yield result(name, row.seul, "pt", row.seul_bas, row.seul_haut, definition=defined)
    for row in rows:
        called = name_factor(factor_of(row))
        name = _("Part de l'écart {avant} → {apres} : {facteur}").format(avant=before, apres=after, facteur=called)
        defined = definition(PART, row.niveau, say_method_of_part(row))
        yield result(name, row.part, "pt", row.bas, row.haut, definition=defined)


def factor_of(row: FactorPart) -> Factor:
    """Return the factor of a row of a decomposition."""
    return Factor(row.facteur, row.avant, row.apres)


def changed_of(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the factors on which two regimes differ."""
    return parts[parts[FactorPart.avant] != parts[FactorPart.apres]]


def gap_of(parts: pd.DataFrame) -> float:
    """Return the gap in the admission rate that some parts add up to, points."""
    return float(parts[FactorPart.ecart].iloc[0])


def both_regimes(table: pd.DataFrame) -> tuple[str, str]:
    """Return the labels of both regimes of a table of moves, or of parts."""
    before, after = (regime_label(table[side].iloc[0]) for side in (Move.regime_avant, Move.regime_apres))
    return before, after


def and_interval(words: str, low: float, high: float, decimals: int) -> str:
    """Return a number as text with its interval, if it has one."""
    return words if pd.isna(low) or low == high else f"{words} {interval(low, high, decimals)}"


def at_least(count: int) -> str:
    """Return a count of candidates as text, « moins de 1 » if it rounds to zero."""
    return _("moins de 1") if count == 0 else number(count, 0)


def _gainers(row: Way) -> str:
    if not row.part:
        return _("aucun n'obtient le diplôme")
    return _n("{n} obtient le diplôme", "{n} obtiennent le diplôme", _out_of_thousand(row)).format(n=_counted(row))


def _losers(row: Way) -> str:
    if not row.part:
        return _("aucun ne le perd")
    return _n("{n} le perd", "{n} le perdent", _out_of_thousand(row)).format(n=_counted(row))


def _out_of_thousand(row: Way) -> int:
    """Return the candidates of a row out of 1,000: at least one."""
    return round(row.part * THOUSAND / PERCENT) or 1


def _counted(row: Way) -> str:
    """Return the candidates of a row out of 1,000, to as many digits as their interval allows, with its ends."""
    count, low, high = (value * THOUSAND / PERCENT for value in (row.part, row.bas, row.haut))
    if pd.isna(low) or low == high:
        return at_least(round(count))
    value, least, most = roughly(count, low, high)
    return _("environ {valeur} (de {bas} à {haut})").format(valeur=value, bas=least, haut=most)
