"""The rules of regimes and the other readings, in sentences."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import number, points, regime_label
from bts_sim.droit.reponses import reponse
from bts_sim.language import _, _n
from bts_sim.questions.readings.tables import ReadingEffect, UnitOfSpecialty


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
    moving = effects[effects[ReadingEffect.candidats_changes] > 0]
    if moving.empty:
        return _("Aucune autre lecture ne change une décision de ces candidats")
    most = next(ReadingEffect.rows(moving.nlargest(1, ReadingEffect.candidats_changes)))
    count, of = (
        len(table.drop_duplicates([ReadingEffect.lecture, ReadingEffect.choix])) for table in (moving, effects)
    )
    words = _n(
        "{n} autre lecture sur {toutes} change des décisions. Le plus : {candidats}, sous « {regime} » : {lecture}",
        "{n} autres lectures sur {toutes} changent des décisions. Le plus : {candidats}, sous « {regime} » : {lecture}",
        count,
    )
    changed = _n("{n} candidat", "{n} candidats", most.candidats_changes)
    return words.format(
        n=number(count, 0),
        toutes=number(of, 0),
        regime=regime_label(most.regime),
        candidats=changed.format(n=number(most.candidats_changes, 0)),
        lecture=reponse(most.lecture, most.choix),
    )


def say_reglement(units: pd.DataFrame, specialite: str) -> str:
    """Return the number of units of a specialty and the sum of their coefficients, in words."""
    return _("{specialite} : {n} unités obligatoires, de coefficient {total} en tout").format(
        specialite=specialite, n=number(len(units), 0), total=points(float(units[UnitOfSpecialty.coefficient].sum()))
    )
