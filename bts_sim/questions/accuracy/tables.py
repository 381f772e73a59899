"""The accuracy of decisions: the jury's decision compared with the level, which the jury never sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.groups import in_rates, judged_on_marks
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Result
from bts_sim.stats.proportions import proportion
from bts_sim.stats.session import luck_columns

#: Extent of the sweep of standards on each side of the threshold of admission, and its step, points.
EXTENT, STEP = 1.0, 0.25
#: Number of spreads of an oral mark between its two bounds.
ORAL_SPREADS = 9
FALSE_IN, FALSE_OUT, RIGHT = "faux_admis", "faux_refus", "justesse"
OUT, OUT_ABLE, ABLE = "elimines", "elimines_au_niveau", "au_niveau"
SENSITIVITY, SPECIFICITY = "sensibilite", "specificite"
#: Predictive values: the share that has the level, or for refusals the share that does not.
OF_ADMITTED, OF_FIRST_GROUP, OF_REFUSED = "vpp_admis", "vpp_groupe1", "vpn"
AFTER_ORALS, OF_ALLOWED, OF_GAINED = "vpp_apres_controle", "au_niveau_autorises", "vpp_gagnes"
OF_MARKS = (FALSE_IN, FALSE_OUT, OUT, OUT_ABLE, RIGHT, ABLE, SENSITIVITY, SPECIFICITY)
PREDICTIVE = (OF_ADMITTED, OF_FIRST_GROUP, OF_REFUSED, AFTER_ORALS, OF_ALLOWED, OF_GAINED)
#: Indicators kept by the sweep of the reliability of orals.
BY_ORAL = (AFTER_ORALS, OF_ALLOWED, FALSE_IN, FALSE_OUT)
EVERYBODY = "ensemble"
#: The columns of the luck of a share.
LUCK = luck_columns(Result.valeur)


class AccuracyMethod(StrEnum):
    """Codes for what an interval covers; `words.py` describes each in full."""

    RATIO = "ratio"
    MARKED_TWICE = "marked_twice"
    IN_BAND = "in_band"


class Accuracy(Result):
    """The accuracy of the decisions of a regime: one row per standard, regime and indicator."""

    norme = a_number("the standard: the level from which a candidate should be admitted", "points on 20")
    indicateur = a_text("which decisions, or which share of candidates", (*OF_MARKS, *PREDICTIVE))
    valeur = a_number("the share; missing among nobody", "percent", optional=True)
    bas = a_number("lower end of the interval", "percent", optional=True)
    haut = a_number("upper end of the interval", "percent", optional=True)
    n = a_count("candidates who count in the divisor, of those of the session", "candidates")
    methode = a_text("what the interval covers, a code", (AccuracyMethod.RATIO, *OF_DRAWS))


class OralAccuracy(Result):
    """The accuracy of decisions as orals become less reliable: one row per spread, regime and indicator."""

    ecart_type_oral = a_number("spread of an oral mark around what the candidate is worth there", "points on 20")
    fiabilite = a_number(
        "share of the variance of oral marks that comes from the candidates", "from 0 to 1", optional=True
    )
    indicateur = a_text("which decisions, or which share of candidates", BY_ORAL)
    valeur = a_number("the share; missing among nobody", "percent", optional=True)
    bas = a_number("lower end of the interval", "percent", optional=True)
    haut = a_number("upper end of the interval", "percent", optional=True)
    n = a_count("candidates who count in the divisor, of those of the session", "candidates")
    methode = a_text("what the interval covers, a code", (AccuracyMethod.RATIO, *OF_DRAWS))


def law_threshold(bareme: Bareme) -> float:
    """Return the default standard, points on 20: the law's threshold of admission, whatever the regime."""
    return bareme.seuil_admission / CENTIEMES


def standards(bareme: Bareme, extent: float = EXTENT, step: float = STEP) -> list[float]:
    """Return the standards of a sweep around the threshold of admission, points on 20."""
    steps = round(extent / step)
    return [law_threshold(bareme) + rank * step for rank in range(-steps, steps + 1)]


