"""The worth of a good choice of orals: common advice compared with the best choice that the law allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import (
    NOTES,
    Oral,
    gains,
    is_a_line,
    loi,
    points_needed,
    probability,
    probability_of_lines,
    straight_line,
)
from bts_sim.cohort.choices import AS_LIKELY, Offer, gain_possible, notes_basses
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.orals import offer
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Controle, choix_permis
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.errors import Fault, InputError
from bts_sim.schema import a_number, a_text
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, KEY, LEVEL, OF_DRAWS, Method, Result, wilson
from bts_sim.stats.over_draws import Draws, shaped, within_bounds

#: The group of those who follow an advice, and the choice that each advice is compared with.
ADVISED, BEST = "conseil", "meilleure_probabilite"
LOST, LOST_MEAN, OTHERWISE = "regret", "regret_moyenne", "autrement"
LOST_BY_OTHERS, LOST_TO_ALL = "regret_des_autres", "points_perdus"
LARGEST_GAIN, HIGHEST_COEFFICIENT = "gain_possible", "plus_fort_coefficient"
LOWEST_MARKS, BY_LUCK = "notes_basses", "hasard"
Chance = Callable[[tuple[int, ...]], Floats]


class AdviceMethod(StrEnum):
    """Codes for what an interval covers; `words.py` describes each in full."""

    PAIRED_TO_BEST = "paired_to_best"
    SHARE = "share"
    #: Code of results that depend on the rules only, not on the probability of an oral mark.
    RULE_SHARE = "rule_share"
    RULE_QUANTILE = "rule_quantile"


def highest_coefficient(offering: Offer) -> Floats:
    """Return the rank of units by coefficient, whatever the first mark, shape (m, u)."""
    return np.broadcast_to(offering.reglement.coefs.astype(np.float64), offering.controle.choisissables.shape)


def all_alike(offering: Offer) -> Floats:
    """Return the same rank for all units, so that every choice allowed is equally likely, shape (m, u)."""
    return np.zeros(offering.controle.choisissables.shape)


#: Advice by name: the function that ranks units.
ADVICE: dict[str, Callable[[Offer], Floats]] = {
    LARGEST_GAIN: gain_possible,
    HIGHEST_COEFFICIENT: highest_coefficient,
    LOWEST_MARKS: notes_basses,
    BY_LUCK: all_alike,
}


class AdviceCost(Result):
    """The cost of following an advice instead of the best choice allowed: one row per regime, advice and indicator."""

    groupe = a_text("those who follow an advice", [ADVISED])
    modalite = a_text("the advice", ADVICE)
    indicateur = a_text("what it costs", (LOST, LOST_MEAN, OTHERWISE, LOST_BY_OTHERS, LOST_TO_ALL))
    reference = a_text("the choice of highest probability, with which each advice is compared", [BEST])
    valeur = a_number("the cost", "points of probability or of the mean, or percent", optional=True)
    bas = a_number("lower end of the interval", "as the value", optional=True)
    haut = a_number("upper end of the interval", "as the value", optional=True)
    methode = a_text(
        "what the interval covers, a code",
        (AdviceMethod.PAIRED_TO_BEST, AdviceMethod.SHARE, Method.TOO_FEW, *OF_DRAWS),
    )


@dataclass(frozen=True)
class Choices:
    """Every choice of orals of m authorised candidates of one specialty.

    `candidats`: their numbers, shape (m,). `unites`: the units of each choice, shape (c, u). `allowed`: whether the law
    allows each choice to each candidate, shape (m, c). `admission`: probability of the diploma, shape (m, c).
    `moyenne`: expected final mean, points on 20, shape (m, c). Both are meaningless for choices that are not allowed.
    `advice`: by name of advice, the probability that it makes each choice, shape (m, c).
    """

    candidats: Ints
    unites: Bools
    allowed: Bools
    admission: Floats
    moyenne: Floats
    advice: dict[str, Floats]

    @property
    def best(self) -> Ints:
        """Return the choice of highest probability for each candidate, the first of equal ones, shape (m,)."""
        chance = np.where(self.allowed, self.admission, -1.0)
        best: Ints = (chance >= chance.max(axis=1, keepdims=True) - AS_LIKELY).argmax(axis=1)
        return best


def possible_choices(cohorte: SimulatedCohort, regime: Regime) -> Iterator[Choices]:
    """Yield every choice of the authorised candidates of each specialty, with its worth to each candidate.

    A choice has as many units as the regime allows, or as there are. It has at most one of the units that one oral
    replaces together.

    Raises:
        InputError: the orals of the regime are not on units chosen by the candidate.
    """
    if all(part.oral_par != "unite" for part in regime.parts):
        remedy = "donner un régime où le candidat choisit ses unités, tel que permanent_2022"
        raise InputError([Fault("régime", None, "", regime.nom, "aucune unité à choisir sous ce régime", remedy)])
    here = present(cohorte)
    for d in cohorte.under(regime).deliberations:
        sitting = d.controle.autorise & here[d.groupe.candidats] & (d.regime.oral_par == "unite")
        if sitting.any():
            offering = offer(cohorte, d.opened(Controle(sitting, d.controle.choisissables)))
            yield _choices_of(offering, d.groupe.candidats[sitting])


def _choices_of(offering: Offer, candidats: Ints) -> Choices:
    sets = list(_sets(offering))
    unites = np.array([np.isin(np.arange(offering.attendues.shape[1]), among) for among in sets])
    allowed = _permis(offering, unites)
    chance, gained = _values(offering, sets)
    first = offering.premier.generale
    moyenne = first.sur_20()[:, np.newaxis] + gained / (first.coefs[:, np.newaxis] * CENTIEMES)
    advice = {name: _advised(rank(offering), unites, allowed) for name, rank in ADVICE.items()}
    return Choices(candidats, unites, allowed, chance, moyenne, advice)


def _sets(offering: Offer) -> Iterator[tuple[int, ...]]:
    """Yield the sets of units that some candidate may choose, in the order of the units. The empty set comes last."""
    columns = np.flatnonzero(offering.controle.choisissables.any(axis=0)).tolist()
    for size in range(min(offering.regime.nombre_oraux, len(columns)), -1, -1):
        for among in combinations(columns, size):
            if all(bloc[list(among)].sum() <= 1 for bloc in offering.blocs):
                yield among


def _permis(offering: Offer, unites: Bools) -> Bools:
    """Return whether each candidate may choose each set: its units are open, compatible, and of the right number."""
    open_to, m = offering.controle.choisissables, len(offering.attendues)
    fits = np.array([~(one & ~open_to).any(axis=1) for one in unites]).T
    together = choix_permis(np.where(unites, NOTES[0], SANS_ORAL), offering.reglement, offering.regime)
    size = np.where(fits & together, unites.sum(axis=1), -1).reshape(m, len(unites))
    allowed: Bools = (size >= 0) & (size == size.max(axis=1, keepdims=True))
    return allowed


def _values(offering: Offer, sets: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats]:
    """Return the probability of admission and the points expected from each set, in the unit of `Moyenne.somme`.

    Both have shape (m, c). Absence at an oral gains nothing, or eliminates, as the regime reads it.
    """
    need = points_needed(offering.premier, offering.releve, offering.reglement, offering.bareme, offering.regime)
    eliminates = offering.regime.lectures.absence_a_l_oral == "elimination"
    columns = sorted({column for among in sets for column in among})
    chance_of = _as_lines if is_a_line(offering.regime) else _as_tables
    points, chance = chance_of(offering, need, columns, eliminates)
    expected = {
        c: (1 - np.ravel(offering.absence)) * np.vecdot(points[c], loi(offering.attendues[:, c], offering.spread))
        for c in columns
    }
    gained = [sum((expected[c] for c in among), np.zeros(len(need))) for among in sets]
    return np.column_stack([chance(among) for among in sets]), np.column_stack(gained)


def _as_lines(offering: Offer, need: Ints, columns: Sequence[int], eliminates: bool) -> tuple[dict[int, Ints], Chance]:
    """Return, for linear gains, the points of every mark at each unit, shape (m, k), and the chance of a set."""
    (m, width), law = offering.attendues.shape, (offering.releve, offering.reglement, offering.regime)
    lines = {c: straight_line(np.full(m, c), width, *law) for c in columns}
    below = np.arange(NOTES.size)[::-1]
    points = {c: np.maximum(top[:, np.newaxis] - step[:, np.newaxis] * below, 0) for c, (top, step) in lines.items()}

    def chance(among: tuple[int, ...]) -> Floats:
        marks = offering.attendues[:, list(among)]
        away, units = np.full(marks.shape, offering.absence), [lines[c] for c in among]
        return probability_of_lines(need, units, marks, away, offering.spread, eliminates)

    return points, chance


def _as_tables(offering: Offer, need: Ints, columns: Sequence[int], eliminates: bool) -> tuple[dict[int, Ints], Chance]:
    """Return the points of every mark and the chance of a set, for gains that are not linear."""
    width, law = offering.attendues.shape[1], (offering.releve, offering.reglement, offering.regime)
    points = {c: gains(c, width, *law) for c in columns}
    absence = np.ravel(offering.absence)
    orals = {c: Oral(points[c], loi(offering.attendues[:, c], offering.spread), absence) for c in columns}
    return points, lambda among: probability(need, [orals[c] for c in among], eliminates)


def _advised(rank: Floats, unites: Bools, allowed: Bools) -> Floats:
    """Return the probability that an advice makes each choice, shape (m, c).

    The choice is the allowed set of highest total, the first of equal ones. An advice that ranks all units equally
    makes any of them.
    """
    if not np.ptp(rank):
        alike: Floats = allowed / allowed.sum(axis=1, keepdims=True)
        return alike
    score = np.where(allowed, rank @ unites.T.astype(np.float64), -np.inf)
    taken = np.zeros(allowed.shape)
    taken[np.arange(len(taken)), score.argmax(axis=1)] = 1
    return taken


@asks_abilities
def advice_cost(cohorte: SimulatedCohort, *regimes: Regime, level: float | None = LEVEL) -> pd.DataFrame:
    """Return the cost of following each advice instead of the best choice allowed, as `AdviceCost`.

    The best choice has the highest exact probability of admission, for somebody who knew the ability of each candidate
    at each oral. Among authorised candidates: `regret` (probability lost, points), `regret_moyenne` (expected final
    mean lost, points on 20; negative if the likeliest choice is not that of the highest mean), `autrement` (percent
    whose choice is less likely to admit than the best), `regret_des_autres` (probability lost among these, points).
    Among all candidates present: `points_perdus` (points of the admission rate; ten times that is candidates in a
    thousand).

    Args:
        cohorte: the candidates.
        regimes: regimes whose orals are on units chosen by the candidate.
        level: level of the intervals, percent; None for no interval.

    Raises:
        InputError: the orals of a regime are not on units chosen by the candidate.
    """
    here, rows = int(present(cohorte).sum()), list[tuple[object, ...]]()
    for regime in regimes:
        parts = list(possible_choices(cohorte, regime))
        for name in ADVICE:
            rows += _rows(regime.nom, name, _lost(parts, name), here, level)
    return AdviceCost.frame(rows)


def advice_over_draws(draws: Draws, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return the table of `advice_cost` over draws of the parameters."""
    together, rows = draws.together, [list[tuple[object, ...]]() for _ in range(draws.number)]
    here = [int(present(one).sum()) for one in draws.simulated]
    for regime in regimes:
        parts = list(possible_choices(together, regime))
        whose = together.rank_of(np.concatenate([np.zeros(0, dtype=np.int64), *(one.candidats for one in parts)]))
        for name in ADVICE:
            lost = _lost(parts, name)
            for draw, of_draw in enumerate(rows):
                of_draw += _rows(regime.nom, name, lost[:, whose == draw], here[draw], LEVEL)
    found = draws.predicted([AdviceCost.frame(one) for one in rows], KEY)
    of_shares = found[AdviceCost.indicateur] == OTHERWISE
    return shaped(pd.concat([within_bounds(found[of_shares]), found[~of_shares]]).sort_index(), AdviceCost)


