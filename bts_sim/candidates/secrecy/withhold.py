"""Withhold the small counts of a table, and enough others that nobody can work them out from the totals.

Sources: L. H. Cox, « Suppression methodology and statistical disclosure control » (1980), for the problem; J. P. Kelly,
B. L. Golden, A. A. Assad, « Cell suppression: disclosure protection for sensitive tabular data » (1992), for protecting
the small counts one after the other, each at the least cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from bts_sim.droit.points import Bools, Ints


@dataclass(frozen=True)
class Egalite:
    """Two sums of counts that every reader knows to be equal, such as a total and its parts: positions of each."""

    gauche: Sequence[int]
    droite: Sequence[int]


def a_taire(effectifs: Ints, egalites: Sequence[Egalite], seuil: int) -> Bools:
    """Say which counts of a table to withhold, shape (n,).

    A count from 1 to `seuil` - 1 is withheld, and as few other candidates as it takes for a reader of the table, who
    knows every equality, to exclude for none of the small counts that it is 0 nor that it is `seuil` or more. A zero
    tells of nobody and is shown. Raises ValueError when the counts contradict an equality.
    """
    effectifs = np.asarray(effectifs, dtype=np.int64)
    rules = _matrix(len(effectifs), egalites)
    if (rules @ effectifs).any():
        raise ValueError("les effectifs ne s'additionnent pas à leurs totaux")
    petits = (effectifs > 0) & (effectifs < seuil)
    tus = petits.copy()
    least, greatest = effectifs.copy(), effectifs.copy()
    # The smallest counts are the hardest to hide; what hides them often hides the others.
    for cellule in sorted(np.flatnonzero(petits).tolist(), key=lambda i: (effectifs[i], i)):
        for valeur, hidden in ((0, least[cellule] == 0), (seuil, greatest[cellule] >= seuil)):
            if not hidden:
                other = _autre_table(effectifs, rules, tus, cellule, valeur)
                tus |= other != effectifs
                least, greatest = np.minimum(least, other), np.maximum(greatest, other)
    return tus


def _matrix(n: int, egalites: Sequence[Egalite]) -> Any:
    """Give every equality as one row: its left side minus its right side is 0."""
    from scipy.sparse import lil_array

    rows = lil_array((len(egalites), n), dtype=np.int64)
    for at, egalite in enumerate(egalites):
        for positions, sign in ((egalite.gauche, 1), (egalite.droite, -1)):
            for position in positions:
                rows[at, position] = sign
    return rows.tocsr()


def _autre_table(effectifs: Ints, rules: Any, tus: Bools, cellule: int, valeur: int) -> Ints:
    """Find the table nearest to the true one in which one count has another value.

    Nearest: withheld counts may differ for nothing, the others at the price of the candidates they would hide. There
    always is one: as many candidates more or less of one same kind.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity, vstack

    n = len(effectifs)
    most = int(effectifs.max()) + valeur
    # Two unknowns per count: its change, and whether it changes at all.
    # A zero that is shown to be one often cannot be anything else, and then hides nothing.
    least, largest = -effectifs.astype(float), np.where(effectifs == 0, 0.0, most)
    least[cellule] = largest[cellule] = valeur - effectifs[cellule]
    adds_up = LinearConstraint(hstack([rules, csr_array(rules.shape, dtype=np.int64)]), 0, 0)
    step = identity(n, format="csr")
    linked = vstack([hstack([step, -most * step]), hstack([-step, -most * step])])
    only_if_changed = LinearConstraint(linked, -np.inf, 0)
    cost = np.concatenate([np.zeros(n), np.where(tus, 0.0, 1.0 + effectifs)])
    limits = Bounds(np.concatenate([least, np.zeros(n)]), np.concatenate([largest, np.ones(n)]))
    whole = np.ones(2 * n, dtype=np.int64)
    result = milp(cost, constraints=[adds_up, only_if_changed], bounds=limits, integrality=whole)
    assert result.x is not None
    other: Ints = effectifs + np.rint(result.x[:n]).astype(np.int64)
    return other
