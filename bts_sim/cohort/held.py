"""Real candidates in the place of simulated ones: what their files hold, and nothing that a simulation knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Self

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOLS, SEXES, Attribute, Composition
from bts_sim.droit.bareme import Regime, Reglements
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.releve import Releve

#: Rank of a value that a file does not say.
UNSAID = -1
#: A group of fewer candidates is not told: no text sets this limit, it is the usual convention for pupils.
LEAST = 5
#: The attributes that the model gives an effect, with their values; a file may say some of them, of some candidates.
OF_THE_MODEL: Mapping[str, Sequence[str]] = {"origine": ORIGINS, "sexe": SEXES, "etablissement": SCHOOLS}


@dataclass(frozen=True, eq=False, repr=False)
class Orals:
    """The orals that n candidates sat under the law of their session.

    `marks`: hundredths, as `Deliberation.second` takes them, shape (n, u) or (n, 2). `admitted`: 1 for who then has the
    diploma, 0 for who has not, UNSAID where an oral is still to come, shape (n,).
    """

    regime: Regime
    marks: Ints
    admitted: Ints


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """What the files hold of n candidates, in the order of their numbers.

    `reglement`: that of each. `releve`: their marks, on the columns of its table. `voie`: index in `voies`, shape (n,).
    `told`: the attributes that the file says, in the order of tables, UNSAID where a cell says nothing. `few`: the
    specialties of too few candidates to be told. `orals`: those that were held, if any.
    """

    reglement: Reglements
    releve: Releve
    voie: Ints
    voies: Sequence[str]
    told: Mapping[str, Attribute]
    few: frozenset[str] = frozenset()
    orals: Orals | None = None

    @property
    def size(self) -> int:
        """Return the number of candidates."""
        return self.voie.size

    def said(self, name: str) -> Ints:
        """Return the rank of an attribute of each candidate, UNSAID where the file does not say it, shape (n,)."""
        return self.told[name].codes if name in self.told else np.full(self.size, UNSAID)

    @cached_property
    def digest(self) -> str:
        """Return a digest of all that the files hold of them."""
        seen = hashlib.sha256(repr((self.voies, [(name, one.values) for name, one in self.told.items()])).encode())
        arrays = [getattr(self.releve, one.name) for one in fields(Releve)]
        arrays += [self.reglement.rangs, self.voie, *(one.codes for one in self.told.values())]
        arrays += [self.orals.marks, self.orals.admitted] if self.orals else []
        for one in arrays:
            seen.update(np.ascontiguousarray(one).tobytes())
        return seen.hexdigest()


@dataclass(frozen=True)
class HeldComposition(Composition):
    """The attributes of real candidates: what their file lacks is drawn, and makes no group. `told`: as `Held`."""

    told: Mapping[str, Attribute] = field(default_factory=dict)

    def attributes(self) -> dict[str, Attribute]:
        """Return the attributes that the file says, by name, in the order of tables."""
        return dict(self.told)

    def part(self, keep: Bools | Ints) -> Self:
        """Return the attributes of some candidates."""
        told = {name: Attribute(one.values, one.codes[keep]) for name, one in self.told.items()}
        return replace(super().part(keep), told=told)

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        """Return the attributes of several groups of one file as those of one, in order."""
        parts = [one.attributes() for one in some]
        told = {
            name: Attribute(first.values, np.concatenate([part[name].codes for part in parts]))
            for name, first in parts[0].items()
        }
        return replace(super().joined(some), told=told)


def too_few(sizes: Ints) -> Bools:
    """Return the groups of real candidates that would tell of people, shape (k,). `sizes`: candidates of each.

    One of them alone could be computed from the total: the least of the others then goes with it.
    """
    few: Bools = (sizes > 0) & (sizes < LEAST)
    if few.sum() == 1 and (sizes >= LEAST).any():
        few[np.where(sizes >= LEAST, sizes, sizes.max() + 1).argmin()] = True
    return few


def enough(one: Attribute) -> Attribute:
    """Return an attribute of real candidates without its groups of too few, who count in totals alone."""
    sizes = np.bincount(one.codes[one.codes != UNSAID], minlength=len(one.values))
    few = np.append(too_few(sizes), False)
    return Attribute(one.values, np.where(few[one.codes], UNSAID, one.codes))
