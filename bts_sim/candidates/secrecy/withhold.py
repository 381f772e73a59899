"""Withhold the small counts of a table, and enough others that nobody can compute them from the totals.

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
class Equality:
    """Two sums of counts that every reader knows to be equal, such as a total and its parts: positions of each."""

    left: Sequence[int]
    right: Sequence[int]


def to_withhold(headcounts: Ints, equalities: Sequence[Equality], seuil: int) -> Bools:
    """Return whether to withhold each count of a table, shape (n,).

    A count from 1 to `seuil` - 1 is withheld. Further counts are withheld so that a reader of the table, who knows
    every equality, cannot exclude for any small count that it is 0, nor that it is `seuil` or more. They hold as few
    candidates as possible. A zero concerns nobody and is shown.

    Raises ValueError when the counts contradict an equality.
    """
    headcounts = np.asarray(headcounts, dtype=np.int64)
    rules = _matrix(len(headcounts), equalities)
    if (rules @ headcounts).any():
        raise ValueError("les effectifs ne s'additionnent pas à leurs totaux")
    small = (headcounts > 0) & (headcounts < seuil)
    withheld = small.copy()
    least, greatest = headcounts.copy(), headcounts.copy()
    # The smallest counts are the hardest to hide, and the counts that hide them often hide the others.
    for cellule in sorted(np.flatnonzero(small).tolist(), key=lambda i: (headcounts[i], i)):
        for valeur, hidden in ((0, least[cellule] == 0), (seuil, greatest[cellule] >= seuil)):
            if not hidden:
                other = _autre_table(headcounts, rules, withheld, cellule, valeur)
                withheld |= other != headcounts
                least, greatest = np.minimum(least, other), np.maximum(greatest, other)
    return withheld


def _matrix(n: int, equalities: Sequence[Equality]) -> Any:
    """Return every equality as one row: its left side minus its right side is 0."""
    from scipy.sparse import lil_array

    rows = lil_array((len(equalities), n), dtype=np.int64)
    for at, equality in enumerate(equalities):
        for positions, sign in ((equality.left, 1), (equality.right, -1)):
            for position in positions:
                rows[at, position] = sign
    return rows.tocsr()


def _autre_table(headcounts: Ints, rules: Any, withheld: Bools, cellule: int, valeur: int) -> Ints:
    """Return the table nearest to the true one in which one count has another value.

    Withheld counts may differ for free. Any other count costs the candidates that it would hide. Such a table always
    exists, since more or fewer candidates of one same kind make one.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity, vstack

    n = len(headcounts)
    most = int(headcounts.max()) + valeur
    # Each count has two unknowns: its change, and whether it changes at all.
    # A count that is visibly zero often cannot be anything else, and then hides nothing.
    least, largest = -headcounts.astype(float), np.where(headcounts == 0, 0.0, most)
    least[cellule] = largest[cellule] = valeur - headcounts[cellule]
    adds_up = LinearConstraint(hstack([rules, csr_array(rules.shape, dtype=np.int64)]), 0, 0)
    step = identity(n, format="csr")
    linked = vstack([hstack([step, -most * step]), hstack([-step, -most * step])])
    only_if_changed = LinearConstraint(linked, -np.inf, 0)
    cost = np.concatenate([np.zeros(n), np.where(withheld, 0.0, 1.0 + headcounts)])
    limits = Bounds(np.concatenate([least, np.zeros(n)]), np.concatenate([largest, np.ones(n)]))
    whole = np.ones(2 * n, dtype=np.int64)
    result = milp(cost, constraints=[adds_up, only_if_changed], bounds=limits, integrality=whole)
    assert result.x is not None
    other: Ints = headcounts + np.rint(result.x[:n]).astype(np.int64)
    return other
