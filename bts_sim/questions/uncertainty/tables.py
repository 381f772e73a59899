"""The parameters that drive each result over draws, and the values that the model assumes."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import uncertain
from bts_sim.cohort.parameters import Parameter, parametres
from bts_sim.droit.points import Floats
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import FIXED, KEY, Result

#: The group of all candidates, the regime without orals, and the rates that tables distinguish.
EVERYBODY, NO_ORALS = "ensemble", "aucun"
FIRST_GROUP, ALLOWED, GAP = "taux_groupe1", "taux_autorise", "ecart_taux_admis"
#: The indicators explained. The first does not depend on the marks of the orals.
INDICATORS = (ALLOWED, GAP)
#: Number of parameters listed for each result, the strongest first.
NAMED = 3


class Explained(NamedTuple):
    """One result, as `compare` has it: its indicator, its regime, and the reference of a gap (empty for a rate)."""

    indicateur: str
    regime: str
    reference: str


class OfResult(Schema):
    """A row about one result of all candidates, which its first three columns identify."""

    indicateur = a_text("what is measured", INDICATORS)
    regime = a_text("the regime under which it is measured")
    reference = a_text("the regime that a gap is measured from; empty for a rate")


class FactorKind(StrEnum):
    """The kinds of factor."""

    PARAMETER = "parametre"
    READING = "lecture"


class Drivers(Schema):
    """The parameters that drive each result over the draws, the strongest first."""

    groupe = a_text("what the candidates of the group share: ensemble, specialite, voie…")
    modalite = a_text("the value that they share: a specialty, a voie…")
    indicateur = a_text("what is measured")
    regime = a_text("the regime under which it is measured")
    reference = a_text("the regime that a gap is measured from; empty for what is no gap")
    rang = a_count("the strength of the parameter among all", "rank, from 1: the strongest")
    parametre = a_text("name of the parameter")
    correlation = a_number("rank correlation of the parameter and the result", "from -1 to 1")


class Assumptions(Schema):
    """The parameters of the model: the value used, its bounds, and the interval that the evidence leaves."""

    parametre = a_text("name of the parameter")
    valeur = a_number("the value used", "that of the parameter")
    defaut = a_number("the default value", "that of the parameter")
    minimum = a_number("the least that the model accepts", "that of the parameter")
    maximum = a_number("the most that the model accepts", "that of the parameter")
    bas = a_number(
        "lower end of the interval of evidence; missing where a source fixes it", "that of the parameter", optional=True
    )
    haut = a_number(
        "upper end of the interval of evidence; missing where a source fixes it", "that of the parameter", optional=True
    )


def documented(name: str) -> Parameter:
    """Return the documentation of a parameter of the model: its name and unit in French, and its interval."""
    return parametres()[name]


def assumed_values(cohorte: Cohort) -> pd.DataFrame:
    """Return the parameters of the model with which a cohort is simulated, as `Assumptions`."""
    return Assumptions.frame(
        (name, cohorte.parametres[name], one.defaut, *one.bornes, *(one.intervalle or (np.nan, np.nan)))
        for name, one in parametres().items()
    )


def drivers(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the parameters that drive each result, by rank correlation over the draws, as `Drivers`.

    Args:
        drawn: the table of `under_draws`.
    """
    names, values, found = list(uncertain()), drawn[Result.valeur].to_numpy(), list[tuple[object, ...]]()
    fixed = drawn[Result.methode].isin(FIXED).to_numpy() if Result.methode in drawn else np.zeros(values.size, bool)
    parameters, ranks = drawn[names].to_numpy(), _Ranks()
    place = drawn.groupby(KEY, sort=False).ngroup().to_numpy()
    rows_of = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    for key, rows in zip(drawn[KEY].drop_duplicates().itertuples(index=False, name=None), rows_of, strict=True):
        if np.ptp(values[rows]) > 0 and not fixed[rows].all():
            every = ranks.correlated(parameters[rows], values[rows])
            strongest = np.argsort(-np.abs(every), kind="stable")[:NAMED].tolist()
            found += [(*key, rank, names[i], round(float(every[i]), 2)) for rank, i in enumerate(strongest, start=1)]
    return Drivers.frame(found)


class _Ranks:
    """The ranks of parameters over draws: those of most results, which have the same draws, are found once."""

    def __init__(self) -> None:
        self.parameters, self.away = np.zeros((0, 0)), np.zeros((0, 0))

    def correlated(self, parameters: Floats, values: Floats) -> Floats:
        """Return Spearman's correlation of each parameter with a result; not a number where one is the same throughout.

        `parameters`: shape (n, p). `values`: shape (n,).
        """
        if not np.array_equal(parameters, self.parameters):
            self.parameters, self.away = parameters, _around_mean(parameters)
        own = _around_mean(values[:, np.newaxis])
        with np.errstate(invalid="ignore"):
            found: Floats = (self.away * own).sum(axis=0) / np.sqrt((self.away**2).sum(axis=0) * (own**2).sum())
        return found


def _around_mean(values: Floats) -> Floats:
    """Return the ranks of each column, equal values sharing theirs, around their mean."""
    ranks = pd.DataFrame(values).rank().to_numpy()
    away: Floats = ranks - ranks.mean(axis=0)
    return away
