"""The cost of each change that reaches a target, compared with the regime as it is."""

from __future__ import annotations

import pandas as pd

from bts_sim.droit.bareme import Regime
from bts_sim.questions.reforms.reach import LeastChange
from bts_sim.questions.reforms.settings import LEVERS, SETTING_UNIT
from bts_sim.questions.reforms.tables import GAPS, Response, response_over_draws
from bts_sim.schema import a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS
from bts_sim.stats.known import MoreDraws
from bts_sim.stats.over_draws import Draws

PER_THOUSAND = "per 1,000 candidates present"


class Price(Response):
    """The cost of each change: gaps to the regime as it is, per 1,000 candidates present, by lever and measure."""

    levier = a_text("the lever", LEVERS)
    reglage = a_count("its setting", SETTING_UNIT)
    valeur = a_number("the gap", PER_THOUSAND, optional=True)
    bas = a_number("lower end of the interval", PER_THOUSAND, optional=True)
    haut = a_number("upper end of the interval", PER_THOUSAND, optional=True)


def price_of_change(
    draws: Draws, regime: Regime, targets: pd.DataFrame, rates: MoreDraws | None = None
) -> pd.DataFrame:
    """Return the cost of each change that reaches a target, as `Price`: one row per such lever and measure.

    Args:
        draws: the draws of the parameters.
        regime: the regime whose levers are set.
        targets: the table of `reach_target`.
        rates: the rate of the regime as it is over more draws; None to keep that of these draws.
    """
    found = targets[targets[LeastChange.atteinte]]
    tables = [
        _gaps(response_over_draws(draws, regime, {row.levier: [int(row.reglage)]}, rates), row.levier)
        for row in LeastChange.rows(found)
    ]
    return pd.concat(tables, ignore_index=True) if tables else Price.frame([])


def _gaps(table: pd.DataFrame, lever: str) -> pd.DataFrame:
    """Return the gaps of one setting of a lever, per 1,000 candidates present, with the columns of `Price`."""
    gaps = table[table[Response.indicateur].isin(GAPS.values())].rename(columns={lever: Price.reglage})
    numbers = (Price.valeur, Price.bas, Price.haut)
    gaps = gaps.assign(**{name: (10 * gaps[name]).round(DECIMALS - 1) for name in numbers})
    return gaps.assign(**{Price.levier: lever})[Price.names()]
