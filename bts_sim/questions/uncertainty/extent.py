"""The range of a result over all that the evidence leaves possible: no interval, and no probability."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from bts_sim.cohort.parameter_draws import every_draw, uncertain
from bts_sim.droit.points import Floats
from bts_sim.questions.uncertainty.model import Surrogate
from bts_sim.questions.uncertainty.tables import OfResult
from bts_sim.schema import Column, a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS

#: Parameters named with an extreme, and values tried of each.
NAMED, TRIED = 3, 9
#: Towards the least, then towards the most.
SIGNS = (-1, 1)


class Over(StrEnum):
    """What the range of a result is taken over."""

    SIMULATED = "tirages simulés"
    KEPT = "tirages gardés"
    BOX = "intervalles"


class Extreme(StrEnum):
    """How the ends of a range were got; `words.py` says each in full."""

    SIMULATED = "simulated_draws"
    STORED = "stored_draws"
    EXTRAPOLATED = "whole_intervals"


HOW = dict(zip(Over, Extreme, strict=True))


class Extent(OfResult, after=True):
    """The least and the most of a result over cohorts that all meet the published margins: three rows per result."""

    ou = a_text("what the range is taken over", Over)
    bas = a_number("the least", "percent, or points")
    haut = a_number("the most", "percent, or points")
    tirage_bas = Column(int, "number of the stored draw that has the least; missing for a box", optional=True)
    tirage_haut = Column(int, "number of the stored draw that has the most; missing for a box", optional=True)
    avec_bas = Column(tuple, "the parameters that bring most there, the first the most")
    avec_haut = Column(tuple, "the parameters that bring most there, the first the most")
    n = a_count("cohorts; 0 for a box, whose corners no draw has met", "cohorts")
    methode = a_text("how the ends were got, a code", Extreme)


def extent(surrogate: Surrogate) -> pd.DataFrame:
    """Return the least and the most of every result over cohorts that all meet the published margins, as `Extent`.

    Over the draws simulated, over all the stored draws read off the polynomial, and over the box of the intervals,
    whose corners no draw has met. Under the default readings.

    Args:
        surrogate: what `fit_surrogate` gives.
    """
    x = every_draw()[list(surrogate.names)].to_numpy()
    stored, rows = surrogate.values_at(x), []
    for i, one in enumerate(surrogate.explained):
        seen = surrogate.y[:, i]
        extremes = {
            Over.SIMULATED: (surrogate.x, seen, _bounds(seen)),
            Over.KEPT: (x, stored[:, i], _bounds(stored[:, i])),
        }
        corners = [_at_end(surrogate, i, x[end], sign) for sign, end in zip(SIGNS, extremes[Over.KEPT][2], strict=True)]
        box = np.array(corners)
        extremes[Over.BOX] = (box, surrogate.values_at(box)[:, i], (0, 1))
        for where, (points, values, ends) in extremes.items():
            brought = [_movers(surrogate, i, points[end], sign) for sign, end in zip(SIGNS, ends, strict=True)]
            numbers = [round(float(values[end]), DECIMALS) for end in ends]
            drawn = where != Over.BOX
            numbered = ends if drawn else (None, None)
            rows.append((*one, where, *numbers, *numbered, *brought, len(values) * drawn, HOW[where]))
    return Extent.frame(rows).astype({Extent.tirage_bas: "Int64", Extent.tirage_haut: "Int64"})


def _bounds(values: Floats) -> tuple[int, int]:
    return int(values.argmin()), int(values.argmax())


def _at_end(surrogate: Surrogate, i: int, start: Floats, sign: int) -> Floats:
    """Return the point of the box where a result is extreme, shape (d,): parameters move in turn until none helps."""
    low, high = np.array([uncertain()[name].intervalle for name in surrogate.names], dtype=np.float64).T
    grid = low + np.linspace(0, 1, TRIED)[:, np.newaxis] * (high - low)
    at, best = start.copy(), -np.inf
    while True:
        tried = np.repeat(at[np.newaxis], grid.size, axis=0)
        d = len(at)
        tried[np.arange(grid.size), np.arange(grid.size) % d] = grid.ravel()
        found = sign * surrogate.values_at(tried)[:, i]
        if found.max() <= best:
            return at
        at, best = tried[found.argmax()], float(found.max())


def _movers(surrogate: Surrogate, i: int, at: Floats, sign: int) -> tuple[str, ...]:
    """Return the parameters whose own terms move a result most that way at a point, the first the most."""
    values = surrogate.base.evaluate(at[np.newaxis])[0] * surrogate.fit.coefficients[:, i]
    alone = np.zeros(len(surrogate.names))
    for value, term in zip(values, surrogate.base.terms, strict=True):
        if len(term) == 1:
            alone[term[0][0]] += value
    ranked = (-sign * alone).argsort(kind="stable")[:NAMED]
    return tuple(surrogate.names[k] for k in ranked if sign * alone[k] > 0)
