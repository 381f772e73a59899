"""The range of a result over all values that the evidence allows. It is neither an interval nor a probability."""

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

#: Number of parameters listed with an extreme, and number of values tried for each.
NAMED, TRIED = 3, 9
#: The signs: towards the least, then towards the most.
SIGNS = (-1, 1)


class Over(StrEnum):
    """Codes for the set over which the range is taken."""

    SIMULATED = "tirages simulés"
    KEPT = "tirages gardés"
    BOX = "intervalles"


class Extreme(StrEnum):
    """Codes for how the ends of a range were found; `words.py` describes each in full."""

    SIMULATED = "simulated_draws"
    STORED = "stored_draws"
    EXTRAPOLATED = "whole_intervals"


HOW = dict(zip(Over, Extreme, strict=True))


class Extent(OfResult, after=True):
    """The least and the most of a result over cohorts that meet the published margins: three rows per result."""

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
    """Return the least and the most of every result over cohorts that meet the published margins, as `Extent`.

    The range is taken over the draws simulated, over all the stored draws by the polynomial, and over the box of the
    intervals, whose corners no draw has met. Readings are the default ones.

    Args:
        surrogate: the result of `fit_surrogate`.
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
    """Return the point of the box with an extreme result, shape (d,). Parameters move in turn until none helps."""
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
    """Return the parameters whose own terms move a result most in that direction at a point, the strongest first."""
    values = surrogate.base.evaluate(at[np.newaxis])[0] * surrogate.fit.coefficients[:, i]
    alone = np.zeros(len(surrogate.names))
    for value, term in zip(values, surrogate.base.terms, strict=True):
        if len(term) == 1:
            alone[term[0][0]] += value
    ranked = (-sign * alone).argsort(kind="stable")[:NAMED]
    return tuple(surrogate.names[k] for k in ranked if sign * alone[k] > 0)