@asks_abilities
def decision_accuracy(
    cohorte: SimulatedCohort,
    baseline: Regime,
    others: Sequence[Regime],
    sweep: Sequence[float] | None = None,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the accuracy of the decisions of every regime against the levels of the candidates, as `Accuracy`.

    Percent of those present: `faux_admis`, `faux_refus`, `elimines`, `elimines_au_niveau`. Percent of those judged:
    `justesse` (right decisions), `au_niveau`. `sensibilite`: share admitted among those at the level. `specificite`:
    share refused among the others. Predictive values are the share that has the level: `vpp_admis`, `vpp_groupe1`,
    `vpp_apres_controle`, `au_niveau_autorises` (of those who sit orals). `vpn` is the share of the refused that does
    not have it. `vpp_gagnes` is the share among candidates admitted by a regime and not by the baseline, counted as
    max(0, difference of chances).

    The luck of a candidate follows (`stats/session.py`).

    Eliminated candidates are counted apart: they are not refused for their marks. A share of an empty group is missing.

    Args:
        cohorte: the candidates.
        baseline: the regime that gains are counted from.
        others: the regimes judged beside the baseline.
        sweep: the standards, points on 20. A candidate has the level from the standard up. By default `standards`.
        level: level of the intervals, percent; None for no interval.
    """
    base, levels = cohorte.under(baseline), true_level(cohorte)
    everyone = [base, *(cohorte.under(regime) for regime in others)]
    swept = standards(cohorte.cohorte.bareme) if sweep is None else map(float, sweep)
    rows = [
        (standard, *row)
        for standard in swept
        for one in everyone
        for row in _rows(one, base, levels >= standard, level)
    ]
    return pd.DataFrame(rows, columns=[*Accuracy.names(), *LUCK])


def _rows(
    one: Under, base: Under, able: Bools, level: float | None, kept: Sequence[str] = (*OF_MARKS, *PREDICTIVE)
) -> Iterator[tuple[object, ...]]:
    """Yield the indicators of one regime as results, each with its luck."""
    for indicator, weights, yes in _indicators(one, base, able):
        if indicator not in kept:
            continue
        numbers = [round(100 * value, DECIMALS) for value in proportion(weights, yes, level)]
        baseline = base.regime.nom if indicator == OF_GAINED else ""
        about = EVERYBODY, EVERYBODY, indicator, one.regime.nom, baseline
        n, total = int(np.count_nonzero(weights)), float(weights.sum())
        # A session counts whole candidates: as many of the n as they weigh.
        luck = 0.0, numbers[0] * (100 - numbers[0]) * n / total if total else np.nan
        yield (*about, *numbers, level, n, AccuracyMethod.RATIO, *luck)


def _indicators(one: Under, base: Under, able: Bools) -> Iterator[tuple[str, Floats, Floats]]:
    """Yield each indicator as two weights per candidate: its weight in the divisor, and the part that counts."""
    judged, eliminated = judged_on_marks(one), in_rates(one) & one.elimine
    here, counted, chance = in_rates(one).astype(np.float64), judged.astype(np.float64), one.admission
    after = counted * (chance - one.admis_groupe1)
    yield FALSE_IN, here, judged * chance * ~able
    yield FALSE_OUT, here, judged * (1 - chance) * able
    yield OUT, here, eliminated.astype(np.float64)
    yield OUT_ABLE, here, (eliminated & able).astype(np.float64)
    yield RIGHT, counted, np.where(able, chance, 1 - chance)
    yield ABLE, counted, able.astype(np.float64)
    yield SENSITIVITY, counted * able, chance
    yield SPECIFICITY, counted * ~able, 1 - chance
    yield OF_ADMITTED, counted * chance, able.astype(np.float64)
    yield OF_FIRST_GROUP, counted * one.admis_groupe1, able.astype(np.float64)
    yield OF_REFUSED, counted * (1 - chance), (~able).astype(np.float64)
    if one.regime.opens_orals:
        yield AFTER_ORALS, after, able.astype(np.float64)
        yield OF_ALLOWED, counted * one.autorise, able.astype(np.float64)
    if one is not base:
        gained = counted * np.maximum(chance - base.admission, 0)
        yield OF_GAINED, gained, able.astype(np.float64)


@asks_abilities
def accuracy_by_oral(
    cohorte: SimulatedCohort,
    regimes: Sequence[Regime],
    oral_spreads: Sequence[float] | None = None,
    standard: float | None = None,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the accuracy of decisions as orals become less reliable, as `OralAccuracy`, with the luck of a candidate.

    Args:
        cohorte: the candidates.
        regimes: the regimes judged.
        oral_spreads: spreads of an oral mark around the candidate's ability, points; by default nine, between the
            bounds of the parameter `ecart_type_oral`.
        standard: points on 20; the threshold of admission by default.
        level: level of the intervals, percent; None for no interval.
    """
    spreads = (
        np.linspace(*parametres()["ecart_type_oral"].bornes, ORAL_SPREADS) if oral_spreads is None else oral_spreads
    )
    asked = law_threshold(cohorte.cohorte.bareme) if standard is None else standard
    able = true_level(cohorte) >= asked
    rows, every = [], [cohorte.under(regime) for regime in regimes]
    for spread in map(float, spreads):
        for one in (under.with_oral_spread(spread) for under in every):
            reliability = round(_reliability(one, spread), DECIMALS)
            rows += [(spread, reliability, *row) for row in _rows(one, one, able, level, BY_ORAL)]
    return pd.DataFrame(rows, columns=[*OralAccuracy.names(), *LUCK])


def _reliability(one: Under, spread: float) -> float:
    """Return the share of the variance of oral marks that comes from the candidates, 0 to 1.

    Source: the coefficient of reliability, F. M. Lord and M. R. Novick, Statistical theories of mental test scores
    (1968), computed here among authorised candidates and not among all candidates.
    """
    marks = np.concatenate([expected[chosen] for expected, chosen in one.epreuves_together])
    true = float(marks.var()) if marks.size else 0.0
    return true / (true + spread**2) if true else np.nan
