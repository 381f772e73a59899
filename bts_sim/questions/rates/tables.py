"""The rates of each regime, and their gaps to the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Ints
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.distance import band_names, bands, distances
from bts_sim.stats.gaps import covered, fixed_by_rule, paired
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import DECIMALS, DRAWS, LEVEL, Method, Result, wilson, wilson_if_solved
from bts_sim.stats.under_draws import intervals_over_draws, under_draws

FIRST_GROUP, ALLOWED, ADMITTED, GAP = "taux_groupe1", "taux_autorise", "taux_admis", "ecart_taux_admis"
#: Rates, in the order of the exam.
RATES = (FIRST_GROUP, ALLOWED, ADMITTED)
#: The group of all candidates, and the groups by distance to admission.
EVERYBODY, DISTANCE = "ensemble", "distance"
#: A value and the ends of its interval, as proportions.
Bounds = tuple[float, float, float]


class Impact(Result, after=True):
    """Rates of a group under a regime, percent of its candidates, and gaps to the baseline, points."""

    indicateur = a_text("the rate, or the gap", (*RATES, GAP))
    methode = a_text("what the interval covers, a code", Method)
    calibrated_on = a_count("candidates of the larger cohort whose level these have; 0: their own", "candidates")
    draws = a_count("draws of the parameters; 0: their default values", "draws")
    oral_draws = a_number(
        "draws of the orals averaged; 0: summed exactly; missing: no oral counts", "draws", optional=True
    )


#: Columns of `impact.csv`: those of `Result`, with methods in words.
SHAPE: Shape = {
    "groupe": FileColumn("ce que les candidats ont en commun : ensemble, specialite, voie, distance…"),
    "modalite": FileColumn("leur spécialité, leur voie…"),
    "indicateur": FileColumn("taux, ou écart de taux", codes=(*RATES, GAP)),
    "regime": FileColumn("régime mesuré"),
    "reference": FileColumn("régime auquel il est comparé, vide pour un taux", empty=True),
    "valeur": FileColumn(
        "valeur, en % pour un taux, en points pour un écart de taux", "number", "% ou points", empty=True
    ),
    "bas": FileColumn("bas de l'intervalle", "number", "% ou points", empty=True),
    "haut": FileColumn("haut de l'intervalle", "number", "% ou points", empty=True),
    "niveau": FileColumn("niveau de l'intervalle", "number", "%", empty=True),
    "n": FileColumn("candidats", "integer", "candidats"),
    "methode": FileColumn("ce que couvre l'intervalle"),
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
    comparison = _Comparison(cohorte, everyone[0], level, oral_draws or 0)
    rows = [
        row
        for group in (*groups(cohorte), *_by_distance(cohorte, baseline))
        for one in everyone
        for row in comparison.rows(one, *group)
    ]
    table = Impact.frame(rows)
    # The baseline has no gap to itself.
    itself = (table[Impact.indicateur] == GAP) & (table[Impact.regime] == baseline.nom)
    return table[~itself].reset_index(drop=True)


def rates_by_draw(cohorte: Cohort, baseline: Regime, others: Sequence[Regime], draws: int = DRAWS) -> pd.DataFrame:
    """Return the table of `compare` under each draw of the parameters, with `tirage` and one column per parameter.

    Args:
        cohorte: the description from which each draw simulates candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        draws: number of draws.
    """
    return under_draws(cohorte, lambda one: compare(one, baseline, others, level=None), draws)


def compare_over_draws(drawn: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return the rates of every regime and their gaps over drawn parameters, with the columns of `compare`.

    Args:
        drawn: the table of `rates_by_draw`.
        level: level of the intervals, percent.
    """
    return intervals_over_draws(drawn, [level]).assign(**{Impact.calibrated_on: 0})[Impact.names()]


def _at_orals(one: Under, oral_draws: int | None) -> Under:
    """Return the result of a regime on a cohort, with the orals summed exactly, or drawn so many times."""
    return one if oral_draws is None else one.averaged(watch(range(oral_draws), "Tirages des oraux"))


def _by_distance(cohorte: SimulatedCohort, baseline: Regime) -> Iterator[tuple[str, str, Ints, bool]]:
    """Yield the groups by distance to admission, the lowest first. Candidates without a mean are in none."""
    stands = distances(cohorte, baseline)
    stands[~present(cohorte)] = ""
    for band in band_names(cohorte.under(baseline).bareme):
        members = np.flatnonzero(stands == band)
        if members.size:
            yield DISTANCE, band, members, False


