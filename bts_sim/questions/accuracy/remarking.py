"""The same candidates marked again by others: how many keep their decision, and what a published method finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort, mark_again
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Statut
from bts_sim.questions.accuracy.tables import (
    EVERYBODY,
    FALSE_IN,
    FALSE_OUT,
    RIGHT,
    AccuracyMethod,
    law_threshold,
)
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.groups import judged_on_marks, present
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method, Result, wilson
from bts_sim.stats.livingston_lewis import Classification, estimate
from bts_sim.stats.normal import half_or_none, normal
from bts_sim.stats.proportions import proportion

#: Number of the second marking. Any other number gives an equally valid marking.
SECOND = 1
AGREE, KAPPA, AGREE_ON_THREE, KAPPA_ON_THREE = "concordance", "kappa", "concordance_detaillee", "kappa_detaille"
KAPPAS = (KAPPA, KAPPA_ON_THREE)
#: Values found by the model and by the published method.
BOTH_FIND = (RIGHT, FALSE_IN, FALSE_OUT, AGREE)


class Concordance(Result):
    """Agreement of two markings on decisions: one row per regime and indicator."""

    indicateur = a_text(
        "share of those judged on marks with the same answer, or Cohen's kappa: diploma or not, then three answers",
        (AGREE, KAPPA, AGREE_ON_THREE, KAPPA_ON_THREE),
    )
    valeur = a_number(
        "the share, or the kappa; missing where all have one answer", "percent, or from 0 to 1", optional=True
    )
    bas = a_number("lower end of the interval", "percent, or from 0 to 1", optional=True)
    haut = a_number("upper end of the interval", "percent, or from 0 to 1", optional=True)
    methode = a_text("what the interval covers, a code", (AccuracyMethod.MARKED_TWICE, *OF_DRAWS))


class LivingstonLewis(Schema):
    """First-group decisions judged by the model and by a method that knows only the marks."""

    groupe = a_text("all candidates, or a specialty", (EVERYBODY, "specialite"))
    modalite = a_text("the specialty")
    indicateur = a_text("which decisions", BOTH_FIND)
    modele = a_number("share that the model knows", "percent")
    bas = a_number("lower end of its interval", "percent", optional=True)
    haut = a_number("upper end of its interval", "percent", optional=True)
    niveau = a_number("level of the interval", "percent")
    livingston_lewis = a_number("share that the method finds", "percent")
    n = a_count("candidates of the session with a mark of this session in every unit", "candidates")
    fiabilite = a_number("reliability of the marks: correlation of two markings", "from 0 to 1")
    longueur = a_number("effective length: independent items that would be as reliable", "items")
    methode = a_text("what the interval covers, a code", (Method.WILSON, *OF_DRAWS, Method.TOO_FEW))


@asks_abilities
def concordance(
    cohorte: SimulatedCohort, *regimes: Regime, level: float | None = LEVEL, correction: int = SECOND
) -> pd.DataFrame:
    """Return how many candidates would receive the same decision from other markers and examiners, as `Concordance`.

    Candidates, abilities, absences and kept marks stay the same. Copies are marked again and orals are sat again; both
    times, orals are summed over their marks. The answers are: admitted at the first group, admitted after the orals,
    refused.

    Args:
        cohorte: the candidates.
        regimes: the regimes that decide.
        level: level of the intervals, percent; None for no interval.
        correction: number of the second marking. Any other number gives an equally valid marking.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educ. and Psychological Measurement 20 (1960).
    """
    again = mark_again(cohorte, correction)
    rows = []
    for regime in regimes:
        first, second = cohorte.under(regime), again.under(regime)
        judged = judged_on_marks(first)
        n = int(judged.sum())
        for agree, beyond, answers in ((AGREE, KAPPA, _two), (AGREE_ON_THREE, KAPPA_ON_THREE, _three)):
            one, two = (answers(marked)[judged] for marked in (first, second))
            same = 100 * np.array(proportion(np.ones(n), (one * two).sum(axis=1), level))
            for name, numbers in ((agree, same), (beyond, kappa(one, two, level))):
                values = [round(float(value), DECIMALS) for value in numbers]
                about = EVERYBODY, EVERYBODY, name, regime.nom, ""
                rows.append((*about, *values, level, n, AccuracyMethod.MARKED_TWICE))
    return Concordance.frame(rows)


def _two(one: Under) -> Floats:
    """Return the probability of each answer, diploma or not, shape (n, 2)."""
    return np.column_stack([one.admission, 1 - one.admission])


def _three(one: Under) -> Floats:
    """Return the probability of being admitted at the first group, after the orals, or refused, shape (n, 3)."""
    return np.column_stack([one.admis_groupe1, one.admission - one.admis_groupe1, 1 - one.admission])


def kappa(once: Floats, again: Floats, level: float | None) -> tuple[float, float, float]:
    """Return Cohen's kappa and its interval from the probabilities of each answer at two markings, shape (n, k).

    The interval is normal, from the influence of each candidate. It is missing if all candidates have the same answer.
    """
    same = (once * again).sum(axis=1)
    shares = once.mean(axis=0), again.mean(axis=0)
    observed, chance = float(same.mean()), float(shares[0] @ shares[1])
    if not chance < 1:
        return np.nan, np.nan, np.nan
    value = (observed - chance) / (1 - chance)
    if level is None:
        return value, value, value
    moved = (once @ shares[1] + again @ shares[0]) - 2 * chance
    influence = ((same - observed) * (1 - chance) - (1 - observed) * moved) / (1 - chance) ** 2
    half = half_or_none(normal(level) * float(influence.std()) / float(np.sqrt(same.size)))
    return value, value - half, value + half


@asks_abilities
def compare_with_livingston_lewis(
    cohorte: SimulatedCohort, regime: Regime, level: float = LEVEL, fewest: int = 2
) -> pd.DataFrame:
    """Return first-group decisions judged by the model and by the published method, as `LivingstonLewis`.

    The method knows only marks and their reliability. The candidates are those with a mark of this session in every
    unit: all of them, then by specialty. A specialty has no row if its candidates are too few or too alike for the
    method.

    Args:
        cohorte: the candidates.
        regime: the regime that decides. Only its first group is used.
        level: level of the intervals, percent.
        fewest: fewest candidates of a specialty.
    """
    first, second = (_means(marked, regime) for marked in (cohorte, mark_again(cohorte, SECOND)))
    levels, everybody = true_level(cohorte), _marked_everywhere(cohorte) & present(cohorte)
    bareme = cohorte.cohorte.bareme
    bar, best = law_threshold(bareme), bareme.note_maximale / CENTIEMES
    rows = []
    for group, value, members in _parts(cohorte, everybody):
        if group != EVERYBODY and members.size < fewest:
            continue
        marks, able = first[0][members], levels[members] >= bar
        admitted, admitted_again = first[1][members], second[1][members]
        found = _classification(marks, second[0][members], bar, best)
        if found is None:
            continue
        reliability, method = found
        known = (
            admitted == able,
            admitted & ~able,
            ~admitted & able,
            admitted == admitted_again,
        )
        says = (method.accuracy, method.faux_admis, method.faux_refus, method.concordance)
        about = members.size, round(reliability, DECIMALS), float(method.length), Method.WILSON
        for name, yes, said in zip(BOTH_FIND, known, says, strict=True):
            numbers = [round(100 * float(one), DECIMALS) for one in (yes.mean(), *wilson(yes, level), said)]
            rows.append((group, value, name, *numbers[:3], level, numbers[3], *about))
    return LivingstonLewis.frame(rows)


def _classification(marks: Floats, again: Floats, bar: float, best: float) -> tuple[float, Classification] | None:
    """Return the reliability of the marks and the result of the method, or None if the marks do not make a test."""
    if marks.size < 2 or not marks.std() or not again.std():
        return None
    reliability = float(np.corrcoef(marks, again)[0, 1])
    try:
        return reliability, estimate(marks, reliability, bar, 0.0, best)
    except ValueError:
        return None


def _means(cohorte: SimulatedCohort, regime: Regime) -> tuple[Floats, Bools]:
    """Return the general mean of each candidate, points on 20, shape (n,), and whether it admits."""
    # The method knows one threshold, that of the law. The regime's own values are left aside.
    one = cohorte.under(replace(regime, valeurs={}))
    return one.generale, one.admis_groupe1


def _marked_everywhere(cohorte: SimulatedCohort) -> Bools:
    """Return whether each candidate has a mark of this session in every compulsory unit, shape (n,)."""
    complete = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        complete[g.candidats] = g.releve.ont(Statut.NOTE).all(axis=1)
    return complete


def _parts(cohorte: SimulatedCohort, kept: Bools) -> Iterator[tuple[str, str, Ints]]:
    """Yield the groups kept, all candidates then by specialty: name of the group, value, numbers of the candidates."""
    yield EVERYBODY, EVERYBODY, np.flatnonzero(kept)
    for g in sorted(cohorte.groups_with_reglement, key=lambda g: -g.candidats.size):
        yield "specialite", g.reglement.specialite, g.candidats[kept[g.candidats]]
