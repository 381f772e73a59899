"""Which single mark, and by how much, would change what a regime decides on one candidate: the jury judges each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.droit.deliberation import NAMES
from bts_sim.droit.points import CENTIEMES, Ints
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.vocabulaire import NON, OUI
from bts_sim.questions.one_candidate.tables import MarkSwitch
from bts_sim.questions.one_candidate.verdicts import Verdict


def mark_switches(decided: Iterable[Verdict]) -> pd.DataFrame:
    """Return the nearest mark, below and above, at which each unit alone changes something, as `MarkSwitch`.

    Only marks of this session move; all else stays, the orals typed included. A unit no mark of which changes anything
    has no row. Under each regime the nearest come first: at one hundredth, the case hangs on it.
    """
    return MarkSwitch.frame(row for verdict in decided for row in sorted(_switches(verdict), key=_far))


def _switches(verdict: Verdict) -> Iterator[tuple[str, str, float, float, float, str, str]]:
    for unite, note, releve in with_each_mark(verdict):
        decision, access = verdict.judged_again(releve)
        same = (decision == decision[note]) & (access == access[note])
        below, above = np.flatnonzero(~same[:note]), note + np.flatnonzero(~same[note:])
        for mark in (*below[-1:].tolist(), *above[:1].tolist()):
            points = note / CENTIEMES, mark / CENTIEMES, (mark - note) / CENTIEMES
            yield verdict.regime.nom, unite, *points, NAMES[int(decision[mark])], OUI if access[mark] else NON


def _far(row: tuple[str, str, float, float, float, str, str]) -> float:
    return abs(row[4])


def with_each_mark(verdict: Verdict) -> Iterator[tuple[str, int, Releve]]:
    """Yield each unit that has a mark of this session, its mark, and the candidate with every mark there instead."""
    releve, units = verdict.releve, verdict.reglement.unites
    marks = np.arange(verdict.bareme.note_maximale + 1)
    same = releve.part(np.zeros(marks.size, dtype=np.int64))
    for i in np.flatnonzero(releve.statuts[0] == Statut.NOTE.value).tolist():
        yield units[i].code, int(releve.notes[0, i]), replace(same, notes=_with(same.notes, i, marks))
    for i in np.flatnonzero(releve.statuts_facultatives[0] == Statut.NOTE.value).tolist():
        other = replace(same, notes_facultatives=_with(same.notes_facultatives, i, marks))
        yield verdict.reglement.facultatives[i].code, int(releve.notes_facultatives[0, i]), other


def _with(notes: Ints, column: int, marks: Ints) -> Ints:
    """Return marks with those of one column replaced."""
    changed = notes.copy()
    changed[:, column] = marks
    return changed
