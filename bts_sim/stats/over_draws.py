"""Any table of results under draws of the parameters: each row has one value and the interval to quote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.stacked import StackedCohort, stack_of_draws
from bts_sim.droit.points import Ints
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.schema import Schema
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, FIXED, SEVERAL, Method
from bts_sim.stats.known import Known
from bts_sim.stats.predicted import Drawn, ends
from bts_sim.stats.session import COUNT, Rows, luck_columns

T = TypeVar("T")
#: Draws of the parameters for a question that costs more than rates, and candidates of each.
FEWER_DRAWS, SMALLER = 64, 2_000
#: Real candidates over all these draws beyond which draws are fewer, and the fewest draws.
MOST_REAL, LEAST_DRAWS = 256_000, 24
#: Columns of an interval.
LOW, HIGH, AT, HOW = "bas", "haut", "niveau", "methode"
PERCENT = 100.0


@dataclass(frozen=True)
class Draws:
    """The draws of the parameters on which a question is asked. `cohorte`: the description of each, with its size."""

    cohorte: Cohort
    number: int
    level: float
    #: What a question measured last of these draws, with all that it depends on.
    _last: list[tuple[object, object]] = field(init=False, default_factory=list, compare=False, repr=False)

    @classmethod
    def of(cls, cohorte: Cohort, draws: int, size: int, level: float) -> Draws:
        """Return the draws of a question that costs more than rates: fewer and smaller than those asked for."""
        if cohorte.held:
            return cls(cohorte, draws_of_real(cohorte.candidats, min(draws, FEWER_DRAWS), MOST_REAL), level)
        return cls(replace(cohorte, candidats=min(size, SMALLER)), min(draws, FEWER_DRAWS), level)

    @cached_property
    def simulated(self) -> tuple[SimulatedCohort, ...]:
        """Return the candidates of each draw, simulated once for all the questions."""
        return tuple(one.simulated() for one in parameter_draws(self.cohorte, self.number))

    @cached_property
    def together(self) -> StackedCohort:
        """Return the candidates of all the draws as one cohort, for what goes specialty by specialty."""
        return stack_of_draws(self.simulated)

    @cached_property
    def members(self) -> Sequence[Ints]:
        """Return the candidates present in each draw, by their numbers in `together`."""
        return self.together.of_each_cohort(np.flatnonzero(present(self.together)))

    def once(self, asked: object, make: Callable[[], T]) -> T:
        """Return what was measured last of these draws if it was asked in the same words, else what `make` measures."""
        if not self._last or self._last[0][0] != asked:
            self._last[:] = [(asked, make())]
        return cast("T", self._last[0][1])

    def method(self, several: bool) -> Method:
        """Return what an interval over these draws covers; `several`: whether a result rests on more than one."""
        return (Method.GIVEN_MARKS if self.cohorte.held else Method.DRAWN) if several else Method.ONE_DRAW

    def of_a_session(self, laid: Drawn) -> Drawn:
        """Return results with the luck of a session of these candidates, who are known where they are real."""
        return laid.of_known_candidates() if self.cohorte.held else laid

    def each(self, measure: Callable[[SimulatedCohort], T]) -> list[T]:
        """Return a measure of the candidates of each draw."""
        return [measure(one) for one in watch(self.simulated, "Tirages")]

    def predicted(
        self,
        tables: Sequence[pd.DataFrame],
        key: Sequence[str],
        value: str = "valeur",
        ends_of: tuple[str, str] = (LOW, HIGH),
        known: Known | None = None,
        shares: bool = False,
        whole: float = PERCENT,
    ) -> pd.DataFrame:
        """Return the rows of some tables, once each, with the mean of their value and the interval of a session.

        Args:
            tables: one table per draw, whose intervals cover the candidates simulated alone, at `LEVEL`. Its columns
                `luck_columns` of the value say what the luck of one candidate adds to it at a session.
            key: the columns that tell a row from the others.
            value: the column of the value. Other columns of floats have their mean over the draws; `n` counts the
                candidates of the session.
            ends_of: the columns of the interval of that value.
            known: results of these draws that more of them tell. Each row is brought to them: what adds up to one of
                them still does.
            shares: whether values are shares of those present. A row that a draw lacks is then a share of zero, and
                ends are those of counts of candidates.
            whole: what all the candidates of a row make of a value that counts some of them: 100 for percent.
        """
        check_level(self.level)
        if not any(map(len, tables)):
            return tables[0]
        every = pd.concat([table.assign(tirage=draw) for draw, table in enumerate(tables)], ignore_index=True)
        rows = every.groupby(list(key), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
        found = every[~every.duplicated(list(key))].drop(columns=["tirage", *luck_columns(value)], errors="ignore")
        found = found.reset_index(drop=True)
        # The last draws may lack every row.
        shape, present = (len(tables), len(found)), self.cohorte.present.number
        laid = Rows(every, rows, shape, self.cohorte.candidats, present).laid_out(value, ends_of, whole, shares)
        laid = self.of_a_session(laid)
        # What no luck moves is what the marks of real candidates decide.
        still = np.ptp(laid.value, axis=0) == 0
        if known is not None:
            laid = known.extended(laid)
        for name in found.columns.difference([*key, value, *ends_of, AT]):
            if found[name].dtype.kind == "f":
                found[name] = every[name].groupby(rows).mean().round(DECIMALS)
        if COUNT in found:
            found[COUNT] = (
                (present / self.cohorte.candidats * every[COUNT].groupby(rows).mean()).round().astype(np.int64)
            )
        found[value] = laid.mean.round(DECIMALS)
        one = ends(laid, self.level)
        codes = every[HOW].astype(str).groupby(rows).agg(lambda said: said.iloc[0] if said.nunique() == 1 else "")
        # What the rule or the target fixes under every draw still is.
        fixed, several = codes.isin(FIXED).to_numpy(), len(tables) > 1
        told = ~np.isnan(laid.value).all(axis=0) & several
        for name, end in zip(ends_of, (one.low, one.high), strict=True):
            found[name] = np.where(fixed, found[value], np.where(told, end.round(DECIMALS), np.nan))
        found[AT] = self.level
        if self.cohorte.held and several:
            still &= ~fixed
            codes, fixed = codes.mask(still, str(Method.MARKS)), fixed | still
            for name in ends_of:
                found[name] = found[name].mask(still, found[value])
        found[HOW] = np.where(fixed, codes, str(self.method(several)))
        return found

    def of_enough(
        self, found: pd.DataFrame, least: float, ends_of: tuple[str, str] = (LOW, HIGH), fewest: str = COUNT
    ) -> pd.DataFrame:
        """Return a table of `predicted` without the intervals of groups that have fewer than `least` candidates a draw.

        Of so few, the luck of those simulated would pass for the draws. The value, of all the draws, stays.

        Args:
            found: the table.
            least: the fewest candidates of a group in a draw, on average.
            ends_of: the columns of the interval.
            fewest: the column that counts the candidates of the group in a session.
        """
        few = found[fewest] * self.cohorte.candidats < least * self.cohorte.present.number
        few &= found[HOW].isin(SEVERAL)
        ends_told = found[[*ends_of]].mask(few)
        return found.assign(**{name: ends_told[name] for name in ends_of}, methode=found[HOW].mask(few, Method.TOO_FEW))


def draws_of_real(candidates: int, draws: int, most: int) -> int:
    """Return the number of draws of real candidates: those asked for, or fewer where there are many candidates.

    Args:
        candidates: candidates of each draw.
        draws: draws asked for.
        most: candidates over all draws.
    """
    return min(draws, max(most // candidates, LEAST_DRAWS))


def wide_enough(found: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the intervals that have no width and that nothing fixes: too few candidates tell them."""
    few = (found[LOW] == found[HIGH]) & found[HOW].isin(SEVERAL)
    return found.assign(
        **{name: found[name].mask(few) for name in (LOW, HIGH)}, methode=found[HOW].mask(few, Method.TOO_FEW)
    )


def within_bounds(
    found: pd.DataFrame, low: float = 0.0, high: float = PERCENT, ends_of: tuple[str, str] = (LOW, HIGH)
) -> pd.DataFrame:
    """Return a table whose intervals stay within what is possible."""
    return found.assign(**{name: found[name].clip(low, high) for name in ends_of})


def shaped(found: pd.DataFrame, schema: type[Schema]) -> pd.DataFrame:
    """Return a table with the columns of a schema, in order."""
    return schema.frame(found[schema.names()].itertuples(index=False, name=None))
