"""The luck of a session: that of its candidates, and that of what each of them then meets, orals and returns.

A table of one cohort says how a chance varies from candidate to candidate. A session shows outcomes, which vary more.
Two columns beside a value say what one candidate adds to it, so that a session of few has its whole luck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.stats.intervals import LEVEL
from bts_sim.stats.normal import normal
from bts_sim.stats.predicted import Drawn, mean_of_told

#: The column that counts the candidates of a row.
COUNT = "n"


def luck_columns(value: str) -> tuple[str, str]:
    """Return the names of the columns of the luck of a value, which are not numbers where it is not known.

    The first one: the part of the value that counts candidates who change the other way; a value that has it counts
    candidates. The second one: the variance of what one candidate of the row adds to the value, by his own luck too; by
    default that of a count, in which each of them is one, none or one less.
    """
    return f"{value}_perdu", f"{value}_hasard"


def counting(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return a table whose column `value` is a share of the candidates of each row: it has the luck of their number."""
    return table.assign(**dict(zip(luck_columns(value), (0.0, np.nan), strict=True)))


@dataclass(frozen=True)
class Rows:
    """The rows of the tables of all draws, one table below the other, and where each goes.

    `every`: the rows, with `tirage`. `ranks`: the result of each. `shape`: draws and results. `simulated`, `present`:
    the candidates of a draw and of the session.
    """

    every: pd.DataFrame
    ranks: Ints
    shape: tuple[int, int]
    simulated: int
    present: int

    def laid_out(self, value: str, ends_of: tuple[str, str], whole: float, shares: bool) -> Drawn:
        """Return the results side by side, with what the simulation leaves on each and what a session does.

        Args:
            value: the column of the value.
            ends_of: the columns of its interval, which covers the candidates simulated alone.
            whole: what all the candidates of a row make of a value that counts some of them.
            shares: whether values count some of all those present; a result that a draw lacks is then zero.
        """
        values, lost = self._laid(value), np.zeros(self.shape)
        low, high = (self._laid(name) for name in ends_of)
        error, luck = np.nan_to_num((high - low) / (2 * normal(LEVEL))), np.full(self.shape, np.nan)
        if shares:
            size, values = np.full(self.shape[1], float(self.present)), np.nan_to_num(values)
        else:
            size, (lost, luck) = self._sizes(), (self._laid(name) for name in luck_columns(value))
        one = of_a_session(values, error, lost, luck, size, whole, self.simulated / self.present)
        # A share of which the number is solved is still a share.
        return replace(one, loss=lost, size=size, unit=np.full(size.shape, whole)) if shares else one

    def _sizes(self) -> Floats:
        """Return the candidates of the session that each result is measured on, shape (r,)."""
        simulated = mean_of_told(self._laid(COUNT)) if COUNT in self.every else np.full(self.shape[1], self.simulated)
        sizes: Floats = np.nan_to_num(simulated) * self.present / self.simulated
        return sizes

    def _laid(self, name: str) -> Floats:
        """Return a column by draw and result, not a number where a draw lacks the row or the tables lack the column."""
        table = np.full(self.shape, np.nan)
        if name in self.every:
            table[self.every["tirage"].to_numpy(), self.ranks] = self.every[name].to_numpy(dtype=np.float64)
        return table


def of_a_session(
    values: Floats, error: Floats, lost: Floats, luck: Floats, size: Floats, whole: float, scale: float
) -> Drawn:
    """Return results with the luck of a session, in the units of `Drawn`.

    Where a candidate who changes counts for more or less than one, the variance of each is that of so many of them. A
    result of which nothing is known has the luck of its candidates alone, and one that no simulated candidate moves has
    none.

    Args:
        values: the results, shape (d, r).
        error: the standard error that the simulated candidates leave on each, shape (d, r).
        lost: the part that counts candidates who change the other way, not a number where none are counted, (d, r).
        luck: the variance of what one candidate adds, not a number where he adds one, none or one less, (d, r).
        size: the candidates of the session that each result is measured on, shape (r,).
        whole: what all of them make of a result that counts them.
        scale: candidates simulated for each one present.
    """
    moving: Bools = np.any(error, axis=0)
    lost, luck = (np.where(moving, one, np.nan) for one in (lost, luck))
    moved = values + 2 * lost
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = mean_of_told(luck + values**2) / (whole * mean_of_told(moved))
        of_one = np.where(np.isnan(luck), whole * moved - values**2, luck)
        spread = np.sqrt(np.maximum(of_one, 0) / size)
    known, counted = ~np.isnan(of_one).all(axis=0), ~np.isnan(lost).all(axis=0)
    unit = whole * np.where(np.isfinite(worth) & (worth > 0), worth, 1.0)
    return Drawn(
        values,
        error**2,
        np.where(known, spread, error * np.sqrt(scale)),
        lost,
        np.where(counted, size, 1.0),
        np.where(counted, unit, 1.0),
    )
