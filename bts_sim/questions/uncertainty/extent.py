"""The range of a result over all that the evidence leaves possible: no interval, and no probability."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.parameter_draws import incertains
from bts_sim.cohort.parameter_draws import tirages as every_draw
from bts_sim.droit.points import Floats
from bts_sim.questions.uncertainty.model import CLE, Modele
from bts_sim.stats.intervals import DECIMALES

#: Parameters named with an extreme, and values tried of each.
NOMMES, ESSAYEES = 3, 9
#: Towards the least, then towards the most.
SENS = (-1, 1)
COLONNES_ETENDUE = (*CLE, "ou", "bas", "haut", "tirage_bas", "tirage_haut", "avec_bas", "avec_haut", "n", "methode")
SIMULES, GARDES, BOITE = "tirages simulés", "tirages gardés", "intervalles"
ETENDUES = {
    SIMULES: "tirages de paramètres, avec le tirage de candidats de chacun",
    GARDES: "métamodèle aux tirages gardés, sans le hasard des candidats",
    BOITE: "métamodèle, chaque paramètre dans tout son intervalle : extrapolé, à ne pas citer comme possible",
}


def etendue(modele: Modele) -> pd.DataFrame:
    """Give the least and the most of every result over cohorts that all meet the published margins: a range.

    Three rows per result (`ou`): over the draws simulated, over all the stored draws read off the polynomial, and over
    the box of the intervals, whose corners no draw has met. `tirage_bas`, `tirage_haut`: numbers of the stored draws;
    `avec_bas`, `avec_haut`: the parameters that bring most there, the first the most. Under the default readings.
    """
    x = every_draw()[list(modele.noms)].to_numpy()
    stored, rows = modele.valeurs(x), []
    for i, resultat in enumerate(modele.resultats):
        seen = modele.y[:, i]
        extremes = {SIMULES: (modele.x, seen, _bornes(seen)), GARDES: (x, stored[:, i], _bornes(stored[:, i]))}
        corners = [_au_bout(modele, i, x[end], sign) for sign, end in zip(SENS, extremes[GARDES][2], strict=True)]
        box = np.array(corners)
        extremes[BOITE] = (box, modele.valeurs(box)[:, i], (0, 1))
        for where, (points, values, ends) in extremes.items():
            brought = [_avec(modele, i, points[end], sign) for sign, end in zip(SENS, ends, strict=True)]
            numbers = [round(float(values[end]), DECIMALES) for end in ends]
            drawn = where != BOITE
            numbered = ends if drawn else (None, None)
            rows.append((*resultat, where, *numbers, *numbered, *brought, len(values) * drawn, ETENDUES[where]))
    table = pd.DataFrame(rows, columns=COLONNES_ETENDUE)
    return table.astype({"tirage_bas": "Int64", "tirage_haut": "Int64"})


def _bornes(values: Floats) -> tuple[int, int]:
    return int(values.argmin()), int(values.argmax())


def _au_bout(modele: Modele, i: int, start: Floats, sign: int) -> Floats:
    """Search the box for the extreme of a result, one parameter at a time, until none moves it, shape (d,)."""
    low, high = np.array([incertains()[nom].intervalle for nom in modele.noms], dtype=np.float64).T
    grid = low + np.linspace(0, 1, ESSAYEES)[:, np.newaxis] * (high - low)
    at, best = start.copy(), -np.inf
    while True:
        tried = np.repeat(at[np.newaxis], grid.size, axis=0)
        d = len(at)
        tried[np.arange(grid.size), np.arange(grid.size) % d] = grid.ravel()
        found = sign * modele.valeurs(tried)[:, i]
        if found.max() <= best:
            return at
        at, best = tried[found.argmax()], float(found.max())


def _avec(modele: Modele, i: int, at: Floats, sign: int) -> str:
    """Name the parameters whose own terms move a result most that way at a point, the first the most."""
    values = modele.base.evaluer(at[np.newaxis])[0] * modele.fait.coefficients[:, i]
    alone = np.zeros(len(modele.noms))
    for value, terme in zip(values, modele.base.termes, strict=True):
        if len(terme) == 1:
            alone[terme[0][0]] += value
    ranked = (-sign * alone).argsort(kind="stable")[:NOMMES]
    return ", ".join(modele.noms[k] for k in ranked if sign * alone[k] > 0)
