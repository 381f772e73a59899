"""What a session of so many candidates would show: the mixture, over draws of the parameters, of the luck of a session.

Under a draw d, of N candidates, K⁺ have a diploma in addition and K⁻ one less: (K⁺, K⁻) is multinomial(N; p⁺, p⁻). The
interval is that of (K⁺ - K⁻) / N when d is drawn too. The value is the mean over the draws, so that gaps, parts and
groups add up. How many candidates were simulated is no part of it: that noise is taken out of the spread of the draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtr, ndtri, xlog1py, xlogy

from bts_sim.droit.points import Floats, Ints

Complexes = NDArray[np.complex128]

#: Standard deviations on either side of a mean that hold all of a count, and counts that are summed exactly at most.
WIDE, EXACT = 7.0, 512
#: Draws whose laws are read together, alike in width, and the log of the least that such a law is still read down to.
TOGETHER, FAINTEST = 16, float(np.log(1e-18))
#: The least standard deviation of a session, where a law has none, and what sums of chances round.
LEAST_SPREAD, ROUNDING = 1e-12, 1e-12
#: The most halvings of the search for an end, and how near it ends, as a part of what may hold the end: it is found to
#: the last digit shown.
HALVINGS, CLOSE = 32, 2.0**-33


@dataclass(frozen=True)
class Drawn:
    """R results under D draws of the parameters, each in its own unit, shape (d, r).

    Not a number where a draw has no candidate of the group. `value`: the result. `noise`: the variance that the
    simulated candidates leave on it. `spread`: the standard deviation that the luck of a session gives it. `loss`: the
    part of the value that counts candidates who change the other way; `size`, `unit`: candidates of the session, and
    what all of them would make of the value, shape (r,): these three serve results that count candidates, and the first
    is not a number elsewhere. `worth`: the draws that each result rests on, shape (r,); by default, all of them.
    `known`: whether the candidates are real ones, whose chances are not all the same.
    """

    value: Floats
    noise: Floats
    spread: Floats
    loss: Floats
    size: Floats
    unit: Floats
    worth: Floats | None = None
    known: bool = False

    @cached_property
    def draws(self) -> Floats:
        """Return the number of draws that each result rests on, shape (r,)."""
        return np.full(self.value.shape[1], float(len(self.value))) if self.worth is None else self.worth

    @cached_property
    def mean(self) -> Floats:
        """Return the mean over the draws, shape (r,): the value to quote."""
        return mean_of_told(self.value)

    @cached_property
    def error(self) -> Floats:
        """Return the standard error that the simulation leaves on that mean, shape (r,)."""
        draws = (~np.isnan(self.value)).sum(axis=0)
        error: Floats = np.sqrt(mean_of_told((self.value - self.mean) ** 2) / np.maximum(draws - 1, 1))
        return error

    @cached_property
    def shrunk(self) -> Drawn:
        """Return the results drawn towards their mean until the noise of the simulation is out of their spread."""
        between, noise = mean_of_told((self.value - self.mean) ** 2), mean_of_told(self.noise)
        kept = np.sqrt(np.clip(1 - np.divide(noise, between, out=np.ones_like(noise), where=between > 0), 0, 1))
        # The luck of a session goes with the result: where draws are one, so are their variances.
        spread = np.sqrt(_towards_mean(self.spread**2, kept))
        return replace(self, value=_towards_mean(self.value, kept), spread=spread, loss=_towards_mean(self.loss, kept))

    def of_known_candidates(self) -> Drawn:
        """Return the results of candidates who are known: the luck of a session is that of their orals alone.

        They are all simulated, each once: what the simulation leaves on a result is the luck of who they are.
        """
        spread = np.sqrt(np.maximum(self.spread**2 - self.noise, 0))
        return replace(self, spread=spread, noise=np.zeros(self.noise.shape), known=True)


def distinct_results(drawn: Drawn) -> tuple[Drawn, Ints]:
    """Return the results that differ, and the place of each result among them, shape (r,): many groups hold the same.

    Not a number is like itself.
    """
    by_draw, of_all = (drawn.value, drawn.noise, drawn.spread, drawn.loss), (drawn.size, drawn.unit, drawn.draws)
    laid = np.ascontiguousarray(np.vstack([*by_draw, *of_all]).T)
    _, first, places = np.unique(laid.view(f"V{laid[0].nbytes}").ravel(), return_index=True, return_inverse=True)
    value, noise, spread, loss = (one.take(first, axis=1) for one in by_draw)
    worth = None if drawn.worth is None else drawn.worth[first]
    return Drawn(value, noise, spread, loss, drawn.size[first], drawn.unit[first], worth, drawn.known), places


def _towards_mean(values: Floats, kept: Floats) -> Floats:
    """Return some values of the draws drawn towards their mean, which is that of a draw that has none."""
    mean = mean_of_told(values)
    return np.where(np.isnan(values), mean, mean + kept * (values - mean))


def mean_of_told(values: Floats) -> Floats:
    """Return the mean over the draws that have a value, shape (r,); not a number where none has."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)
    return mean


