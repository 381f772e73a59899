"""Results under draws of the uncertain parameters: a table under each draw, then means and intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats, Ints
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, FIXED, KEY, LEVEL, OF_DRAWS, Method, Result
from bts_sim.stats.predicted import Drawn, distinct_results, ends, error_of_ends

#: Levels of the intervals, percent: the middle half, and nine draws in ten.
LEVELS = (50.0, LEVEL)
#: The column that numbers the draws.
DRAW = "tirage"
#: Columns of results that count candidates, under each draw: the part of the value that loses the diploma, the variance
#: that the simulated candidates leave on it, the variance that the luck of a session gives it, the candidates of the
#: session, and those that the draw has of them.
LOST, NOISE, LUCK, PRESENT, COUNTED = "perdus", "bruit_simule", "hasard", "presents", "presents_tires"
#: The result that is a number of candidates and not a share of them.
DIPLOMAS = "ecart_diplomes"
PERCENT = 100.0
#: Candidates under which nobody is meant: values are told to so many decimals, what they are made of is not.
NOBODY = 10.0**-DECIMALS


class OverDraws(Result, after=True):
    """The mean of a result over draws of the parameters, with the interval to quote: one row per result and level."""

    n = a_count("candidates of the session in the group", "candidates")
    methode = a_text("what the interval covers, or what fixes the value, a code", (*OF_DRAWS, *FIXED))
    draws = a_count("draws of the parameters", "draws")
    oral_draws = a_number("draws of the orals averaged; 0: summed exactly", "draws")
    bruit = a_number("standard error that the simulation leaves on the value", "that of the value", optional=True)
    bruit_des_bornes = a_number("the larger of those that it leaves on the ends", "that of the value", optional=True)


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
    """Return what a session would show, over the draws, as `OverDraws`: one row per result and level.

    Args:
        drawn: a table of `under_draws`. Its columns `LOST`, `NOISE` and `PRESENT` serve results that count candidates.
            Elsewhere, the interval of each draw says what so few simulated candidates leave.
        levels: levels of the intervals, percent.

    Raises:
        InputError: a level is not a percentage between 0 and 100.
    """
    for level in levels:
        check_level(level)
    results = drawn.groupby(KEY, sort=False).ngroup().to_numpy().astype(np.int64)
    laid = _laid_out(drawn, results)
    keys = drawn[KEY][~drawn.duplicated(KEY)].itertuples(index=False, name=None)
    about = [
        *zip(keys, _fixed(drawn, results), laid.mean.tolist(), laid.error.tolist(), laid.size.tolist(), strict=True)
    ]
    draws, rows = drawn[DRAW].nunique(), []
    real = (drawn[OverDraws.methode] == Method.GIVEN_MARKS).any() if OverDraws.methode in drawn else False
    drawn_or_one = (Method.GIVEN_MARKS if real else Method.DRAWN) if draws > 1 else Method.ONE_DRAW
    distinct, places = distinct_results(laid)
    found = {level: (ends(distinct, level), error_of_ends(distinct, level)) for level in levels}
    possible = np.transpose(possible_ends(drawn, results)).tolist()
    for rank, (key, method, value, error, size), (least, most) in zip(places.tolist(), about, possible, strict=True):
        for level, (one, of_ends) in found.items():
            numbers = max(one.low[rank], least), min(one.high[rank], most), error, of_ends[rank]
            if method:
                numbers = (value, value, 0.0, 0.0)
            elif draws == 1:
                numbers = (np.nan, np.nan, np.nan, np.nan)
            low, high, *errors = (round(float(number), DECIMALS) for number in numbers)
            rows.append(
                (*key, round(value, DECIMALS), low, high, level, round(size), method or drawn_or_one, draws, 0, *errors)
            )
    return OverDraws.frame(rows)


def _fixed(drawn: pd.DataFrame, results: Ints) -> list[str]:
    """Return what fixes each result, a code or "", which is the same under every draw.

    `results`: the rank of the result of each row, from 0 on.
    """
    if OverDraws.methode not in drawn:
        return [""] * (int(results.max()) + 1)
    ranks, codes = pd.factorize(drawn[OverDraws.methode])
    first, last = np.full(int(results.max()) + 1, len(codes)), np.full(int(results.max()) + 1, -1)
    np.minimum.at(first, results, ranks)
    np.maximum.at(last, results, ranks)
    said = [str(codes[rank]) if alike else "" for rank, alike in zip(first.tolist(), first == last, strict=True)]
    return [code if code in FIXED else "" for code in said]


def possible_ends(drawn: pd.DataFrame, results: Ints) -> tuple[Floats, Floats]:
    """Return the least and the most that each result can be: no diploma is lost where no draw takes one from anybody.

    Those present are drawn, so that diplomas are no count among a known number, whose ends would know it by themselves.

    Args:
        drawn: a table of `under_draws`, with or without the column `LOST`.
        results: the rank of the result of each row, from 0 on.
    """
    size = int(results.max()) + 1
    lowest, highest = np.full(size, -np.inf), np.full(size, np.inf)
    if LOST in drawn:
        counts = drawn[OverDraws.indicateur].eq(DIPLOMAS).to_numpy()
        lost = drawn[LOST].to_numpy(dtype=np.float64)
        gained = drawn[OverDraws.valeur].to_numpy(dtype=np.float64) + lost
        for ends_at, moved in ((lowest, lost), (highest, gained)):
            far = np.zeros(size)
            # What is not known may be any.
            np.maximum.at(far, results, np.where(np.isnan(moved), np.inf, np.abs(moved)))
            there = np.zeros(size, dtype=bool)
            there[results[counts]] = True
            ends_at[there & (far < NOBODY)] = 0
    return lowest, highest


def _laid_out(drawn: pd.DataFrame, results: Ints) -> Drawn:
    """Return the results of a table of draws side by side. `results`: the rank of the result of each row."""
    draws, _ = pd.factorize(drawn[DRAW])
    shape = int(draws.max()) + 1, int(results.max()) + 1

    def laid(values: Floats) -> Floats:
        table = np.full(shape, np.nan)
        table[draws, results] = values
        return table

    value = laid(drawn[OverDraws.valeur].to_numpy(dtype=np.float64))
    if PRESENT not in drawn:
        nothing = np.zeros(shape)
        n = laid(drawn[OverDraws.n].to_numpy(dtype=np.float64))
        return Drawn(value, nothing, nothing, nothing * np.nan, np.nansum(n, axis=0), np.ones(shape[1]))
    lost, noise, luck, size, present = (
        laid(drawn[name].to_numpy(dtype=np.float64)) for name in (LOST, NOISE, LUCK, PRESENT, COUNTED)
    )
    counts = np.zeros(shape[1], dtype=bool)
    counts[results] = drawn[OverDraws.indicateur].eq(DIPLOMAS).to_numpy()
    unit = np.where(counts, present, PERCENT)
    # Those present may be drawn too: their diplomas are then no count among a known number.
    lost = np.where(counts & (np.nanstd(present, axis=0) > 0), np.nan, lost)
    real = bool((drawn[OverDraws.methode] == Method.GIVEN_MARKS).any())
    return Drawn(value, noise, np.sqrt(luck), lost, np.nanmean(size, axis=0), np.nanmean(unit, axis=0), known=real)


def luck_of_session(value: Floats, lost: Floats, unit: Floats, present: Floats) -> Floats:
    """Return the variance that the luck of a session gives to results, shape (r,): that of multinomial counts.

    Args:
        value: the results, in the unit of `unit`.
        lost: the part of each that loses the diploma.
        unit: what all the candidates of the session would make of each.
        present: the candidates of the session.
    """
    found: Floats = np.maximum(unit * (value + 2 * lost) - value**2, 0) / present
    return found
