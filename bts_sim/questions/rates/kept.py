"""Draws of the parameters whose candidates are kept: made once, and judged again by each regime that is tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, is_dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort, lent
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING, ParameterDraw, parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort, simulate, simulate_at
from bts_sim.cohort.strata import spread_over_specialties
from bts_sim.droit.bareme import Regime
from bts_sim.progress import watch
from bts_sim.questions.rates.by_draw import Compared, all_met, shared_out, table_of_measures
from bts_sim.questions.rates.measured import Measured, Summed, measured_of, sum_up

if TYPE_CHECKING:
    from bts_sim.cohort.compiled.engine import Levelled

#: Bytes of a megabyte.
MEGA = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class KeptDraws:
    """The draws of a cohort, with their candidates and the marks of their first group, which no regime changes.

    They are made when they are first judged, by the engine that judges them; each engine keeps its own.

    Attributes:
        cohorte: the description from which each draw simulates candidates.
        draws: number of draws.
        lending: how a règlement is lent to specialties that have none.
    """

    cohorte: Cohort
    draws: int
    lending: Lending = LENDING
    _by_numba: dict[int, list[Levelled]] = field(init=False, default_factory=dict)
    _by_numpy: dict[int, list[SimulatedCohort]] = field(init=False, default_factory=dict)

    @cached_property
    def _parts(self) -> dict[int, Sequence[ParameterDraw]]:
        """Return the draws, those that are made together by the rank of the first one."""
        described = spread_over_specialties(lent(self.cohorte, self.lending))
        return shared_out(parameter_draws(described, self.draws, self.lending), 1)

    def rates(self, baseline: Regime, others: Sequence[Regime]) -> pd.DataFrame:
        """Return the table of `rates_by_draw`, to the last digit.

        Args:
            baseline: the regime that gaps are measured from.
            others: the regimes compared with it.

        Raises:
            CalibrationError: no draw fits the cohort, or no level meets its target under one. The message names it.
        """
        regimes, every = (baseline, *others), list(chain.from_iterable(self._parts.values()))
        compiled = Compared(regimes, many=True).compiled(every[0].cohorte)
        sums = self._judged_by_numba if compiled else self._judged_by_numpy

        def measured(start: int) -> list[Measured]:
            return measured_of(all_met(self._parts[start], sums(start, regimes)), regimes)

        # The first one compiles what is not, before any thread begins; the first engine holds Python throughout.
        starts, workers = list(self._parts), (os.cpu_count() or 1) if compiled else 1
        found = chain(map(measured, starts[:1]), _in_order(measured, starts[1:], workers))
        measures = chain.from_iterable(watch(found, "Tirages", len(starts)))
        return table_of_measures(list(measures), every, regimes, known=bool(self.cohorte.held))

    @property
    def megabytes(self) -> float:
        """Return the memory that the candidates kept take, in millions of bytes."""
        return _bytes([self._by_numba, self._by_numpy], set()) / MEGA

    def _judged_by_numba(self, start: int, regimes: Sequence[Regime]) -> Iterator[Summed]:
        # Where numba is not installed, these cannot be imported.
        from bts_sim.cohort.compiled.engine import levelled_in_turn
        from bts_sim.questions.rates.measured_compiled import sums_of_kept

        if start not in self._by_numba:
            draws = self._parts[start]
            self._by_numba[start] = all_met(draws, levelled_in_turn([draw.cohorte for draw in draws]))
        return sums_of_kept(self._by_numba[start], regimes)

    def _judged_by_numpy(self, start: int, regimes: Sequence[Regime]) -> Iterator[Summed]:
        if start not in self._by_numpy:
            self._by_numpy[start] = all_met(self._parts[start], self._drawn_by_numpy(start))
        for one in self._by_numpy[start]:
            yield sum_up(one, regimes)
            one.keep(regimes[0])

    def _drawn_by_numpy(self, start: int) -> Iterator[SimulatedCohort]:
        # A search of the level takes twice what all the rest does, and the compiled engine may have made it already.
        known = self._by_numba.get(start)
        if known is None:
            return (simulate(draw.cohorte, told=False) for draw in self._parts[start])
        return (simulate_at(one.read.cohorte, one.level_shift, one.calibrated_elsewhere) for one in known)


def _in_order(
    measured: Callable[[int], list[Measured]], starts: Iterable[int], workers: int
) -> Iterator[list[Measured]]:
    if workers < 2:
        yield from map(measured, starts)
        return
    with ThreadPoolExecutor(workers) as threads:
        try:
            yield from threads.map(measured, starts)
        finally:
            threads.shutdown(cancel_futures=True)


def _bytes(thing: Any, seen: set[int]) -> int:
    """Return the bytes of the arrays that something holds, each once."""
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        # A view holds the whole array.
        return _bytes(thing.base, seen) if isinstance(thing.base, np.ndarray) else thing.nbytes
    return sum(_bytes(one, seen) for one in _inside(thing))


def _inside(thing: Any) -> Iterable[Any]:
    if isinstance(thing, dict):
        return thing.values()
    if isinstance(thing, list | tuple):
        return thing
    return vars(thing).values() if is_dataclass(thing) else ()
