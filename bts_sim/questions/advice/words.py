"""The worth of a good choice of orals, and the marks that orals require, in sentences."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import (
    headed,
    interval,
    main_regime,
    number,
    percent,
    points,
)
from bts_sim.language import N_, Labels, _
from bts_sim.questions.advice import tables
from bts_sim.questions.advice.out_of_reach import BEYOND, EVERYBODY, MEDIAN, OralReach, Reach, ShareByMark
from bts_sim.questions.advice.tables import AdviceCost, AdviceMethod
from bts_sim.stats.intervals import Method
from bts_sim.stats.words import METHODS

ADVICES = Labels(
    {
        tables.BY_LUCK: N_("au hasard"),
        tables.HIGHEST_COEFFICIENT: N_("les plus forts coefficients"),
        tables.LARGEST_GAIN: N_("le plus grand gain possible"),
        tables.LOWEST_MARKS: N_("les notes les plus basses"),
    }
)
#: Sentences for what an interval of this room covers.
ADVICE_METHODS = Labels(
    METHODS
    | {
        Method.TOO_FEW: N_("trop peu de candidats simulés, ou tous les mêmes : pas d'intervalle"),
        AdviceMethod.PAIRED_TO_BEST: N_(
            "écart apparié au meilleur choix, approximation normale : tirage de la cohorte, paramètres, calage et "
            "difficulté des unités fixés ; oraux sommés exactement"
        ),
        AdviceMethod.SHARE: N_(
            "intervalle de Wilson : tirage de la cohorte, paramètres, calage et difficulté des unités fixés ; oraux "
            "sommés exactement"
        ),
        AdviceMethod.RULE_SHARE: N_(
            "intervalle de Wilson : tirage de la cohorte, paramètres, calage et difficulté des unités fixés ; aucune "
            "probabilité d'oral"
        ),
        AdviceMethod.RULE_QUANTILE: N_(
            "intervalle par statistiques d'ordre : tirage de la cohorte, paramètres, calage et difficulté des unités "
            "fixés ; aucune probabilité d'oral"
        ),
    }
)
#: Percent of the authorised candidates for whom the mark in the title is enough.
HALF = 50
#: Share below which two decimals would write zero, percent.
LEAST_WRITTEN = 0.005


def needed_mark(value: float) -> str:
    """Return a mark needed, as text; a missing mark is more than 20."""
    return _("plus de 20") if pd.isna(value) else points(value)


def say_needed_marks(table: pd.DataFrame, regime: str) -> str:
    """Return the mark that half of the authorised need at every oral, and the share out of reach, in words."""
    at = (table[Reach.regime] == regime) & (table[Reach.groupe] == EVERYBODY)
    whole = {row.indicateur: row for row in Reach.rows(table[at])}
    if not whole:
        return _say_nobody(regime)
    half, lost = whole[MEDIAN], whole[BEYOND]
    return _(
        "{regime} : la moitié des autorisés n'a besoin que de {note} à chaque oral ; hors de portée : {part}"
    ).format(
        regime=headed(regime),
        note=say_half(half),
        part=say_out_of_reach(lost),
    )


def say_half(one: Reach) -> str:
    """Return the mark that half of the authorised need, with its interval where it has one, in words."""
    if pd.isna(one.valeur):
        return needed_mark(one.valeur)
    return number(one.valeur) if pd.isna(one.bas) else _in_brackets(one.valeur, one.bas, one.haut)


def say_out_of_reach(one: Reach, *, short: bool = False) -> str:
    """Return the share of the authorised whom no mark admits, in words: none, or at most so many, and never 0,00 %.

    `short`: whether there is little room, as at the end of the line of a chart.
    """
    if pd.isna(one.valeur):
        return "—"
    if one.valeur >= LEAST_WRITTEN:
        return f"{percent(one.valeur, 2)} {interval(one.bas, one.haut, 2)}"
    if pd.isna(one.haut) or one.haut < LEAST_WRITTEN:
        return _("aucun")
    most = _("au plus {part}") if short else _("aucun, ou au plus {part}")
    return most.format(part=percent(one.haut, 2))


def say_share_by_mark(table: pd.DataFrame) -> str:
    """Return the first mark that is enough for half of the authorised candidates, in words."""
    regime = main_regime(table[ShareByMark.regime].unique().tolist())
    marks = [*ShareByMark.rows(table[table[ShareByMark.regime] == regime])]
    if not marks[0].n:
        return _say_nobody(regime)
    # The last mark stands for a rule under which no mark is enough for half of them.
    half = next((one for one in marks if one.part >= HALF), marks[-1])
    return _("{regime} : {note} à chaque oral suffit à {part} des autorisés").format(
        regime=headed(regime),
        note=points(half.note),
        part=f"{percent(half.part, 0)} {interval(half.bas, half.haut, 0)}",
    )


def say_reach_of_orals(table: pd.DataFrame) -> str:
    """Return the range, over the specialties, of the mean from which 20 at every oral admits, in words."""
    if table.empty:
        return _("Aucun oral par unité sous ce régime : les coefficients ne disent pas sa portée")
    marks = sorted(table[OralReach.premiere_note].unique())
    first = marks[len(marks) // 2]
    lowest = table.loc[table[OralReach.premiere_note] == first, OralReach.moyenne_minimale]
    return _(
        "{regime} : de {note} aux unités choisies, 20 à chaque oral suffit depuis une moyenne de {bas} à {haut} selon "
        "la spécialité"
    ).format(
        regime=headed(table[OralReach.regime].iloc[0]),
        bas=number(lowest.min(), 2),
        haut=number(lowest.max(), 2),
        note=points(first),
    )


def say_advice(table: pd.DataFrame) -> str:
    """Return how many more diplomas the best choice gives than the worst advice and than the best advice, in words."""
    regime = table[AdviceCost.regime].iloc[0]
    at = (table[AdviceCost.indicateur] == tables.LOST_TO_ALL) & (table[AdviceCost.regime] == regime)
    lost = sorted(AdviceCost.rows(table[at]), key=lambda row: row.valeur)
    best, worst = lost[0], lost[-1]
    return _(
        "{regime} : pour 1 000 présents, le meilleur choix donne {plus} diplômes de plus que « {pire} », {moins} de "
        "plus que « {meilleur} »"
    ).format(
        regime=headed(regime),
        plus=_in_brackets(10 * worst.valeur, 10 * worst.bas, 10 * worst.haut),
        pire=ADVICES[worst.modalite],
        moins=_in_brackets(10 * best.valeur, 10 * best.bas, 10 * best.haut),
        meilleur=ADVICES[best.modalite],
    )


def _in_brackets(value: float, low: float, high: float) -> str:
    return f"{number(value)} {interval(low, high)}"


def _say_nobody(regime: str) -> str:
    return _("{regime} : aucun candidat simulé ne peut se présenter aux oraux").format(regime=headed(regime))
