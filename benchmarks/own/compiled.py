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
from bts_sim.cohort.compiled.machine import OPTIONS, apart, inner
from bts_sim.cohort.compiled.tables import Rows, compiled_law
from bts_sim.droit.jury import Decision

NOTE, KEPT, ABSENT, REFUSED_FILE = (np.uint8(one) for one in (*COUNTED, *ELIMINATED))
NOT_ADMITTED, REFUSED = np.uint8(Decision.NON_ADMIS), np.uint8(Decision.REFUSE)
SAVED = np.uint8(Decision.ADMIS_APRES_CONTROLE)
Sums, Codes = NDArray[np.int32], NDArray[np.uint8]


class Marks(NamedTuple):
    """Marks in hundredths on 16 bits, statuses, and coefficients beside them, unit after unit, shape (u, n).

    `professional`: the units that are, as a set, shape (n,). Orals, which few have, are by candidate, shape (n, u).
    """

    notes: NDArray[np.int16]
    statuts: NDArray[np.uint8]
    coefs: NDArray[np.int16]
    professional: Sums
    orals: NDArray[np.int16]


@dataclass(frozen=True)
class Table:
    """What candidates have, the sums of their coefficients, all and professional ones, shape (n,), and the law."""

    marks: Marks
    coefs: Sums
    professional: Sums
    law: Law


class Some(NamedTuple):
    """Room for the candidates taken at a time, as the engine has them; who sits the orals, and their points after."""

    candidates: Candidates
    judged: Judged
    trade: Sums
    rows: NDArray[np.uint32]
    after: Sums


#: Candidates taken at a time through every step: what is written of them meanwhile stays in a near cache.
TILE = 16_384


def prepare(case: Case, exact: bool) -> Table:
    """Lay marks out, with the coefficients and their sums beside, as all others have them."""
    rows, wide = Rows([case.cohorte]), Wide.of(case, exact=True)
    (of_calibration_then_of_regime,) = compiled_law(case.cohorte.bareme, case.regime, [case.regime], rows)
    coefs, of_trade = (one[wide.specialite] for one in (wide.coefficients, wide.professionnels))
    notes, of_units = (np.array(one.T, dtype=np.int16, order="C") for one in (wide.notes, coefs))
    sets = (of_trade @ 2 ** np.arange(of_trade.shape[1])).astype(np.int32)
    marks = Marks(notes, np.ascontiguousarray(wide.statuts.T), of_units, sets, wide.oraux.astype(np.int16))
    sums = (one.sum(axis=1).astype(np.int32) for one in (coefs, coefs * of_trade))
    table = Table(marks, *sums, Law(*(one[1:] for one in of_calibration_then_of_regime)))
    # It is compiled here, and not inside the clock.
    decide(table)
    return table


def decide(table: Table) -> Verdicts:
    """Decide everybody, some at a time."""
    n = table.coefs.size
    first, authorised, final = np.empty(n, np.uint8), np.empty(n, np.bool_), np.empty(n, np.uint8)
    trade, rows, after = np.empty(TILE, np.int32), np.empty(TILE, np.uint32), np.empty(TILE, np.int32)
    room = Some(Candidates.of(TILE, 0), Judged.of(TILE, 1), trade, rows, after)
    decide_all(table.marks, table.coefs, table.professional, table.law, room, first, authorised, final)
    return Verdicts(first, authorised, final)


@njit(**OPTIONS)
def decide_all(
    marks: Marks,
    coefs: Sums,
    professional: Sums,
    law: Law,
    room: Some,
    first: Codes,
    authorised: NDArray[np.bool_],
    final: Codes,
) -> None:
    """Decide everybody, a tile after another."""
    for start in range(0, final.size, TILE):
        some = slice(start, min(start + TILE, final.size))
        add_units(some, marks, coefs, room)
        decide_first_group(law, room, first[some])
        open_orals(professional[some], law, room, first[some], authorised[some], final[some])
        decide_again(some, marks, law, room, authorised[some], final[some])


@apart
def add_units(some: slice, marks: Marks, coefs: Sums, room: Some) -> None:
    """Add up the units of some candidates, several at a time, and write the sets of those that eliminate."""
    total, trade, barred = room.judged.total, room.trade, room.candidates.barred
    total[:], trade[:], barred[:] = 0, 0, 0
    of_all, professional = coefs[some], marks.professional[some]
    for i in range(of_all.size):
        room.candidates.coefs[i] = of_all[i]
    for unit in range(marks.notes.shape[0]):
        notes, statuts = marks.notes[unit][some], marks.statuts[unit][some]
        of_unit = marks.coefs[unit][some]
        for i in range(notes.size):
            points = counted(notes[i], statuts[i]) * np.int32(of_unit[i])
            total[i] += points
            trade[i] += points * (professional[i] >> np.int32(unit) & np.int32(1))
            barred[i] |= np.int32((statuts[i] == ABSENT) | (statuts[i] == REFUSED_FILE)) << np.int32(unit)


@apart
def decide_first_group(law: Law, room: Some, first: Codes) -> None:
    """Write the decisions of the first group: the engine's own."""
    for i in range(first.size):
        decide_first(i, room.judged.total[i], 0, np.int32(0), law, room.candidates, room.judged)
    for i in range(first.size):
        first[i] = room.judged.decision[0, i]


@apart
def open_orals(
    professional: Sums, law: Law, room: Some, first: Codes, authorised: NDArray[np.bool_], final: Codes
) -> None:
    """Write who may sit the orals, and as refused who is not admitted."""
    total, coefs, trade = room.judged.total, room.candidates.coefs, room.trade
    for i in range(final.size):
        near = total[i] >= law.floor[0] * coefs[i]
        trained = trade[i] >= law.professional_floor[0] * professional[i]
        authorised[i] = (first[i] == NOT_ADMITTED) & near & trained
        final[i] = REFUSED if first[i] == NOT_ADMITTED else first[i]


@apart
def decide_again(some: slice, marks: Marks, law: Law, room: Some, authorised: NDArray[np.bool_], final: Codes) -> None:
    """Write who is saved by the orals; those who sit them are read unit by unit, in order."""
    rows, after, coefs, count = room.rows, room.after, room.candidates.coefs, np.uint64(0)
    for i in range(final.size):
        rows[count] = i
        count += np.uint64(authorised[i])
    after[:] = 0
    orals = marks.orals[some]
    for unit in range(marks.notes.shape[0]):
        notes, statuts, of_unit = marks.notes[unit][some], marks.statuts[unit][some], marks.coefs[unit][some]
        for k in range(count):
            i = rows[k]
            after[k] += max(counted(notes[i], statuts[i]), np.int32(orals[i, unit])) * np.int32(of_unit[i])
    for k in range(count):
        i = rows[k]
        final[i] = SAVED if after[k] >= law.admission[0] * coefs[i] else REFUSED


@inner
def counted(note: np.int16, status: np.uint8) -> np.int32:
    """Return the mark that counts: zero without one."""
    return np.int32(note) * np.int32((status == NOTE) | (status == KEPT))


def size(table: Table) -> int:
    """Give the bytes held of the candidates."""
    return sum(array.nbytes for array in (*table.marks, table.coefs, table.professional))
