"""The candidates who change decision, over draws of the parameters: by reason, then those who gain and who lose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.questions.movers.pairs import Way, ways_of
from bts_sim.questions.movers.tables import ADMITTED, DECISION_CODES, REASONS, Move, moves
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import PERCENT, Draws, shaped


@dataclass(frozen=True)
class MovesOverDraws:
    """The moves between two regimes over draws of the parameters: `Move` by reason, `Way` for gains and losses."""

    by_reason: pd.DataFrame
    ways: pd.DataFrame


def moves_over_draws(
    draws: Draws, before: Regime, after: Regime, oral_draws: int | None, rates: MoreDraws | None
) -> MovesOverDraws:
    """Return the candidates by their decisions under two regimes and by reason, over draws of the parameters.

    Args:
        draws: the draws.
        before: the first regime.
        after: the second regime.
        oral_draws: number of draws of the orals; None sums the orals over their marks.
        rates: the rates of both regimes over more draws, to which the shares add up; None to keep those of these
            draws.

    Raises:
        InputError: there is less than one draw of the orals, or the orals cannot be summed.
    """
    tables = draws.each(lambda simulated: moves(simulated, before, after, oral_draws))
    sides = np.array([[_admitted(table, side) for side in (Move.avant, Move.apres)] for table in tables])
    known = None if rates is None else Known(sides, rates)
    key = [Move.avant, Move.apres, Move.raison, Move.condition]
    found = draws.predicted(tables, key, Move.part, known=known, shares=True)
    ways = draws.predicted([ways_of(table) for table in tables], [Way.sens], Way.part, known=known, shares=True)
    return MovesOverDraws(shaped(_counted(found.iloc[_order(found)]), Move), shaped(_counted(ways), Way))


def _admitted(moves: pd.DataFrame, side: str) -> float:
    """Return the percent of the candidates with the diploma under one of the two regimes."""
    return float(moves.loc[moves[side].isin(ADMITTED), Move.part].sum())


def _order(found: pd.DataFrame) -> list[int]:
    """Return the rows in the order of the exam: decisions, then reason, then causes."""
    ranks = [
        (DECISION_CODES.index(row.avant), DECISION_CODES.index(row.apres), REASONS.index(row.raison), row.condition)
        for row in found.itertuples()
    ]
    return sorted(range(len(ranks)), key=ranks.__getitem__)


def _counted(found: pd.DataFrame) -> pd.DataFrame:
    """Return shares that no regression has brought under zero, with the candidates of the session that they make."""
    shares: Floats = found[Move.part].clip(0, PERCENT).to_numpy()
    low, high = (found[name].clip(0, PERCENT) for name in (Move.bas, Move.haut))
    effectif = (shares * found[Move.n] / PERCENT).round(1)
    return found.assign(**{Move.part: shares, Move.bas: low, Move.haut: high, Move.effectif: effectif})
