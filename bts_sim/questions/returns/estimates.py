"""The rows of tables over several sessions: a share, a gap, a ratio, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.files.percents import refuse
from bts_sim.questions.returns.lives import Journey
from bts_sim.stats.gaps import covered, paired_rows, same_rules
from bts_sim.stats.intervals import DECIMALS, Method, wilson_of_rows_if_solved
from bts_sim.stats.normal import normal

#: The parameter of the model for the rate of return.
RETURN = "retour_apres_echec"
#: The share of candidates with the diploma, and its gap to the first regime.
DIPLOMAS, DIPLOMAS_GAP = "taux_diplomes", "ecart_taux_diplomes"
Bounds = tuple[float, float]
#: A ratio and its interval.
Ratio = tuple[float, Bounds]
#: What a candidate loses of a result, and the variance of what he adds to it, as `stats/session.py` has them.
Luck = tuple[float, float]
COUNTED: Luck = (0.0, np.nan)
#: A group, its value, and the indicator.
Key = tuple[str, str, str]


class ReturnMethod(StrEnum):
    """Codes for what an interval covers in this room only; `words.py` describes each in full."""

    QUOTIENT = "quotient"


def checked_rate(lives: Sequence[Journey], rate: float | None) -> float:
    """Return the rate of return, percent, by default that of the cohort. Raise InputError if it is not a percentage."""
    given = lives[0].cohorte.cohorte.parametres[RETURN] if rate is None else rate
    refuse("rate", given, "returns", lambda: 0 <= given <= 100, "de 0 à 100")
    return float(given)


def ratio_of_means(part: Floats, whole: Floats, level: float) -> Ratio:
    """Return the ratio of two means over the same candidates, and its interval. `whole` must not be zero everywhere.

    Source: W. G. Cochran, Sampling techniques (1977), section 6.3: variance of a ratio by linearisation.
    """
    return ratios_of_means(part[np.newaxis], whole, level)[0]


def ratios_of_means(parts: Floats, whole: Floats, level: float) -> list[Ratio]:
    """Return the ratios of `ratio_of_means` of several parts of the same whole, shape (r, n)."""
    total = float(whole.mean())
    values = parts.mean(axis=1) / total
    # A reform that removes diplomas has a negative whole, and a positive error all the same.
    left = (parts - values[:, np.newaxis] * whole).std(axis=1)
    halves = normal(level) * (left / (abs(total) * float(np.sqrt(whole.size))))
    return [(value, (value - half, value + half)) for value, half in zip(values.tolist(), halves.tolist(), strict=True)]


@dataclass(frozen=True)
class RowsOfTable:
    """The columns that all rows of a table share: the first regime, the rate of return and the level, percent.

    `alike`: the regimes with the same rules as the first one.
    """

    base: Journey
    rate: float
    level: float
    alike: frozenset[str]

    @classmethod
    def of(cls, lives: Sequence[Journey], rate: float | None, level: float) -> RowsOfTable:
        """Return what the rows of the lives of candidates share, the baseline first."""
        base, bareme = lives[0], lives[0].cohorte.cohorte.bareme
        alike = (one.regime.nom for one in lives if same_rules(one.regime, base.regime, bareme))
        return cls(base, checked_rate(lives, rate), level, frozenset(alike))

    def gain(self, one: Journey, sessions: int) -> Floats:
        """Return the gap of each candidate to the first regime within so many sessions, mean of the draws, (n,)."""
        gained: Floats = self._gains(one, sessions).mean(axis=0)
        return gained

    def loss(self, one: Journey, sessions: int) -> Floats:
        """Return what each candidate loses of it, in the draws where he does, shape (n,)."""
        lost: Floats = np.maximum(-self._gains(one, sessions), 0).mean(axis=0)
        return lost

    def luck_of_what_is_left(self, one: Journey, left: float, members: Ints) -> float:
        """Return the variance of what a candidate adds to `left`, the part of the first gap that the last one keeps."""
        first, last = (self._gains(one, k)[:, members] for k in (1, one.sessions))
        # The luck of a return is one: a candidate gains or loses, never both.
        squares = np.abs(last) - 2 * left * first * last + (left * first) ** 2
        return float(squares.mean()) / float(first.mean()) ** 2

    def _gains(self, one: Journey, sessions: int) -> Floats:
        return one.obtained(self.rate, sessions) - self.base.obtained(self.rate, sessions)

    def shares(
        self, group: tuple[str, str], one: Journey, chances: Floats, first: Bools, calibrated: bool
    ) -> Iterator[tuple[object, ...]]:
        """Yield the rows of the share of candidates with the diploma within 1, 2, … sessions. `chances`: (s, n)."""
        key, n = (*group, DIPLOMAS), chances.shape[1]
        method = Method.WILSON_CALIBRATED if calibrated else Method.WILSON
        found = wilson_of_rows_if_solved(chances, first, calibrated, self.level)
        for k, (value, ends) in enumerate(zip(chances.mean(axis=1).tolist(), found, strict=True), start=1):
            # Without épreuves de contrôle, the first session gives the rate that the level was solved for.
            solved = calibrated and k == 1 and not one.regime.opens_orals
            bounds = (value, value, value) if solved else (value, *ends)
            yield self._row(key, one, "", k, bounds, n, Method.CALIBRATED if solved else method, luck=COUNTED)

    def gaps(
        self,
        keys: Sequence[Key],
        one: Journey,
        sessions: Sequence[int],
        gains: Floats,
        lost: Floats,
        first: Bools,
        calibrated: bool,
    ) -> Iterator[tuple[object, ...]]:
        """Yield the rows of gaps, as in `compare`, among candidates not admitted by a solved first group.

        `gains`: those of each candidate within so many sessions, shape (s, n); `lost`: his `loss`.
        """
        baseline, n = self.base.regime, gains.shape[1]
        if one.regime.nom in self.alike:
            for key, k in zip(keys, sessions, strict=True):
                yield self._row(key, one, baseline.nom, k, (0.0, 0.0, 0.0), n, Method.ZERO_BY_RULE)
            return
        kept: Bools = ~np.any(gains[:, first], axis=1) if calibrated else np.zeros(len(gains), dtype=bool)
        others = 1 - float(first.mean())
        among = paired_rows(np.compress(~first, gains, axis=1), self.level) if kept.any() else [(0.0, 0.0)] * len(gains)
        whole = among if kept.all() else paired_rows(gains, self.level)
        means, losses = (of.mean(axis=1).tolist() for of in (gains, lost))
        each = zip(keys, sessions, means, losses, kept.tolist(), among, whole, strict=True)
        for key, k, mean, loss, fixed, few, every in each:
            low, high = (others * few[0], others * few[1]) if fixed else every
            method = covered(low, Method.PAIRED_CALIBRATED if fixed else Method.PAIRED)
            yield self._row(key, one, baseline.nom, k, (mean, low, high), n, method, luck=(loss, np.nan))

    def ratio(
        self,
        key: Key,
        one: Journey,
        baseline: str,
        found: Ratio,
        n: int,
        scale: float = 100.0,
        method: str = ReturnMethod.QUOTIENT,
        luck: Luck = COUNTED,
    ) -> tuple[object, ...]:
        """Return the row of a ratio over all the sessions. `method`: what its interval covers, or what fixes it.

        `luck`: that of one candidate; by default he counts or does not.
        """
        value, bounds = found
        return self._row(key, one, baseline, one.sessions, (value, *bounds), n, method, scale, luck)

    def _row(
        self,
        key: Key,
        one: Journey,
        baseline: str,
        sessions: int,
        bounds: tuple[float, float, float],
        n: int,
        method: str,
        scale: float = 100.0,
        luck: Luck = COUNTED,
    ) -> tuple[object, ...]:
        lost, squares = luck
        # The sum turns -0.0 into 0.0.
        numbers = [round(scale * x, DECIMALS) + 0.0 for x in bounds]
        about = (*key, one.regime.nom, baseline, sessions, self.rate, one.conservation.progress)
        return (*about, *numbers, self.level, n, method, len(one.diplome), scale * lost, scale**2 * squares)
