"""The floor: what it costs to read the marks once and do nothing with them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.case import Case


def passes(case: Case) -> dict[str, tuple[Callable[[], object], int]]:
    """Give a plain pass over as many bytes as the marks take, for two ways to hold them: the pass, and its bytes.

    Marks, statuses and orals, as the project holds them (8 + 1 + 8 bytes a mark) and as tightly as hundredths go
    (2 + 1 + 2).
    """
    return {
        f"one pass over {label}": _pass(width * case.marks)
        for label, width in (("the marks as held", 8 + 1 + 8), ("packed marks", 2 + 1 + 2))
    }


def _pass(size: int) -> tuple[Callable[[], object], int]:
    # Summed as 64-bit words, whatever they mean: numpy then runs at the speed of memory.
    words = np.ones(size // 8, dtype=np.int64)
    return words.sum, words.nbytes
