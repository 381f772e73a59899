"""Runs in addition to the draws of parameters: other readings, other candidates, other luck at the orals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.goals import VOIE, is_by_voie
from bts_sim.cohort.luck import uniform
from bts_sim.cohort.parameter_draws import every_draw, parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Lectures, Regime
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime, other_readings
from bts_sim.droit.textes import lire, points_ouverts
from bts_sim.progress import watch
from bts_sim.questions.uncertainty.tables import ALLOWED, EVERYBODY, GAP, INDICATORS, Explained
from bts_sim.stats.groups import attributes, present
from bts_sim.stats.intervals import Result
from bts_sim.stats.under_draws import DRAW

#: Number of draws of parameters for the runs, and number of sets of readings drawn for each.
DRAWS, READING_SETS = 24, 2
#: Number of these draws whose orals are drawn twice, to measure the luck that the candidates of a jury share.
ORAL_DRAWS = 16
POINTS = 100.0


@dataclass(frozen=True)
class TrialRuns:
    """The results of the runs, in points, for s results.

    `explained`: the results. `candidates`: number present in each cohort. For the m runs under other readings:
    `parameters`, values of the uncertain parameters, shape (m, p); `readings`, choice at each open point; `effects`,
    the change with the same candidates and the level solved again, shape (m, s). `singles`: each other reading with its
    choice. `single_effects`: its effect alone under default parameters, shape (a, s). For K draws, shape (K, s), in
    points²: `between_cohorts`, half the squared difference of two cohorts; `per_candidate`, variance due to one
    candidate; `orals`, variance due to the orals of one candidate, each independent. `juries`: the same with the luck
    that a jury's candidates share, for the first o draws, shape (o, s).
    """

    explained: tuple[Explained, ...]
    candidates: int
    parameters: pd.DataFrame
    readings: pd.DataFrame
    effects: Floats
    singles: tuple[tuple[str, str], ...]
    single_effects: Floats
    between_cohorts: Floats
    per_candidate: Floats
    orals: Floats
    juries: Floats


def results_by_draw(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the results of all candidates side by side: one row per draw, one column per `Explained` that varies.

    `drawn`: the table of `rates_by_draw`. The columns hold the gaps of each regime to the baseline and to the regimes
    before it. The rate of a regime is left out: it is its gap plus the first-group rate, which is solved, so both vary
    alike.
    """
    whole = drawn[(drawn[Result.groupe] == EVERYBODY) & drawn[Result.indicateur].isin(INDICATORS)]
    wide = whole.pivot(index=DRAW, columns=list(Explained._fields), values=Result.valeur)
    columns = {Explained(*key): wide[key].to_numpy() for key in wide.columns if wide[key].nunique() > 1}
    gaps = [one for one in columns if one.indicateur == GAP]
    order = list(dict.fromkeys(whole[Result.regime]))
    gaps.sort(key=lambda one: order.index(one.regime))
    for i, later in enumerate(gaps):
        for before in gaps[:i]:
            columns[later._replace(reference=before.regime)] = columns[later] - columns[before]
    return pd.DataFrame({tuple(one): values for one, values in columns.items()}, index=wide.index)


