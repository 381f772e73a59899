"""The gap between two regimes, split into the parts of their differences.

The part of a factor is its Shapley value: the change that it makes when it comes in, averaged over all the orders in
which the factors may come in (`named_factors` lists them). All orders count equally, and they give different changes.
The least and the most that a factor changes are given beside its part.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.questions.movers.causes import Factor, Setting
from bts_sim.questions.movers.common_luck import mean_squares
from bts_sim.questions.movers.factors import ENTRE_SEUILS, NON_ADMIS, SEUILS, coalitions, named_factors, subsets
from bts_sim.schema import Column, Schema, a_count, a_number, a_text
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import LEVEL, OF_DRAWS, Method
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import Draws, shaped
from bts_sim.stats.session import luck_columns

Worths = Mapping[frozenset[str], Fraction]


class FactorPart(Schema):
    """The part of one factor in the gap of admission between two regimes: one row per factor."""

    facteur = a_text("the factor")
    avant = Column(Setting, "what the factor is in the first regime")
    apres = Column(Setting, "what the factor is in the second regime")
    part = a_number("part of the gap; before they are rounded, the parts add up to it", "points")
    bas = a_number("lower end of the interval of the part", "points", optional=True)
    haut = a_number("upper end of the interval of the part", "points", optional=True)
    niveau = a_number("level of the interval; missing where none was asked for", "percent", optional=True)
    minimum = a_number("the least that the factor changes, over all orders", "points")
    maximum = a_number("the most that the factor changes, over all orders", "points")
    seul = a_number("the change that the factor makes alone, the first regime being otherwise the same", "points")
    seul_bas = a_number("lower end of the interval of that change", "points", optional=True)
    seul_haut = a_number("upper end of the interval of that change", "points", optional=True)
    regime_avant = a_text("the first regime")
    regime_apres = a_text("the second regime")
    taux_avant = a_number("candidates present whom the first regime admits", "percent")
    taux_apres = a_number("candidates present whom the second regime admits", "percent")
    ecart = a_number("gap between the two rates, the same in every row", "points")
    ecart_bas = a_number("lower end of the interval of the gap", "points", optional=True)
    ecart_haut = a_number("upper end of the interval of the gap", "points", optional=True)
    n = a_count("candidates present", "candidates")
    methode = a_text(
        "what the interval covers",
        (Method.PAIRED, Method.PAIRED_CALIBRATED, Method.TOO_FEW, *OF_DRAWS, Method.ZERO_BY_RULE),
    )
    coalitions = a_count("regimes that Shapley's value compares: the two, and those between", "regimes")
    oral_draws = a_count("draws of the orals averaged; 0: summed exactly", "draws")


#: The rates of both regimes; the part of a factor, what it changes alone, and the whole gap, each with its interval.
RATES = FactorPart.taux_avant, FactorPart.taux_apres
PART = FactorPart.part, FactorPart.bas, FactorPart.haut
ALONE = FactorPart.seul, FactorPart.seul_bas, FactorPart.seul_haut
GAP = FactorPart.ecart, FactorPart.ecart_bas, FactorPart.ecart_haut


@asks_abilities
def decompose(cohorte: SimulatedCohort, before: Regime, after: Regime, level: float | None = LEVEL) -> pd.DataFrame:
    """Return the gap of admission between two regimes, split into the parts of their factors, as `FactorPart`.

    The luck of a candidate on his part of each follows (`stats/session.py`).

    A part is a Shapley value. A factor on which both regimes agree has exactly 0. The interval is normal and covers the
    draw of candidates only; the difficulty of the units stays that of the seed. It is too narrow for a part that a
    handful of candidates make.

    Args:
        cohorte: the candidates.
        before: the first regime.
        after: the second regime.
        level: level of the intervals, percent; None for no interval.

    Raises:
        InputError: there are too many factors.

    Sources: L. S. Shapley, A value for n-person games, in Contributions to the theory of games II (1953);
    A. F. Shorrocks, Decomposition procedures for distributional analysis, Journal of economic inequality 11 (2013).
    """
    here = present(cohorte)
    every = under_coalitions(cohorte, coalitions(before, after))
    named = named_factors(before, after)
    own = {taken: one.admission[here] for taken, one in every.items()}
    first = every[frozenset()].admis_groupe1[here]
    solved = all(cohorte.sets_number_of(one.admis_groupe1) for one in every.values())
    game = _Game([one.name for one in named if one.differs], own, first, solved, level)
    first_rate, last_rate = game.worths[frozenset()], game.worths[frozenset(game.players)]
    gap = (float(last_rate - first_rate), *_interval(game.whole, game.fixed, level))
    about = (before.nom, after.nom, float(first_rate), float(last_rate), *gap, int(here.sum()))
    return FactorPart.frame(game.row(one, about) for one in named).join(game.luck(named, every))


def decompose_over_draws(draws: Draws, before: Regime, after: Regime, rates: MoreDraws | None) -> pd.DataFrame:
    """Return the gap of admission between two regimes over draws of the parameters, split as `FactorPart`.

    Parts are the means of those of each draw, brought to the gap that more draws give: they add up to it.

    Args:
        draws: the draws.
        before: the first regime.
        after: the second regime.
        rates: the rates of both over more draws; None to keep those of these draws.
    """
    tables = draws.each(lambda simulated: decompose(simulated, before, after))
    sides = np.array([[table[name].iloc[0] for name in RATES] for table in tables])
    first, last = (sides if rates is None else rates.values).mean(axis=0)
    known, key = None if rates is None else Known(np.diff(sides), rates.gap()), [FactorPart.facteur]
    found = draws.predicted(tables, key, FactorPart.part, known=known)
    for value, *ends in (ALONE, GAP):
        other = draws.predicted(tables, key, value, (ends[0], ends[1]), known)
        found[[value, *ends]] = other[[value, *ends]]
    # A factor on which both agree has no part, whatever the draws.
    same = (found[FactorPart.avant] == found[FactorPart.apres]).to_numpy()
    found.loc[same, [*PART, *ALONE]] = 0.0
    found.loc[same, FactorPart.methode] = Method.ZERO_BY_RULE
    found[FactorPart.taux_avant], found[FactorPart.taux_apres] = first, last
    return shaped(found, FactorPart)


def _luck_of(value: str, gain: Floats, squares: float = math.nan) -> dict[str, float]:
    """Return the columns of the luck of a mean gain, points. `squares`: mean square of what a candidate may show."""
    lost = 100 * float(np.maximum(-gain, 0).mean())
    return dict(zip(luck_columns(value), (lost, 100**2 * (squares - float(gain.mean()) ** 2)), strict=True))


class _Game:
    """The factors as players of a game, their worth to each candidate, and the candidates an interval may draw."""

    def __init__(
        self,
        players: Sequence[str],
        own: Mapping[frozenset[str], Floats],
        first: Bools,
        solved: bool,
        level: float | None,
    ) -> None:
        self.players, self.own, self.level = players, own, level
        # Each sum is rounded once. All that follows is exact, so the parts add up to the gap.
        self.worths = {taken: Fraction(math.fsum(one)) * 100 / first.size for taken, one in own.items()}
        self.gains = {name: _by_candidate(own, players, name) for name in players}
        self.alone = {name: own[frozenset([name])] - own[frozenset()] for name in players}
        self.whole = own[frozenset(players)] - own[frozenset()]
        moved = (*self.gains.values(), *self.alone.values())
        self.calibrated = solved and not any(gain[first].any() for gain in moved)
        self.fixed = first & self.calibrated

    def row(self, one: Factor, about: tuple[object, ...]) -> tuple[object, ...]:
        """Return the row of a factor. `about`: the columns that all rows share."""
        part, bounds, orders, alone = 0.0, (0.0, 0.0), [0.0], (0.0, 0.0, 0.0)
        if one.differs:
            part = float(shapley(self.worths, self.players, one.name))
            bounds = _interval(self.gains[one.name], self.fixed, self.level)
            orders = [float(margin) for margin in marginals(self.worths, self.players, one.name)]
            change = float(self.worths[frozenset([one.name])] - self.worths[frozenset()])
            alone = (change, *_interval(self.alone[one.name], self.fixed, self.level))
        method = covered(bounds[0], Method.PAIRED_CALIBRATED if self.calibrated else Method.PAIRED)
        numbers = (part, *bounds, self.level, min(orders), max(orders), *alone)
        return (one.name, one.before, one.after, *numbers, *about, method, len(self.worths), 0)

    def luck(self, factors: Sequence[Factor], every: Mapping[frozenset[str], Under]) -> pd.DataFrame:
        """Return the luck of a candidate on each number of the row of each factor. `every`: under each coalition."""
        weights = np.zeros((2, len(self.players), len(self.own)))
        column = {taken: rank for rank, taken in enumerate(self.own)}
        for rank, name in enumerate(self.players):
            for s, weight in _weights(self.players, name):
                weights[0, rank, [column[s | {name}], column[s]]] = float(weight), -float(weight)
            weights[1, rank, [column[frozenset([name])], column[frozenset()]]] = 1, -1
        orals = [one.regime.oral_par for one in every.values()]
        chances = np.column_stack([*self.own.values()])
        squares = mean_squares(chances, orals, weights.reshape(-1, len(self.own))).reshape(2, -1)
        whole, rows = _luck_of(FactorPart.ecart, self.whole), []
        for one in factors:
            row = dict(whole)
            if one.differs:
                part, alone = squares[:, self.players.index(one.name)].tolist()
                row |= _luck_of(FactorPart.part, self.gains[one.name], part)
                row |= _luck_of(FactorPart.seul, self.alone[one.name], alone)
            rows.append(row)
        return pd.DataFrame(rows, columns=[name for value, *_ in (PART, ALONE, GAP) for name in luck_columns(value)])


def under_coalitions(cohorte: SimulatedCohort, regimes: Mapping[frozenset[str], Regime]) -> dict[frozenset[str], Under]:
    """Return the chances of a cohort under the regime of each coalition, faster than one by one.

    A threshold of access changes who sits the orals, not what they give. So they are summed once, for all candidates
    below admission.
    """
    found, summed = {}, dict[frozenset[str], Under]()
    for taken, regime in regimes.items():
        rest = taken.difference(SEUILS)
        if regime.acces not in (ENTRE_SEUILS, NON_ADMIS) or regime.pour is not None:
            found[taken] = cohorte.under(regime)
            continue
        if rest not in summed:
            to_all = replace(regime, acces=ENTRE_SEUILS, seuil_general=None, seuil_professionnel=None)
            summed[rest] = cohorte.under(to_all)
        found[taken] = summed[rest].narrowed(regime)
    return found


# --- The value of a game -----------------------------------------------------------------------------------------


def shapley(worths: Worths, players: Sequence[str], player: str) -> Fraction:
    """Return the exact average of what one player brings over all the orders in which the players come in.

    `worths`: the worth of every coalition of `players`. Source: L. S. Shapley (1953), formula (13).
    """
    return sum((weight * (worths[s | {player}] - worths[s]) for s, weight in _weights(players, player)), Fraction(0))


def marginals(worths: Worths, players: Sequence[str], player: str) -> list[Fraction]:
    """Return what one player brings to each coalition of the others. In every order it brings one of these."""
    return [worths[s | {player}] - worths[s] for s, _ in _weights(players, player)]


def _weights(players: Sequence[str], player: str) -> list[tuple[frozenset[str], Fraction]]:
    """Return every coalition of the others, with the share of the orders in which the player comes in just after it."""
    k, whole = len(players), math.factorial(len(players))
    return [
        (s, Fraction(math.factorial(len(s)) * math.factorial(k - len(s) - 1), whole))
        for s in subsets([one for one in players if one != player])
    ]


def _by_candidate(own: Mapping[frozenset[str], Floats], players: Sequence[str], player: str) -> Floats:
    """Return the Shapley value of a player for each candidate, shape (n,). It is linear, so its mean is that of all."""
    total = np.zeros(own[frozenset()].shape)
    for s, weight in _weights(players, player):
        total += float(weight) * (own[s | {player}] - own[s])
    return total


def _interval(gain: Floats, fixed: Bools, level: float | None) -> tuple[float, float]:
    """Return the interval of the mean gain, points. Candidates whose number was solved are not drawn."""
    if not gain.any():
        # A change that concerns no candidate is exact: the factor has no part, and no interval is shown.
        return 0.0, 0.0
    low, high = paired(gain[~fixed], level)
    share = 100 * float(1 - fixed.mean())
    return share * low, share * high
