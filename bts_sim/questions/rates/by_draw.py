"""The rates of each regime and their gaps to the baseline, under draws of the parameters: arrays until the last one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from bts_sim.cohort.compiled.switch import LOADED, loads_for
from bts_sim.cohort.describe import Cohort, lent
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING, ParameterDraw, parameter_draws
from bts_sim.cohort.several import AT_ONCE
from bts_sim.cohort.simulate import simulate
from bts_sim.cohort.strata import spread_over_specialties
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Ints
from bts_sim.errors import CalibrationError
from bts_sim.progress import watch
from bts_sim.questions.rates.measured import FIXED, MEASURED, Measured, Summed, measured_of, sum_up
from bts_sim.questions.rates.tables import ADMITTED, DIPLOMAS, EVERYBODY, GAP, Impact
from bts_sim.runs.processes import in_processes
from bts_sim.stats.intervals import DECIMALS, DRAWS, Method
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import draws_of_real
from bts_sim.stats.under_draws import (
    COUNTED,
    DRAW,
    LOST,
    LUCK,
    NOISE,
    PRESENT,
    intervals_over_draws,
    luck_of_session,
)

T = TypeVar("T")
PERCENT = 100.0
#: Parts of the draws that a worker has, so that workers end together.
PARTS = 4
#: Candidates over all draws from which one more process saves more time than it takes to start.
WORTH_A_PROCESS = 400_000
#: Candidates over all draws from which the compiled engine saves more time than it takes to load; a draw of few costs
#: the first engine as much as one of so many.
WORTH_LOADING, AS_MANY = 150_000, 1_000
#: Real candidates over all draws beyond which draws are fewer: the abilities of each are drawn in every one of them.
MOST_REAL = 512_000
#: What to do where the system kills the processes that share the draws.
SMALLER = "des tirages plus petits, comme --par-tirage 1000"
#: What else to do with a cohort whose level cannot be met under a draw.
AT_DEFAULTS = (
    "Ou garder les paramètres à leurs valeurs par défaut, avec un intervalle qui ne couvre que le tirage des "
    'candidats : --parametres fixes (parametres: fixes dans une grille, parameters="fixed" en Python).'
)


def rates_by_draw(
    cohorte: Cohort,
    baseline: Regime,
    others: Sequence[Regime],
    draws: int = DRAWS,
    workers: int = 1,
    lending: Lending = LENDING,
    known: int = 0,
) -> pd.DataFrame:
    """Return the rates of `compare` under each draw of the parameters, with `tirage` and one column per parameter.

    A group without a candidate present in a draw has no row there. The table is the same whatever the number of
    processes.

    Args:
        cohorte: the description from which each draw simulates candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        draws: number of draws.
        workers: number of threads that share the draws, or of processes without the compiled engine. Above 1, the main
            module of the program is then imported again in each process: a script needs its
            `if __name__ == "__main__":`.
        lending: how a règlement is lent to specialties that have none.
        known: the first of these draws that are left out, because their rates are known.

    Raises:
        CalibrationError: no draw fits the cohort, or no level meets its target under one. The message names the draw.
        RunError: the system keeps killing the processes.
    """
    every = parameter_draws(spread_over_specialties(lent(cohorte, lending)), draws, lending)[known:]
    regimes = Compared((baseline, *others), len(every) * max(cohorte.candidats, AS_MANY) >= WORTH_LOADING)
    measured_by = _in_turn if workers < 2 else _in_threads if regimes.compiled(every[0].cohorte) else _shared
    measures = measured_by(every, regimes, workers)
    measured = dict(watch(measures, "Tirages", len(every)))
    return table_of_measures(
        [measured[draw.numero] for draw in every], every, (baseline, *others), known=bool(cohorte.held)
    )


def draws_worth(cohorte: Cohort, draws: int) -> int:
    """Return the number of draws of a cohort: those asked for, or fewer where its real candidates are many."""
    return draws_of_real(cohorte.candidats, draws, MOST_REAL) if cohorte.held else draws


def useful_workers(processors: int, candidates: int) -> int:
    """Return the number of processes worth sharing the draws, 1 or more.

    Args:
        processors: processors of the machine.
        candidates: candidates simulated over all the draws.
    """
    return max(1, min(processors, candidates // WORTH_A_PROCESS))


def compare_over_draws(drawn: pd.DataFrame, level: float, draw_size: int) -> pd.DataFrame:
    """Return the rates of every regime and their gaps over drawn parameters, with the columns of `compare`.

    Args:
        drawn: the table of `rates_by_draw`.
        level: level of the intervals, percent.
        draw_size: candidates simulated in each draw.
    """
    found = intervals_over_draws(drawn, [level])
    found[Impact.calibrated_on], found[Impact.draw_size] = 0, draw_size
    return found[Impact.names()]


def rates_of_all(drawn: pd.DataFrame, regimes: Sequence[str]) -> MoreDraws:
    """Return the rate of all candidates under some regimes and each draw, percent, with its noise."""
    whole = drawn[(drawn[Impact.groupe] == EVERYBODY) & (drawn[Impact.indicateur] == ADMITTED)]
    # A baseline compared with itself is there twice.
    whole = whole.drop_duplicates([DRAW, Impact.regime])
    values, noise = (whole.pivot(index=DRAW, columns=Impact.regime, values=name) for name in (Impact.valeur, NOISE))
    return MoreDraws(values[[*regimes]].to_numpy(), noise[[*regimes]].to_numpy())


def added_diplomas(drawn: pd.DataFrame) -> dict[str, float]:
    """Return the diplomas that each regime adds to those of the baseline at a session, the mean over the draws."""
    whole = drawn[(drawn[Impact.groupe] == EVERYBODY) & (drawn[Impact.indicateur] == DIPLOMAS)]
    return {str(name): float(one) for name, one in whole.groupby(Impact.regime)[Impact.valeur].mean().items()}


@dataclass(frozen=True)
class Compared:
    """The regimes compared, the baseline first. `many`: whether there are enough candidates to load an engine for."""

    regimes: tuple[Regime, ...]
    many: bool

    def compiled(self, cohorte: Cohort) -> bool:
        """Return whether the compiled engine, if it is worth loading or loaded, judges a draw, and so all of them.

        No parameter that its gate reads is drawn.
        """
        return (self.many or LOADED in sys.modules) and loads_for(cohorte, self.regimes)

    def measured(self, draws: Sequence[ParameterDraw]) -> list[tuple[int, Measured]]:
        """Return the number of each of some draws and what is measured there."""
        summed = all_met(draws, self._summed([draw.cohorte for draw in draws]))
        return list(zip([draw.numero for draw in draws], measured_of(summed, self.regimes), strict=True))

    def _summed(self, described: Sequence[Cohort]) -> Iterator[Summed]:
        if not self.compiled(described[0]):
            return (sum_up(simulate(one, told=False), self.regimes) for one in described)
        # Where numba is not installed, this module cannot be imported.
        from bts_sim.questions.rates.measured_compiled import sums_of_draws

        return sums_of_draws(described, self.regimes)


def all_met(draws: Sequence[ParameterDraw], made: Iterable[T]) -> list[T]:
    """Return what is made of each of some draws, in order.

    Raises:
        CalibrationError: no level meets the target under one of them, which the message names.
    """
    found: list[T] = []
    try:
        found.extend(made)
    except CalibrationError as error:
        # The target of a cohort may be out of reach under some parameters.
        numero = draws[len(found)].numero
        raise CalibrationError(f"tirage {numero} des paramètres : {error} {AT_DEFAULTS}") from None
    return found


def _in_turn(draws: Sequence[ParameterDraw], compared: Compared, workers: int = 1) -> Iterator[tuple[int, Measured]]:
    """Yield the number of each draw and what is measured there."""
    for some in shared_out(draws, workers).values():
        yield from compared.measured(some)


def _in_threads(draws: Sequence[ParameterDraw], compared: Compared, workers: int) -> Iterator[tuple[int, Measured]]:
    """Yield the same, in order, by several threads: compiled code leaves Python to the others meanwhile.

    A process would take longer to start than many draws take.
    """
    # The first one compiles what is not, and says so, before any thread begins.
    yield from compared.measured(draws[:1])
    with ThreadPoolExecutor(workers) as threads:
        found = threads.map(compared.measured, shared_out(draws[1:], workers).values())
        try:
            yield from chain.from_iterable(found)
        finally:
            threads.shutdown(cancel_futures=True)


def _shared(draws: Sequence[ParameterDraw], compared: Compared, workers: int) -> Iterator[tuple[int, Measured]]:
    """Yield the number of each draw and what is measured there, by several processes, in no order."""
    for _, found in in_processes(compared.measured, shared_out(draws, workers), workers, "parts des tirages", SMALLER):
        yield from found


def shared_out(draws: Sequence[ParameterDraw], workers: int) -> dict[int, Sequence[ParameterDraw]]:
    """Return the draws, some at a time, by the rank of the first one."""
    size = min(max(len(draws) // (PARTS * workers), 1), AT_ONCE)
    return {start: draws[start : start + size] for start in range(0, len(draws), size)}


def table_of_measures(
    measured: Sequence[Measured], draws: Sequence[ParameterDraw], regimes: Sequence[Regime], *, known: bool
) -> pd.DataFrame:
    """Return one row per draw, group, regime and indicator, where a group has candidates.

    `known`: whether the candidates are real ones, who have no luck but that of their orals.
    """

    def stacked(name: str) -> NDArray[Any]:
        return np.stack([getattr(one, name) for one in measured])

    values, noise, fixed = (_with_diplomas(stacked(name)) for name in ("values", "noise", "fixed"))
    present, counted, lost = stacked("present"), stacked("counted"), stacked("lost")
    kept = np.flatnonzero(~np.isnan(values))
    draw, group, regime, indicator = np.unravel_index(kept, values.shape)
    of_group = draw * values.shape[1] + group
    of_regime = of_group * len(regimes) + regime
    gap = indicator >= MEASURED.index(GAP)
    of_all = counted.take(of_group)
    unit = np.where(indicator < len(MEASURED), PERCENT, of_all)
    value = (unit * values.take(kept)).round(DECIMALS)
    lost, noise = np.where(gap, unit * lost.take(of_regime), 0), unit**2 * noise.take(kept)
    luck = luck_of_session(value, lost, unit, of_all)
    if known:
        luck, noise = np.maximum(luck - noise, 0), np.zeros(noise.size)
    names, groups, how = [one.nom for one in regimes], measured[0].groups, Method.GIVEN_MARKS if known else Method.DRAWN
    columns: dict[str, object] = {
        Impact.groupe: _named([groupe for groupe, _ in groups], group),
        Impact.modalite: _named([modalite for _, modalite in groups], group),
        Impact.indicateur: _named([*MEASURED, DIPLOMAS], indicator),
        Impact.regime: _named(names, regime),
        Impact.reference: _named(["", names[0]], gap.astype(np.int64)),
        Impact.valeur: value,
        Impact.bas: value,
        Impact.haut: value,
        Impact.niveau: np.full(value.size, np.nan),
        Impact.n: stacked("n").take(of_group),
        Impact.methode: _named([one or how for one in FIXED], fixed.take(kept)),
        Impact.calibrated_on: np.zeros(value.size, np.int64),
        Impact.draws: np.zeros(value.size, np.int64),
        Impact.oral_draws: np.zeros(value.size),
        LOST: lost,
        NOISE: noise,
        LUCK: luck,
        PRESENT: present.take(of_group),
        COUNTED: of_all,
        DRAW: np.array([one.numero for one in draws])[draw],
    }
    parameters = np.array([list(one.parametres.values()) for one in draws]).T
    of_each = np.repeat(parameters, np.bincount(draw, minlength=len(draws)), axis=1)
    columns |= dict(zip(draws[0].parametres, of_each, strict=True))
    return pd.DataFrame(columns, copy=False)


def _with_diplomas(of_measured: NDArray[Any]) -> NDArray[Any]:
    """Return what is known of each measure, and again of the gap, which diplomas are counted from."""
    return np.concatenate([of_measured, of_measured[..., [MEASURED.index(GAP)]]], axis=-1)


def _named(names: Sequence[str], ranks: Ints) -> ExtensionArray:
    """Return names by rank, in the type that a table has of texts."""
    return pd.Series([str(one) for one in names]).array.take(ranks)
