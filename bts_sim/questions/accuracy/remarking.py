"""The same candidates marked again by others: who receives the same decision, and what a published method says."""

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
from bts_sim.questions.accuracy.tables import seuil
from bts_sim.stats.groups import judged_on_marks, present
from bts_sim.stats.intervals import COLONNES, DECIMALES, EXACT_ORALS, FIXED_WITH_LEVEL, NIVEAU, wilson
from bts_sim.stats.livingston_lewis import Classification, estimate
from bts_sim.stats.normal import half_or_none, normal
from bts_sim.stats.proportions import proportion

#: Number of the second marking; any other is another one as good.
SECOND = 1
METHOD = f"tirage de la cohorte et des deux corrections, {FIXED_WITH_LEVEL} ; {EXACT_ORALS}"
METHOD_COLUMNS = (
    *("groupe", "modalite", "indicateur", "modele", "bas", "haut", "niveau", "livingston_lewis"),
    *("n", "fiabilite", "longueur", "loi"),
)


@asks_abilities
def concordance(
    cohorte: SimulatedCohort, *regimes: Regime, niveau: float | None = NIVEAU, correction: int = SECOND
) -> pd.DataFrame:
    """Say who would receive the same decision from other markers and examiners: the columns of `compare`.

    Same candidates, abilities, absences and kept marks; copies marked again, orals sat again, both times summed over
    their marks. Of those judged on marks: `concordance` (percent with the same answer, diploma or not), `kappa` (the
    same beyond chance, from 0 to 1), and `concordance_detaillee`, `kappa_detaille` on three answers, admitted at the
    first group, after the orals, or refused.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educ. and Psychological Measurement 20 (1960).
    """
    again = mark_again(cohorte, correction)
    rows = []
    for regime in regimes:
        first, second = cohorte.under(regime), again.under(regime)
        judged = judged_on_marks(first)
        n = int(judged.sum())
        for detail, answers in (("", _two), ("_detaille", _three)):
            one, two = (answers(marked)[judged] for marked in (first, second))
            same = 100 * np.array(proportion(np.ones(n), (one * two).sum(axis=1), niveau))
            kappas = kappa(one, two, niveau)
            for nom, numbers in (("concordance" + detail + "e" * bool(detail), same), ("kappa" + detail, kappas)):
                values = [round(float(value), DECIMALES) for value in numbers]
                rows.append(("ensemble", "ensemble", nom, regime.nom, "", *values, niveau, n, METHOD))
    return pd.DataFrame(rows, columns=COLONNES)


def _two(one: Under) -> Floats:
    """Give the probability of each answer, diploma or not, shape (n, 2)."""
    return np.column_stack([one.admission, 1 - one.admission])


def _three(one: Under) -> Floats:
    """Give the probability of being admitted at the first group, after the orals, or refused, shape (n, 3)."""
    return np.column_stack([one.admis_groupe1, one.admission - one.admis_groupe1, 1 - one.admission])


def kappa(premiere: Floats, seconde: Floats, niveau: float | None) -> tuple[float, float, float]:
    """Give Cohen's kappa and its interval from the probabilities of each answer at two markings, both of shape (n, k).

    The interval is normal, from the influence of each candidate on it; missing where everybody has one same answer.
    """
    same = (premiere * seconde).sum(axis=1)
    shares = premiere.mean(axis=0), seconde.mean(axis=0)
    observed, chance = float(same.mean()), float(shares[0] @ shares[1])
    if not chance < 1:
        return np.nan, np.nan, np.nan
    value = (observed - chance) / (1 - chance)
    if niveau is None:
        return value, value, value
    moved = (premiere @ shares[1] + seconde @ shares[0]) - 2 * chance
    influence = ((same - observed) * (1 - chance) - (1 - observed) * moved) / (1 - chance) ** 2
    half = half_or_none(normal(niveau) * float(influence.std()) / float(np.sqrt(same.size)))
    return value, value - half, value + half


@asks_abilities
def compare_with_livingston_lewis(cohorte: SimulatedCohort, regime: Regime, niveau: float = NIVEAU) -> pd.DataFrame:
    """Set what the model knows of first-group decisions beside what the method says from marks and reliability alone.

    Candidates with a mark of this session in every unit: all of them, then by specialty. The reliability is the
    correlation of two markings, which needs no level. Columns: `groupe`, `modalite`, `indicateur` (`justesse`,
    `concordance`, `faux_admis`, `faux_refus`, percent), `modele` with its interval over the draw of candidates `bas`
    and `haut`, `niveau`, `livingston_lewis` (percent), `n`, `fiabilite`, `longueur`, the effective length, and `loi`,
    the number of parameters of the law fitted. A specialty whose candidates are too few or too alike for the method
    has no row.
    """
    first, second = (_means(marked, regime) for marked in (cohorte, mark_again(cohorte, SECOND)))
    level, everybody = true_level(cohorte), _marked_everywhere(cohorte) & present(cohorte)
    bareme = cohorte.cohorte.bareme
    bar, best = seuil(bareme), bareme.note_maximale / CENTIEMES
    rows = []
    for groupe, modalite, members in _parts(cohorte, everybody):
        marks, admis, admis_again, able = (
            first[0][members],
            first[1][members],
            second[1][members],
            level[members] >= bar,
        )
        found = _classification(marks, second[0][members], bar, best)
        if found is None:
            continue
        reliability, method = found
        known = {
            "justesse": admis == able,
            "faux_admis": admis & ~able,
            "faux_refus": ~admis & able,
            "concordance": admis == admis_again,
        }
        for nom, yes in known.items():
            low, high = wilson(yes, niveau)
            values = [round(100 * float(value), DECIMALES) for value in (yes.mean(), low, high, getattr(method, nom))]
            about = members.size, round(reliability, DECIMALES), method.longueur, method.parametres
            rows.append((groupe, modalite, nom, *values[:3], niveau, values[3], *about))
    return pd.DataFrame(rows, columns=METHOD_COLUMNS)


def _classification(marks: Floats, again: Floats, bar: float, best: float) -> tuple[float, Classification] | None:
    """Give the reliability of marks, and what the method says from it; None where they make no test."""
    if marks.size < 2 or not marks.std() or not again.std():
        return None
    reliability = float(np.corrcoef(marks, again)[0, 1])
    try:
        return reliability, estimate(marks, reliability, bar, 0.0, best)
    except ValueError:
        return None


def _means(cohorte: SimulatedCohort, regime: Regime) -> tuple[Floats, Bools]:
    """Give the general mean of each candidate, points, and whether it admits, in the order of the candidates."""
    # The method knows one bar, that of the law: values of the regime's own are left aside.
    one = cohorte.under(replace(regime, valeurs={}))
    return one.generale, one.admis_groupe1


def _marked_everywhere(cohorte: SimulatedCohort) -> Bools:
    """Say who has a mark of this session in every compulsory unit, in the order of the candidates, shape (n,)."""
    complete = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        complete[g.candidats] = g.releve.ont(Statut.NOTE).all(axis=1)
    return complete


def _parts(cohorte: SimulatedCohort, kept: Bools) -> Iterator[tuple[str, str, Ints]]:
    """Give those kept, all of them then by specialty, as name of the group, its value, and numbers of candidates."""
    yield "ensemble", "ensemble", np.flatnonzero(kept)
    for g in sorted(cohorte.groupes, key=lambda g: -g.candidats.size):
        yield "specialite", g.reglement.specialite, g.candidats[kept[g.candidats]]
