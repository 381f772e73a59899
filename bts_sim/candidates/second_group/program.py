"""A linear program in whole numbers, solved by HiGHS through SciPy: the same program always gives the same answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bts_sim.droit.points import Floats, Ints

#: Nodes after which the best answer found is taken. A limit in seconds would depend on the machine.
NODES = 2_000


class Program:
    """Variables that are whole numbers from zero, the rows that bind them, and the best of them by several aims.

    A row is a sum of variables between two bounds.
    """

    def __init__(self) -> None:
        self.upper: list[Floats] = []
        self.size = 0
        self.columns: list[Ints] = []
        self.places: list[Ints] = []
        self.values: list[Floats] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def variables(self, count: int, upper: ArrayLike = np.inf) -> Ints:
        """Return the ranks of new variables, shape (count,); `upper`: the most that they may be."""
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)))
        ranks: Ints = np.arange(self.size, self.size + count)
        self.size += count
        return ranks

    def row(self, columns: ArrayLike, values: ArrayLike, low: float, high: float) -> int:
        """Add a row: the variables `columns`, each times its value, between two bounds. Return its rank."""
        found: Ints = np.atleast_1d(np.asarray(columns, dtype=np.int64))
        self.columns.append(found)
        self.places.append(np.full(found.size, len(self.low), dtype=np.int64))
        self.values.append(np.broadcast_to(np.asarray(values, dtype=float), found.shape))
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def best(self, costs: Floats, gap: float = 0.0) -> Ints | None:
        """Return the variables of least cost, shape (size,); None if no variables fit.

        `costs`: the cost of each variable, shape (size,). `gap`: the part of the cost that may be left over the least
        one.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        if not self.size:
            return np.zeros(0, dtype=np.int64)
        values: Floats = np.concatenate(self.values or [np.zeros(0)])
        nowhere = [np.zeros(0, dtype=np.int64)]
        where = np.concatenate(self.places or nowhere), np.concatenate(self.columns or nowhere)
        rows = coo_array((values, where), shape=(len(self.low), self.size)).tocsr()
        answer = milp(
            costs,
            integrality=np.ones(self.size, dtype=np.int64),
            bounds=Bounds(np.zeros(self.size), np.concatenate(self.upper)),
            constraints=LinearConstraint(rows, np.array(self.low), np.array(self.high)),
            options={"mip_rel_gap": gap, "node_limit": NODES},
        )
        return None if answer.x is None else np.rint(answer.x).astype(np.int64)
