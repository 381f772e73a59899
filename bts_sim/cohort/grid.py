"""The grid on which marks are given, and the marks just under 10 that nobody leaves there."""

from __future__ import annotations

import numpy as np

from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints

#: Orals are marked by half points; copies by default too (`pas_de_note`).
PAS_ORAL = CENTIEMES // 2
MAXIMUM = 20 * CENTIEMES
#: A marker does not leave a mark from this one on, below the next: hundredths (docs/model.md, tassement).
BELOW_TEN, MOYENNE = 9 * CENTIEMES, 10 * CENTIEMES


def on_grid(points: Floats, pas: int = PAS_ORAL) -> Ints:
    """Put marks in points on the grid of `pas` hundredths, between 0 and 20, in hundredths."""
    hundredths = np.rint(points * (CENTIEMES / pas)).astype(np.int64) * pas
    return np.clip(hundredths, 0, MAXIMUM)


def heap(notes: Ints, lifted: Bools) -> Ints:
    """Lift to 10 the marks from 9 up that a marker does not leave there, hundredths."""
    return np.where(lifted & (notes >= BELOW_TEN) & (notes < MOYENNE), MOYENNE, notes)