@dataclass(frozen=True)
class Ends:
    """The ends of an interval of R results, shape (r,)."""

    low: Floats
    high: Floats


def ends(drawn: Drawn, level: float) -> Ends:
    """Return the interval of what a session would show, at a level in percent.

    Where candidates are counted, ends lie half a candidate outside the counts that they hold, so that an interval has a
    width, and inside what is possible.
    """
    one, tail = drawn.shrunk, (1 - level / 100) / 2
    spread, shares = np.maximum(one.spread, LEAST_SPREAD), _shares(one, tail)
    low, high = (_of_normals(one.value, spread, share) for share in shares)
    low, high = _exact_where_few(one, shares, low, high)
    # With no luck of a session the draws are all there is: after n of them, the next one falls between Weibull's ends.
    still = ~(one.spread > 0).any(axis=0)
    low[still], high[still] = np.quantile(one.value[:, still], [tail, 1 - tail], axis=0, method="weibull")
    counted = ~np.isnan(one.loss).any(axis=0)
    half = np.where(counted, 0.5 * np.abs(one.unit) / one.size, 0)
    lowest = np.where(counted, np.where((one.loss > 0).any(axis=0), -one.unit, 0), -np.inf)
    highest = np.where(counted, one.unit, np.inf)
    return Ends(np.maximum(low - half, lowest), np.minimum(high + half, highest))


def error_of_ends(drawn: Drawn, level: float) -> Floats:
    """Return the larger of the errors that so few draws leave on the ends of the interval of `ends`, shape (r,)."""
    one, tail = drawn.shrunk, (1 - level / 100) / 2
    spread, least = np.maximum(one.spread, LEAST_SPREAD), 0.1 / one.draws
    # So far may a share of the draws be from that of all: twice the error that this makes of each end.
    away = np.sqrt(tail * (1 - tail) / one.draws)
    around = [(np.maximum(share - away, least), np.minimum(share + away, 1 - least)) for share in _shares(one, tail)]
    apart = [np.subtract(*(_of_normals(one.value, spread, share) for share in both[::-1])) for both in around]
    larger: Floats = np.maximum(*apart) / 2
    return larger


def _shares(one: Drawn, tail: float) -> list[Floats]:
    """Return the shares of the draws under the low end of each interval and under its high end, shape (r,) each."""
    return [_among_draws(share, one.draws) for share in (tail, 1 - tail)]


