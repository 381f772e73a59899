"""Marks and statuses in one byte each, unit after unit: what a decision reads, nine times smaller than the releve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import CENTIEMES, Bools, Ints
from bts_sim.droit.releve import Releve, Statut, parmi

Octet = NDArray[np.uint8]

#: Marks that have a byte: every quarter of a point, hundredths.
PAS = CENTIEMES // 4
NOTES = np.arange(0, 20 * CENTIEMES + 1, PAS)
#: Statuses that carry a mark take as many bytes as there are marks; the others take one.
WITH_MARK = (Statut.NOTE, Statut.BE, Statut.RE)
SANS_NOTE = (Statut.AB, Statut.ABJ, Statut.NV, Statut.DI, Statut.SANS)

#: Byte → mark (hundredths; 0 where there is none) and status, shape (k,).
NOTE_DE = np.concatenate([*(NOTES for _ in WITH_MARK), np.zeros(len(SANS_NOTE), dtype=np.int64)])
STATUT_DE = np.concatenate([np.repeat(WITH_MARK, NOTES.size), SANS_NOTE]).astype(np.uint8)
CODES = NOTE_DE.size
#: Status → its first byte.
PREMIER = np.array([int(np.argmax(s.value == STATUT_DE)) for s in Statut], dtype=np.uint8)

#: Bits of what is known of a candidate as a whole.
INACHEVE, SUSPENDU, AVIS_DEFAVORABLE = 1, 2, 4


@dataclass(frozen=True)
class Octets:
    """The marks of n candidates of one specialty.

    `codes`: a byte each, compulsory units then facultative ones, shape (u+f, n).
    `dossier`: bits of INACHEVE, SUSPENDU and AVIS_DEFAVORABLE, shape (n,).
    """

    codes: Octet
    dossier: Octet


def en_octets(releve: Releve) -> Octets | None:
    """Pack a releve; None when a mark is not a quarter of a point, which has no byte."""
    notes = np.concatenate([releve.notes, releve.notes_facultatives], axis=1)
    statuts = np.concatenate([releve.statuts, releve.statuts_facultatives], axis=1)
    steps, rest = np.divmod(notes, PAS)
    if rest.any() or (steps >= NOTES.size).any() or (steps < 0).any():
        return None
    codes = PREMIER[statuts] + np.where(parmi(statuts, *WITH_MARK), steps, 0)
    dossier = INACHEVE * releve.inacheve + SUSPENDU * releve.suspendu + AVIS_DEFAVORABLE * releve.avis_defavorable
    return Octets(np.ascontiguousarray(codes.T, dtype=np.uint8), dossier.astype(np.uint8))


def temoins(unites: int, facultatives: int) -> Releve:
    """Give one candidate per column and byte, who has it there and is exempt from all else, shape ((u+f)·k, …).

    What a rule gives them is what each byte is worth to it.
    """
    columns, k = unites + facultatives, CODES
    notes: Ints = np.zeros((columns, k, columns), dtype=np.int64)
    statuts: Octet = np.full((columns, k, columns), Statut.DI.value, dtype=np.uint8)
    statuts[:, :, unites:] = Statut.SANS.value
    everyone = np.arange(columns)
    notes[everyone, :, everyone], statuts[everyone, :, everyone] = NOTE_DE, STATUT_DE
    n = columns * k
    notes, statuts = notes.reshape(n, columns), statuts.reshape(n, columns)
    nothing = np.zeros(n, dtype=bool)
    return Releve(
        notes=notes[:, :unites],
        statuts=statuts[:, :unites],
        ponctuelle=np.ones((n, unites), dtype=bool),
        notes_facultatives=notes[:, unites:],
        statuts_facultatives=statuts[:, unites:],
        inacheve=nothing,
        suspendu=nothing,
        avis_defavorable=nothing,
    )


def par_octet(valeurs: Ints | Bools) -> Ints:
    """Lay out by column and byte what `temoins` were given, shape ((u+f)·k,) → (u+f, k)."""
    return valeurs.reshape(-1, CODES).astype(np.int64)
