"""A polynomial that stands for a costly model: fitted on its draws, judged on the draws left out, then analysed.

Nothing here depends on an examination: factors are columns, results are columns, and a law is a sample of values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np

from bts_sim.cohort.luck import uniform
from bts_sim.droit.points import Bools, Floats, Ints

#: Penalties tried on the terms that are not free, as fractions of the number of draws.
PENALTIES = np.logspace(-4, 4, 33)
#: Classes of equal size into which the direct estimator cuts a factor, and the least number of draws of each.
CLASSES, PER_CLASS = 8, 32
#: The remainder under which a fit depends on one draw alone: it does not show how the others predict that draw.
MIN_REMAINDER = 1e-9
#: A term is a product of powers: pairs of factor and degree.
Term = tuple[tuple[int, int], ...]
#: From factors, shape (d, n), to results, shape (s, n): the shapes that SciPy requires.
Function = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Base:
    """Polynomials of d factors, each orthonormal under the law of its own factor, and their products two by two.

    `middles`, `scales`: shift and scale that keep the numbers of each factor small, shape (d,). `changes`: one matrix
    per factor, from its powers to orthonormal polynomials; there are at most as many degrees as distinct values.
    `terms`: the products, with the constant first, then the first degrees.
    Source: S. Oladyshkin and W. Nowak, Data-driven uncertainty quantification using the arbitrary polynomial chaos
    expansion, Reliability Engineering and System Safety 106 (2012).
    """

    middles: Floats
    scales: Floats
    changes: tuple[Floats, ...]
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, laws: Floats, degree: int) -> Base:
        """Return the base of one law per factor, given as a sample, shape (N, d), up to a total degree."""
        middle, spread = laws.mean(axis=0), laws.std(axis=0)
        scaled = (laws - middle) / spread
        changes = tuple(_change(column, degree) for column in scaled.T)
        degrees = [range(1, len(one)) for one in changes]
        alone: list[Term] = [((i, p),) for i, possible in enumerate(degrees) for p in possible]
        pairs: list[Term] = [
            ((i, p), (j, q))
            for i, j in combinations(range(len(degrees)), 2)
            for p, q in product(degrees[i], degrees[j])
            if p + q <= degree
        ]
        ordered = sorted([*alone, *pairs], key=lambda term: sum(p for _, p in term))
        return cls(middle, spread, changes, ((), *ordered))

    @property
    def linear(self) -> Bools:
        """Return which terms are the constant and the first degrees, shape (k,)."""
        return np.array([sum(p for _, p in term) <= 1 for term in self.terms])

    def evaluate(self, x: Floats) -> Floats:
        """Return the value of every term, shape (n, k), at the points `x`, shape (n, d)."""
        scaled = (x - self.middles) / self.scales
        powers = [np.vander(c, len(r), increasing=True) @ r for c, r in zip(scaled.T, self.changes, strict=True)]
        terms = np.ones((len(self.terms), len(x)))
        for row, term in zip(terms, self.terms, strict=True):
            for factor, degree in term:
                row *= powers[factor][:, degree]
        return terms.T


def _change(values: Floats, degree: int) -> Floats:
    """Return the matrix that makes the powers of one factor orthonormal under its law (Gram-Schmidt, by QR)."""
    most = min(degree, np.unique(values).size - 1)
    triangle = np.linalg.qr(np.vander(values, most + 1, increasing=True), mode="r")
    change: Floats = np.sqrt(values.size) * np.linalg.inv(triangle)
    return change


@dataclass(frozen=True)
class Fit:
    """A fit to s results: coefficients, shape (k, s), and the penalty chosen for each result, shape (s,).

    `fitted`: fitted values, shape (n, s). `left_out`: error on each draw of the fit of all the others, shape (n, s);
    infinite if only that draw determines its value. `r2`: share of the variance of a draw that the others predict,
    shape (s,); negative if they mislead, nan if nothing varies.
    """

    coefficients: Floats
    penalties: Floats
    fitted: Floats
    left_out: Floats
    r2: Floats

    def part(self, keep: Ints) -> Fit:
        """Return the fit of some results, by their numbers."""
        return Fit(
            self.coefficients[:, keep],
            self.penalties[keep],
            self.fitted[:, keep],
            self.left_out[:, keep],
            self.r2[keep],
        )


class Plan:
    """The terms of a polynomial at n draws, shape (n, k), ready to be fitted to any results.

    `free`: the terms without a penalty, shape (k,). A penalty holds the others near zero; the draws choose it
    themselves, each being predicted by all the others.
    Sources: A. E. Hoerl and R. W. Kennard, Ridge regression, Technometrics 12 (1970); D. M. Allen, The relationship
    between variable selection and data augmentation and a method for prediction, Technometrics 16 (1974).
    """

    def __init__(self, terms: Floats, free: Bools) -> None:
        self.terms, self.free = terms, free
        self.q, self.r = np.linalg.qr(terms[:, free])
        held = terms[:, ~free]
        self.u, self.d, self.vt = np.linalg.svd(held - self.q @ (self.q.T @ held), full_matrices=False)

    @cached_property
    def _leverages(self) -> Floats:
        """Return the leverage of each draw under each penalty, shape (penalties, n)."""
        leverage: Floats = self._shrunk(len(self.q) * PENALTIES) @ np.square(self.u).T
        leverage += np.square(self.q).sum(axis=1)
        return leverage

    def _shrunk(self, penalties: Floats) -> Floats:
        shrunk: Floats = self.d**2 / (self.d**2 + penalties[:, np.newaxis])
        return shrunk

    def fit(self, y: Floats) -> Fit:
        """Return the fit of s results, shape (n, s), each under the penalty that best predicts draws left out."""
        free = self.q @ (self.q.T @ y)
        along = self.u.T @ (y - free)
        shrunk = self._shrunk(len(y) * PENALTIES)
        fitted = free + self.u @ (shrunk[:, :, np.newaxis] * along)
        # The exact residual of a draw left out of a linear fit, without a new fit.
        left = (1 - self._leverages)[:, :, np.newaxis]
        left_out = np.divide(y - fitted, left, out=np.full_like(fitted, np.inf), where=left > MIN_REMAINDER)
        best = np.square(left_out).sum(axis=1).argmin(axis=0)
        each = np.arange(y.shape[1])
        penalties = len(y) * PENALTIES[best]
        n, total = len(y), np.square(y - y.mean(axis=0)).sum(axis=0)
        # A draw left out is also compared with the mean of the other draws.
        missed = np.square(left_out[best, :, each]).sum(axis=1)
        share = np.divide(missed, total * (n / (n - 1)) ** 2, out=np.full_like(total, np.nan), where=total > 0)
        coefficients = np.column_stack([self.solve(y[:, [s]], penalties[s]) for s in each])
        return Fit(coefficients, penalties, fitted[best, :, each].T, left_out[best, :, each].T, 1 - share)

    def solve(self, y: Floats, penalty: float) -> Floats:
        """Return the coefficients of several results, shape (k, s), under one penalty."""
        found = np.empty((self.terms.shape[1], y.shape[1]))
        held = self.vt.T @ ((self.d / (self.d**2 + penalty))[:, np.newaxis] * (self.u.T @ y))
        found[~self.free] = held
        rest = y - self.terms[:, ~self.free] @ held
        found[self.free] = np.linalg.solve(self.r, self.q.T @ rest)
        return found

    def refit(self, fit: Fit, result: int, times: int, seed: int) -> Floats:
        """Return the coefficients of one result refitted `times` times with other errors, shape (k, times).

        Their spread shows what the draws leave open. The error of each draw is its left-out error, with a random sign
        at each refit: the design of the draws stays, and errors need not be alike.
        Source: C. F. J. Wu, Jackknife, bootstrap and other resampling methods in regression analysis, Annals of
        Statistics 14 (1986).
        """
        n = len(self.terms)
        signs = np.where(uniform(seed, "metamodele.signes", 0, n * times).reshape(n, times) < 1 / 2, -1.0, 1.0)
        again = fit.fitted[:, [result]] + fit.left_out[:, [result]] * signs
        return self.solve(again, float(fit.penalties[result]))


@dataclass(frozen=True)
class Law:
    """The law of one factor, as a sample; it has the one method of a law that SciPy calls."""

    values: Floats

    def ppf(self, q: Floats) -> Floats:
        """Return the quantiles of some probabilities: the sample value of that rank, without interpolation."""
        ranks = np.minimum((q * self.values.size).astype(np.int64), self.values.size - 1)
        quantiles: Floats = np.sort(self.values)[ranks]
        return quantiles


def indices(function: Function, laws: Sequence[Law], points: int, seed: int) -> tuple[Floats, Floats]:
    """Return Sobol's indices of s results to d independent factors: first-order and total, both of shape (s, d).

    `points`: a power of two; the function is evaluated at `points` × (d + 2).
    Sources: I. M. Sobol', Sensitivity estimates for nonlinear mathematical models (1993); A. Saltelli et al., Variance
    based sensitivity analysis of model output, Computer Physics Communications 181 (2010).
    """
    from scipy.stats import sobol_indices

    # SciPy calls a law on arrays; its stubs only know single numbers.
    found = sobol_indices(func=function, n=points, dists=list(laws), rng=seed)  # type: ignore[arg-type]
    return np.atleast_2d(found.first_order), np.atleast_2d(found.total_order)


def direct_first_order(x: Floats, y: Floats) -> Floats:
    """Return the first-order indices of s results, shape (s, d), straight from the draws, without a polynomial.

    The index is the share of variance between classes of equal size of a factor, less the share that chance alone would
    give. It is a little too low, since a class has a width and since a low-discrepancy sequence leaves less to chance.
    It is below zero for a factor without effect.
    Sources: T. L. Kelley, An unbiased correlation ratio measure, PNAS 21 (1935); E. Plischke, E. Borgonovo and
    C. L. Smith, Global sensitivity measures from given data, European Journal of Operational Research 226 (2013).
    """
    n = len(x)
    classes = min(CLASSES, max(n // PER_CLASS, 2))
    total = np.square(y - y.mean(axis=0)).sum(axis=0)
    ranks = x.argsort(axis=0, kind="stable").argsort(axis=0)
    found = np.empty((y.shape[1], x.shape[1]))
    for i, column in enumerate(ranks.T * classes // n):
        members = column == np.arange(classes)[:, np.newaxis]
        means = (members @ y) / members.sum(axis=1, keepdims=True)
        within = np.square(y - means[column]).sum(axis=0) / (n - classes)
        found[:, i] = 1 - within * (n - 1) / total
    return found
