"""The gap between two regimes, split into what each of their differences gives or costs.

The part of a factor is its Shapley value: what it changes when it comes in, on average over all the orders in which the
factors may come in (`facteurs` says which ones there are). Every order is as good as another, and they do not agree:
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
from bts_sim.cohort.simulate import CohorteSimulee
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.questions.movers.factors import ENTRE_SEUILS, NON_ADMIS, SEUILS, coalitions, facteurs, subsets
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import APPARIE, APPARIE_CALE, EXACTS, NIVEAU

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
METHODE = "valeur de Shapley sur {n} régimes ; {intervalle} ; " + EXACTS

Jeu = Mapping[frozenset[str], Fraction]


@asks_abilities
def decomposer(cohorte: CohorteSimulee, avant: Regime, apres: Regime, niveau: float | None = NIVEAU) -> pd.DataFrame:
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
    jeu = {taken: Fraction(math.fsum(admission)) * 100 / n for taken, admission in own.items()}
    named = facteurs(avant, apres)
    names = [one.nom for one in named if one.differe]
    gain = {nom: _by_candidate(own, names, nom) for nom in names}
    first = every[frozenset()].admis_groupe1[here]
    solved = all(np.array_equal(one.admis_groupe1, cohorte.first_group) for one in every.values())
    cale = solved and not any(one[first].any() for one in gain.values())
    about = (avant.nom, apres.nom, float(jeu[frozenset()]), float(jeu[frozenset(names)]), n)
    rows = []
    for one in named:
        part, bounds, orders = 0.0, (0.0, 0.0), [0.0]
        if one.differe:
            part, bounds = float(shapley(jeu, names, one.nom)), _interval(gain[one.nom], first & cale, niveau)
            orders = [float(margin) for margin in marginales(jeu, names, one.nom)]
        said = METHODE.format(n=len(jeu), intervalle=covered(bounds[0], APPARIE_CALE if cale else APPARIE))
        rows.append((one.nom, one.avant, one.apres, part, *bounds, niveau, min(orders), max(orders), *about, said))
    return pd.DataFrame(rows, columns=COLONNES)


def chances_des_coalitions(
    cohorte: CohorteSimulee, regimes: Mapping[frozenset[str], Regime]
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


def shapley(jeu: Jeu, joueurs: Sequence[str], joueur: str) -> Fraction:
    """Give what one player brings on average over all the orders in which the players come in, exactly.

    `jeu`: what every coalition of `joueurs` is worth. Source: L. S. Shapley (1953), formula (13).
    """
    return sum((weight * (jeu[s | {joueur}] - jeu[s]) for s, weight in _weights(joueurs, joueur)), Fraction(0))


def marginales(jeu: Jeu, joueurs: Sequence[str], joueur: str) -> list[Fraction]:
    """Give what one player brings to each coalition of the others: in every order it is one of these."""
    return [jeu[s | {joueur}] - jeu[s] for s, _ in _weights(joueurs, joueur)]


def _weights(joueurs: Sequence[str], joueur: str) -> list[tuple[frozenset[str], Fraction]]:
    """Give every coalition of the others, with the share of the orders in which the player comes in just after it."""
    k, whole = len(joueurs), math.factorial(len(joueurs))
    return [
        (s, Fraction(math.factorial(len(s)) * math.factorial(k - len(s) - 1), whole))
        for s in subsets([one for one in joueurs if one != joueur])
    ]


def _by_candidate(own: Mapping[frozenset[str], Floats], joueurs: Sequence[str], joueur: str) -> Floats:
    """Give the same for each candidate, shape (n,): the value is linear, and its mean is that of everybody."""
    total = np.zeros(own[frozenset()].shape)
    for s, weight in _weights(joueurs, joueur):
        total += float(weight) * (own[s | {joueur}] - own[s])
    return total


def _interval(gain: Floats, fixed: Bools, niveau: float | None) -> tuple[float, float]:
    """Give the interval of the mean gain, points; candidates whose number was solved are not drawn."""
    if not gain.any():
        # What changes for nobody is exact: the factor has no part, and no interval is shown of it.
        return 0.0, 0.0
    low, high = paired(gain[~fixed], niveau)
    share = 100 * float(1 - fixed.mean())
    return share * low, share * high