def _lost(parts: Sequence[Choices], name: str) -> Floats:
    """Return what an advice costs to each candidate: probability, points of mean, chance of a worse choice, (3, m)."""
    return np.concatenate([np.zeros((3, 0)), *map(_losses(name), parts)], axis=1)


def _rows(regime: str, name: str, losses: Floats, here: int, level: float | None) -> Iterator[tuple[object, ...]]:
    """Yield the rows of an advice under a regime. `losses`: of the authorised, shape (3, m). `here`: those present."""
    lost, mean, apart = losses
    values = {
        LOST: 100 * lost,
        LOST_MEAN: mean,
        OTHERWISE: apart,
        LOST_BY_OTHERS: 100 * lost[apart > 0] / apart[apart > 0],
        LOST_TO_ALL: 100 * np.concatenate([lost, np.zeros(here - lost.size)]),
    }
    for indicator, value in values.items():
        share = indicator == OTHERWISE
        numbers = _with_interval(value, share, level)
        method = covered(numbers[1], AdviceMethod.SHARE if share else AdviceMethod.PAIRED_TO_BEST)
        yield ADVISED, name, indicator, regime, BEST, *numbers, level, value.size, method


def _losses(name: str) -> Callable[[Choices], Floats]:
    """Return a function that returns the cost of an advice to each candidate, shape (3, m)."""

    def of(one: Choices) -> Floats:
        everyone, best, taken = np.arange(len(one.candidats)), one.best, one.advice[name]
        top = one.admission[everyone, best][:, np.newaxis]
        lost = (taken * (top - one.admission)).sum(axis=1)
        mean = (taken * (one.moyenne[everyone, best][:, np.newaxis] - one.moyenne)).sum(axis=1)
        apart = (taken * (top - one.admission > AS_LIKELY)).sum(axis=1)
        return np.stack([lost, mean, apart])

    return of


def _with_interval(value: Floats, share: bool, level: float | None) -> list[float]:
    """Return a mean and its interval, rounded.

    A share, in percent, has a Wilson interval. An empty group has neither.
    """
    if not value.size:
        return [np.nan] * 3
    bounds = wilson(value, level) if share else paired(value, level)
    return [round((100 if share else 1) * float(x), DECIMALS) for x in (value.mean(), *bounds)]
