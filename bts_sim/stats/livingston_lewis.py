"""Livingston and Lewis's method: the accuracy and consistency of decisions, from marks and their reliability alone.

The method knows no true level. A true score has a beta law. A mark is a proportion of successes at a test of «
effective length »: the number of independent items that gives the reliability of the marks.

Sources: S. A. Livingston and C. Lewis, Estimating the consistency and accuracy of classifications based on test scores,
Journal of Educational Measurement 32 (1995); F. M. Lord, A strong true-score theory, with applications, Psychometrika
30 (1965); B. A. Hanson, Method of moments estimates for the four-parameter beta compound binomial model, ACT Research
Report 91-5 (1991), for the moments. The last step of 1995, which stretches the table to the observed margin, is left
out: it changes only the observed pass rate, which is known.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from bts_sim.droit.points import Floats

#: Integration nodes on each side of the standard: twice as many give the same accuracies to twelve decimals.
NODES = 200
#: Items of the longest test: beyond it, marks have no error that the method could see.
LONGEST = 10**6
#: The most that rounding may take from a product that should be whole.
NEAR = 1e-9


@functools.cache
def _legendre(count: int) -> tuple[Floats, Floats]:
    """Return the nodes of Gauss and Legendre between -1 and 1, and their weights."""
    from scipy.special import roots_legendre

    nodes, weights = roots_legendre(count)
    return nodes, weights


@dataclass(frozen=True)
class Beta:
    """A beta law of the true score as a proportion, stretched between `low` and `high`."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    def share_below(self, score: float) -> float:
        """Return the share of true scores below `score`."""
        from scipy.special import betainc

        return float(betainc(self.alpha, self.beta, np.clip((score - self.low) / (self.high - self.low), 0, 1)))

    def between(self, start: float, end: float) -> tuple[Floats, Floats]:
        """Return the true scores between two shares of the law, with their weights, which sum to their difference."""
        from scipy.special import betaincinv

        nodes, weights = _legendre(NODES)
        shares = start + (end - start) * (nodes + 1) / 2
        scores: Floats = self.low + (self.high - self.low) * betaincinv(self.alpha, self.beta, shares)
        return scores, weights * (end - start) / 2


@dataclass(frozen=True)
class Classification:
    """The method's results on decisions, as proportions of candidates except `kappa`; `length`: effective length.

    `law`: law of the true scores, with four parameters where its moments allow one between 0 and 1, and otherwise two.
    `concordance`: share with the same decision at two parallel tests. `kappa`: agreement beyond what the pass rate
    alone would give.
    """

    length: int
    law: Beta
    parameters: int
    admis: float
    accuracy: float
    faux_admis: float
    faux_refus: float
    concordance: float
    kappa: float


def estimate(notes: Floats, reliability: float, threshold: float, minimum: float, maximum: float) -> Classification:
    """Return the classification of candidates, from their marks, shape (n,), and the reliability of these marks.

    `reliability`: between 0 and 1, both excluded. `threshold`: the mark from which one passes, and the level from which
    one should. `minimum`, `maximum`: bounds of the marks.
    Raises ValueError when marks and reliability make no test: no spread, or a reliability not between 0 and 1.
    """
    if not 0 < reliability < 1 or not notes.size or not notes.std():
        raise ValueError("Livingston et Lewis : il faut des notes qui diffèrent et une fiabilité entre 0 et 1, exclus")
    shares = (notes - minimum) / (maximum - minimum)
    length = effective_length(shares, reliability)
    law, count = true_score_law(shares, length)
    return classify(length, law, count, (threshold - minimum) / (maximum - minimum))


def effective_length(shares: Floats, reliability: float) -> int:
    """Return the number of independent items that would make marks, as proportions, as reliable; at least one."""
    mean, variance = float(shares.mean()), float(shares.var())
    length = (mean * (1 - mean) - reliability * variance) / (variance * (1 - reliability))
    if length > LONGEST:
        raise ValueError("Livingston et Lewis : une fiabilité si proche de 1 ne laisse pas d'erreur à mesurer")
    return max(round(length), 1)


def true_score_law(shares: Floats, length: int) -> tuple[Beta, int]:
    """Return the beta law of true scores fitted on the factorial moments of the marks, and its number of parameters."""
    moments = _true_moments(shares, length)
    four = _four_parameters(*moments)
    return (four, 4) if four is not None else (_two_parameters(*moments[:2]), 2)


def _true_moments(shares: Floats, length: int) -> tuple[float, float, float, float]:
    """Return the mean, variance, skewness and kurtosis of the true scores, from factorial moments (Hanson, 1991)."""
    count, product, raw = shares * length, np.ones(shares.shape), [1.0]
    for k in range(min(4, length)):
        product = product * (count - k) / (length - k)
        raw.append(float(product.mean()))
    raw += [np.nan] * (5 - len(raw))
    _, m1, m2, m3, m4 = raw
    variance = m2 - m1**2
    third = m3 - 3 * m1 * m2 + 2 * m1**3
    fourth = m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4
    if not variance > 0:
        return m1, variance, np.nan, np.nan
    return m1, variance, third / variance**1.5, fourth / variance**2


def _four_parameters(mean: float, variance: float, skewness: float, kurtosis: float) -> Beta | None:
    """Return the beta law that has these moments; None where there is none between 0 and 1."""
    total = 6 * (kurtosis - skewness**2 - 1) / (6 + 3 * skewness**2 - 2 * kurtosis)
    if not (np.isfinite(total) and total > 0):
        return None
    root = float(np.sqrt((total + 2) ** 2 * skewness**2 + 16 * (total + 1)))
    lean = (total + 2) * skewness / root
    alpha, beta = total / 2 * (1 - lean), total / 2 * (1 + lean)
    width = float(np.sqrt(variance)) / 2 * root
    low = mean - width * alpha / total
    if min(alpha, beta) <= 0 or low < 0 or low + width > 1:
        return None
    return Beta(alpha, beta, low, low + width)


def _two_parameters(mean: float, variance: float) -> Beta:
    """Return the beta law between 0 and 1 that has these moments."""
    if not 0 < variance < mean * (1 - mean):
        raise ValueError("Livingston et Lewis : aucune loi bêta n'a la variance des scores vrais que ces notes donnent")
    total = mean * (1 - mean) / variance - 1
    return Beta(mean * total, (1 - mean) * total)


def classify(length: int, law: Beta, parameters: int, threshold: float) -> Classification:
    """Return how decisions at a test of `length` items agree with true scores and with one another.

    `threshold`: proportion from which one passes, and true score from which one should. The pass mark is the next whole
    item.
    """
    from scipy.special import bdtrc

    items = int(np.ceil(length * threshold - NEAR))
    cut = law.share_below(threshold)
    pass_below, pass_above, both = 0.0, 0.0, 0.0
    for start, end in ((0.0, cut), (cut, 1.0)):
        scores, weights = law.between(start, end)
        passing = bdtrc(items - 1, length, scores) if items > 0 else np.ones(scores.shape)
        both += float(weights @ passing**2)
        if end == cut:
            pass_below = float(weights @ passing)
        else:
            pass_above = float(weights @ passing)
    admis, missed = pass_below + pass_above, 1 - cut - pass_above
    same = 1 - 2 * (admis - both)
    by_chance = admis**2 + (1 - admis) ** 2
    kappa = (same - by_chance) / (1 - by_chance) if by_chance < 1 else np.nan
    return Classification(length, law, parameters, admis, 1 - pass_below - missed, pass_below, missed, same, kappa)
