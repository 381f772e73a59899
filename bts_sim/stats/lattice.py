"""Is a discrete quantity denser just above a bar than just below it, beside what its own lattice makes of it?

A mean of marks on half points, weighted by whole coefficients, takes few values, and a bar is one of them: counts just
below and just above differ with no jury at all. Values without any bar show the lattice; they are tilted until they
agree with the values seen around the bar but not next to it; what is next to the bar is then compared with them.
Sources: J. McCrary, Manipulation of the running variable in the regression discontinuity design, J. of Econometrics 142
(2008), for the question; B. R. Frandsen, Party bias in union representation elections, Advances in Econometrics 38
(2017), for a running variable that is discrete.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints, Moyenne

#: Points on each side of a bar that are next to it, and that are looked at around it.
NEXT_TO, AROUND = 0.5, 1.5
#: Least number of values of a lattice next to a bar that tell what it makes of it, and steps of the search of the tilt.
LEAST_KNOWN, STEPS = 200, 25


@dataclass(frozen=True)
class Near:
    """What is next to a bar, by total of coefficients, each of shape (g,).

    `total`: hundredths. `near`: values seen next to the bar. `above`: those that reach it. `expected`: as many by the
    lattice. `variance`: of what is seen around it.
    """

    total: Ints
    near: Ints
    above: Ints
    expected: Floats
    variance: Floats

    @property
    def p(self) -> Floats:
        """Return the chance of as many values above the bar, or more, where nobody is lifted to it, shape (g,)."""
        return np.asarray(p_of_excess(self.above, self.expected, self.variance))


def p_of_excess(above: Ints | Floats, expected: Floats, variance: Floats) -> Floats:
    """Return the chance of as many values above a bar, or more, by the normal law of their number."""
    spread = np.sqrt(np.maximum(variance, np.finfo(float).tiny))
    chance: Floats = ndtr((expected - above) / spread)
    return chance


@dataclass(frozen=True)
class _Values:
    """Values around a bar. `group`: rank of the total of each, shape (n,). `tilts`: distance to the bar and its square,
    in units of `AROUND`, shape (n, 2). `next_to`, `reaches`: whether each is next to the bar, and reaches it.
    """

    group: Ints
    tilts: Floats
    next_to: Bools
    reaches: Bools

    @classmethod
    def of(cls, means: Moyenne, bar: int, totals: Ints) -> _Values:
        """Return the values around a bar, hundredths, of those whose total is one of some, in order."""
        away = means.somme - bar * means.coefs
        rank = np.searchsorted(totals, means.coefs).clip(0, max(totals.size - 1, 0))
        known = totals[rank] == means.coefs if totals.size else np.zeros(away.size, dtype=bool)
        around = known & (away >= -_within(AROUND) * means.coefs) & (away < _within(AROUND) * means.coefs)
        away, coefs, rank = away[around], means.coefs[around], rank[around]
        step = away / (coefs * _within(AROUND))
        close = (away >= -_within(NEXT_TO) * coefs) & (away < _within(NEXT_TO) * coefs)
        return cls(rank, np.column_stack([step, step**2]), close, away >= 0)

    def part(self, keep: Bools) -> _Values:
        """Return some of the values."""
        return _Values(self.group[keep], self.tilts[keep], self.next_to[keep], self.reaches[keep])

    def counts(self, groups: int) -> Ints:
        """Return how many are in each group, shape (g,)."""
        return np.bincount(self.group, minlength=groups)


def _within(points: float) -> int:
    return round(points * CENTIEMES)


def near_bar(seen: Moyenne, lattice: Moyenne, bar: int) -> Near:
    """Return what is next to a bar, by total of coefficients, beside what the lattice makes of it.

    Args:
        seen: the means that may have been lifted to the bar.
        lattice: means of the same kind where none was. A total of which it knows too few next to the bar has no row.
        bar: hundredths of a point.
    """
    totals = np.unique(seen.coefs)
    known = _Values.of(lattice, bar, totals)
    told = np.bincount(known.group[known.next_to], minlength=totals.size) >= LEAST_KNOWN
    totals = totals[told]
    known, own = (_Values.of(means, bar, totals) for means in (lattice, seen))
    ring, of_ring = known.part(~known.next_to), own.part(~own.next_to)
    tilt, information = _tilted(ring, of_ring, totals.size)
    close, of_bar = known.part(known.next_to), own.part(own.next_to)
    near = of_bar.counts(totals.size)
    weights, share, moved = _next_to(close, tilt, totals.size)
    # The tilt is known from the values around the bar, and the share from those of the lattice next to it.
    carried = near[:, np.newaxis] * moved
    of_tilt = np.einsum("gi,ij,hj->gh", carried, np.linalg.pinv(information), carried)
    own_luck = near * share * (1 - share) + near**2 * share * (1 - share) / np.maximum(weights, 1)
    found = Near(
        totals,
        near,
        np.bincount(of_bar.group[of_bar.reaches], minlength=totals.size),
        near * share,
        own_luck + np.diag(of_tilt),
    )
    return _with_shared(found, of_tilt)


def _with_shared(found: Near, of_tilt: Floats) -> Near:
    """Return the rows by total, and first the row of all of them, total 0, whose tilt is shared."""
    shared = float(of_tilt.sum() - np.trace(of_tilt))
    return Near(
        np.append(0, found.total),
        np.append(found.near.sum(), found.near),
        np.append(found.above.sum(), found.above),
        np.append(found.expected.sum(), found.expected),
        np.append(found.variance.sum() + shared, found.variance),
    )


def _tilted(lattice: _Values, seen: _Values, groups: int) -> tuple[Floats, Floats]:
    """Return the tilt of a lattice under which what is seen is likeliest, shape (2,), and its information, (2, 2).

    Each group keeps its number of values: only where they are in it counts.
    """
    tilt, n = np.zeros(2), seen.counts(groups)
    wanted = seen.tilts.sum(axis=0)
    information = np.eye(2)
    for _ in range(STEPS):
        mean, information = _moments(lattice, tilt, n, groups)
        step = np.linalg.pinv(information) @ (wanted - mean)
        # A long step is cut: the search starts far where few values are seen.
        tilt = tilt + step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(step).max() < 1e-10:
            break
    return tilt, information


def _moments(lattice: _Values, tilt: Floats, n: Ints, groups: int) -> tuple[Floats, Floats]:
    """Return the expected sum of the tilts of so many values in each group, and its variance."""
    weights = np.exp(lattice.tilts @ tilt)
    whole = np.bincount(lattice.group, weights, groups)
    ratio = np.divide(n, whole, out=np.zeros(groups), where=whole > 0)
    first = np.stack([np.bincount(lattice.group, weights * one, groups) for one in lattice.tilts.T], axis=1)
    scaled = weights * ratio[lattice.group]
    second = (lattice.tilts * scaled[:, np.newaxis]).T @ lattice.tilts
    means = np.divide(first, whole[:, np.newaxis], out=np.zeros(first.shape), where=whole[:, np.newaxis] > 0)
    spread: Floats = second - (means * n[:, np.newaxis]).T @ means
    return (first * ratio[:, np.newaxis]).sum(axis=0), spread


def _next_to(lattice: _Values, tilt: Floats, groups: int) -> tuple[Floats, Floats, Floats]:
    """Return, of a tilted lattice next to a bar, how many values each group is worth, and the share that reaches it.

    And how that share moves with the tilt, shape (g, 2).
    """
    weights = np.exp(lattice.tilts @ tilt)
    whole = np.bincount(lattice.group, weights, groups).astype(np.float64)
    reaching = np.bincount(lattice.group, weights * lattice.reaches, groups)
    share: Floats = np.divide(reaching, whole, out=np.zeros(groups), where=whole > 0)
    squares = np.bincount(lattice.group, weights**2, groups)
    worth: Floats = np.divide(whole**2, squares, out=np.zeros(groups), where=squares > 0)
    moved: Floats = np.stack(
        [
            np.bincount(lattice.group, weights * one * (lattice.reaches - share[lattice.group]), groups)
            for one in lattice.tilts.T
        ],
        axis=1,
    )
    moved = np.divide(moved, whole[:, np.newaxis], out=np.zeros(moved.shape), where=whole[:, np.newaxis] > 0)
    return worth, share, moved
