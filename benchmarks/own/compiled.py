"""The compiled engine's decisions alone: marks are given instead of drawn, and so are orals instead of their chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.case import COUNTED, ELIMINATED, Case, Verdicts, Wide
from bts_sim.cohort.compiled.judge import decide as decide_first, may_sit
from bts_sim.cohort.compiled.layout import Candidates, Judged, Law, Units
from bts_sim.cohort.compiled.machine import OPTIONS
from bts_sim.cohort.compiled.tables import Rows, compiled_law, compiled_units
from bts_sim.droit.jury import Decision

NOTE, KEPT, ABSENT, REFUSED_FILE = (np.uint8(one) for one in (*COUNTED, *ELIMINATED))
NOT_ADMITTED, REFUSED = np.uint8(Decision.NON_ADMIS), np.uint8(Decision.REFUSE)
SAVED = np.uint8(Decision.ADMIS_APRES_CONTROLE)
#: Candidates worked on at a time: what they need stays in the cache of the processor.
TILE = 2_048


class Marks(NamedTuple):
    """Marks in hundredths on 16 bits, statuses, and the coefficients beside, unit after unit: shape (u, n); orals."""

    notes: NDArray[np.int16]
    statuts: NDArray[np.uint8]
    coefs: NDArray[np.int16]
    orals: NDArray[np.int16]


@dataclass(frozen=True)
class Table:
    """What candidates have, who they are to the engine, and the law of one regime."""

    marks: Marks
    candidates: Candidates
    units: Units
    law: Law


def prepare(case: Case, exact: bool) -> Table:
    """Lay marks out; the sum of a candidate's coefficients is that of the specialty."""
    rows, wide = Rows(case.cohorte), Wide.of(case, exact=True)
    of_calibration_then_of_regime = compiled_law(case.cohorte.bareme, case.regime, [case.regime], rows)
    c = Candidates.of(case.candidats, rows.width)
    places = {code: rank for rank, code in enumerate(case.cohorte.specialites)}
    c.rank[:] = np.array([places[code] for code in wide.specialites])[wide.specialite]
    c.coefs[:] = wide.coefficients.sum(axis=1)[wide.specialite]
    of_units = (wide.notes, wide.statuts, wide.coefficients[wide.specialite], wide.oraux)
    kinds = np.int16, np.uint8, np.int16, np.int16
    marks = Marks(*(np.array(one.T, dtype=kind, order="C") for one, kind in zip(of_units, kinds, strict=True)))
    table = Table(marks, c, compiled_units(rows), Law(*(one[1:] for one in of_calibration_then_of_regime)))
    # It is compiled here, and not inside the clock.
    decide(table)
    return table


def decide(table: Table) -> Verdicts:
    """Decide everybody."""
    n = table.candidates.rank.size
    judged, final = Judged.of(n, 1), np.empty(n, np.uint8)
    decide_all(*vars(table).values(), judged, final)
    return Verdicts(judged.decision[0], judged.authorised[0], final)


@njit(**OPTIONS)
def decide_all(marks: Marks, c: Candidates, units: Units, law: Law, judged: Judged, final: np.ndarray) -> None:
    """Write the decisions of all candidates. The first group and the access are the engine's own."""
    open_to, notes = np.empty(TILE, np.int64), np.zeros(units.coefs.shape[1], np.int64)
    for start in range(0, c.rank.size, TILE):
        stop, count = min(start + TILE, c.rank.size), 0
        add_units(marks, start, stop, judged.total, c.barred)
        # Without a branch: who is admitted cannot be guessed.
        for i in range(start, stop):
            open_to[count] = i
            count += decide_first(i, judged.total[i], 0, np.int32(0), law, c, judged) != 0
            first = judged.decision[0, i]
            final[i] = REFUSED if first == NOT_ADMITTED else first
        for i in open_to[:count]:
            after = 0
            for unit in range(marks.notes.shape[0]):
                notes[unit] = counted(marks.notes[unit, i], marks.statuts[unit, i])
                after += max(notes[unit], np.int64(marks.orals[unit, i])) * marks.coefs[unit, i]
            judged.authorised[0, i] = sits = may_sit(i, 0, judged.total[i], notes, law, units, c)
            final[i] = SAVED if sits & (after >= law.admission[0] * c.coefs[i]) else REFUSED


@njit(**OPTIONS)
def add_units(marks: Marks, start: int, stop: int, total: NDArray[np.int32], barred: NDArray[np.int32]) -> None:
    """Add up the units of some candidates, several candidates at a time, and write the sets of those that eliminate."""
    # Slices, so that the compiler sees that nothing is written where it reads.
    total, barred = total[start:stop], barred[start:stop]
    total[:], barred[:] = 0, 0
    for unit in range(marks.notes.shape[0]):
        notes, statuts = marks.notes[unit, start:stop], marks.statuts[unit, start:stop]
        coefs = marks.coefs[unit, start:stop]
        for i in range(stop - start):
            total[i] += counted(notes[i], statuts[i]) * np.int32(coefs[i])
            barred[i] |= np.int32((statuts[i] == ABSENT) | (statuts[i] == REFUSED_FILE)) << np.int32(unit)


@njit(**OPTIONS)
def counted(note: np.int16, status: np.uint8) -> np.int32:
    """Return the mark that counts: zero without one."""
    return np.int32(note) * np.int32((status == NOTE) | (status == KEPT))


def size(table: Table) -> int:
    """Give the bytes of the marks, statuses and orals held, and of the specialties."""
    return sum(array.nbytes for array in (*table.marks, table.candidates.rank, table.candidates.coefs))
