"""The rules of regimes and the other readings, in sentences."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import interval, number, percent, points, regime_label
from bts_sim.droit.reponses import reponse
from bts_sim.language import _, _n
from bts_sim.questions.readings.tables import ReadingEffect, ReadingMethod, UnitOfSpecialty
from bts_sim.stats.intervals import Method


def say_rules(differences: pd.DataFrame, before: str, after: str) -> str:
    """Return the number of lines on which two laws differ, in words."""
    n = len(differences)
    words = _n(
        "De « {avant} » à « {apres} » : {n} ligne de la loi change",
        "De « {avant} » à « {apres} » : {n} lignes de la loi changent",
        n,
    )
    return words.format(avant=regime_label(before), apres=regime_label(after), n=number(n, 0))


def say_readings(effects: pd.DataFrame) -> str:
    """Return how many other readings change a decision, and which one changes most, in words."""
    moving = effects[effects[ReadingEffect.part_changee] > 0]
    if moving.empty:
        return _("Aucune autre lecture ne change une décision")
    most = next(ReadingEffect.rows(moving.nlargest(1, ReadingEffect.part_changee)))
    count, of = (
        len(table.drop_duplicates([ReadingEffect.lecture, ReadingEffect.choix])) for table in (moving, effects)
    )
    words = _n(
        "{n} autre lecture sur {toutes} change des décisions. Le plus : {part} des présents, sous "
        "« {regime} » : {lecture}",
        "{n} autres lectures sur {toutes} changent des décisions. Le plus : {part} des présents, sous "
        "« {regime} » : {lecture}",
        count,
    )
    return words.format(
        n=number(count, 0),
        toutes=number(of, 0),
        regime=regime_label(most.regime),
        part=_with_ends(percent(most.part_changee), most.part_bas, most.part_haut),
        lecture=reponse(most.lecture, most.choix),
    )


def say_effect(effect: ReadingEffect) -> str:
    """Return what a reading changes under a regime, in words: the share of those present, then the gap in points."""
    if effect.methode == Method.ZERO_BY_RULE:
        return _("aucun effet possible")
    if effect.methode == ReadingMethod.NO_CASE:
        return _("aucun cas simulé")
    if effect.methode == Method.TOO_FEW and round(effect.part_changee, 1) == 0:
        return _("moins de {part}").format(part=percent(0.1))
    part = _with_ends(percent(effect.part_changee), effect.part_bas, effect.part_haut)
    gap = _n("{n} point", "{n} points", effect.ecart_taux_admis).format(n=number(effect.ecart_taux_admis, 2, sign=True))
    return _("{part}, admis {ecart}").format(
        part=part, ecart=_with_ends(gap, effect.ecart_bas, effect.ecart_haut, 2, sign=True)
    )


def _with_ends(value: str, low: float, high: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Return a number as text, with its interval if it has one."""
    return value if pd.isna(low) else f"{value} {interval(low, high, decimals, sign=sign)}"


def say_reglement(units: pd.DataFrame, specialite: str) -> str:
    """Return the number of units of a specialty and the sum of their coefficients, in words."""
    return _("{specialite} : {n} unités obligatoires, de coefficient {total} en tout").format(
        specialite=specialite, n=number(len(units), 0), total=points(float(units[UnitOfSpecialty.coefficient].sum()))
    )
