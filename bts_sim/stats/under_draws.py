"""Results under draws of the uncertain parameters: a table under each draw, then medians and intervals."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, KEY, LEVEL, Method, Result

#: Levels of the intervals, percent: the middle half, and nine draws in ten.
LEVELS = (50.0, LEVEL)
#: The column that numbers the draws, and the prefix of the indicators that are gaps.
DRAW, GAPS = "tirage", "ecart"


class OverDraws(Result, after=True):
    """The median of a result over draws of the parameters, with its interval: one row per result and level."""

    methode = a_text("what the interval covers, a code", (Method.DRAWN, Method.TOO_FEW, Method.ZERO_BY_RULE))
    draws = a_count("draws of the parameters", "draws")
    oral_draws = a_number("draws of the orals averaged; 0: summed exactly", "draws")


def under_draws(cohorte: Cohort, measure: Callable[[SimulatedCohort], pd.DataFrame], draws: int) -> pd.DataFrame:
    """Return the table of `measure` under each draw of the parameters and of the candidates, one after the other.

    Args:
        cohorte: the cohort whose candidates each draw draws again.
        measure: a function, such as `compare`, from simulated candidates to a table with the columns of `Result`.
        draws: number of draws.

    Returns:
        The columns of that table, `tirage` (number of the draw), and one column per uncertain parameter.
    """
    tables, drawn = [], []
    for draw in watch(parameter_draws(cohorte, draws), "Tirages"):
        tables.append(measure(draw.simulated()))
        drawn.append({DRAW: draw.numero, **draw.parametres})
    rows = np.repeat(np.arange(len(drawn)), [len(table) for table in tables])
    return pd.concat(
        [pd.concat(tables, ignore_index=True), pd.DataFrame(drawn).iloc[rows].reset_index(drop=True)], axis=1
    )


def intervals_over_draws(drawn: pd.DataFrame, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
    """Return the median and the intervals of every result over the draws, as `OverDraws`: one row per result and level.

    Args:
        drawn: a table of `under_draws`.
        levels: levels of the intervals, percent.

    Raises:
        InputError: a level is not a percentage between 0 and 100.
    """
    for level in levels:
        check_level(level)
    draws = drawn[DRAW].nunique()
    groups = drawn.groupby(KEY, sort=False)
    return OverDraws.frame(_interval(key, part, level, draws) for key, part in groups for level in levels)


def _interval(key: tuple[Hashable, ...], part: pd.DataFrame, level: float, draws: int) -> tuple[object, ...]:
    """Return one row of `OverDraws`."""
    values = part[OverDraws.valeur]
    middle, low, high = over_draws(values, level)
    method = Method.DRAWN
    if str(key[KEY.index(OverDraws.indicateur)]).startswith(GAPS) and values.nunique() == 1:
        # With one draw, or a gap that no draw has, there is no interval, unless the rule makes the gap zero in each
        # draw.
        fixed = part[OverDraws.methode].eq(Method.ZERO_BY_RULE).all()
        low, high, method = (low, high, Method.ZERO_BY_RULE) if fixed else (np.nan, np.nan, Method.TOO_FEW)
    numbers = [round(float(value), DECIMALS) for value in (middle, low, high)]
    return (*key, *numbers, level, int(part[OverDraws.n].sum()), method, draws, 0)


def over_draws(values: pd.Series, level: float) -> tuple[float, float, float]:
    """Return the median of a result over the draws and the ends of its interval; `level`: percent.

    These are Weibull's quantiles: after n draws, the next one falls between them with the probability `level`. The
    usual quantiles interpolate within the sample: with 64 draws, they hold 87 in a hundred instead of 90.
    """
    tail = (1 - level / 100) / 2
    low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail], method="weibull")
    return middle, low, high