@dataclass(frozen=True)
class _Comparison:
    """The columns that all rows of a comparison share."""

    cohorte: SimulatedCohort
    base: Under
    level: float | None
    oral_draws: int

    def rows(self, one: Under, groupe: str, modalite: str, members: Ints, solved: bool) -> Iterator[tuple[object, ...]]:
        """Yield the results of one group under one regime. `solved`: whether its first-group rate is the target."""
        about = _About((groupe, modalite), one.regime.nom, self.level, members.size)
        if not members.size:
            yield from about.nobody(self.base.regime.nom)
            return
        # A reform of the first group also moves the rate that the level was solved to.
        solved = solved and np.array_equal(one.admis_groupe1, self.cohorte.first_group)
        elsewhere = self._elsewhere(groupe, modalite)
        yield from self._rates(about, one, members, solved, elsewhere)
        yield self._gap(about, one, members, solved, elsewhere)

    def _rates(
        self, about: _About, one: Under, members: Ints, solved: bool, elsewhere: int
    ) -> Iterator[tuple[object, ...]]:
        first, rate = one.admis_groupe1[members], float(one.admis_groupe1[members].mean())
        at_once: tuple[Bounds, Method, int] = (
            ((rate, rate, rate), Method.CALIBRATED, 0)
            if solved
            else ((rate, *wilson(first, self.level)), Method.WILSON, elsewhere)
        )
        yield about.row(FIRST_GROUP, "", *at_once)
        if one.regime.acces == "ferme":
            yield about.row(ALLOWED, "", (0, 0, 0), Method.NO_ORALS)
            yield about.row(ADMITTED, "", *at_once)
            return
        covers = (Method.WILSON_CALIBRATED, 0) if solved else (Method.WILSON, elsewhere)
        chances = ((ALLOWED, one.autorise, None), (ADMITTED, one.admission, self.oral_draws))
        for indicateur, everybody, orals in chances:
            low, high = wilson_if_solved(everybody[members], first, solved, self.level)
            yield about.row(indicateur, "", (float(everybody[members].mean()), low, high), *covers, orals)

    def _gap(self, about: _About, one: Under, members: Ints, solved: bool, elsewhere: int) -> tuple[object, ...]:
        baseline, first = self.base.regime.nom, one.admis_groupe1[members]
        if self._fixed(one, members, about):
            return about.row(GAP, baseline, (0, 0, 0), Method.ZERO_BY_RULE)
        gain = one.admission[members] - self.base.admission[members]
        # A baseline that reforms the first group moves its candidates too.
        solved = solved and not gain[first].any()
        if solved and not first.all():
            low, high = (bound * (1 - float(first.mean())) for bound in paired(gain[~first], self.level))
        else:
            low, high = paired(gain, self.level)
        method = covered(low, Method.PAIRED_CALIBRATED if solved else Method.PAIRED)
        there = elsewhere if method == Method.PAIRED else 0
        return about.row(GAP, baseline, (float(gain.mean()), low, high), method, there, self.oral_draws)

    def _fixed(self, one: Under, members: Ints, about: _About) -> bool:
        groupe, modalite = about.group
        band = bands(self.base.bareme).get(modalite) if groupe == DISTANCE else None
        return fixed_by_rule(one, self.base, self.cohorte.cohorte.bareme, members, band)

    def _elsewhere(self, groupe: str, modalite: str) -> int:
        """Return the size of the cohort that set the level of the candidates of a group, 0 if it is their own."""
        there = self.cohorte.calibrated_elsewhere
        if groupe == "specialite":
            return there.get(modalite, 0)
        return max(there.values(), default=0)


@dataclass(frozen=True)
class _About:
    """The columns that the rows of one group under one regime share."""

    group: tuple[str, str]
    regime: str
    level: float | None
    n: int

    def row(
        self,
        indicateur: str,
        baseline: str,
        bounds: Bounds,
        method: str,
        calibrated_on: int = 0,
        oral_draws: int | None = None,
    ) -> tuple[object, ...]:
        """Return a row, with its numbers in percent."""
        numbers = [round(float(100 * x), DECIMALS) for x in bounds]
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
            orals,
        )

    def nobody(self, baseline: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a group without candidates present."""
        for indicateur in (*RATES, GAP):
            gap_to = baseline if indicateur == GAP else ""
            yield self.row(indicateur, gap_to, (np.nan, np.nan, np.nan), Method.NOBODY_PRESENT)
