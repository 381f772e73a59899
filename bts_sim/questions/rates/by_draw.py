"""The rates of each regime and their gaps to the baseline, under draws of the parameters: arrays until the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING, ParameterDraw, parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import CalibrationError
from bts_sim.progress import watch
from bts_sim.questions.rates.tables import ADMITTED, ALLOWED, DISTANCE, EVERYBODY, FIRST_GROUP, GAP, Impact
from bts_sim.runs.processes import in_processes
from bts_sim.stats.distance import band_names, distances
from bts_sim.stats.gaps import fixed_in_bands, same_rules
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import attributes, present, specialties
from bts_sim.stats.intervals import DECIMALS, DRAWS, Method
from bts_sim.stats.under_draws import DRAW, intervals_over_draws

#: What is measured of each group and regime, in the order of the exam.
MEASURED = (FIRST_GROUP, ALLOWED, ADMITTED, GAP)
#: Draws that a process measures at once: few, so that processes end together and progress is seen.
SHARE = 8
#: Candidates over all draws from which one more process saves more time than it takes to start.
WORTH_A_PROCESS = 400_000
#: What to do where the system kills the processes that share the draws.
SMALLER = "des tirages plus petits, comme --par-tirage 1000"
#: What else to do with a cohort whose level cannot be met under a draw.
AT_DEFAULTS = (
    "Ou garder les paramètres à leurs valeurs par défaut, avec un intervalle qui ne couvre que le tirage des "
    'candidats : --parametres fixes (en Python, parameters="fixed").'
)


def rates_by_draw(
    cohorte: Cohort,
    baseline: Regime,
    others: Sequence[Regime],
    draws: int = DRAWS,
    workers: int = 1,
    lending: Lending = LENDING,
) -> pd.DataFrame:
    """Return the rates of `compare` under each draw of the parameters, with `tirage` and one column per parameter.

    A group without a candidate present in a draw has no row there. The table is the same whatever the number of
    processes.

    Args:
        cohorte: the description from which each draw simulates candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        draws: number of draws.
        workers: number of processes that share the draws. Above 1, the main module of the program is imported again in
            each process: a script needs its `if __name__ == "__main__":`.
        lending: how a règlement is lent to specialties that have none.

    Raises:
        CalibrationError: no draw fits the cohort, or no level meets its target under one. The message names the draw.
        RunError: the system keeps killing the processes.
    """
    every = parameter_draws(cohorte, draws, lending)
    measures = _in_turn(every, baseline, others) if workers < 2 else _shared(every, baseline, others, workers)
    measured = dict(watch(measures, "Tirages", len(every)))
    drawn = pd.DataFrame([{DRAW: draw.numero, **draw.parametres} for draw in every])
    return _table([measured[draw.numero] for draw in every], drawn, (baseline, *others))


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
    own = {Impact.calibrated_on: 0, Impact.draw_size: draw_size}
    return intervals_over_draws(drawn, [level]).assign(**own)[Impact.names()]


@dataclass(frozen=True, eq=False)
class Measured:
    """One draw. `groups`: groupe and modalite of the g groups, in the same order in every draw.

    `n`: candidates present, shape (g,). `values`: what `MEASURED` says of each group under each of the r regimes, from
    0 to 1, shape (g, r, 4); NaN for the gap of the baseline, and in a group of nobody. `fixed`: where the rule alone
    makes the gap zero, shape (g, r).
    """

    groups: Sequence[tuple[str, str]]
    n: Ints
    values: Floats
    fixed: Bools


def measure(simulated: SimulatedCohort, baseline: Regime, others: Sequence[Regime]) -> Measured:
    """Return the rates of every group under every regime, all groups summed at once."""
    under = [simulated.under(regime) for regime in (baseline, *others)]
    groups = _groups(simulated, under[0])
    n = _sums(groups, np.ones(simulated.cohorte.candidats, dtype=bool))
    rates = np.stack([_rates(one, groups) for one in under], axis=1)
    with np.errstate(invalid="ignore"):
        rates /= n[:, np.newaxis, np.newaxis]
    gaps = rates[:, :, 2:] - rates[:, :1, 2:]
    # A regime has no gap to itself, were it also compared.
    gaps[:, [one.regime.nom == baseline.nom for one in under]] = np.nan
    values = np.concatenate([rates, gaps], axis=2)
    fixed = np.stack([_fixed(one, under[0], groups) for one in under], axis=1)
    values[:, :, -1][fixed & ~np.isnan(values[:, :, -1])] = 0
    named = [(one.groupe, value) for one in groups for value in one.values]
    return Measured(named, n.astype(np.int64), values, fixed)


def _in_turn(
    draws: Sequence[ParameterDraw], baseline: Regime, others: Sequence[Regime]
) -> Iterator[tuple[int, Measured]]:
    """Yield the number of each draw and what is measured there."""
    for draw in draws:
        yield draw.numero, measure(_simulated(draw), baseline, others)


def _simulated(draw: ParameterDraw) -> SimulatedCohort:
    """Return the candidates of a draw. The target of a cohort may be out of reach under some parameters."""
    try:
        return draw.simulated()
    except CalibrationError as error:
        raise CalibrationError(f"tirage {draw.numero} des paramètres : {error} {AT_DEFAULTS}") from None


def _shared(
    draws: Sequence[ParameterDraw], baseline: Regime, others: Sequence[Regime], workers: int
) -> Iterator[tuple[int, Measured]]:
    """Yield the number of each draw and what is measured there, by several processes, in no order."""
    shares = {start: draws[start : start + SHARE] for start in range(0, len(draws), SHARE)}
    work = partial(_share, baseline=baseline, others=others)
    for _, found in in_processes(work, shares, workers, "parts des tirages", SMALLER):
        yield from found


def _share(draws: Sequence[ParameterDraw], baseline: Regime, others: Sequence[Regime]) -> list[tuple[int, Measured]]:
    """Return what is measured in some draws. A process runs it."""
    return list(_in_turn(draws, baseline, others))


def _groups(simulated: SimulatedCohort, base: Under) -> list[Grouping]:
    """Return the groups of the candidates present, the same in every draw: the largest specialties first."""
    here, known = present(simulated), specialties(simulated)
    shares = np.array([simulated.cohorte.specialites[code] for code in known.values])
    by_size = (-shares).argsort(kind="stable")
    # The last rank is that of no value, -1.
    ranks = np.full(shares.size + 1, -1, dtype=np.int64)
    ranks[by_size] = np.arange(shares.size)
    found = [
        (EVERYBODY, [EVERYBODY], np.zeros(here.size, dtype=np.int64)),
        ("specialite", [known.values[i] for i in by_size.tolist()], ranks[known.codes]),
        *((name, one.values, one.codes) for name, one in attributes(simulated).items()),
        (DISTANCE, band_names(base.bareme), distances(simulated, base.regime).codes),
    ]
    return [
        Grouping(name, values, np.where(here & (codes >= 0), codes, len(values)), [False] * len(values))
        for name, values, codes in found
    ]


def _sums(groups: Sequence[Grouping], quantity: Bools | Floats) -> Floats:
    """Return the sum of a quantity of each candidate over every group, shape (g,)."""
    return np.concatenate([one.sums(quantity) for one in groups])


def _rates(one: Under, groups: Sequence[Grouping]) -> Floats:
    """Return the sums of the three rates over every group under a regime, shape (g, 3)."""
    measures = one.admis_groupe1, one.autorise, one.admission
    return np.column_stack([_sums(groups, quantity) for quantity in measures])


def _fixed(one: Under, base: Under, groups: Sequence[Grouping]) -> Bools:
    """Return the groups in which the rules alone make the gap of a regime zero, shape (g,); none for the baseline."""
    bareme, size = base.cohorte.cohorte.bareme, sum(len(one.values) for one in groups)
    if one is base:
        return np.zeros(size, dtype=bool)
    if same_rules(one.regime, base.regime, bareme):
        return np.ones(size, dtype=bool)
    bands = fixed_in_bands(one, base, bareme, groups[-1])
    return np.array([*[False] * (size - len(bands)), *bands])


def _table(measured: Sequence[Measured], drawn: pd.DataFrame, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return one row per draw, group, regime and indicator, where a group has candidates."""
    values = np.stack([one.values for one in measured])
    draw, group, regime, indicator = np.nonzero(~np.isnan(values))
    n, fixed = np.stack([one.n for one in measured]), np.stack([one.fixed for one in measured])
    is_gap, percent = indicator == MEASURED.index(GAP), (100 * values[draw, group, regime, indicator]).round(DECIMALS)
    names, groups = [one.nom for one in regimes], measured[0].groups
    by_rule = is_gap & fixed[draw, group, regime]
    columns: dict[str, object] = {
        Impact.groupe: _named([groupe for groupe, _ in groups], group),
        Impact.modalite: _named([modalite for _, modalite in groups], group),
        Impact.indicateur: _named(MEASURED, indicator),
        Impact.regime: _named(names, regime),
        Impact.reference: _named(["", names[0]], is_gap.astype(np.int64)),
        Impact.valeur: percent,
        Impact.bas: percent,
        Impact.haut: percent,
        Impact.niveau: np.nan,
        Impact.n: n[draw, group],
        Impact.methode: _named([Method.DRAWN.value, Method.ZERO_BY_RULE.value], by_rule.astype(np.int64)),
        Impact.calibrated_on: 0,
        Impact.draws: 0,
        Impact.oral_draws: 0.0,
    }
    columns |= {str(name): drawn[name].to_numpy()[draw] for name in drawn}
    return pd.DataFrame(columns)


def _named(names: Sequence[str], ranks: Ints) -> NDArray[np.object_]:
    return np.array(names, dtype=object)[ranks]
