"""A result at both ends of the interval of each parameter, and under each other reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from bts_sim.cohort.parameter_draws import marker_ceiling, uncertain
from bts_sim.droit.points import Floats
from bts_sim.questions.uncertainty.model import Surrogate
from bts_sim.questions.uncertainty.tables import FactorKind, OfResult
from bts_sim.questions.uncertainty.trials import TrialRuns
from bts_sim.schema import a_number, a_text
from bts_sim.stats.intervals import DECIMALS


class Read(StrEnum):
    """Codes for the origin of the value of a result at one end; `words.py` describes each in full."""

    ON_SURROGATE = "on_surrogate"
    RECOMPUTED = "recomputed"


class Tornado(OfResult, after=True):
    """A result at both ends of each parameter, and under each other reading, the widest first within each result."""

    facteur = a_text("name of the parameter, or of the reading")
    genre = a_text("what the factor is", FactorKind)
    choix = a_text("the other choice of a reading; empty for a parameter")
    de = a_number(
        "lower end of the interval of the parameter; missing for a reading", "that of the parameter", optional=True
    )
    a = a_number("upper end of that interval; missing for a reading", "that of the parameter", optional=True)
    centre = a_number("the value to quote: the mean of the result over the draws", "percent, or points")
    valeur_de = a_number("the same at the lower end, or under the default reading", "percent, or points")
    valeur_a = a_number("the same at the upper end, or under the other reading", "percent, or points")
    amplitude = a_number("difference of the two", "points")
    methode = a_text("how both were found, a code", Read)


def tornado(surrogate: Surrogate, trial_runs: TrialRuns | None = None) -> pd.DataFrame:
    """Return every result at both ends of the interval of each parameter, and under other readings, as `Tornado`.

    A parameter is held at each end and the others are drawn: the polynomial says how far the mean over the draws then
    moves from the value to quote. Readings were run alone, under the default parameters: they move it by as much.

    Args:
        surrogate: the result of `fit_surrogate`.
        trial_runs: the result of `run_trials`.
    """
    centre, drawn = surrogate.y.mean(axis=0), surrogate.values_at(surrogate.x).mean(axis=0)
    rows = [row for k in range(len(surrogate.names)) for row in _parameter(surrogate, k, centre, drawn)]
    if trial_runs is not None:
        rows += _readings(surrogate, trial_runs, centre)
    return _sorted(rows)


def _parameter(surrogate: Surrogate, k: int, centre: Floats, drawn: Floats) -> Iterator[tuple[object, ...]]:
    """Yield every result at both ends of one parameter, by its number. `drawn`: their means on the polynomial."""
    name = surrogate.names[k]
    defaults = {nom: one.defaut for nom, one in uncertain().items()}
    ends = _ends(name, {**defaults, **dict(zip(surrogate.names, surrogate.x.mean(axis=0).tolist(), strict=True))})
    moved = [centre + _held(surrogate, k, end) - drawn for end in ends]
    for one, start, low, high in zip(surrogate.explained, centre, *moved, strict=True):
        numbers = [round(float(v), DECIMALS) for v in (*ends, start, low, high, abs(high - low))]
        yield (*one, name, FactorKind.PARAMETER, "", *numbers, Read.ON_SURROGATE)


def _held(surrogate: Surrogate, k: int, value: float) -> Floats:
    """Return the means of the results over the draws, one parameter being held at a value."""
    x = surrogate.x.copy()
    x[:, k] = value
    mean: Floats = surrogate.values_at(x).mean(axis=0)
    return mean


def _readings(surrogate: Surrogate, trial_runs: TrialRuns, centre: Floats) -> Iterator[tuple[object, ...]]:
    """Yield every result under each other reading that changes one of them."""
    columns = [trial_runs.explained.index(one) for one in surrogate.explained]
    for (reading, choice), effects in zip(trial_runs.singles, trial_runs.single_effects[:, columns], strict=True):
        if effects.any():
            for one, start, change in zip(surrogate.explained, centre, effects, strict=True):
                numbers = [round(float(v), DECIMALS) for v in (start, start, start + change, abs(change))]
                yield (*one, reading, FactorKind.READING, choice, np.nan, np.nan, *numbers, Read.RECOMPUTED)


def _ends(name: str, p: Mapping[str, float]) -> tuple[float, float]:
    """Return the ends of an interval. The marker's spread is cut to what the correlations allow, as in the draws."""
    one = uncertain()[name]
    assert one.intervalle is not None
    low, high = one.intervalle
    if name != "ecart_type_correcteur":
        return low, high
    return low, min(high, float(marker_ceiling(p)))


def _sorted(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Return the rows, the widest first within each result, with the results in order."""
    table = Tornado.frame(rows)
    keys = [*table[OfResult.names()].itertuples(index=False, name=None)]
    order = {key: rank for rank, key in enumerate(dict.fromkeys(keys))}
    widest, first = -table[Tornado.amplitude].to_numpy(), np.array([order[key] for key in keys])
    return table.iloc[np.lexsort([widest, first])].reset_index(drop=True)
