"""Shares of groups that have a handful of candidates in each draw: what all the draws say of them together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bts_sim.droit.points import Floats, Ints
from bts_sim.stats.predicted import Drawn, Ends, ends

PERCENT = 100.0
#: A variance that is none, and divides.
LEAST = 1e-12


@dataclass(frozen=True)
class Counts:
    """Some counts of candidates under D draws, shape (d, r): those who are `among` the candidates of each, `of`."""

    among: Floats
    of: Floats

    @property
    def share(self) -> Floats:
        """Return the share over all draws, shape (r,): each draw weighs what it has."""
        share: Floats = self.among.sum(axis=0) / np.maximum(self.of.sum(axis=0), 1)
        return share

    @property
    def away(self) -> Floats:
        """Return how far each draw is from it, shape (d, r), of candidates as many as in the mean draw."""
        away: Floats = (self.among - self.share * self.of) / np.maximum(self.of.mean(axis=0), LEAST)
        return away

    @property
    def noise(self) -> Floats:
        """Return the variance that the candidates of the mean draw leave on a share, shape (r,)."""
        noise: Floats = self.share * (1 - self.share) / np.maximum(self.of.mean(axis=0), LEAST)
        return noise


def ends_of_few(few: Counts, whole: Counts, kinds: Ints, session: Floats, level: float) -> Ends:
    """Return the intervals of some shares, percent, where alone the candidates of a draw are too few to tell.

    A group varies from draw to draw as all candidates do, and apart from them as much as groups of its kind do on
    average, each weighing what it knows. To the luck of its candidates at a session is added that of those simulated,
    of whom its value has no more than all the draws have.
    Source: W. G. Cochran, Sampling Techniques (3rd ed., 1977), chapter 6, the ratio estimator.

    Args:
        few: those of the groups.
        whole: those of all candidates, for the same shares.
        kinds: the kind of each group, shape (r,).
        session: the candidates of each at the session, shape (r,).
        level: level of the intervals, percent.
    """
    own, of_all = (one.share * (1 - one.share) for one in (few, whole))
    kept = np.sqrt(_beyond(whole.away, whole.noise) / np.maximum(_variance(whole.away), LEAST))
    common = kept * whole.away * np.sqrt(own / np.maximum(of_all, LEAST))
    apart = few.away - common
    apart -= apart.mean(axis=0)
    scale, weight = np.maximum(own, LEAST), np.maximum(few.of.mean(axis=0), LEAST) ** 2
    beyond = (_variance(apart) - few.noise) / scale
    pooled = np.maximum(np.bincount(kinds, weight * beyond) / np.bincount(kinds, weight), 0)[kinds]
    apart *= np.sqrt(np.minimum(pooled * scale / np.maximum(_variance(apart), LEAST), 1))
    size = 1 / (1 / session + 1 / np.maximum(few.of.sum(axis=0), 1))
    value = PERCENT * np.clip(few.share + common + apart, 0, 1)
    spread, nothing = np.sqrt(value * (PERCENT - value) / size), np.zeros(value.shape)
    return ends(Drawn(value, nothing, spread, nothing, size, np.full(size.shape, PERCENT)), level)


def _variance(away: Floats) -> Floats:
    variance: Floats = (away**2).mean(axis=0)
    return variance


def _beyond(away: Floats, noise: Floats) -> Floats:
    """Return the variance from draw to draw without that of the candidates simulated, shape (r,)."""
    beyond: Floats = np.maximum(_variance(away) - noise, 0)
    return beyond
