"""Which single mark, and by how much, would change what a regime decides on one candidate: the jury judges each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.droit.deliberation import NAMES
from bts_sim.droit.points import CENTIEMES, Ints
from bts_sim.droit.releve import Releve, Statut
from bts_sim.questions.one_candidate.tables import Verdict

COLONNES = ("regime", "unite", "note", "bascule", "ecart", "decision", "autorise")


def bascules(verdict: Verdict) -> pd.DataFrame:
    """Give the nearest mark, below and above, at which each unit alone changes the decision or the access.

    Only marks of this session move; all else stays, the orals typed included. Columns: `regime`, `unite`, `note` and
    `bascule` (points on 20: the mark, and the nearest one that changes something), `ecart` (points, below nothing for a
    lower mark), `decision` and `autorise` (oui, non) as they would be. A unit no mark of which changes anything has no
    row. The nearest come first: at one hundredth, the case hangs on it.
    """
    rows = []
    for unite, note, releve in _otherwise(verdict):
        decision, access = verdict.judged_again(releve)
        same = (decision == decision[note]) & (access == access[note])
        below, above = np.flatnonzero(~same[:note]), note + np.flatnonzero(~same[note:])
        for mark in (*below[-1:].tolist(), *above[:1].tolist()):
            said = NAMES[int(decision[mark])], "oui" if access[mark] else "non"
            rows.append(
                (verdict.regime.nom, unite, note / CENTIEMES, mark / CENTIEMES, (mark - note) / CENTIEMES, *said)
            )
    table = pd.DataFrame(rows, columns=list(COLONNES))
    return table.sort_values("ecart", key=abs, kind="stable", ignore_index=True)


def _otherwise(verdict: Verdict) -> list[tuple[str, int, Releve]]:
    """Give each unit that has a mark of this session, its mark, and the candidate with every mark there instead."""
    releve, units = verdict.releve, verdict.reglement.unites
    marks = np.arange(verdict.bareme.note_maximale + 1)
    same = releve.part(np.zeros(marks.size, dtype=np.int64))
    found = []
    for i in np.flatnonzero(releve.statuts[0] == Statut.NOTE.value).tolist():
        other = replace(same, notes=_with(same.notes, i, marks))
        found.append((units[i].code, int(releve.notes[0, i]), other))
    for i in np.flatnonzero(releve.statuts_facultatives[0] == Statut.NOTE.value).tolist():
        other = replace(same, notes_facultatives=_with(same.notes_facultatives, i, marks))
        found.append((verdict.reglement.facultatives[i].code, int(releve.notes_facultatives[0, i]), other))
    return found


def _with(notes: Ints, column: int, marks: Ints) -> Ints:
    """Give marks with those of one column replaced."""
    changed = notes.copy()
    changed[:, column] = marks
    return changed
