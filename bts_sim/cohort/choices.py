"""How candidates choose the units of their orals: behaviour, not law. The law only fixes which units are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

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
from bts_sim.cohort.describe import ChoixDesOraux
from bts_sim.cohort.grid import MAXIMUM
from bts_sim.droit.bareme import GENERAL, Bareme, Regime, Reglement, Reglementation
from bts_sim.droit.jury import Controle, PremierGroupe, choix_permis
from bts_sim.droit.points import Bools, Floats, Ints, total
from bts_sim.droit.regles.controle import blocs_remplaces
from bts_sim.droit.releve import SANS_ORAL, Releve

#: Two choices whose probabilities differ by less are equally likely: only the rounding of a sum tells them apart.
AS_LIKELY = 1e-12


@dataclass(frozen=True)
class Offer:
    """The units that m authorised candidates may choose from.

    `attendues`: expected mark of an oral on each unit, points, shape (m, u). `at_random`: returns uniform numbers,
    shape (m, u), for those who choose by luck. `spread`: of an oral mark around the expected one, points. `absence`:
    probability of not coming. Both are one number for all, or one for each candidate, shape (m, 1).
    """

    reglement: Reglementation
    bareme: Bareme
    regime: Regime
    releve: Releve
    premier: PremierGroupe
    controle: Controle
    attendues: Floats
    at_random: Callable[[], Floats]
    spread: float | Floats
    absence: float | Floats

    @property
    def by_unit(self) -> bool:
        """Return whether a unit is chosen for itself: what an oral replaces is read where it bears on a unit."""
        return self.regime.oral_par != "unite" or self.regime.lectures.niveau_remplacement == "unite"

    @cached_property
    def blocs(self) -> tuple[Bools, ...]:
        """Return the units that one oral replaces together: nobody takes two orals that replace the same marks."""
        return blocs_remplaces(self.reglement, self.regime.lectures)


def choose(choice: ChoixDesOraux, offering: Offer) -> Bools:
    """Return which units are chosen, shape (m, u): as many as the regime allows, or all where there are fewer."""
    return best_probability(offering) if choice == "meilleure_probabilite" else _highest(offering, SCORES[choice])


def gain_possible(offering: Offer) -> Floats:
    """Return the rank score of each unit: the gain of a mark of 20 on all that the oral replaces, shape (m, u)."""
    alone = gains_of_twenty(offering.releve, offering.reglement)
    if offering.by_unit:
        return np.where(offering.reglement.du_domaine(GENERAL), alone, 0.0)
    score = np.zeros(alone.shape)
    for bloc in offering.blocs:
        score = np.where(bloc, total(alone, bloc)[:, np.newaxis], score)
    return score


def gains_of_twenty(releve: Releve, reglement: Reglementation) -> Ints:
    """Return the points that 20 would add to each unit alone, in the unit of `Moyenne.somme`, shape (n, u)."""
    gained: Ints = reglement.coefs * (MAXIMUM - releve.notes)
    return gained


def notes_basses(offering: Offer) -> Floats:
    """Return the rank score of each unit: how low its first mark is, shape (m, u)."""
    return (MAXIMUM - offering.releve.notes).astype(np.float64)


def at_random(offering: Offer) -> Floats:
    """Return the rank score of each unit: a random number, shape (m, u)."""
    return offering.at_random()


SCORES: dict[str, Callable[[Offer], Floats]] = {
    "gain_possible": gain_possible,
    "notes_basses": notes_basses,
    "hasard": at_random,
}


def _highest(offering: Offer, score: Callable[[Offer], Floats]) -> Bools:
    """Return the units of highest score; where scores are equal, the first ones."""
    value = np.where(_one_per_bloc(offering), score(offering), -np.inf)
    if offering.regime.lectures.langues_au_choix == "une_seule":
        languages = np.where(offering.reglement.langues, value, -np.inf)
        second = np.arange(value.shape[1]) != languages.argmax(axis=1)[:, np.newaxis]
        value[offering.reglement.langues & second] = -np.inf
    rank = np.argsort(np.argsort(-value, axis=1, kind="stable"), axis=1, kind="stable")
    return (value > -np.inf) & (rank < offering.regime.nombre_oraux)


def _one_per_bloc(offering: Offer) -> Bools:
    """Return the offered units, keeping only the first of those that are replaced together, shape (m, u)."""
    if offering.by_unit:
        return offering.controle.choisissables & offering.reglement.du_domaine(GENERAL)
    kept = np.zeros(offering.controle.choisissables.shape, dtype=bool)
    everyone = np.arange(len(kept))
    for bloc in offering.blocs:
        offered = offering.controle.choisissables & bloc
        some = offered.any(axis=1)
        kept[everyone[some], offered.argmax(axis=1)[some]] = True
    return kept


def best_probability(offering: Offer) -> Bools:
    """Return the units most likely to admit, among all allowed choices, as a perfect advisor would choose them.

    Where several choices are equally likely, it is the first one in the order of the units.
    """
    open_to = _one_per_bloc(offering)
    columns = np.flatnonzero(open_to.any(axis=0)).tolist()
    need = points_needed(offering.premier, offering.releve, offering.reglement, offering.bareme, offering.regime)
    chance_of = _chances(offering, need, open_to, columns)
    best, chosen = np.full(len(open_to), -1.0), np.zeros(open_to.shape, dtype=bool)
    one_language = offering.regime.lectures.langues_au_choix == "une_seule"
    languages = offering.reglement.seul().langues
    # Only one language may be taken: where there is little else, fewer orals may be.
    barred = max(int(languages[columns].sum()) - 1, 0) if one_language else 0
    for among in combinations(columns, min(offering.regime.nombre_oraux, len(columns) - barred)):
        if one_language and languages[list(among)].sum() > 1:
            continue
        chance = chance_of(among)
        better = chance > best + AS_LIKELY
        best = np.where(better, chance, best)
        chosen[better] = False
        where = np.ix_(np.flatnonzero(better), np.array(among, dtype=np.int64))
        chosen[where] = open_to[where]
    return chosen


def _chances(
    offering: Offer, need: Ints, open_to: Bools, columns: Sequence[int]
) -> Callable[[tuple[int, ...]], Floats]:
    """Return the function that computes how likely some units chosen together are to admit each candidate, shape (m,).

    An absence from an oral is not a choice: only the gain that the first marks need is compared.
    """
    if not is_a_line(offering.regime):
        orals = {column: oral(offering, column, open_to[:, column]) for column in columns}
        return lambda among: probability(need, [orals[column] for column in among], elimine_absent=False)
    width, law = offering.attendues.shape[1], (offering.releve, offering.reglement, offering.regime)
    lines = {column: straight_line(np.where(open_to[:, column], column, -1), width, *law) for column in columns}

    def chance_of(among: tuple[int, ...]) -> Floats:
        units, expected = [lines[column] for column in among], offering.attendues[:, list(among)]
        away = np.full(expected.shape, offering.absence)
        return probability_of_lines(need, units, expected, away, offering.spread, elimine_absent=False)

    return chance_of


def oral(offering: Offer, column: int, open_to: Bools) -> Oral:
    """Return the oral on one unit; it gains nothing for a candidate to whom it is closed, shape (m,)."""
    points: Ints = gains(column, offering.attendues.shape[1], offering.releve, offering.reglement, offering.regime)
    law = loi(offering.attendues[:, column], offering.spread)
    return Oral(points * open_to[:, np.newaxis], law, np.ravel(offering.absence))


def allowed_choices(choisissables: Bools, reglement: Reglement, regime: Regime) -> Iterator[Bools]:
    """Yield every set of orals that the regime allows, as which candidate sits which oral, shape (m, u) or (m, 2).

    Orals on units: as many as the regime allows, or fewer. A unit closed to a candidate is left out for that candidate;
    a whole set is left out where its units may not be chosen together. Orals by domain: both, since they are not
    chosen.
    """
    m, units = choisissables.shape
    if regime.oral_par == "domaine":
        yield np.ones((m, regime.nombre_oraux), dtype=bool)
        return
    open_to = np.flatnonzero(choisissables.any(axis=0)).tolist()
    for size in range(1, regime.nombre_oraux + 1):
        for among in combinations(open_to, size):
            chosen = choisissables & np.isin(np.arange(units), among)
            allowed = choix_permis(np.where(chosen, NOTES[0], SANS_ORAL), reglement, regime)
            yield chosen & allowed[:, np.newaxis]
