"""The range of a result over all that the evidence leaves possible: no interval, and no probability."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.parameter_draws import tirages as every_draw, uncertain
from bts_sim.droit.points import Floats
from bts_sim.questions.uncertainty.model import KEY, Model
from bts_sim.stats.intervals import DECIMALES

#: Parameters named with an extreme, and values tried of each.
NAMED, TRIED = 3, 9
#: Towards the least, then towards the most.
SENS = (-1, 1)
EXTENT_COLUMNS = (*KEY, "ou", "bas", "haut", "tirage_bas", "tirage_haut", "avec_bas", "avec_haut", "n", "methode")
SIMULATED, KEPT, BOX = "tirages simulés", "tirages gardés", "intervalles"
EXTENTS = {
    SIMULATED: "tirages de paramètres, avec le tirage de candidats de chacun",
    KEPT: "métamodèle aux tirages gardés, sans le hasard des candidats",
    BOX: "métamodèle, chaque paramètre dans tout son intervalle : extrapolé, à ne pas citer comme possible",
}


def extent(modele: Model) -> pd.DataFrame:
    """Give the least and the most of every result over cohorts that all meet the published margins: a range.

    Three rows per result (`ou`): over the draws simulated, over all the stored draws read off the polynomial, and over
    the box of the intervals, whose corners no draw has met. `tirage_bas`, `tirage_haut`: numbers of the stored draws;
    `avec_bas`, `avec_haut`: the parameters that bring most there, the first the most. Under the default readings.
    """
    x = every_draw()[list(modele.names)].to_numpy()
    stored, rows = modele.valeurs(x), []
    for i, resultat in enumerate(modele.resultats):
        seen = modele.y[:, i]
        extremes = {SIMULATED: (modele.x, seen, _bounds(seen)), KEPT: (x, stored[:, i], _bounds(stored[:, i]))}
        corners = [_at_end(modele, i, x[end], sign) for sign, end in zip(SENS, extremes[KEPT][2], strict=True)]
        box = np.array(corners)
        extremes[BOX] = (box, modele.valeurs(box)[:, i], (0, 1))
        for where, (points, values, ends) in extremes.items():
            brought = [_movers(modele, i, points[end], sign) for sign, end in zip(SENS, ends, strict=True)]
            numbers = [round(float(values[end]), DECIMALES) for end in ends]
            drawn = where != BOX
            numbered = ends if drawn else (None, None)
            rows.append((*resultat, where, *numbers, *numbered, *brought, len(values) * drawn, EXTENTS[where]))
    table = pd.DataFrame(rows, columns=EXTENT_COLUMNS)
    return table.astype({"tirage_bas": "Int64", "tirage_haut": "Int64"})


def _bounds(values: Floats) -> tuple[int, int]:
    return int(values.argmin()), int(values.argmax())


def _at_end(modele: Model, i: int, start: Floats, sign: int) -> Floats:
    """Search the box for the extreme of a result, one parameter at a time, until none moves it, shape (d,)."""
    low, high = np.array([uncertain()[nom].intervalle for nom in modele.names], dtype=np.float64).T
    grid = low + np.linspace(0, 1, TRIED)[:, np.newaxis] * (high - low)
    at, best = start.copy(), -np.inf
    while True:
        tried = np.repeat(at[np.newaxis], grid.size, axis=0)
        d = len(at)
        tried[np.arange(grid.size), np.arange(grid.size) % d] = grid.ravel()
        found = sign * modele.valeurs(tried)[:, i]
        if found.max() <= best:
            return at
        at, best = tried[found.argmax()], float(found.max())


def _movers(modele: Model, i: int, at: Floats, sign: int) -> str:
    """Name the parameters whose own terms move a result most that way at a point, the first the most."""
    values = modele.base.evaluate(at[np.newaxis])[0] * modele.fit.coefficients[:, i]
    alone = np.zeros(len(modele.names))
    for value, term in zip(values, modele.base.terms, strict=True):
        if len(term) == 1:
            alone[term[0][0]] += value
    ranked = (-sign * alone).argsort(kind="stable")[:NAMED]
    return ", ".join(modele.names[k] for k in ranked if sign * alone[k] > 0)