def _exact_where_few(one: Drawn, shares: Sequence[Floats], low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the ends of intervals, those of few candidates being read from the law of their counts."""
    reach = (one.value + WIDE * one.spread).max(axis=0) - (one.value - WIDE * one.spread).min(axis=0)
    few = (one.size * reach < EXACT * one.unit) & ~np.isnan(one.loss).any(axis=0)
    low, high = low.copy(), high.copy()
    for row in np.flatnonzero(few).tolist():
        # What a regression tells of a draw may be a little beyond what all its candidates make.
        loss = np.clip(one.loss[:, row] / one.unit[row], 0, 1)
        gain = np.clip(one.value[:, row] / one.unit[row] + loss, 0, 1 - loss)
        size, ends_at = max(round(float(one.size[row])), 1), [float(share[row]) for share in shares]
        if not one.known:
            found = _of_counts(gain, loss, size, ends_at)
        elif not loss.any():
            found = _of_chances(size * gain, (size * one.spread[:, row] / one.unit[row]) ** 2, size, ends_at)
        else:
            continue
        low[row], high[row] = (one.unit[row] * share for share in found)
    return low, high


def _among_draws(share: float, draws: Floats) -> Floats:
    """Return shares of the draws seen, for a share of all, shape (r,): one more draw may be on either side of an end.

    `draws`: the number of draws of each result.
    """
    outside = 0.5 / (draws + 1)
    low, high = np.minimum(share, outside), np.maximum(share, 1 - outside)
    found: Floats = np.clip((share * (draws + 1) - 0.5) / draws, low, high)
    return found


def _of_normals(mean: Floats, spread: Floats, share: Floats) -> Floats:
    """Return the quantile of equal mixtures of normal laws, shape (r,).

    By Newton's steps from that of the normal law of the same variance, or by halves where a step leaves what holds it.
    """
    low, high = (mean - WIDE * spread).min(axis=0), (mean + WIDE * spread).max(axis=0)
    near = ndtri(share) * np.sqrt(mean.var(axis=0) + (spread**2).mean(axis=0))
    found: Floats = np.clip(mean.mean(axis=0) + near, low, high)
    close = (high - low) * CLOSE
    left = np.arange(found.size)
    for _ in range(2 * HALVINGS):
        at, within = found[left], spread[:, left]
        away = (at - mean[:, left]) / within
        over = ndtr(away).mean(axis=0) - share[left]
        low[left], high[left] = np.where(over < 0, at, low[left]), np.where(over < 0, high[left], at)
        density = (np.exp(-(away**2) / 2) / within).mean(axis=0) / np.sqrt(2 * np.pi)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = at - over / density
        inside = (low[left] < step) & (step < high[left])
        found[left] = np.where(inside, step, (low[left] + high[left]) / 2)
        left = left[np.abs(found[left] - at) > close[left]]
        if not left.size:
            break
    return found


def _of_counts(gain: Floats, loss: Floats, size: int, shares: Sequence[float]) -> list[float]:
    """Return quantiles of the mixture of the differences of two counts, exactly, as shares of a session of `size`.

    The law of a sum is read from its characteristic function, on as many points as it has counts.
    Source: Y. Hong, On computing the distribution function for the Poisson binomial distribution, CSDA 59 (2013).
    """
    beyond = WIDE * np.sqrt(size * float((gain + loss).max())) + WIDE
    first = max(int(np.floor(size * float((gain - loss).min()) - beyond)), -size)
    last = min(int(np.ceil(size * float((gain - loss).max()) + beyond)), size)
    points = 1 << (last - first).bit_length()
    angle = 2 * np.pi * np.arange(points // 2 + 1) / points
    law = _mixed(gain, loss, size, angle)
    chances = np.fft.irfft((law * np.exp(-1j * angle * first)).conj(), points)[: last - first + 1]
    below = np.cumsum(np.maximum(chances, 0))
    return [(first + int(np.searchsorted(below, share * below[-1] - ROUNDING))) / size for share in shares]


def _mixed(gain: Floats, loss: Floats, size: int, angle: Floats) -> Complexes:
    """Return the characteristic function of the mixture at some angles, from 0 up to a half turn.

    Its square is at most 1 - 2 (1 - cos t) (p⁺ + p⁻) (1 - p⁺ - p⁻), to the power N: beyond some angle it is nothing.
    """
    up, away, moving = np.expm1(1j * angle), 2 * (1 - np.cos(angle)), (gain + loss) * (1 - gain - loss)
    order, total = np.argsort(moving), np.zeros(angle.size, np.complex128)
    for start in range(0, order.size, TOGETHER):
        some = order[start : start + TOGETHER]
        with np.errstate(divide="ignore"):
            seen = size / 2 * np.log1p(-np.minimum(max(moving[some[0]], 0) * away, 1)) > FAINTEST
        near = up[: np.count_nonzero(seen)]
        of_one = 1 + np.outer(gain[some], near)
        if loss.any():
            of_one += np.outer(loss[some], near.conj())
        total[: near.size] += _power(of_one, size).sum(axis=0)
    return total / order.size


def _of_chances(mean: Floats, variance: Floats, size: int, shares: Sequence[float]) -> list[float]:
    """Return quantiles of the mixture of counts of candidates who have chances of their own, as shares of `size`.

    Each count has the binomial law of its mean and its variance, of as many candidates as these make.
    Source: W. Ehm, Binomial approximation to the Poisson binomial distribution, Statistics & Prob. Letters 11 (1991).
    """
    chance = 1 - np.divide(variance, mean, out=np.zeros(mean.size), where=mean > 0).clip(0, 1)
    many = np.divide(mean, chance, out=np.zeros(mean.size), where=chance > 0)
    counts = np.arange(size + 1)
    # The log of a binomial law, of a number of candidates that need not be whole.
    left = np.maximum(many[:, np.newaxis] - counts, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = gammaln(many + 1)[:, np.newaxis] - gammaln(counts + 1) - gammaln(left + 1)
        log += xlogy(counts, chance[:, np.newaxis]) + xlog1py(left, -chance[:, np.newaxis])
    law = np.exp(log)
    law[counts > np.ceil(many)[:, np.newaxis]] = 0
    law /= law.sum(axis=1, keepdims=True)
    below = np.cumsum(law.mean(axis=0))
    return [int(np.searchsorted(below, share * below[-1] - ROUNDING)) / size for share in shares]


def _power(values: Complexes, exponent: int) -> Complexes:
    """Return complex numbers to a whole power of at least 1, by squares: faster than by logarithms. They are lost."""
    found = np.ones_like(values)
    while True:
        if exponent % 2:
            found *= values
        exponent //= 2
        if not exponent:
            return found
        values *= values
