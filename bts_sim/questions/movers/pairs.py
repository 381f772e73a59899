"""The candidates by pair of decisions, as charts draw them, for 1,000 candidates."""

from __future__ import annotations

import math
from enum import StrEnum

import pandas as pd

from bts_sim.questions.movers.tables import ADMITTED, DECISION_CODES, METHODS_OF_MOVES, Move
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import Method
from bts_sim.stats.rounding import round_to_sum

#: Counts are shown per 1,000 candidates, a size that readers can picture.
THOUSAND = 1000
#: The decision of the first group that gives the diploma at once.
AT_ONCE = "admis"


class Direction(StrEnum):
    """The effect of a move on a candidate."""

    GAINS = "gains"
    LOSES = "loses"
    OTHER = "other"
    STAYS = "stays"


class Pair(Schema):
    """Candidates by their decisions under two regimes: one row per pair of decisions."""

    avant = a_text("decision under the first regime", DECISION_CODES)
    apres = a_text("decision under the second regime", DECISION_CODES)
    part = a_number("share of the candidates present", "percent")
    sens = a_text("what the move does to these candidates", Direction)
    mille = a_count("the same out of 1,000: these numbers add up to 1,000", "candidates")


class Way(Schema):
    """What a change of regime does to candidates: one row for those who gain the diploma, one for those who lose it."""

    sens = a_text("what the change does to these candidates", Direction)
    effectif = a_number("those candidates out of `n`", "candidates")
    part = a_number("share of the candidates present", "percent")
    bas = a_number("lower end of the interval of the share", "percent", optional=True)
    haut = a_number("upper end of the interval of the share", "percent", optional=True)
    niveau = a_number("level of the interval; missing where none was asked for", "percent", optional=True)
    n = a_count("candidates present", "candidates")
    methode = a_text("what the interval covers, a code", METHODS_OF_MOVES)


def pairs_of(moves: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of decisions in the order of the exam, as `Pair`.

    Args:
        moves: the table `Move`.
    """
    shares = _shares(moves)
    rank = {pair: tuple(map(DECISION_CODES.index, pair)) for pair in shares}
    ordered = sorted(shares, key=rank.__getitem__)
    whole = round_to_sum([shares[pair] * (THOUSAND / 100) for pair in ordered], THOUSAND, 0)
    rows = zip(ordered, whole, strict=True)
    return Pair.frame((*pair, shares[pair], direction(*pair), int(mille)) for pair, mille in rows)


def direction(before: str, after: str) -> Direction:
    """Return the effect on a candidate of going from one decision to another."""
    if before == after:
        return Direction.STAYS
    if (before in ADMITTED) == (after in ADMITTED):
        return Direction.OTHER
    return Direction.GAINS if after in ADMITTED else Direction.LOSES


def movers_of(moves: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table `Move` whose decision changes."""
    return moves[moves[Move.raison] != ""]


def ways_of(moves: pd.DataFrame) -> pd.DataFrame:
    """Return those who gain the diploma, then those who lose it, as `Way`.

    Their interval is that of kinds of moves that vary each on its own: few candidates make each of them.

    Args:
        moves: the table `Move`.
    """
    rows, ends = [*Move.rows(moves)], moves[Move.niveau].notna().all()
    found = []
    for way in (Direction.GAINS, Direction.LOSES):
        those = [row for row in rows if direction(row.avant, row.apres) == way]
        count, share = (math.fsum(values) for values in ([r.effectif for r in those], [r.part for r in those]))
        half = math.hypot(*((row.haut - row.bas) / 2 for row in those)) if ends else 0.0
        about = (rows[0].niveau, rows[0].n, those[0].methode if those else Method.WILSON)
        found.append((way, count, share, max(share - half, 0.0), share + half, *about))
    return Way.frame(found)


def _shares(moves: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the percent of the candidates with each pair of decisions."""
    sides = [Move.avant, Move.apres]
    shares = moves.groupby(sides, sort=False, as_index=False)[[Move.part]].sum()
    return {(row.avant, row.apres): row.part for row in Move.rows(shares)}
