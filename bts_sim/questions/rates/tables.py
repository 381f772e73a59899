"""The rates of each regime, and their gaps to the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from bts_sim.cohort.goals import SPECIALTY, VOIE, is_by_voie, set_rates
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.questions.rates.sums import InGroups, Measure
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.distance import distances
from bts_sim.stats.gaps import Bands, covered, fixed_in_bands, fixed_in_groups, same_rules
from bts_sim.stats.grouping import Grouping, crossed
from bts_sim.stats.groups import grouped, groupings, present
from bts_sim.stats.intervals import DECIMALS, LEVEL, Method, Result

FIRST_GROUP, ALLOWED, ADMITTED, GAP = "taux_groupe1", "taux_autorise", "taux_admis", "ecart_taux_admis"
#: Diplomas delivered at that session in addition, among those present.
DIPLOMAS = "ecart_diplomes"
#: Rates, in the order of the exam.
RATES = (FIRST_GROUP, ALLOWED, ADMITTED)
#: The group of all candidates, and the groups by distance to admission.
EVERYBODY, DISTANCE = "ensemble", "distance"
#: A value and the ends of its interval, as proportions.
Bounds = tuple[float, float, float]


class Impact(Result, after=True):
    """Rates of a group under a regime, percent of its candidates, and gaps to the baseline, points and diplomas."""

    valeur = a_number("the result", "percent, points or diplomas", optional=True)
    bas = a_number("lower end of the interval", "percent, points or diplomas", optional=True)
    haut = a_number("upper end of the interval", "percent, points or diplomas", optional=True)
    n = a_count("candidates of the session in the group; at fixed parameters, those simulated", "candidates")

    indicateur = a_text("the rate, the gap, or the diplomas that it makes", (*RATES, GAP, DIPLOMAS))
    methode = a_text("what the interval covers, a code", Method)
    calibrated_on = a_count("candidates of the larger cohort whose level these have; 0: their own", "candidates")
    draws = a_count("draws of the parameters; 0: their default values", "draws")
    draw_size = a_count("candidates simulated in each draw; 0: no draw of the parameters", "candidates")
    oral_draws = a_number(
        "draws of the orals averaged; 0: summed exactly; missing: no oral counts", "draws", optional=True
    )
    bruit = a_number(
        "standard error that the simulation leaves on the value; missing at fixed parameters",
        "that of the value",
        optional=True,
    )
    bruit_des_bornes = a_number(
        "the larger of those that it leaves on the ends; missing at fixed parameters",
        "that of the value",
        optional=True,
    )


UNITS = "%, points ou diplômes"
#: Columns of `impact.csv`: those of `Result`, with methods in words.
SHAPE: Shape = {
    "groupe": FileColumn("ce que les candidats ont en commun : ensemble, specialite, voie, distance…"),
    "modalite": FileColumn("leur spécialité, leur voie…"),
    "indicateur": FileColumn("taux, écart de taux, ou diplômes en plus à cette session", codes=(*RATES, GAP, DIPLOMAS)),
    "regime": FileColumn("régime mesuré"),
    "reference": FileColumn("régime auquel il est comparé, vide pour un taux", empty=True),
    "valeur": FileColumn(
        "valeur, en % pour un taux, en points pour un écart de taux, en diplômes", "number", UNITS, empty=True
    ),
    "bas": FileColumn("bas de l'intervalle", "number", UNITS, empty=True),
    "haut": FileColumn("haut de l'intervalle", "number", UNITS, empty=True),
    "niveau": FileColumn("niveau de l'intervalle", "number", "%", empty=True),
    "n": FileColumn("candidats présents du groupe à la session ; simulés, à paramètres fixes", "integer", "candidats"),
    "methode": FileColumn("ce que couvre l'intervalle, ou ce qui fixe la valeur"),
    "bruit": FileColumn("erreur type que la simulation laisse à la valeur", "number", UNITS, empty=True),
}


@asks_abilities
def compare(
    cohorte: SimulatedCohort,
    baseline: Regime,
    others: Sequence[Regime],
    level: float | None = LEVEL,
    oral_draws: int | None = None,
) -> pd.DataFrame:
    """Return the rates of every regime on the same candidates, and their gaps to the baseline, as `Impact`.

    Groups: all, by specialty, voie, académie, bac of origin, sex, kind of school, sector, and distance of the general
    mean to admission under the baseline.

    Args:
        cohorte: the candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        level: level of the intervals, percent; None for no interval, as for one draw among many.
        oral_draws: number of draws of the orals, with the same luck under every regime; None sums the orals over their
            marks.

    Raises:
        InputError: the level is not a percentage, there is less than one draw, or the abilities are unknown.
    """
    check_level(level)
    if oral_draws is not None and oral_draws < 1:
        raise InputError([Fault("tirages", None, "", str(oral_draws), "hors bornes", "donner au moins 1, ou rien")])
    everyone = [_at_orals(cohorte.under(regime), oral_draws) for regime in watch((baseline, *others), "Régimes")]
    by_distance = _by_distance(cohorte, baseline)
    cells, every = crossed([*groupings(cohorte), by_distance])
    comparison = _Comparison(cohorte, everyone[0], cells, by_distance, level, oral_draws or 0)
    measured = [comparison.beside(one) for one in everyone]
    rows = [
        row
        for groups in every
        for of_regimes in zip(*(_Rows(comparison, one, groups).of_each() for one in measured), strict=True)
        for rows in of_regimes
        for row in rows
    ]
    return Impact.frame(rows)


def _at_orals(one: Under, oral_draws: int | None) -> Under:
    """Return the result of a regime on a cohort, with the orals summed exactly, or drawn so many times."""
    return one if oral_draws is None else one.averaged(watch(range(oral_draws), "Tirages des oraux"))


def _by_distance(cohorte: SimulatedCohort, baseline: Regime) -> Grouping:
    """Return the groups by distance to admission, the lowest first. Candidates without a mean are in none."""
    known, here = distances(cohorte, baseline), present(cohorte)
    someone = np.bincount(known.codes[here] + 1, minlength=len(known.values) + 1)[1:]
    return grouped(DISTANCE, known, np.flatnonzero(someone), here)


@dataclass(frozen=True, eq=False)
class _Beside:
    """One regime beside the baseline, and the sums over the candidates that its rows are made of.

    `solved`: whether its first group is the one whose rate was the target; a reform of the first group moves it.
    `fixed`: whether the rules alone make every gap zero; `fixed_bands`: those of each band of distances.
    `moved_first`: candidates admitted first whose chance the baseline makes another, by cell.
    """

    regime: Regime
    first: Measure
    allowed: Measure
    admitted: Measure
    gain: Measure
    moved_first: Floats
    solved: bool
    fixed: bool
    fixed_bands: Sequence[bool]


@dataclass(frozen=True, eq=False)
class _Comparison:
    """What all rows of a comparison share. `cells`: the candidates who are together in every group."""

    cohorte: SimulatedCohort
    base: Under
    cells: Grouping
    by_distance: Grouping
    level: float | None
    oral_draws: int

    def beside(self, one: Under) -> _Beside:
        """Return a regime beside the baseline."""
        bareme, gain, first = self.cohorte.cohorte.bareme, one.admission - self.base.admission, one.admis_groupe1
        base, same = self.base.regime, same_rules(one.regime, self.base.regime, bareme)
        seen = Bands.of(one, self.base, self.by_distance)
        measure = partial(Measure, self.cells, first, self.level)
        return _Beside(
            one.regime,
            first=measure(first),
            allowed=measure(one.autorise),
            admitted=measure(one.admission),
            gain=measure(gain),
            moved_first=self.cells.sums((gain != 0) & first),
            solved=self.cohorte.sets_number_of(first),
            fixed=same,
            fixed_bands=[]
            if same
            else fixed_in_bands(one.regime, base, bareme, self.by_distance.values, seen).tolist(),
        )

    def untouched(self, regime: Regime, groups: Grouping) -> list[bool]:
        """Return, for each group of an attribute, whether the rules change nothing for any of its candidates."""
        bareme, told = self.cohorte.cohorte.bareme, [(groups.groupe, value) for value in groups.values]
        return fixed_in_groups(regime, self.base.regime, bareme, told)

    def session(self, n: int) -> float:
        """Return the candidates present at the session for whom n simulated ones stand."""
        return self._session * n

    def is_met(self, group: tuple[str, str], regime: Regime) -> bool:
        """Return whether the level was solved for the rate of a group under a regime, its orals summed."""
        aimed = self._aimed.get(group)
        return aimed is not None and not self.oral_draws and same_rules(regime, aimed, self.cohorte.cohorte.bareme)

    @cached_property
    def _aimed(self) -> dict[tuple[str, str], Regime | None]:
        return set_rates(self.cohorte.cohorte, self.cohorte.calibrated_elsewhere)

    @cached_property
    def _session(self) -> float:
        return self.cohorte.cohorte.present.number / max(int(present(self.cohorte).sum()), 1)

    def elsewhere(self, groupe: str, modalite: str) -> int:
        """Return the size of the cohort that set the level of the candidates of a group, 0 if it is their own."""
        there = self.cohorte.calibrated_elsewhere
        if groupe == (VOIE if is_by_voie(self.cohorte.cohorte) else SPECIALTY):
            return there.get(modalite, 0)
        return max(there.values(), default=0)


class _Rows:
    """The results of one regime in the groups of one attribute."""

    def __init__(self, comparison: _Comparison, beside: _Beside, groups: Grouping) -> None:
        self.comparison, self.beside, self.groups = comparison, beside, groups
        self.first, self.gain = InGroups(beside.first, groups), InGroups(beside.gain, groups)
        self.chances = (
            (ALLOWED, InGroups(beside.allowed, groups), None),
            (ADMITTED, InGroups(beside.admitted, groups), comparison.oral_draws),
        )

    def of_each(self) -> Iterator[Iterator[tuple[object, ...]]]:
        """Yield the rows of each group."""
        moved, by_distance = self.groups.sums(self.beside.moved_first) > 0, self.groups.groupe == DISTANCE
        untouched = self.comparison.untouched(self.beside.regime, self.groups)
        for group, (value, target) in enumerate(zip(self.groups.values, self.groups.solved, strict=True)):
            about = _About(
                (self.groups.groupe, value),
                self.beside.regime.nom,
                self.comparison.level,
                (n := self.first.all[group][0]),
                self.comparison.session(n),
            )
            fixed = self.beside.fixed or untouched[group] or (by_distance and self.beside.fixed_bands[group])
            yield self._rows(about, group, target and self.beside.solved, bool(moved[group]), fixed)

    def _rows(self, about: _About, group: int, solved: bool, moved: bool, fixed: bool) -> Iterator[tuple[object, ...]]:
        baseline, elsewhere = self.comparison.base.regime.nom, self.comparison.elsewhere(*about.group)
        yield from self._rates(about, group, solved, elsewhere) if about.n else about.nobody(RATES)
        if about.regime == baseline:
            # The baseline has no gap to itself.
            return
        if not about.n:
            yield from about.nobody((GAP, DIPLOMAS), baseline)
        elif fixed:
            yield from about.gap(baseline, (0, 0, 0), Method.ZERO_BY_RULE)
        else:
            # A baseline that reforms the first group moves its candidates too.
            yield from self._gap(about, group, solved and not moved, elsewhere)

    def _rates(self, about: _About, group: int, solved: bool, elsewhere: int) -> Iterator[tuple[object, ...]]:
        rate = self.first.mean(group)
        at_once: tuple[Bounds, Method, int] = (
            ((rate, rate, rate), Method.CALIBRATED, 0)
            if solved
            else ((rate, *self.first.wilson(group, solved=False)), Method.WILSON, elsewhere)
        )
        yield about.row(FIRST_GROUP, "", *at_once)
        if not self.beside.regime.opens_orals:
            yield about.row(ALLOWED, "", (0, 0, 0), Method.NO_ORALS)
            yield about.row(ADMITTED, "", *at_once)
            return
        covers = (Method.WILSON_CALIBRATED, 0) if solved else (Method.WILSON, elsewhere)
        for indicateur, chance, orals in self.chances:
            if indicateur == ADMITTED and self.comparison.is_met(about.group, self.beside.regime):
                yield about.row(indicateur, "", (chance.mean(group),) * 3, Method.CALIBRATED, 0, orals)
                continue
            yield about.row(indicateur, "", (chance.mean(group), *chance.wilson(group, solved=solved)), *covers, orals)

    def _gap(self, about: _About, group: int, solved: bool, elsewhere: int) -> Iterator[tuple[object, ...]]:
        gain = self.gain
        low, high = gain.paired(group, solved=solved and bool(gain.share(group)))
        method = covered(low, Method.PAIRED_CALIBRATED if solved else Method.PAIRED)
        there = elsewhere if method == Method.PAIRED else 0
        bounds = (gain.mean(group), low, high)
        yield from about.gap(self.comparison.base.regime.nom, bounds, method, there, self.comparison.oral_draws)


@dataclass(frozen=True)
class _About:
    """The columns that the rows of one group under one regime share."""

    group: tuple[str, str]
    regime: str
    level: float | None
    n: int
    present: float

    def gap(
        self, baseline: str, bounds: Bounds, method: str, calibrated_on: int = 0, oral_draws: int | None = None
    ) -> Iterator[tuple[object, ...]]:
        """Yield the row of a gap, in points, and that of the diplomas that it makes at the session."""
        yield self.row(GAP, baseline, bounds, method, calibrated_on, oral_draws)
        yield self.row(DIPLOMAS, baseline, bounds, method, calibrated_on, oral_draws, self.present)

    def row(
        self,
        indicateur: str,
        baseline: str,
        bounds: Bounds,
        method: str,
        calibrated_on: int = 0,
        oral_draws: int | None = None,
        unit: float = 100,
    ) -> tuple[object, ...]:
        """Return a row, with its numbers in percent, or as counts among so many candidates."""
        numbers = [round(float(unit * x), DECIMALS) for x in bounds]
        orals = np.nan if oral_draws is None else oral_draws
        return (
            *self.group,
            indicateur,
            self.regime,
            baseline,
            *numbers,
            self.level,
            self.n,
            method,
            calibrated_on,
            0,
            0,
            orals,
            np.nan,
            np.nan,
        )

    def nobody(self, indicators: Sequence[str], baseline: str = "") -> Iterator[tuple[object, ...]]:
        """Yield the rows of a group without candidates present."""
        for indicateur in indicators:
            yield self.row(indicateur, baseline, (np.nan, np.nan, np.nan), Method.NOBODY_PRESENT)
