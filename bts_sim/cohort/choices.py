"""How candidates choose the units of their orals: behaviour, not law; the law only says which may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from bts_sim.cohort.chances import (
    NOTES,
    Oral,
    besoin,
    droite,
    en_droite,
    gains,
    loi,
    probabilite,
    probabilite_des_droites,
)
from bts_sim.cohort.describe import ChoixDesOraux
from bts_sim.cohort.grid import MAXIMUM
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.jury import Controle, PremierGroupe, choix_permis
from bts_sim.droit.points import Bools, Floats, Ints, total
from bts_sim.droit.regles.controle import blocs_remplaces
from bts_sim.droit.releve import SANS_ORAL, Releve

#: Two choices whose probabilities differ by less are as likely: nothing more than the rounding of a sum tells them.
AUSSI_PROBABLE = 1e-12


@dataclass(frozen=True)
class Offre:
    """What m authorised candidates of one specialty may choose from.

    `attendues`: expected mark of an oral on each unit, points, shape (m, u). `hasard`: gives uniform numbers, shape
    (m, u), to who chooses by luck.
    `ecart_type`: of an oral mark around it, points; `absence`: probability of not coming.
    """

    reglement: Reglement
    bareme: Bareme
    regime: Regime
    releve: Releve
    premier: PremierGroupe
    controle: Controle
    attendues: Floats
    hasard: Callable[[], Floats]
    ecart_type: float
    absence: float

    @cached_property
    def blocs(self) -> tuple[Bools, ...]:
        """Units that one oral replaces together: nobody takes two orals that replace the same marks."""
        return blocs_remplaces(self.reglement, self.regime.lectures)


def choisir(comment: ChoixDesOraux, offre: Offre) -> Bools:
    """Say which units are chosen, shape (m, u): as many as the regime allows, or as there are."""
    return meilleure_probabilite(offre) if comment == "meilleure_probabilite" else _highest(offre, SCORES[comment])


def gain_possible(offre: Offre) -> Floats:
    """Rank units by what 20 would gain on all that the oral replaces, shape (m, u)."""
    alone = offre.reglement.coefs * (MAXIMUM - offre.releve.notes)
    score = np.zeros(alone.shape)
    for bloc in offre.blocs:
        score[:, bloc] = total(alone, bloc)[:, np.newaxis]
    return score


def notes_basses(offre: Offre) -> Floats:
    """Rank units by how low their first mark is, shape (m, u)."""
    return (MAXIMUM - offre.releve.notes).astype(np.float64)


def hasard(offre: Offre) -> Floats:
    """Rank units by luck, shape (m, u)."""
    return offre.hasard()


SCORES: dict[str, Callable[[Offre], Floats]] = {
    "gain_possible": gain_possible,
    "notes_basses": notes_basses,
    "hasard": hasard,
}


def _highest(offre: Offre, score: Callable[[Offre], Floats]) -> Bools:
    """Choose the units of highest score, the first ones where scores are equal."""
    value = np.where(_one_per_bloc(offre), score(offre), -np.inf)
    if offre.regime.lectures.langues_au_choix == "une_seule":
        languages = np.where(offre.reglement.langues, value, -np.inf)
        second = np.arange(value.shape[1]) != languages.argmax(axis=1)[:, np.newaxis]
        value[offre.reglement.langues & second] = -np.inf
    rank = np.argsort(np.argsort(-value, axis=1, kind="stable"), axis=1, kind="stable")
    return (value > -np.inf) & (rank < offre.regime.nombre_oraux)


def _one_per_bloc(offre: Offre) -> Bools:
    """Keep one offered unit of those that are replaced together, the first, shape (m, u)."""
    kept = np.zeros(offre.controle.choisissables.shape, dtype=bool)
    everyone = np.arange(len(kept))
    for bloc in offre.blocs:
        offered = offre.controle.choisissables & bloc
        some = offered.any(axis=1)
        kept[everyone[some], offered.argmax(axis=1)[some]] = True
    return kept


def meilleure_probabilite(offre: Offre) -> Bools:
    """Choose what is most likely to admit, among all that may be chosen together, as a perfect advisor would.

    The first choice, in the order of the units, where several are as likely.
    """
    open_to = _one_per_bloc(offre)
    columns = np.flatnonzero(open_to.any(axis=0)).tolist()
    need = besoin(offre.premier, offre.releve, offre.reglement, offre.bareme, offre.regime)
    chance_of = _chances(offre, need, open_to, columns)
    best, chosen = np.full(len(open_to), -1.0), np.zeros(open_to.shape, dtype=bool)
    one_language = offre.regime.lectures.langues_au_choix == "une_seule"
    # Where there is little but languages, one oral less is all that may be taken.
    barred = max(int(offre.reglement.langues[columns].sum()) - 1, 0) if one_language else 0
    for among in combinations(columns, min(offre.regime.nombre_oraux, len(columns) - barred)):
        if one_language and offre.reglement.langues[list(among)].sum() > 1:
            continue
        chance = chance_of(among)
        better = chance > best + AUSSI_PROBABLE
        best = np.where(better, chance, best)
        chosen[better] = False
        where = np.ix_(np.flatnonzero(better), np.array(among, dtype=np.int64))
        chosen[where] = open_to[where]
    return chosen


def _chances(offre: Offre, need: Ints, open_to: Bools, columns: Sequence[int]) -> Callable[[tuple[int, ...]], Floats]:
    """Give the function that says how likely some units chosen together are to admit each candidate, shape (m,).

    Not coming to an oral is not a choice: only what the first marks need is compared.
    """
    if not en_droite(offre.regime):
        orals = {column: oral(offre, column, open_to[:, column]) for column in columns}
        return lambda among: probabilite(need, [orals[column] for column in among], elimine_absent=False)
    width, law = offre.attendues.shape[1], (offre.releve, offre.reglement, offre.regime)
    lines = {column: droite(np.where(open_to[:, column], column, -1), width, *law) for column in columns}

    def chance_of(among: tuple[int, ...]) -> Floats:
        units, expected = [lines[column] for column in among], offre.attendues[:, list(among)]
        away = np.full(expected.shape, offre.absence)
        return probabilite_des_droites(need, units, expected, away, offre.ecart_type, elimine_absent=False)

    return chance_of


def oral(offre: Offre, column: int, open_to: Bools) -> Oral:
    """Give the oral on one unit; it gains nothing for whom it is not open, shape (m,)."""
    points: Ints = gains(column, offre.attendues.shape[1], offre.releve, offre.reglement, offre.regime)
    law = loi(offre.attendues[:, column], offre.ecart_type)
    return Oral(points * open_to[:, np.newaxis], law, offre.absence)


def allowed_choices(choisissables: Bools, reglement: Reglement, regime: Regime) -> Iterator[Bools]:
    """Give every set of orals that the regime allows, as who sits which, shape (m, u) or (m, 2).

    Of units: as many as the regime allows, or fewer; a unit that a candidate may not choose is left out for him, and
    so is the whole set where it may not be chosen together. Of domains: both orals, which are not chosen.
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
