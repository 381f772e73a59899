"""What a second chance is worth if candidates answer it by their effort, beside what it is worth if they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.effort import under_effort
from bts_sim.cohort.goals import sets_first_group
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.questions.reforms.tables import rates_of
from bts_sim.schema import a_number, a_text
from bts_sim.stats.gaps import covered, paired, same_rules
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, LEVEL, Estimate, Method, wilson_if_solved
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import Draws, shaped
from bts_sim.stats.session import luck_columns

FIRST_GROUP, ADMITTED, GAP = "taux_groupe1", "taux_admis", "ecart_taux_admis"
#: The most points of ability, on either side, for 10 points of chance: far beyond what anybody believes.
EFFORT_MAX = 5.0
#: No effort answers the second chance.
STATIC = 0.0


class Effort(Estimate, after=True):
    """What a regime gives, for each answer of effort to its second chance: one row per answer, regime and indicator."""

    effort = a_number(
        "ability gained for 10 points of percent of expected chance of the second group; 0: the static results",
        "points on 20",
    )
    regime = a_text("the regime under which it is measured")
    reference = a_text("the regime that a gap is measured from; empty for what is no gap")
    indicateur = a_text("a rate, percent of those present, or the gap of admissions", (FIRST_GROUP, ADMITTED, GAP))
    methode = a_text("what the interval covers, a code", Method)


KEY = (Effort.effort, Effort.regime, Effort.reference, Effort.indicateur)
#: The columns of the luck of a value.
LUCK = luck_columns(Effort.valeur)


@asks_abilities
def effort_of_regimes(
    cohorte: SimulatedCohort,
    baseline: Regime,
    others: Sequence[Regime],
    efforts: Sequence[float],
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the rates of some regimes for each answer of effort, as `Effort`, with the luck of a candidate.

    Args:
        cohorte: the candidates.
        baseline: the regime that gaps are measured from; candidates answer its second chance too.
        others: the regimes compared with it.
        efforts: answers, points of ability for 10 points of percent of expected chance. No effort always comes first.
        level: level of the intervals, percent; None for no interval.
    """
    here, rows = np.flatnonzero(present(cohorte)), list[tuple[object, ...]]()
    solved = cohorte.first_group[here] if sets_first_group(cohorte.cohorte) else None
    for effort in with_static(efforts):
        each = [_Answering.of(cohorte, regime, effort, here, solved, level) for regime in (baseline, *others)]
        base = each[0]
        for one in each:
            rows += [(effort, one.regime.nom, "", *row) for row in one.rates()]
        for one in each[1:]:
            same = same_rules(one.regime, baseline, cohorte.cohorte.bareme)
            rows.append((effort, one.regime.nom, baseline.nom, *one.gap(base, same)))
    names = (*KEY, Effort.valeur, Effort.bas, Effort.haut, Effort.niveau, Effort.n, Effort.methode)
    return pd.DataFrame(rows, columns=[*names, *LUCK])


def with_static(efforts: Sequence[float]) -> list[float]:
    """Return the answers of effort in order, each once, no effort first."""
    return list(dict.fromkeys([STATIC, *sorted(map(float, efforts))]))


def effort_over_draws(
    draws: Draws, baseline: Regime, others: Sequence[Regime], efforts: Sequence[float], rates: MoreDraws | None
) -> pd.DataFrame:
    """Return the table of `effort_of_regimes` over draws of the parameters.

    `rates`: the rates of these regimes over more draws, percent, to which all is brought: the static results are those
    of `study.rates()`. None to keep those of these draws.
    """
    apart = [one for one in others if one.nom != baseline.nom]
    tables = draws.each(lambda one: effort_of_regimes(one, baseline, apart, efforts))
    known = None
    if rates is not None:
        known = Known(np.column_stack([rates_of(draws, one) for one in (baseline, *apart)]), rates)
    return shaped(draws.predicted(tables, KEY, known=known), Effort)


@dataclass(frozen=True)
class _Answering:
    """A regime on the candidates present who answer its second chance.

    `first`: who is admitted at the first group; `admission`: the chance of the diploma, shape (n,). `solved`: whether
    the number of those admitted first is the one that the level was solved for.
    """

    regime: Regime
    first: Bools
    admission: Floats
    solved: bool
    level: float | None

    @classmethod
    def of(
        cls,
        cohorte: SimulatedCohort,
        regime: Regime,
        effort: float,
        here: Ints,
        solved: Bools | None,
        level: float | None,
    ) -> _Answering:
        one = under_effort(cohorte, regime, effort)
        first = one.admis_groupe1[here]
        return cls(regime, first, one.admission[here], solved is not None and np.array_equal(first, solved), level)

    def rates(self) -> Iterator[tuple[object, ...]]:
        """Yield the rate of the first group and that of admission."""
        for name, chances in ((FIRST_GROUP, self.first.astype(np.float64)), (ADMITTED, self.admission)):
            ends = wilson_if_solved(chances, self.first, self.solved, self.level)
            fixed = self.solved and (name == FIRST_GROUP or not self.regime.opens_orals)
            yield self._row(name, chances, ends, Method.CALIBRATED if fixed else Method.WILSON, 0.0)

    def gap(self, base: _Answering, same: bool) -> tuple[object, ...]:
        """Return the gap of admissions to a baseline. `same`: whether both have the same rules."""
        gain = self.admission - base.admission
        low, high = paired(gain, self.level)
        method = Method.ZERO_BY_RULE if same else covered(low, Method.PAIRED)
        return self._row(GAP, gain, (low, high), method, float(np.maximum(-gain, 0).mean()))

    def _row(
        self, name: str, values: Floats, ends: tuple[float, float], method: str, lost: float
    ) -> tuple[object, ...]:
        numbers = [round(100 * value, DECIMALS) for value in (float(values.mean()), *ends)]
        return name, *numbers, self.level, values.size, method, 100 * lost, np.nan
