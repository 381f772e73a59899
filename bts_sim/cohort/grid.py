"""The grid of marks, and the marks just under 10 that no marker leaves there."""

from __future__ import annotations

import numpy as np

from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints

#: Orals are marked by half points, and so are copies by default (`pas_de_note`).
PAS_ORAL = CENTIEMES // 2
MAXIMUM = 20 * CENTIEMES
#: A marker leaves no mark at or above the first and below the second, hundredths (docs/model.md, tassement).
BELOW_TEN, MOYENNE = 9 * CENTIEMES, 10 * CENTIEMES


def on_grid(points: Floats, pas: int = PAS_ORAL) -> Ints:
    """Return marks in points as hundredths on the grid of `pas` hundredths, between 0 and 20."""
    hundredths: Ints = np.rint(points * (CENTIEMES / pas)).astype(np.int64)
    hundredths *= pas
    # In place, and without the checks of `clip`, which cost as much as the work on so few numbers.
    np.maximum(hundredths, 0, out=hundredths)
    return np.minimum(hundredths, MAXIMUM, out=hundredths)


def heap(notes: Ints, lifted: Bools) -> Ints:
    """Return the marks, in hundredths, with those from 9 up that a marker does not leave there lifted to 10."""
    return np.where(lifted & (notes >= BELOW_TEN) & (notes < MOYENNE), MOYENNE, notes)
