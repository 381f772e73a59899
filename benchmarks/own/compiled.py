"""Compiled decisions alone: marks are given instead of drawn, and orals instead of their chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.case import COUNTED, ELIMINATED, Case, Verdicts, Wide
from bts_sim.cohort.compiled.judge import decide as decide_first
from bts_sim.cohort.compiled.layout import Candidates, Judged, Law
from bts_sim.cohort.compiled.machine import OPTIONS
from bts_sim.cohort.compiled.tables import Rows, compiled_law
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Ints

NOTE, KEPT, ABSENT, REFUSED_FILE = (np.uint8(one) for one in (*COUNTED, *ELIMINATED))
NOT_ADMITTED, REFUSED = np.uint8(Decision.NON_ADMIS), np.uint8(Decision.REFUSE)
SAVED = np.uint8(Decision.ADMIS_APRES_CONTROLE)
Sums, Codes = NDArray[np.int32], NDArray[np.uint8]


class Marks(NamedTuple):
    """Marks in hundredths on 16 bits, statuses, and coefficients beside them, all and professional ones; orals.

    Unit after unit, shape (u, n); orals, which few have, by candidate, shape (n, u).
    """

    notes: NDArray[np.int16]
    statuts: NDArray[np.uint8]
    coefs: NDArray[np.int16]
    professional: NDArray[np.int16]
    orals: NDArray[np.int16]


@dataclass(frozen=True)
class Table:
    """What candidates have, who they are to the engine, their professional coefficients, shape (n,), and the law."""

    marks: Marks
    candidates: Candidates
    professional: Ints
    law: Law


def prepare(case: Case, exact: bool) -> Table:
    """Lay marks out, with the coefficients and their sums beside, as all others have them."""
    rows, wide = Rows([case.cohorte]), Wide.of(case, exact=True)
    (of_calibration_then_of_regime,) = compiled_law(case.cohorte.bareme, case.regime, [case.regime], rows)
    coefs, professional = (one[wide.specialite] for one in (wide.coefficients, wide.coefficients * wide.professionnels))
    c = Candidates.of(case.candidats, 0)
    c.coefs[:] = coefs.sum(axis=1)
    on_16_bits = (np.array(one.T, dtype=np.int16, order="C") for one in (wide.notes, coefs, professional))
    notes, coefs_of_units, professional_of_units = on_16_bits
    statuts, orals = np.ascontiguousarray(wide.statuts.T), wide.oraux.astype(np.int16)
    marks = Marks(notes, statuts, coefs_of_units, professional_of_units, orals)
    table = Table(marks, c, professional.sum(axis=1), Law(*(one[1:] for one in of_calibration_then_of_regime)))
    # It is compiled here, and not inside the clock.
    decide(table)
    return table


def decide(table: Table) -> Verdicts:
    """Decide everybody, step by step."""
    marks, c, professional, law = vars(table).values()
    n = c.rank.size
    judged, final, trade = Judged.of(n, 1), np.empty(n, np.uint8), np.zeros(n, np.int32)
    c.barred[:] = 0
    add_units(marks, judged.total, trade, c.barred)
    decide_all(law, c, judged)
    open_orals(trade, professional, law, c, judged, final)
    decide_again(marks, law, c, judged, final)
    return Verdicts(judged.decision[0], judged.authorised[0], final)


#: Candidates taken at a time: what is written of them stays in the nearest cache from unit to unit.
TILE = 2_048


@njit(**OPTIONS)
def add_units(marks: Marks, total: Sums, trade: Sums, barred: Sums) -> None:
    """Add up the units of all candidates, several at a time, and write the sets of those that eliminate."""
    for start in range(0, total.size, TILE):
        some = slice(start, min(start + TILE, total.size))
        whole, of_trade, without = total[some], trade[some], barred[some]
        for unit in range(marks.notes.shape[0]):
            notes, statuts = marks.notes[unit][some], marks.statuts[unit][some]
            coefs, professional = marks.coefs[unit][some], marks.professional[unit][some]
            for i in range(notes.size):
                note = counted(notes[i], statuts[i])
                whole[i] += note * np.int32(coefs[i])
                of_trade[i] += note * np.int32(professional[i])
                without[i] |= np.int32((statuts[i] == ABSENT) | (statuts[i] == REFUSED_FILE)) << np.int32(unit)


@njit(**OPTIONS)
def decide_all(law: Law, c: Candidates, judged: Judged) -> None:
    """Write the decisions of the first group: the engine's own."""
    for i in range(c.rank.size):
        decide_first(i, judged.total[i], 0, np.int32(0), law, c, judged)


@njit(**OPTIONS)
def open_orals(trade: Sums, professional: Ints, law: Law, c: Candidates, judged: Judged, final: Codes) -> None:
    """Write who may sit the orals, and as refused who is not admitted."""
    first, total, authorised = judged.decision[0], judged.total, judged.authorised[0]
    general, of_trade = law.floor[0], law.professional_floor[0]
    for i in range(first.size):
        near, trained = total[i] >= general * c.coefs[i], trade[i] >= of_trade * professional[i]
        authorised[i] = (first[i] == NOT_ADMITTED) & near & trained
        final[i] = REFUSED if first[i] == NOT_ADMITTED else first[i]


@njit(**OPTIONS)
def decide_again(marks: Marks, law: Law, c: Candidates, judged: Judged, final: Codes) -> None:
    """Write who is saved by the orals; those who sit them are read unit by unit, in order."""
    rows, after = np.empty(TILE, np.uint32), np.empty(TILE, np.int32)
    for start in range(0, final.size, TILE):
        count = np.uint64(0)
        for i in range(start, min(start + TILE, final.size)):
            rows[count] = i
            count += np.uint64(judged.authorised[0, i])
        after[:] = 0
        for unit in range(marks.notes.shape[0]):
            notes, statuts, coefs = marks.notes[unit], marks.statuts[unit], marks.coefs[unit]
            for k in range(count):
                i = rows[k]
                note = counted(notes[i], statuts[i])
                after[k] += max(note, np.int32(marks.orals[i, unit])) * np.int32(coefs[i])
        for k in range(count):
            i = rows[k]
            final[i] = SAVED if after[k] >= law.admission[0] * c.coefs[i] else REFUSED


@njit(**OPTIONS)
def counted(note: np.int16, status: np.uint8) -> np.int32:
    """Return the mark that counts: zero without one."""
    return np.int32(note) * np.int32((status == NOTE) | (status == KEPT))


def size(table: Table) -> int:
    """Give the bytes held of the candidates."""
    return sum(array.nbytes for array in (*table.marks, table.candidates.coefs, table.professional))
