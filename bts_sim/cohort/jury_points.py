"""Jury points: an optional scenario of the cohort, off by default, since no rule fixes them and nobody counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bts_sim.cohort.group import Marked
from bts_sim.droit.bareme import Bareme, Regime, Reglementation
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import CENTIEMES, Floats
from bts_sim.droit.releve import Releve, Statut


def lift_to_admission(
    releve: Releve, reglement: Reglementation, bareme: Bareme, law: Regime, p: Mapping[str, float], luck: Floats
) -> Releve:
    """Return the marks with some candidates just under admission lifted to it, on the unit with the most room.

    The probability grows linearly from zero at `plancher_du_jury` to `points_de_jury` at admission.
    `luck`: uniform numbers, shape (n,).
    """
    first = Deliberation(Marked(reglement, releve), bareme, law).premier
    admission = bareme.seuil_admission / CENTIEMES
    near = (first.generale.sur_20() - p["plancher_du_jury"]) / (admission - p["plancher_du_jury"])
    lifted = first.ont(Decision.NON_ADMIS) & (luck < near * p["points_de_jury"] / 100)
    missing = bareme.seuil_admission * first.generale.coefs - first.generale.somme
    # Only a mark of this session can be raised, and no higher than the maximum mark.
    room = np.where(releve.ont(Statut.NOTE), reglement.coefs * (bareme.note_maximale - releve.notes), -1)
    best = (room * (room >= missing[:, np.newaxis])).argmax(axis=1)
    rows = np.flatnonzero(lifted & (room.max(axis=1) >= missing))
    notes = releve.notes.copy()
    coefs = np.broadcast_to(reglement.coefs, notes.shape)
    notes[rows, best[rows]] += -(-missing[rows] // coefs[rows, best[rows]])
    return replace(releve, notes=notes)
