"""The largest arrays of one draw, kept for the next one: the system clears every page that it gives again."""

from __future__ import annotations

import threading
from typing import Any

from bts_sim.cohort.compiled.layout import Candidates

#: The most candidates whose arrays are kept, some 270 bytes each: those of a national session.
MOST = 200_000


class _Kept(threading.local):
    """The arrays of the last draw of a thread; none while they are in use."""

    arrays: dict[str, Any] | None = None


_KEPT = _Kept()


def candidates_of(n: int, units: int) -> Candidates:
    """Return n candidates who are still unknown, in the arrays of the last draw of this thread if they are as large."""
    arrays, _KEPT.arrays = _KEPT.arrays, None
    fits = arrays is not None and arrays["marks"].shape == (n, units)
    return Candidates.of(n, units, arrays if fits else None)


def left(candidates: Candidates) -> Candidates:
    """Return candidates who are judged, without the arrays of their units, which the next draw writes over."""
    if candidates.rank.size <= MOST:
        _KEPT.arrays = candidates.of_units()
    return candidates.without_units()
