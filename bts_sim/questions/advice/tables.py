"""What a good choice of orals is worth: common advice beside the best choice that the law allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import (
    NOTES,
    Oral,
    besoin,
    gains,
    is_a_line,
    loi,
    probabilite,
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
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import COLONNES, DECIMALES, EXACT_ORALS, FIXED_WITH_LEVEL, NIVEAU, wilson

PAIRED = (
    f"écart apparié au meilleur choix, approximation normale : tirage de la cohorte, {FIXED_WITH_LEVEL} ; {EXACT_ORALS}"
)
WILSON = f"intervalle de Wilson : tirage de la cohorte, {FIXED_WITH_LEVEL} ; {EXACT_ORALS}"
BEST = "meilleure_probabilite"
Chance = Callable[[tuple[int, ...]], Floats]


def plus_fort_coefficient(offering: Offer) -> Floats:
    """Rank units by their coefficient, whatever the first mark, shape (m, u)."""
    return np.broadcast_to(offering.reglement.coefs.astype(np.float64), offering.controle.choisissables.shape)


def at_random(offering: Offer) -> Floats:
    """Rank all units alike: every choice allowed is then as likely, shape (m, u)."""
    return np.zeros(offering.controle.choisissables.shape)


#: Advice by name: how it ranks units.
ADVICE: dict[str, Callable[[Offer], Floats]] = {
    "gain_possible": gain_possible,
    "plus_fort_coefficient": plus_fort_coefficient,
    "notes_basses": notes_basses,
    "hasard": at_random,
}


@dataclass(frozen=True)
class Choix:
    """Every choice of orals of m authorised candidates of one specialty.

    `candidats`: their numbers, shape (m,). `unites`: which units each choice takes, shape (c, u). `permis`: whether the
    law allows it to a candidate, shape (m, c). `admission`: probability of the diploma, `moyenne`: final mean expected,
    points on 20; both of shape (m, c), and of no sense where not allowed. `advice`: the choice that each advice
    makes, as the probability of every choice, shape (m, c), by name.
    """

    candidats: Ints
    unites: Bools
    permis: Bools
    admission: Floats
    moyenne: Floats
    advice: dict[str, Floats]

    @property
    def meilleur(self) -> Ints:
        """Give the choice of highest probability, the first where several are as likely, shape (m,)."""
        chance = np.where(self.permis, self.admission, -1.0)
        best: Ints = (chance >= chance.max(axis=1, keepdims=True) - AS_LIKELY).argmax(axis=1)
        return best


def choix_possibles(cohorte: SimulatedCohort, regime: Regime) -> Iterator[Choix]:
    """Give every choice of the authorised candidates of each specialty, and what it is worth to each.

    As many units as the regime allows, or as there are; one at most of those that one oral replaces together. Raises
    InputError under a regime whose orals are not on units chosen by the candidate.
    """
    if regime.oral_par != "unite":
        remedy = "donner un régime où le candidat choisit ses unités, tel que permanent_2022"
        raise InputError([Fault("régime", None, "", regime.nom, "aucune unité à choisir sous ce régime", remedy)])
    here = present(cohorte)
    for d in cohorte.under(regime).deliberations:
        sitting = d.controle.autorise & here[d.groupe.candidats]
        if sitting.any():
            offering = offer(cohorte, d.opened(Controle(sitting, d.controle.choisissables)))
            yield _choix(offering, d.groupe.candidats[sitting])


def _choix(offering: Offer, candidats: Ints) -> Choix:
    sets = list(_sets(offering))
    unites = np.array([np.isin(np.arange(len(offering.reglement.unites)), among) for among in sets])
    permis = _permis(offering, unites)
    chance, gained = _values(offering, sets)
    first = offering.premier.generale
    moyenne = first.sur_20()[:, np.newaxis] + gained / (first.coefs[:, np.newaxis] * CENTIEMES)
    advice = {nom: _advised(rank(offering), unites, permis) for nom, rank in ADVICE.items()}
    return Choix(candidats, unites, permis, chance, moyenne, advice)


def _sets(offering: Offer) -> Iterator[tuple[int, ...]]:
    """Give the units that may be taken together by somebody, in their order; no unit at all comes last."""
    columns = np.flatnonzero(offering.controle.choisissables.any(axis=0)).tolist()
    for size in range(min(offering.regime.nombre_oraux, len(columns)), -1, -1):
        for among in combinations(columns, size):
            if all(bloc[list(among)].sum() <= 1 for bloc in offering.blocs):
                yield among


def _permis(offering: Offer, unites: Bools) -> Bools:
    """Say which sets each candidate may take: open to him, allowed together, and of as many units as he may."""
    open_to, m = offering.controle.choisissables, len(offering.attendues)
    fits = np.array([~(one & ~open_to).any(axis=1) for one in unites]).T
    together = choix_permis(np.where(unites, NOTES[0], SANS_ORAL), offering.reglement, offering.regime)
    size = np.where(fits & together, unites.sum(axis=1), -1).reshape(m, len(unites))
    allowed: Bools = (size >= 0) & (size == size.max(axis=1, keepdims=True))
    return allowed


def _values(offering: Offer, sets: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats]:
    """Give the probability of admission and the points expected from each set, in the unit of `Moyenne.somme`.

    Both of shape (m, c). Not coming gains nothing, or eliminates, as the regime reads it.
    """
    need = besoin(offering.premier, offering.releve, offering.reglement, offering.bareme, offering.regime)
    eliminates = offering.regime.lectures.absence_a_l_oral == "elimination"
    columns = sorted({column for among in sets for column in among})
    chance_of = _as_lines if is_a_line(offering.regime) else _as_tables
    points, chance = chance_of(offering, need, columns, eliminates)
    expected = {
        c: (1 - offering.absence) * np.vecdot(points[c], loi(offering.attendues[:, c], offering.spread))
        for c in columns
    }
    gained = [sum((expected[c] for c in among), np.zeros(len(need))) for among in sets]
    return np.column_stack([chance(among) for among in sets]), np.column_stack(gained)


def _as_lines(offering: Offer, need: Ints, columns: Sequence[int], eliminates: bool) -> tuple[dict[int, Ints], Chance]:
    """Give the points of every mark at each unit, shape (m, k), and the chance of a set, where gains are lines."""
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
    """Give the same where gains are not lines."""
    width, law = offering.attendues.shape[1], (offering.releve, offering.reglement, offering.regime)
    points = {c: gains(c, width, *law) for c in columns}
    orals = {c: Oral(points[c], loi(offering.attendues[:, c], offering.spread), offering.absence) for c in columns}
    return points, lambda among: probabilite(need, [orals[c] for c in among], eliminates)


def _advised(rank: Floats, unites: Bools, permis: Bools) -> Floats:
    """Give the probability that an advice makes each choice, shape (m, c).

    The allowed set of highest total, the first of those; where it ranks all alike, any of them.
    """
    if not np.ptp(rank):
        alike: Floats = permis / permis.sum(axis=1, keepdims=True)
        return alike
    score = np.where(permis, rank @ unites.T.astype(np.float64), -np.inf)
    taken = np.zeros(permis.shape)
    taken[np.arange(len(taken)), score.argmax(axis=1)] = 1
    return taken


@asks_abilities
def advice_cost(cohorte: SimulatedCohort, *regimes: Regime, niveau: float | None = NIVEAU) -> pd.DataFrame:
    """Say what following each advice costs beside the best choice allowed: the columns of `compare`.

    `groupe` is `conseil`, `modalite` the advice, `reference` the best choice: that of highest exact probability of
    admission, for somebody who knew what each candidate is worth at each oral. Of those authorised: `regret` (points
    of probability), `regret_moyenne` (points on 20 of the final mean expected; below nothing where the likeliest choice
    is not that of the highest mean), `autrement` (percent whose choice is less likely to admit than the best),
    `regret_des_autres` (points of probability, among these). Of all those present: `points_perdus` (points of the
    admission rate; ten times as many candidates in a thousand).
    """
    here = int(present(cohorte).sum())
    rows = []
    for regime in regimes:
        parts = list(choix_possibles(cohorte, regime))
        for nom in ADVICE:
            lost, mean, apart = (np.concatenate([one[k] for one in map(_losses(nom), parts)]) for k in range(3))
            whole = np.concatenate([lost, np.zeros(here - lost.size)])
            values = {
                "regret": (100 * lost, PAIRED),
                "regret_moyenne": (mean, PAIRED),
                "autrement": (apart, WILSON),
                "regret_des_autres": (100 * lost[apart > 0] / apart[apart > 0], PAIRED),
                "points_perdus": (100 * whole, PAIRED),
            }
            for indicateur, (value, methode) in values.items():
                numbers = _with_interval(value, indicateur == "autrement", niveau)
                said = covered(numbers[1], methode)
                rows.append(("conseil", nom, indicateur, regime.nom, BEST, *numbers, niveau, value.size, said))
    return pd.DataFrame(rows, columns=COLONNES)


def _losses(nom: str) -> Callable[[Choix], tuple[Floats, Floats, Floats]]:
    """Give the function that says what an advice costs: probability, points of mean, chance of not being the best."""

    def of(one: Choix) -> tuple[Floats, Floats, Floats]:
        everyone, best, taken = np.arange(len(one.candidats)), one.meilleur, one.advice[nom]
        top = one.admission[everyone, best][:, np.newaxis]
        lost = (taken * (top - one.admission)).sum(axis=1)
        mean = (taken * (one.moyenne[everyone, best][:, np.newaxis] - one.moyenne)).sum(axis=1)
        apart = (taken * (top - one.admission > AS_LIKELY)).sum(axis=1)
        return lost, mean, apart

    return of


def _with_interval(value: Floats, share: bool, niveau: float | None) -> list[float]:
    """Give a mean and its interval, rounded; of a share, percent, the Wilson one. Missing of nobody."""
    if not value.size:
        return [np.nan] * 3
    bounds = wilson(value, niveau) if share else paired(value, niveau)
    return [round((100 if share else 1) * float(x), DECIMALES) for x in (value.mean(), *bounds)]
