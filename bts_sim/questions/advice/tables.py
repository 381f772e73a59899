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
    droite,
    en_droite,
    gains,
    loi,
    probabilite,
    probabilite_des_droites,
)
from bts_sim.cohort.choices import AUSSI_PROBABLE, Offre, gain_possible, notes_basses
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.orals import offer
from bts_sim.cohort.simulate import CohorteSimulee
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Controle, choix_permis
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.errors import Faute, InputError
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import COLONNES, DECIMALES, EXACTS, FIXES_JUSTESSE, NIVEAU, wilson

APPARIE = f"écart apparié au meilleur choix, approximation normale : tirage de la cohorte, {FIXES_JUSTESSE} ; {EXACTS}"
WILSON = f"intervalle de Wilson : tirage de la cohorte, {FIXES_JUSTESSE} ; {EXACTS}"
MEILLEUR = "meilleure_probabilite"
Chance = Callable[[tuple[int, ...]], Floats]


def plus_fort_coefficient(offre: Offre) -> Floats:
    """Rank units by their coefficient, whatever the first mark, shape (m, u)."""
    return np.broadcast_to(offre.reglement.coefs.astype(np.float64), offre.controle.choisissables.shape)


def au_hasard(offre: Offre) -> Floats:
    """Rank all units alike: every choice allowed is then as likely, shape (m, u)."""
    return np.zeros(offre.controle.choisissables.shape)


#: Advice by name: how it ranks units.
CONSEILS: dict[str, Callable[[Offre], Floats]] = {
    "gain_possible": gain_possible,
    "plus_fort_coefficient": plus_fort_coefficient,
    "notes_basses": notes_basses,
    "hasard": au_hasard,
}


@dataclass(frozen=True)
class Choix:
    """Every choice of orals of m authorised candidates of one specialty.

    `candidats`: their numbers, shape (m,). `unites`: which units each choice takes, shape (c, u). `permis`: whether the
    law allows it to a candidate, shape (m, c). `admission`: probability of the diploma, `moyenne`: final mean expected,
    points on 20; both of shape (m, c), and of no sense where not allowed. `conseils`: the choice that each advice
    makes, as the probability of every choice, shape (m, c), by name.
    """

    candidats: Ints
    unites: Bools
    permis: Bools
    admission: Floats
    moyenne: Floats
    conseils: dict[str, Floats]

    @property
    def meilleur(self) -> Ints:
        """Give the choice of highest probability, the first where several are as likely, shape (m,)."""
        chance = np.where(self.permis, self.admission, -1.0)
        best: Ints = (chance >= chance.max(axis=1, keepdims=True) - AUSSI_PROBABLE).argmax(axis=1)
        return best


def choix_possibles(cohorte: CohorteSimulee, regime: Regime) -> Iterator[Choix]:
    """Give every choice of the authorised candidates of each specialty, and what it is worth to each.

    As many units as the regime allows, or as there are; one at most of those that one oral replaces together. Raises
    InputError under a regime whose orals are not on units chosen by the candidate.
    """
    if regime.oral_par != "unite":
        remedy = "donner un régime où le candidat choisit ses unités, tel que permanent_2022"
        raise InputError([Faute("régime", None, "", regime.nom, "aucune unité à choisir sous ce régime", remedy)])
    here = present(cohorte)
    for d in cohorte.under(regime).deliberations:
        sitting = d.controle.autorise & here[d.groupe.candidats]
        if sitting.any():
            offre = offer(cohorte, d.opened(Controle(sitting, d.controle.choisissables)))
            yield _choix(offre, d.groupe.candidats[sitting])


def _choix(offre: Offre, candidats: Ints) -> Choix:
    sets = list(_ensembles(offre))
    unites = np.array([np.isin(np.arange(len(offre.reglement.unites)), among) for among in sets])
    permis = _permis(offre, unites)
    chance, gained = _valeurs(offre, sets)
    first = offre.premier.generale
    moyenne = first.sur_20()[:, np.newaxis] + gained / (first.coefs[:, np.newaxis] * CENTIEMES)
    advice = {nom: _conseille(rank(offre), unites, permis) for nom, rank in CONSEILS.items()}
    return Choix(candidats, unites, permis, chance, moyenne, advice)


def _ensembles(offre: Offre) -> Iterator[tuple[int, ...]]:
    """Give the units that may be taken together by somebody, in their order; no unit at all comes last."""
    columns = np.flatnonzero(offre.controle.choisissables.any(axis=0)).tolist()
    for size in range(min(offre.regime.nombre_oraux, len(columns)), -1, -1):
        for among in combinations(columns, size):
            if all(bloc[list(among)].sum() <= 1 for bloc in offre.blocs):
                yield among


def _permis(offre: Offre, unites: Bools) -> Bools:
    """Say which sets each candidate may take: open to him, allowed together, and of as many units as he may."""
    open_to, m = offre.controle.choisissables, len(offre.attendues)
    fits = np.array([~(one & ~open_to).any(axis=1) for one in unites]).T
    together = choix_permis(np.where(unites, NOTES[0], SANS_ORAL), offre.reglement, offre.regime)
    size = np.where(fits & together, unites.sum(axis=1), -1).reshape(m, len(unites))
    allowed: Bools = (size >= 0) & (size == size.max(axis=1, keepdims=True))
    return allowed


