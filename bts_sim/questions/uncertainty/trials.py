"""Runs made on purpose, beside the draws of parameters: other readings, other candidates, the luck of the orals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import uniform
from bts_sim.cohort.parameter_draws import parameter_draws, tirages as every_draw
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Lectures, Regime
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime, other_readings
from bts_sim.droit.textes import lire, points_ouverts
from bts_sim.stats.groups import present

#: Draws of parameters on which the runs are made, and sets of readings drawn for each.
DRAWS, READING_SETS = 24, 2
#: Of these draws, how many have their orals drawn twice, for what the candidates of a jury have in common.
ORAL_DRAWS = 16
POINTS = 100.0
#: What is explained; the first of them owes nothing to the marks of the orals.
INDICATORS = AUTHORISED, GAP = "taux_autorise", "ecart_taux_admis"


class Result(NamedTuple):
    """One result: its indicator, its regime, and what a gap is taken from (empty for a rate), as `compare` has them."""

    indicateur: str
    regime: str
    reference: str


@dataclass(frozen=True)
class Trials:
    """What the runs gave, in points, for s results.

    `parametres`: values of the uncertain parameters, shape (m, p), and `lectures`: choice at each open point, of the m
    runs under other readings; `effects`: what they change, the candidates staying and the level being solved again,
    shape (m, s). `seules`: the same of each other reading alone under default parameters, one row per lecture and
    choice, and `single_effects`, shape (a, s). Of K draws, shape (K, s), in points²: `between_cohorts`, half the square
    of what two cohorts of `candidats` differ by; `par_candidat`, variance that one candidate brings; `oraux`, variance
    that the orals of one candidate bring, each independent. `jurys`: the same with what a jury's candidates have in
    common, shape (o, s), of the first o draws.
    """

    resultats: tuple[Result, ...]
    candidats: int
    parametres: pd.DataFrame
    lectures: pd.DataFrame
    effects: Floats
    seules: pd.DataFrame
    single_effects: Floats
    between_cohorts: Floats
    par_candidat: Floats
    oraux: Floats
    jurys: Floats


def resultats(drawn: pd.DataFrame) -> pd.DataFrame:
    """Set the results of all candidates side by side: one row per draw, one column per `Result` that varies.

    `drawn`: table of `draws`. Besides its gaps to the baseline, the gap of each regime to those before it. The rate of
    a regime is left out: it is its gap and the rate of the first group, which is solved, so that both vary alike.
    """
    whole = drawn[(drawn["groupe"] == "ensemble") & drawn["indicateur"].isin(INDICATORS)]
    wide = whole.pivot(index="tirage", columns=list(Result._fields), values="valeur")
    columns = {Result(*key): wide[key].to_numpy() for key in wide.columns if wide[key].nunique() > 1}
    gaps = [one for one in columns if one.indicateur == GAP]
    order = list(dict.fromkeys(whole["regime"]))
    gaps.sort(key=lambda one: order.index(one.regime))
    for i, later in enumerate(gaps):
        for before in gaps[:i]:
            columns[later._replace(reference=before.regime)] = columns[later] - columns[before]
    return pd.DataFrame({tuple(one): values for one, values in columns.items()}, index=wide.index)


def essais(cohorte: Cohort, reference: Regime, autres: Sequence[Regime], tirages: int = DRAWS) -> Trials:
    """Run the regimes under other readings, on other cohorts and with other orals, under the first draws of parameters.

    Readings are drawn independently, each choice of an open point as likely as another: a convention. A reading that
    moves the first group has its level solved again, since the published rate was observed under the true one. A
    regime that has a reading of its own keeps it.
    """
    regimes = (reference, *autres)
    named = _results(reference, autres)
    start, single = simulate(cohorte, told=False), _singles(regimes)
    before = _measures(start, _chances(start, regimes), named)
    alone = [_otherwise(start, regimes, {name: choice}, named) - before for name, choice in single]
    given, read, changes, cohorts, each, orals, juries = [], [], [], [], [], [], []
    for draw in parameter_draws(cohorte, tirages):
        number, described, drawn = draw.numero, draw.cohorte, draw.simulated()
        found = _chances(drawn, regimes)
        base = _measures(drawn, found, named)
        for reading_set in range(READING_SETS):
            chosen = _reading_set(cohorte.graine, number * READING_SETS + reading_set)
            given.append(draw.parametres)
            read.append(chosen)
            changes.append(_otherwise(drawn, regimes, chosen, named) - base)
        # Luck that no draw of parameters has.
        other = simulate(replace(described, graine=described.graine + len(every_draw())), told=False)
        cohorts.append(np.square(_measures(other, _chances(other, regimes), named) - base) / 2)
        each.append(_par_candidat(drawn, found, named))
        orals.append(_oraux(drawn, found, named))
        if number < ORAL_DRAWS:
            juries.append(_jurys(drawn, regimes, named))
    return Trials(
        tuple(named),
        int(present(start).sum()),
        pd.DataFrame(given),
        pd.DataFrame(read),
        np.array(changes),
        pd.DataFrame(single, columns=["lecture", "choix"]),
        np.array(alone).reshape(len(single), len(named)),
        *(np.array(rows) for rows in (cohorts, each, orals, juries)),
    )


def _results(reference: Regime, autres: Sequence[Regime]) -> dict[Result, tuple[str, str]]:
    """Name the results, with the regimes that each takes its value and its reference from."""
    found: dict[Result, tuple[str, str]] = {}
    for i, one in enumerate(autres):
        found[Result(AUTHORISED, one.nom, "")] = (one.nom, "")
        for other in (reference, *autres[:i]):
            found[Result(GAP, one.nom, other.nom)] = (one.nom, other.nom)
    return found


def _singles(regimes: Iterable[Regime]) -> list[tuple[str, str]]:
    """List every other reading that can change something under one of the regimes, in the order of the open points."""
    other = {(name, choice) for regime in regimes for name, choice, _ in other_readings(regime)}
    return [
        (nom, choix) for nom, point in points_ouverts().items() for choix in point["choix"] if (nom, choix) in other
    ]


def _reading_set(graine: int, number: int) -> dict[str, str]:
    """Draw a choice at every open point, all as likely."""
    chosen = {}
    for nom, point in points_ouverts().items():
        among = list(point["choix"])
        chosen[nom] = among[int(uniform(graine, f"essais.lecture.{nom}", number, 1)[0] * len(among))]
    return chosen


def _read_values(regime: Regime, chosen: Mapping[str, str]) -> Regime:
    """Give a regime under other readings, but for those that are its own."""
    default, own = asdict(lire()), asdict(regime.lectures)
    changed = {nom: choix for nom, choix in chosen.items() if own[nom] == default[nom]}
    return replace(regime, lectures=lire(**own | changed))


def _under(
    simulated: SimulatedCohort, regimes: Sequence[Regime], chosen: Mapping[str, str]
) -> tuple[SimulatedCohort, list[Regime]]:
    """Give the cohort and the regimes under other readings, the target being met under them."""
    read = lire(**chosen)
    cohorte, before, after = simulated.cohorte, _groupe1(simulated, lire()), _groupe1(simulated, read)
    others = [_read_values(regime, chosen) for regime in regimes]
    if before == after:
        return simulated, others
    target = cohorte.taux_groupe1
    # The level is solved under the default readings: on a target moved by what the others move, they meet the true one.
    if isinstance(target, Mapping):
        moved: float | Mapping[str, float] = {c: rate - after[c][0] + before[c][0] for c, rate in target.items()}
    else:
        first, second = (sum(n for _, n in one.values()) for one in (before, after))
        moved = target - POINTS * (second - first) / int(present(simulated).sum())
    return simulate(replace(cohorte, taux_groupe1=moved), told=False), others


def _groupe1(simulated: SimulatedCohort, lectures: Lectures) -> dict[str, tuple[float, int]]:
    """Give the rate of the first group, percent, and how many it admits, by specialty, under some readings."""
    law, found = replace(load_regime(simulated.cohorte.bareme.regime), lectures=lectures), {}
    first = simulated.under(law).admis_groupe1
    for g in simulated.groupes:
        here = g.composition.present
        admis = first[g.candidats] & here
        found[g.reglement.specialite] = (POINTS * float(admis.sum()) / max(int(here.sum()), 1), int(admis.sum()))
    return found


def _otherwise(
    simulated: SimulatedCohort,
    regimes: Sequence[Regime],
    chosen: Mapping[str, str],
    named: Mapping[Result, tuple[str, str]],
) -> Floats:
    """Give every result under other readings, shape (s,)."""
    moved, others = _under(simulated, regimes, chosen)
    return _measures(moved, _chances(moved, others), named)


def _chances(simulated: SimulatedCohort, regimes: Sequence[Regime]) -> list[Under]:
    return [simulated.under(regime) for regime in regimes]


def _measures(simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Result, tuple[str, str]]) -> Floats:
    """Give every result of a cohort, orals summed, in percent or points, shape (s,)."""
    values: Floats = POINTS * _per_head(found, named)[:, present(simulated)].mean(axis=1)
    return values


def _per_head(found: Sequence[Under], named: Mapping[Result, tuple[str, str]]) -> Floats:
    """Give what each candidate brings to each result, shape (s, n): its mean is the result."""
    by = {one.regime.nom: one for one in found}
    rows = []
    for resultat, (one, other) in named.items():
        if resultat.indicateur == AUTHORISED:
            rows.append(by[one].autorise.astype(np.float64))
        else:
            rows.append(by[one].admission - by[other].admission)
    return np.array(rows)


def _par_candidat(
    simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Result, tuple[str, str]]
) -> Floats:
    """Give the variance that one candidate brings, shape (s,): as in `compare`, of those not yet admitted."""
    here = present(simulated)
    left = here & ~found[0].admis_groupe1
    spread: Floats = POINTS**2 * _per_head(found, named)[:, left].var(axis=1)
    return spread * (int(left.sum()) / int(here.sum()))


def _oraux(simulated: SimulatedCohort, found: Sequence[Under], named: Mapping[Result, tuple[str, str]]) -> Floats:
    """Give the variance that the orals of one candidate bring, shape (s,); those of two regimes are not the same."""
    here = present(simulated)
    by = {one.regime.nom: float(one.variance[here].mean()) for one in found}
    return POINTS**2 * _par_regime(by, named)


def _jurys(simulated: SimulatedCohort, regimes: Sequence[Regime], named: Mapping[Result, tuple[str, str]]) -> Floats:
    """Give the same, shape (s,), from orals drawn twice: candidates of a specialty may share the severity of a jury.

    No jury has two specialties: the variance of all is the sum of theirs, and each is half a squared difference.
    """
    here, by = present(simulated), {}
    for regime in regimes:
        by[regime.nom] = 0.0
        if not regime.oral_par:
            continue
        one = simulated.under(regime)
        first, second = (one.admis(tirage) for tirage in (1, 2))
        names, specialite = np.unique(one.specialite, return_inverse=True)
        moved = np.bincount(specialite[here], (first * 1.0 - second)[here], names.size)
        by[regime.nom] = float(np.square(moved).sum() / 2 / here.sum())
    return POINTS**2 * _par_regime(by, named)


def _par_regime(by: Mapping[str, float], named: Mapping[Result, tuple[str, str]]) -> Floats:
    """Add the variances of the regimes of each result, shape (s,); who may sit the orals owes them nothing."""
    return np.array(
        [
            0.0 if resultat.indicateur == AUTHORISED else sum(by[nom] for nom in pair if nom)
            for resultat, pair in named.items()
        ]
    )
