"""The rates of each regime and their gaps to the baseline, under draws of the parameters: arrays until the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.cohort.describe import Cohort, lent
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import LENDING, ParameterDraw, parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.strata import spread_over_specialties
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import CalibrationError
from bts_sim.progress import watch
from bts_sim.questions.rates.tables import ADMITTED, ALLOWED, DIPLOMAS, DISTANCE, EVERYBODY, FIRST_GROUP, GAP, Impact
from bts_sim.runs.processes import in_processes
from bts_sim.stats.distance import band_names, distances
from bts_sim.stats.gaps import fixed_in_bands, same_rules
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import attributes, present, specialties
from bts_sim.stats.intervals import DECIMALS, DRAWS, Method
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.under_draws import COUNTED, DRAW, LOST, NOISE, PRESENT, intervals_over_draws
from bts_sim.stats.weighted import WeightedGroups

#: What is measured of each group and regime, in the order of the exam.
MEASURED = (FIRST_GROUP, ALLOWED, ADMITTED, GAP)
PERCENT = 100.0
#: Draws that a process measures at once: few, so that processes end together and progress is seen.
SHARE = 8
#: Candidates over all draws from which one more process saves more time than it takes to start.
WORTH_A_PROCESS = 400_000
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
    every = parameter_draws(spread_over_specialties(lent(cohorte, lending)), draws, lending)
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


@dataclass(frozen=True, eq=False)
class Measured:
    """One draw. `groups`: groupe and modalite of the g groups, in the same order in every draw.

    `n`: candidates simulated and present, shape (g,). `present`, `counted`: those of the session, as the cohort has
    them and as this draw has them, which diplomas are counted among, shape (g,). For each of the r regimes, what
    `MEASURED` says of a group, from 0 to 1, shape (g, r, 4): `values`, NaN for the gap of the baseline and in a group
    of nobody; `noise`, the variance that so few simulated candidates leave; `fixed`, what fixes it, a code or "".
    `lost`: the part of a gap that loses the diploma, shape (g, r).
    """

    groups: Sequence[tuple[str, str]]
    n: Ints
    present: Floats
    counted: Floats
    values: Floats
    lost: Floats
    noise: Floats
    fixed: NDArray[np.str_]


def measure(simulated: SimulatedCohort, baseline: Regime, others: Sequence[Regime]) -> Measured:
    """Return the rates of every group under every regime, all groups summed at once."""
    under = [simulated.under(regime) for regime in (baseline, *others)]
    base, described = under[0], simulated.cohorte
    groups = _groups(simulated, base)
    weighted = WeightedGroups.of(groups, described.weights[simulated.specialty_ranks])
    quantities = [
        np.column_stack([one.admis_groupe1, one.autorise, one.admission, one.admission - base.admission])
        for one in under
    ]
    lost = np.maximum(-np.column_stack([of_regime[:, -1] for of_regime in quantities]), 0)
    national = isinstance(described.taux_groupe1, float | int) and not simulated.calibrated_elsewhere
    found = weighted.means(np.column_stack(quantities), simulated.first_group if national else None)
    shape = len(found.values), len(under), len(MEASURED)
    values, noise = found.values.reshape(shape), found.noise.reshape(shape)
    # A regime has no gap to itself, were it also compared.
    values[:, [one.regime.nom == baseline.nom for one in under], -1] = np.nan
    fixed = np.stack([_fixed(one, base, groups, simulated.first_group) for one in under], axis=1)
    values[:, :, -1][(fixed[:, :, -1] == Method.ZERO_BY_RULE) & ~np.isnan(values[:, :, -1])] = 0
    return Measured(
        [(one.groupe, value) for one in groups for value in one.values],
        weighted.sizes,
        described.present.number * weighted.shares,
        described.present.drawn(described.seed) * weighted.shares,
        values,
        weighted.means(lost).values,
        noise,
        fixed,
    )


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


def _fixed(one: Under, base: Under, groups: Sequence[Grouping], calibrated: Bools) -> NDArray[np.str_]:
    """Return what fixes each result of a regime, a code or "", shape (g, 4): the target, or the rule alone.

    `calibrated`: who is admitted at the first group on which the level was solved, shape (n,).
    """
    cohorte, size = base.cohorte.cohorte, sum(len(one.values) for one in groups)
    fixed = np.full((size, len(MEASURED)), "", dtype="<U16")
    closed = one.regime.acces == "ferme"
    solved = _solved(one, groups, calibrated)
    fixed[solved, 0] = Method.CALIBRATED
    if closed:
        fixed[:, 1] = Method.NO_ORALS
        fixed[solved, 2] = Method.CALIBRATED
    if one is base:
        return fixed
    if same_rules(one.regime, base.regime, cohorte.bareme):
        fixed[:, 3] = Method.ZERO_BY_RULE
        return fixed
    bands = np.flatnonzero(fixed_in_bands(one, base, cohorte.bareme, groups[-1]))
    fixed[size - len(groups[-1].values) + bands, 3] = Method.ZERO_BY_RULE
    return fixed


def _solved(one: Under, groups: Sequence[Grouping], calibrated: Bools) -> Bools:
    """Return the groups whose first-group rate is the target, which their level was solved to meet, shape (g,)."""
    solved = np.zeros(sum(len(one.values) for one in groups), dtype=bool)
    if not np.array_equal(one.admis_groupe1, calibrated):
        return solved
    elsewhere, rates = one.cohorte.calibrated_elsewhere, one.cohorte.cohorte.taux_groupe1
    if isinstance(rates, float | int):
        solved[0] = not elsewhere
    else:
        solved[1 : 1 + len(groups[1].values)] = [code not in elsewhere for code in groups[1].values]
    return solved


def _table(measured: Sequence[Measured], drawn: pd.DataFrame, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return one row per draw, group, regime and indicator, where a group has candidates."""

    def stacked(name: str) -> NDArray[Any]:
        return np.stack([getattr(one, name) for one in measured])

    values, noise, fixed = (_with_diplomas(stacked(name)) for name in ("values", "noise", "fixed"))
    present, counted, lost = stacked("present"), stacked("counted"), stacked("lost")
    draw, group, regime, indicator = at = np.nonzero(~np.isnan(values))
    gap = indicator >= MEASURED.index(GAP)
    unit = np.where(indicator < len(MEASURED), PERCENT, counted[draw, group])
    value = (unit * values[at]).round(DECIMALS)
    names, groups = [one.nom for one in regimes], measured[0].groups
    columns: dict[str, object] = {
        Impact.groupe: _named([groupe for groupe, _ in groups], group),
        Impact.modalite: _named([modalite for _, modalite in groups], group),
        Impact.indicateur: _named([*MEASURED, DIPLOMAS], indicator),
        Impact.regime: _named(names, regime),
        Impact.reference: _named(["", names[0]], gap.astype(np.int64)),
        Impact.valeur: value,
        Impact.bas: value,
        Impact.haut: value,
        Impact.niveau: np.nan,
        Impact.n: stacked("n")[draw, group],
        Impact.methode: np.where(fixed[at] == "", Method.DRAWN.value, fixed[at]).astype(object),
        Impact.calibrated_on: 0,
        Impact.draws: 0,
        Impact.oral_draws: 0.0,
        LOST: np.where(gap, unit * lost[draw, group, regime], 0),
        NOISE: unit**2 * noise[at],
        PRESENT: present[draw, group],
        COUNTED: counted[draw, group],
    }
    columns |= {str(name): drawn[name].to_numpy()[draw] for name in drawn}
    return pd.DataFrame(columns)


def _with_diplomas(of_measured: NDArray[Any]) -> NDArray[Any]:
    """Return what is known of each measure, and again of the gap, which diplomas are counted from."""
    return np.concatenate([of_measured, of_measured[..., [MEASURED.index(GAP)]]], axis=-1)


def _named(names: Sequence[str], ranks: Ints) -> NDArray[np.object_]:
    return np.array(names, dtype=object)[ranks]