def run_trials(cohorte: Cohort, baseline: Regime, others: Sequence[Regime], draws: int = DRAWS) -> TrialRuns:
    """Return the results of the regimes under other readings, on other cohorts and with other orals.

    Readings are drawn independently, with equally likely choices at each open point: a convention. If a reading moves
    the first group, the level is solved again, since the published rate was observed under the true reading. A regime
    keeps a reading of its own.

    Args:
        cohorte: the description from which candidates are simulated.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        draws: number of draws of the parameters, taken from the first.
    """
    regimes = (baseline, *others)
    named = _results(baseline, others)
    start, single = simulate(cohorte, told=False), _singles(regimes)
    before = _measures(start, _under_each(start, regimes), named)
    alone = [_otherwise(start, regimes, {name: choice}, named) - before for name, choice in single]
    given, read, changes, cohorts, each, orals, juries = [], [], [], [], [], [], []
    for draw in watch(parameter_draws(cohorte, draws), "Essais"):
        number, described, drawn = draw.numero, draw.cohorte, draw.simulated()
        found = _under_each(drawn, regimes)
        base = _measures(drawn, found, named)
        for reading_set in range(READING_SETS):
            chosen = _reading_set(cohorte.seed, number * READING_SETS + reading_set)
            given.append(draw.parametres)
            read.append(chosen)
            changes.append(_otherwise(drawn, regimes, chosen, named) - base)
        # Luck that no draw of parameters shares.
        other = simulate(replace(described, seed=described.seed + len(every_draw())), told=False)
        cohorts.append(np.square(_measures(other, _under_each(other, regimes), named) - base) / 2)
        each.append(_per_candidate(drawn, found, named))
        orals.append(_orals(drawn, found, named))
        if number < ORAL_DRAWS:
            juries.append(_juries(drawn, regimes, named))
    return TrialRuns(
        tuple(named),
        int(present(start).sum()),
        pd.DataFrame(given),
        pd.DataFrame(read),
        np.array(changes),
        tuple(single),
        np.array(alone).reshape(len(single), len(named)),
        *(np.array(rows) for rows in (cohorts, each, orals, juries)),
    )


def _results(baseline: Regime, others: Sequence[Regime]) -> dict[Explained, tuple[str, str]]:
    """Return the results, with the regimes of the value and of the baseline of each."""
    found: dict[Explained, tuple[str, str]] = {}
    for i, one in enumerate(others):
        found[Explained(ALLOWED, one.nom, "")] = (one.nom, "")
        for other in (baseline, *others[:i]):
            found[Explained(GAP, one.nom, other.nom)] = (one.nom, other.nom)
    return found


def _singles(regimes: Iterable[Regime]) -> list[tuple[str, str]]:
    """Return every other reading that can change something under one of the regimes, by open point."""
    other = {(name, choice) for regime in regimes for name, choice, _ in other_readings(regime)}
    return [
        (nom, choix) for nom, point in points_ouverts().items() for choix in point["choix"] if (nom, choix) in other
    ]


def _reading_set(seed: int, number: int) -> dict[str, str]:
    """Return a choice drawn at every open point, all equally likely."""
    chosen = {}
    for nom, point in points_ouverts().items():
        among = list(point["choix"])
        chosen[nom] = among[int(uniform(seed, f"essais.lecture.{nom}", number, 1)[0] * len(among))]
    return chosen


def _read_values(regime: Regime, chosen: Mapping[str, str]) -> Regime:
    """Return a regime under other readings, except for the readings that are its own."""
    default, own = asdict(lire()), asdict(regime.lectures)
    changed = {nom: choix for nom, choix in chosen.items() if own[nom] == default[nom]}
    return regime.read_as(lire(**own | changed))


def _under(
    simulated: SimulatedCohort, regimes: Sequence[Regime], chosen: Mapping[str, str]
) -> tuple[SimulatedCohort, list[Regime]]:
    """Return the cohort and the regimes under other readings, with the target met under them."""
    read, cohorte = lire(**chosen), simulated.cohorte
    others = [_read_values(regime, chosen) for regime in regimes]
    moved = cohorte
    if cohorte.taux_admis is not None:
        # What was observed after the orals was observed under the other readings too.
        aimed = _read_values(cohorte.orals_aimed_at, chosen)
        moved = moved if aimed == cohorte.orals_aimed_at else replace(moved, aimed_under=aimed)
    if cohorte.taux_groupe1 is not None:
        moved = replace(moved, taux_groupe1=_moved_rates(simulated, cohorte.taux_groupe1, read))
    return (simulated if moved == cohorte else simulate(moved, told=False)), others


def _moved_rates(
    simulated: SimulatedCohort, target: float | Mapping[str, float], read: Lectures
) -> float | Mapping[str, float]:
    """Return the first-group target moved by the effect of other readings.

    The level is solved under the default readings for it. So the others meet the true one.
    """
    before, after = _first_group(simulated, lire()), _first_group(simulated, read)
    if before == after:
        return target
    if isinstance(target, Mapping):
        return {name: rate - after[name][0] + before[name][0] for name, rate in target.items()}
    first, second = (sum(n for _, n in one.values()) for one in (before, after))
    return target - POINTS * (second - first) / int(present(simulated).sum())