def _valeurs(offre: Offre, sets: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats]:
    """Give the probability of admission and the points expected from each set, in the unit of `Moyenne.somme`.

    Both of shape (m, c). Not coming gains nothing, or eliminates, as the regime reads it.
    """
    need = besoin(offre.premier, offre.releve, offre.reglement, offre.bareme, offre.regime)
    eliminates = offre.regime.lectures.absence_a_l_oral == "elimination"
    columns = sorted({column for among in sets for column in among})
    chance_of = _en_droites if en_droite(offre.regime) else _en_tables
    points, chance = chance_of(offre, need, columns, eliminates)
    expected = {
        c: (1 - offre.absence) * np.vecdot(points[c], loi(offre.attendues[:, c], offre.ecart_type)) for c in columns
    }
    gained = [sum((expected[c] for c in among), np.zeros(len(need))) for among in sets]
    return np.column_stack([chance(among) for among in sets]), np.column_stack(gained)


def _en_droites(offre: Offre, need: Ints, columns: Sequence[int], eliminates: bool) -> tuple[dict[int, Ints], Chance]:
    """Give the points of every mark at each unit, shape (m, k), and the chance of a set, where gains are lines."""
    (m, width), law = offre.attendues.shape, (offre.releve, offre.reglement, offre.regime)
    lines = {c: droite(np.full(m, c), width, *law) for c in columns}
    below = np.arange(NOTES.size)[::-1]
    points = {c: np.maximum(top[:, np.newaxis] - step[:, np.newaxis] * below, 0) for c, (top, step) in lines.items()}

    def chance(among: tuple[int, ...]) -> Floats:
        marks = offre.attendues[:, list(among)]
        away, units = np.full(marks.shape, offre.absence), [lines[c] for c in among]
        return probabilite_des_droites(need, units, marks, away, offre.ecart_type, eliminates)

    return points, chance


def _en_tables(offre: Offre, need: Ints, columns: Sequence[int], eliminates: bool) -> tuple[dict[int, Ints], Chance]:
    """Give the same where gains are not lines."""
    width, law = offre.attendues.shape[1], (offre.releve, offre.reglement, offre.regime)
    points = {c: gains(c, width, *law) for c in columns}
    orals = {c: Oral(points[c], loi(offre.attendues[:, c], offre.ecart_type), offre.absence) for c in columns}
    return points, lambda among: probabilite(need, [orals[c] for c in among], eliminates)


def _conseille(rank: Floats, unites: Bools, permis: Bools) -> Floats:
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
def conseil(cohorte: CohorteSimulee, *regimes: Regime, niveau: float | None = NIVEAU) -> pd.DataFrame:
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
        for nom in CONSEILS:
            lost, mean, apart = (np.concatenate([one[k] for one in map(_pertes(nom), parts)]) for k in range(3))
            whole = np.concatenate([lost, np.zeros(here - lost.size)])
            values = {
                "regret": (100 * lost, APPARIE),
                "regret_moyenne": (mean, APPARIE),
                "autrement": (apart, WILSON),
                "regret_des_autres": (100 * lost[apart > 0] / apart[apart > 0], APPARIE),
                "points_perdus": (100 * whole, APPARIE),
            }
            for indicateur, (value, methode) in values.items():
                numbers = _avec_intervalle(value, indicateur == "autrement", niveau)
                said = covered(numbers[1], methode)
                rows.append(("conseil", nom, indicateur, regime.nom, MEILLEUR, *numbers, niveau, value.size, said))
    return pd.DataFrame(rows, columns=COLONNES)


def _pertes(nom: str) -> Callable[[Choix], tuple[Floats, Floats, Floats]]:
    """Give the function that says what an advice costs: probability, points of mean, chance of not being the best."""

    def of(one: Choix) -> tuple[Floats, Floats, Floats]:
        everyone, best, taken = np.arange(len(one.candidats)), one.meilleur, one.conseils[nom]
        top = one.admission[everyone, best][:, np.newaxis]
        lost = (taken * (top - one.admission)).sum(axis=1)
        mean = (taken * (one.moyenne[everyone, best][:, np.newaxis] - one.moyenne)).sum(axis=1)
        apart = (taken * (top - one.admission > AUSSI_PROBABLE)).sum(axis=1)
        return lost, mean, apart

    return of


def _avec_intervalle(value: Floats, share: bool, niveau: float | None) -> list[float]:
    """Give a mean and its interval, rounded; of a share, percent, the Wilson one. Missing of nobody."""
    if not value.size:
        return [np.nan] * 3
    bounds = wilson(value, niveau) if share else paired(value, niveau)
    return [round((100 if share else 1) * float(x), DECIMALES) for x in (value.mean(), *bounds)]
