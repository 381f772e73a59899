"""The results under each way to lend a règlement to the specialties that have none: what these specialties add."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from bts_sim.cohort.donors import Lending
from bts_sim.questions.uncertainty.tables import EVERYBODY, INDICATORS, OfResult
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS
from bts_sim.stats.under_draws import OverDraws, intervals_over_draws

SECTOR, SPECIALTY, NONE = Lending.SECTOR, Lending.SPECIALTY, Lending.NONE


class Lent(OfResult, after=True):
    """A result of all candidates with règlements lent in one way: one row per result and way."""

    prete = a_text("how a règlement is lent to specialties that have none; aucun: without their candidates", Lending)
    part_donneurs = a_number("candidates judged on a lent règlement", "percent")
    valeur = a_number("median over the draws of the parameters", "percent, or points")
    bas = a_number("lower end of its interval", "percent, or points")
    haut = a_number("upper end of its interval", "percent, or points")
    largeur = a_number("width of the interval", "points")
    niveau = a_number("level of the interval", "percent")
    n = a_count("draws of the parameters", "draws")


def results_by_lending(drawn: Callable[[Lending], pd.DataFrame], lent_share: float, level: float) -> pd.DataFrame:
    """Return every result that is not fixed by the rule under each way to lend, as `Lent`.

    Args:
        drawn: a function from a way to the table of `rates_by_draw`, on the same draws.
        lent_share: percent of candidates judged on a lent règlement, where any is.
        level: level of the intervals, percent.
    """
    found = {}
    for way in Lending:
        table = drawn(way)
        whole = table[(table[OverDraws.groupe] == EVERYBODY) & table[OverDraws.indicateur].isin(INDICATORS)]
        for row in OverDraws.rows(intervals_over_draws(whole, [level])):
            share = 0.0 if way == Lending.NONE else lent_share
            key = row.indicateur, row.regime, row.reference
            width = round(row.haut - row.bas, DECIMALS)
            found[key, way] = (*key, way, share, row.valeur, row.bas, row.haut, width, level, row.draws)
    results = dict.fromkeys(key for key, _way in found)
    kept = [key for key in results if any(found[key, way][-3] for way in Lending)]
    return Lent.frame(found[key, way] for key in kept for way in Lending)
