"""The input of the jury: the marks of candidates of one specialty, or of several on the columns of the longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import Bools, Ints, au_moins_une

#: In an array of oral marks: no oral was sat there. It is not a mark, and not zero.
SANS_ORAL = -1
#: In the same array: the candidate was absent from the oral.
ABSENT = -2


class Statut(IntEnum):
    """The origin of a mark, or the reason for its absence. Absent, zero, exempt, kept and missing stay distinct.

    The names are the codes of the column `statut`. NOTE is its empty value; SANS is the lack of a row.
    """

    NOTE = 0
    AB = 1
    ABJ = 2
    NV = 3
    DI = 4
    BE = 5
    RE = 6
    SANS = 7


@dataclass(frozen=True)
class Releve:
    """Marks of n candidates, on the u compulsory units and f facultative ones of their règlement.

    `notes`: hundredths, shape (n, u); 0 where the status has no mark. `statuts`: `Statut`, shape (n, u). `ponctuelle`:
    whether the unit was assessed by a final sitting (otherwise by CCF), shape (n, u). `notes_facultatives`,
    `statuts_facultatives`: the same for facultative units, shape (n, f). `inacheve`: forme progressive before its last
    session, shape (n,). `suspendu`: no result until the commission on fraud has decided, shape (n,).
    `avis_defavorable`: of the jury on the livret (2021), shape (n,).
    """

    notes: Ints
    statuts: NDArray[np.uint8]
    ponctuelle: Bools
    notes_facultatives: Ints
    statuts_facultatives: NDArray[np.uint8]
    inacheve: Bools
    suspendu: Bools
    avis_defavorable: Bools

    def part(self, keep: Bools | Ints) -> Releve:
        """Return the releve of some candidates."""
        rows = np.flatnonzero(keep) if keep.dtype == bool else keep
        # Taking whole rows by number is three times faster than indexing.
        return Releve(**{field.name: getattr(self, field.name).take(rows, axis=0) for field in fields(self)})

    def columns(self, unites: int, facultatives: int) -> Releve:
        """Return the releve on its first units and facultatives alone."""
        return replace(
            self,
            notes=np.ascontiguousarray(self.notes[:, :unites]),
            statuts=np.ascontiguousarray(self.statuts[:, :unites]),
            ponctuelle=np.ascontiguousarray(self.ponctuelle[:, :unites]),
            notes_facultatives=np.ascontiguousarray(self.notes_facultatives[:, :facultatives]),
            statuts_facultatives=np.ascontiguousarray(self.statuts_facultatives[:, :facultatives]),
        )

    def widened(self, unites: int, facultatives: int) -> Releve:
        """Return the releve on so many units and facultatives, the last ones being of no règlement."""
        units, options = unites - self.notes.shape[1], facultatives - self.notes_facultatives.shape[1]
        return replace(
            self,
            notes=_padded(self.notes, units, 0),
            statuts=_padded(self.statuts, units, Statut.SANS),
            ponctuelle=_padded(self.ponctuelle, units, 0),
            notes_facultatives=_padded(self.notes_facultatives, options, 0),
            statuts_facultatives=_padded(self.statuts_facultatives, options, Statut.SANS),
        )

    @classmethod
    def joined(cls, releves: Sequence[Releve]) -> Releve:
        """Return several releves of the same units as one, in order."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: np.concatenate([getattr(one, name) for one in releves]) for name in names})

    def ont(self, *statuts: Statut) -> Bools:
        """Return which compulsory units have one of these statuses, shape (n, u)."""
        return parmi(self.statuts, *statuts)

    @cached_property
    def notees(self) -> Bools:
        """Return which compulsory units have a mark: of this session, kept or carried over, shape (n, u)."""
        return self.ont(Statut.NOTE, Statut.BE, Statut.RE)

    @cached_property
    def dispensees(self) -> Bools:
        """Return which compulsory units are dispensed, shape (n, u)."""
        return self.ont(Statut.DI)

    def ont_une(self, statut: Statut) -> Bools:
        """Return who has at least one compulsory unit with this status, shape (n,)."""
        return au_moins_une(self.ont(statut))


def _padded(values: NDArray[Any], columns: int, value: int) -> NDArray[Any]:
    """Return an array with so many columns more, all of one value."""
    return np.pad(values, ((0, 0), (0, columns)), constant_values=value)


def parmi(statuts: NDArray[np.uint8], *cherches: Statut) -> Bools:
    """Return where one of some statuses stands, in the same shape; for two or three, far faster than `np.isin`."""
    # Compare values: numpy takes a member of an enumeration for 64 bits, and compares ten times slower.
    first, *others = map(int, cherches)
    found: Bools = np.equal(statuts, first)
    for value in others:
        found |= np.equal(statuts, value)
    return found
