"""The gap between two regimes, split into what each of their differences gives or costs.

The part of a factor is its Shapley value: what it changes when it comes in, on average over all the orders in which the
factors may come in (`named_factors` says which there are). Every order is as good as another, and they do not agree:
the least and the most that a factor changes are given beside its part.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.questions.movers.factors import ENTRE_SEUILS, NON_ADMIS, SEUILS, coalitions, named_factors, subsets
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import EXACT_ORALS, NIVEAU, PAIRED, PAIRED_CALIBRATED

COLONNES = (
    "facteur",
    "avant",
    "apres",
    "part",
    "bas",
    "haut",
    "niveau",
    "minimum",
    "maximum",
    "regime_avant",
    "regime_apres",
    "taux_avant",
    "taux_apres",
    "n",
    "methode",
)
METHOD = "valeur de Shapley sur {n} régimes ; {intervalle} ; " + EXACT_ORALS

Worths = Mapping[frozenset[str], Fraction]


@asks_abilities
def decompose(cohorte: SimulatedCohort, avant: Regime, apres: Regime, niveau: float | None = NIVEAU) -> pd.DataFrame:
    """Split the gap of admission between two regimes into the parts of their factors: one row per factor.

    `part`: Shapley value, points, not rounded; the parts add up to `taux_apres` − `taux_avant`, percent of those
    present. `bas`, `haut`: its interval at `niveau` percent, for the draw of candidates alone (None: no interval), the
    units being as difficult as the seed of the cohort made them. It is normal, and too narrow for a part that a handful
    of candidates make. `minimum`, `maximum`: the least and the most that the factor changes, over all orders. `avant`,
    `apres`: what it is in each regime. A factor on which both agree has exactly 0. Raises InputError where factors are
    too many.

    Sources: L. S. Shapley, A value for n-person games, in Contributions to the theory of games II (1953);
    A. F. Shorrocks, Decomposition procedures for distributional analysis, Journal of economic inequality 11 (2013).
    """
    here, n = present(cohorte), int(present(cohorte).sum())
    every = chances_des_coalitions(cohorte, coalitions(avant, apres))
    own = {taken: one.admission[here] for taken, one in every.items()}
    # Each sum is rounded once; all that follows is exact, so that the parts add up to the gap.
    worths = {taken: Fraction(math.fsum(admission)) * 100 / n for taken, admission in own.items()}
    named = named_factors(avant, apres)
    names = [one.nom for one in named if one.differs]
    gain = {nom: _by_candidate(own, names, nom) for nom in names}
    first = every[frozenset()].admis_groupe1[here]
    solved = all(np.array_equal(one.admis_groupe1, cohorte.first_group) for one in every.values())
    calibrated = solved and not any(one[first].any() for one in gain.values())
    about = (avant.nom, apres.nom, float(worths[frozenset()]), float(worths[frozenset(names)]), n)
    rows = []
    for one in named:
        part, bounds, orders = 0.0, (0.0, 0.0), [0.0]
        if one.differs:
            part, bounds = float(shapley(worths, names, one.nom)), _interval(gain[one.nom], first & calibrated, niveau)
            orders = [float(margin) for margin in marginals(worths, names, one.nom)]
        said = METHOD.format(n=len(worths), intervalle=covered(bounds[0], PAIRED_CALIBRATED if calibrated else PAIRED))
        rows.append((one.nom, one.avant, one.apres, part, *bounds, niveau, min(orders), max(orders), *about, said))
    return pd.DataFrame(rows, columns=COLONNES)


def chances_des_coalitions(
    cohorte: SimulatedCohort, regimes: Mapping[frozenset[str], Regime]
) -> dict[frozenset[str], Under]:
    """Give the chances of a cohort under the regime of each coalition, the same as one by one, in less time.

    A threshold of access says who sits the orals and not what they give: they are summed once, for all below admission.
    """
    found, summed = {}, dict[frozenset[str], Under]()
    for taken, regime in regimes.items():
        rest = taken.difference(SEUILS)
        if regime.acces not in (ENTRE_SEUILS, NON_ADMIS):
            found[taken] = cohorte.under(regime)
            continue
        if rest not in summed:
            to_all = replace(regime, acces=ENTRE_SEUILS, seuil_general=None, seuil_professionnel=None)
            summed[rest] = cohorte.under(to_all)
        found[taken] = summed[rest].narrowed(regime)
    return found


# --- The value of a game -----------------------------------------------------------------------------------------


def shapley(worths: Worths, players: Sequence[str], player: str) -> Fraction:
    """Give what one player brings on average over all the orders in which the players come in, exactly.

    `worths`: what every coalition of `players` is worth. Source: L. S. Shapley (1953), formula (13).
    """
    return sum((weight * (worths[s | {player}] - worths[s]) for s, weight in _weights(players, player)), Fraction(0))


def marginals(worths: Worths, players: Sequence[str], player: str) -> list[Fraction]:
    """Give what one player brings to each coalition of the others: in every order it is one of these."""
    return [worths[s | {player}] - worths[s] for s, _ in _weights(players, player)]


def _weights(players: Sequence[str], player: str) -> list[tuple[frozenset[str], Fraction]]:
    """Give every coalition of the others, with the share of the orders in which the player comes in just after it."""
    k, whole = len(players), math.factorial(len(players))
    return [
        (s, Fraction(math.factorial(len(s)) * math.factorial(k - len(s) - 1), whole))
        for s in subsets([one for one in players if one != player])
    ]


def _by_candidate(own: Mapping[frozenset[str], Floats], players: Sequence[str], player: str) -> Floats:
    """Give the same for each candidate, shape (n,): the value is linear, and its mean is that of everybody."""
    total = np.zeros(own[frozenset()].shape)
    for s, weight in _weights(players, player):
        total += float(weight) * (own[s | {player}] - own[s])
    return total


def _interval(gain: Floats, fixed: Bools, niveau: float | None) -> tuple[float, float]:
    """Give the interval of the mean gain, points; candidates whose number was solved are not drawn."""
    if not gain.any():
        # What changes for nobody is exact: the factor has no part, and no interval is shown of it.
        return 0.0, 0.0
    low, high = paired(gain[~fixed], niveau)
    share = 100 * float(1 - fixed.mean())
    return share * low, share * high