def _first_group(simulated: SimulatedCohort, lectures: Lectures) -> dict[str, tuple[float, int]]:
    """Return the first-group rate, percent, and the number admitted, of those who have a level, under some readings."""
    law = replace(load_regime(simulated.cohorte.bareme.regime), lectures=lectures)
    names, ranks, here = list(simulated.cohorte.specialites), simulated.specialty_ranks, present(simulated)
    if is_by_voie(simulated.cohorte):
        voies = attributes(simulated)[VOIE]
        names, ranks = list(voies.values), voies.codes
    sat = np.bincount(ranks[here], minlength=len(names)).tolist()
    admitted = np.bincount(ranks[here & simulated.under(law).admis_groupe1], minlength=len(names)).tolist()
    return {name: (POINTS * yes / max(n, 1), yes) for name, n, yes in zip(names, sat, admitted, strict=True)}


def _otherwise(
    simulated: SimulatedCohort,
    regimes: Sequence[Regime],
    chosen: Mapping[str, str],
    named: Mapping[Explained, tuple[str, str]],
) -> Floats:
    """Return every result under other readings, shape (s,)."""
    moved, others = _under(simulated, regimes, chosen)
    return _measures(moved, _under_each(moved, others), named)


def _under_each(simulated: SimulatedCohort, regimes: Sequence[Regime]) -> list[Under]:
    return [simulated.under(regime) for regime in regimes]


def _measures(simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Explained, tuple[str, str]]) -> Floats:
    """Return every result of a cohort, with orals summed, in percent or points, shape (s,)."""
    values: Floats = POINTS * _per_head(found, named)[:, present(simulated)].mean(axis=1)
    return values


def _per_head(found: Sequence[Under], named: Mapping[Explained, tuple[str, str]]) -> Floats:
    """Return what each candidate adds to each result, shape (s, n). Its mean is the result."""
    by = {one.regime.nom: one for one in found}
    rows = []
    for explained, (one, other) in named.items():
        if explained.indicateur == ALLOWED:
            rows.append(by[one].autorise.astype(np.float64))
        else:
            rows.append(by[one].admission - by[other].admission)
    return np.array(rows)


def _per_candidate(
    simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Explained, tuple[str, str]]
) -> Floats:
    """Return the variance due to one candidate, shape (s,), as in `compare`, among those not yet admitted."""
    here = present(simulated)
    left = here & ~found[0].admis_groupe1
    spread: Floats = POINTS**2 * _per_head(found, named)[:, left].var(axis=1)
    return spread * (int(left.sum()) / int(here.sum()))


def _orals(simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Explained, tuple[str, str]]) -> Floats:
    """Return the variance due to the orals of one candidate, shape (s,). The orals of two regimes are not the same."""
    here = present(simulated)
    by = {one.regime.nom: float(one.variance[here].mean()) for one in found}
    return POINTS**2 * _per_regime(by, named)


def _juries(
    simulated: SimulatedCohort, regimes: Sequence[Regime], named: Mapping[Explained, tuple[str, str]]
) -> Floats:
    """Return that variance, shape (s,), from orals drawn twice: candidates of a specialty may share a severe jury.

    No jury has two specialties, so the variance is the sum over specialties. Each is half a squared difference.
    """
    here, ranks, by = present(simulated), simulated.specialty_ranks, {}
    for regime in regimes:
        by[regime.nom] = 0.0
        if not regime.opens_orals:
            continue
        one = simulated.under(regime)
        first, second = (one.admis(draw) for draw in (1, 2))
        moved = np.bincount(ranks[here], (first * 1.0 - second)[here])
        by[regime.nom] = float(np.square(moved).sum() / 2 / here.sum())
    return POINTS**2 * _per_regime(by, named)


def _per_regime(by: Mapping[str, float], named: Mapping[Explained, tuple[str, str]]) -> Floats:
    """Return the variance of each result, the sum of those of its regimes, shape (s,).

    Access has no part due to orals.
    """
    return np.array(
        [
            0.0 if explained.indicateur == ALLOWED else sum(by[name] for name in pair if name)
            for explained, pair in named.items()
        ]
    )
