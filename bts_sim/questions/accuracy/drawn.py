"""Right decisions and equal treatment over draws of the parameters: what is measured on each, laid over all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bts_sim.droit.bareme import Regime
from bts_sim.questions.accuracy.equity import (
    HEADCOUNT,
    EqualLevel,
    EqualLevelGap,
    at_equal_level,
    gaps_at_equal_level,
    weighed_bands,
)
from bts_sim.questions.accuracy.remarking import (
    KAPPAS,
    Concordance,
    LivingstonLewis,
    compare_with_livingston_lewis,
    concordance,
)
from bts_sim.questions.accuracy.tables import EVERYBODY, Accuracy, OralAccuracy, accuracy_by_oral, decision_accuracy
from bts_sim.stats.intervals import DECIMALS, KEY, Method
from bts_sim.stats.over_draws import PERCENT, Draws, shaped, within_bounds
from bts_sim.stats.session import counting, luck_columns
from bts_sim.stats.small_groups import Counts, ends_of_few

#: Fewest candidates of a group in a draw, on average, for an interval, and of a specialty where decisions that are
#: seldom wrong are counted: of fewer, the luck of those simulated hides that of the parameters.
PER_DRAW, OF_A_SPECIALTY = 50, 200
#: Fewest candidates from whom the method of Livingston and Lewis finds a reliability that means something.
BY_THE_METHOD = 25


def accuracy_over_draws(
    draws: Draws, baseline: Regime, regimes: Sequence[Regime], sweep: Sequence[float]
) -> pd.DataFrame:
    """Return the table of `decision_accuracy` over draws of the parameters."""
    tables = draws.each(lambda one: decision_accuracy(one, baseline, regimes, sweep))
    return shaped(within_bounds(draws.predicted(tables, [Accuracy.norme, *KEY])), Accuracy)


def by_oral_over_draws(draws: Draws, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return the table of `accuracy_by_oral` over draws of the parameters, but for the spread of orals."""
    tables = draws.each(lambda one: accuracy_by_oral(one, regimes))
    return shaped(within_bounds(draws.predicted(tables, [OralAccuracy.ecart_type_oral, *KEY])), OralAccuracy)


def concordance_over_draws(draws: Draws, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return the table of `concordance` over draws of the parameters."""
    tables = [counting(table, Concordance.valeur) for table in draws.each(lambda one: concordance(one, *regimes))]
    for table in tables:
        # A kappa counts nobody.
        table.loc[table[Concordance.indicateur].isin(KAPPAS), [*luck_columns(Concordance.valeur)]] = np.nan
    found = draws.predicted(tables, KEY)
    found[Concordance.haut] = found[Concordance.haut].clip(
        upper=found[Concordance.indicateur].isin(KAPPAS).map({True: 1.0, False: PERCENT})
    )
    return shaped(found, Concordance)


def livingston_lewis_over_draws(draws: Draws, regime: Regime) -> pd.DataFrame:
    """Return the table of `compare_with_livingston_lewis` over draws of the parameters.

    A specialty that the method does not know under every draw, from 25 candidates on, has no row. One of fewer than 200
    candidates in a draw has the interval of `ends_of_few`.
    """
    tables = draws.each(lambda one: compare_with_livingston_lewis(one, regime, fewest=BY_THE_METHOD))
    key = [LivingstonLewis.groupe, LivingstonLewis.modalite, LivingstonLewis.indicateur]
    shares = [counting(table, LivingstonLewis.modele) for table in tables]
    found = draws.predicted(shares, key, LivingstonLewis.modele)
    often = pd.concat(tables).groupby(key, sort=False).size()
    found = found[(often == len(tables)).to_numpy()]
    known = within_bounds(draws.of_enough(found, OF_A_SPECIALTY))
    few = known[LivingstonLewis.methode] == Method.TOO_FEW
    return shaped(_with_ends_of_few(draws, tables, known, few) if few.any() else known, LivingstonLewis)


def _with_ends_of_few(
    draws: Draws, tables: Sequence[pd.DataFrame], found: pd.DataFrame, few: pd.Series
) -> pd.DataFrame:
    """Return the table with the values and the intervals of some specialties that are small in each draw."""
    every, of, yes = pd.concat(tables, keys=range(len(tables))).reset_index(level=0, names="tirage"), "of", "yes"
    every[of] = every[LivingstonLewis.n].astype(np.float64)
    every[yes] = every[of] * every[LivingstonLewis.modele] / PERCENT
    laid = every.pivot(index="tirage", columns=[LivingstonLewis.modalite, LivingstonLewis.indicateur], values=[yes, of])
    own = pd.MultiIndex.from_frame(found.loc[few, [LivingstonLewis.modalite, LivingstonLewis.indicateur]])
    of_all = [(EVERYBODY, code) for _, code in own]
    some, whole = (Counts(*(laid[name][[*keys]].to_numpy() for name in (yes, of))) for keys in (own, of_all))
    kinds = pd.factorize(own.get_level_values(1))[0]
    one = ends_of_few(some, whole, kinds, np.maximum(found.loc[few, LivingstonLewis.n].to_numpy(), 1), draws.level)
    told = (some.share > 0) & (some.share < 1)
    table = found.copy()
    table.loc[few, LivingstonLewis.modele] = (PERCENT * some.share).round(DECIMALS)
    for name, end in ((LivingstonLewis.bas, one.low), (LivingstonLewis.haut, one.high)):
        table.loc[few, name] = np.where(told, end.round(DECIMALS), np.nan)
    table.loc[few, LivingstonLewis.methode] = np.where(told, str(Method.DRAWN), str(Method.TOO_FEW))
    return table


def equity_over_draws(draws: Draws, regimes: Sequence[Regime]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables of `at_equal_level` and of `gaps_at_equal_level` over draws of the parameters.

    The bands of a gap, and what each weighs, are those of all the draws together.
    """
    tables = draws.each(lambda one: at_equal_level(one, *regimes, fewest=0))
    key = [EqualLevel.groupe, EqualLevel.modalite, EqualLevel.regime]
    shares = [counting(table, EqualLevel.admis) for table in tables]
    bands = draws.predicted(shares, [*key, EqualLevel.centre], EqualLevel.admis)
    simulated = bands[EqualLevel.n] * draws.cohorte.candidats * draws.number / draws.cohorte.present.number
    bands = bands[simulated >= HEADCOUNT].reset_index(drop=True)
    weighed = weighed_bands(bands)
    gaps = draws.predicted([gaps_at_equal_level(one, weighed) for one in tables], key, EqualLevelGap.ecart)
    bands, gaps = (draws.of_enough(one, PER_DRAW) for one in (bands, gaps))
    return shaped(within_bounds(bands), EqualLevel), shaped(gaps, EqualLevelGap)
