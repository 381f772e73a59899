"""Medians of interleaved repetitions."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds of each repetition."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def ratio(self, to: Timing) -> float:
        """Give the median of the ratios round by round: what slowed a whole round down slowed both."""
        return statistics.median(a / b for a, b in zip(self.seconds, to.seconds, strict=True))

    def columns(self, candidates: int) -> dict[str, float]:
        """Give the columns that say it."""
        return {
            "seconds": self.median,
            "seconds_low": min(self.seconds),
            "seconds_high": max(self.seconds),
            "ns_per_candidate": 1e9 * self.median / candidates,
        }


def side_by_side(runs: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, Timing]:
    """Time every run in turn, `repeats` times around, after one round that warms caches.

    In turn, and not one after the other, so that a slow moment of the machine falls on all of them.
    """
    for run in runs.values():
        run()
    rounds = [{name: _once(run) for name, run in runs.items()} for _ in range(repeats)]
    return {name: Timing(tuple(one[name] for one in rounds)) for name in runs}


def _once(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
