"""A result at both ends of the interval of each parameter, and under each other reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.parameter_draws import marker_ceiling, uncertain
from bts_sim.droit.points import Floats
from bts_sim.questions.uncertainty.model import KEY, LECTURE, PARAMETER, Model
from bts_sim.questions.uncertainty.trials import Result, Trials
from bts_sim.stats.intervals import DECIMALES

TORNADO_COLUMNS = (
    *(*KEY, "facteur", "genre", "choix", "de", "a", "centre", "valeur_de", "valeur_a", "amplitude", "methode"),
)
READ_ON_MODEL, RECOMPUTED = "lu sur le métamodèle", "recalculé, paramètres par défaut, niveau résolu de nouveau"


def tornado(modele: Model, trial_runs: Trials | None = None) -> pd.DataFrame:
    """Give every result at both ends of the interval of each parameter, the others staying, and under other readings.

    Parameters are read off the polynomial; readings were run alone, under default parameters. The widest first.
    """
    middle = _middles(modele.names)
    centre = modele.valeurs(middle[np.newaxis])[0]
    rows = []
    for k, nom in enumerate(modele.names):
        ends = _ends(nom, dict(zip(modele.names, middle.tolist(), strict=True)))
        moved = np.tile(middle, (2, 1))
        moved[:, k] = ends
        rows += list(_lines(modele.resultats, nom, ends, centre, modele.valeurs(moved), READ_ON_MODEL))
    if trial_runs is not None:
        columns = [trial_runs.resultats.index(one) for one in modele.resultats]
        for one, effects in zip(trial_runs.seules.itertuples(), trial_runs.single_effects[:, columns], strict=True):
            if effects.any():
                for resultat, start, change in zip(modele.resultats, centre, effects, strict=True):
                    numbers = [round(float(v), DECIMALES) for v in (start, start, start + change, abs(change))]
                    named = (one.lecture, LECTURE, one.choix, np.nan, np.nan)
                    rows.append((*resultat, *named, *numbers, RECOMPUTED))
    return _sorted(rows)


def _middles(names: Sequence[str]) -> Floats:
    """Give the parameters while another moves, shape (d,): the default, or the middle of an interval without it."""
    values = []
    for nom in names:
        one = uncertain()[nom]
        assert one.intervalle is not None
        low, high = one.intervalle
        values.append(one.defaut if low <= one.defaut <= high else (low + high) / 2)
    return np.array(values)


def _ends(nom: str, p: Mapping[str, float]) -> tuple[float, float]:
    """Give the ends of an interval; the marker's spread is cut to what the correlations leave it, as in the draws."""
    one = uncertain()[nom]
    assert one.intervalle is not None
    low, high = one.intervalle
    if nom != "ecart_type_correcteur":
        return low, high
    return low, min(high, float(marker_ceiling(p)))


def _lines(
    named: Sequence[Result], nom: str, ends: tuple[float, float], centre: Floats, values: Floats, methode: str
) -> Iterator[tuple[object, ...]]:
    for resultat, middle, low, high in zip(named, centre, *values, strict=True):
        numbers = [round(float(v), DECIMALES) for v in (*ends, middle, low, high, abs(high - low))]
        yield (*resultat, nom, PARAMETER, "", *numbers, methode)


def _sorted(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Put the widest first within each result, these in their order."""
    table = pd.DataFrame(rows, columns=TORNADO_COLUMNS)
    order = {key: rank for rank, key in enumerate(dict.fromkeys(table[KEY].itertuples(index=False, name=None)))}
    ranks = [order[key] for key in table[KEY].itertuples(index=False, name=None)]
    table = table.assign(rang=ranks, signe=-table["amplitude"])
    return table.sort_values(["rang", "signe"], kind="stable").drop(columns=["rang", "signe"]).reset_index(drop=True)
