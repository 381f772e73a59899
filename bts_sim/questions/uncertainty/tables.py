"""How sure a comparison is when the parameters are not known either: draws of them and of candidates."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Parameter, parametres
from bts_sim.cohort.parameter_draws import uncertain
from bts_sim.stats.gaps import TOO_FEW, ZERO_BY_RULE
from bts_sim.stats.intervals import COLONNES, DECIMALES, KEY
from bts_sim.stats.quantiles import over_draws

#: Percent of the intervals given: the middle half, and nine draws in ten.
LEVELS = (50.0, 90.0)
#: Parameters named for each result, from the most to the least.
NAMED = 3
METHOD = "tirages de paramètres (Sobol, {n}) et de candidats, niveau recalé à chacun ; oraux sommés exactement"


def documented(nom: str) -> Parameter:
    """Return what is documented of a parameter of the model: its name and its unit in French, and its interval."""
    return parametres()[nom]


def intervals_over_draws(drawn: pd.DataFrame) -> pd.DataFrame:
    """Give the median and the intervals of every result over the draws: the columns of `compare`, one row per level."""
    n = drawn["tirage"].nunique()
    rows = [row for key, part in drawn.groupby(KEY, sort=False) for row in _intervals(key, part, n)]
    return pd.DataFrame(rows, columns=COLONNES)


def _intervals(key: tuple[Hashable, ...], part: pd.DataFrame, n: int) -> Iterator[tuple[object, ...]]:
    for niveau in LEVELS:
        middle, low, high = over_draws(part["valeur"], niveau)
        methode = METHOD.format(n=n)
        if str(key[KEY.index("indicateur")]).startswith("ecart") and part["valeur"].nunique() == 1:
            # One draw, or a gap that no draw gives: no interval, unless the rule makes it zero in each of them.
            fixed = part["methode"].eq(ZERO_BY_RULE).all()
            low, high, why = (low, high, ZERO_BY_RULE) if fixed else (np.nan, np.nan, TOO_FEW)
            methode = f"{why} ; {methode}"
        numbers = [round(float(value), DECIMALES) for value in (middle, low, high)]
        yield (*key, *numbers, niveau, int(part["n"].sum()), methode)


def drivers(drawn: pd.DataFrame) -> pd.DataFrame:
    """Name the parameters that drive each result: rank correlation over the draws, the strongest first.

    Columns: those that name a result, `rang`, `parametre`, `correlation` (from -1 to 1).
    """
    names = list(uncertain())
    rows = []
    for key, part in drawn.groupby(KEY, sort=False):
        if part["valeur"].nunique() > 1:
            correlations = part[[*names, "valeur"]].corr(method="spearman")["valeur"].drop("valeur")
            strongest = correlations.abs().sort_values(ascending=False, kind="stable").index[:NAMED]
            rows += [
                (*key, rank, nom, round(float(correlations[nom]), 2)) for rank, nom in enumerate(strongest, start=1)
            ]
    return pd.DataFrame(rows, columns=[*KEY, "rang", "parametre", "correlation"])
