"""The published margins on which cohorts are calibrated, and the candidates of each."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from bts_sim.cohort.compose import SCHOOL_VOIES, Attribute, Composition
from bts_sim.droit.points import Bools, Floats
from bts_sim.files.shipped import statistic
from bts_sim.files.yaml_file import read_yaml

HERE = Path(__file__).parent


class Target(BaseModel):
    """One margin: the row of the observed figures, the group of candidates, and the tolerance (points)."""

    model_config = ConfigDict(extra="forbid")

    nom: str
    groupe: dict[str, str]
    tolerance: float
    ligne: dict[str, str]

    def observed(self) -> Mapping[str, str]:
        """Return the published row; raises LookupError unless there is exactly one."""
        return statistic(population=_file().population, **self.ligne)

    @property
    def valeur(self) -> float:
        """Return the published rate, percent."""
        return float(self.observed()["value"])


class _Targets(BaseModel):
    model_config = ConfigDict(extra="forbid")

    population: str
    cibles: list[Target]


@functools.cache
def _file() -> _Targets:
    return read_yaml(HERE / "targets.yaml", _Targets)


def margin_targets() -> Sequence[Target]:
    """Return the margins of `targets.yaml`, in order."""
    return _file().cibles


@dataclass(frozen=True)
class Membership:
    """The candidates of each margin, shape (m, n), with the candidates of all specialties one after the other."""

    members: Bools

    @classmethod
    def of(cls, groups: Sequence[Composition]) -> Membership:
        """Return the members of every margin among candidates of several specialties."""
        return cls(np.column_stack([_members(who) for who in groups]))

    def rates(self, admis: Bools) -> Floats:
        """Return the rate of each margin, percent; NaN for a margin without a candidate."""
        with np.errstate(invalid="ignore"):
            rates: Floats = 100 * (self.members & admis).sum(axis=1) / self.members.sum(axis=1)
        return rates


def _members(who: Composition) -> Bools:
    return np.array([belongs_to(who, target.groupe) for target in margin_targets()])


def belongs_to(who: Composition, groupe: Mapping[str, str]) -> Bools:
    """Return which candidates are present and have all the attributes of a group, shape (n,)."""
    at_school = np.array([voie in SCHOOL_VOIES for voie in who.voies])[who.voie]
    known = who.attributes() | {"scolaire": Attribute(("non", "oui"), at_school.astype(np.int64))}
    members: Bools = np.logical_and.reduce([who.present, *(known[name].are(value) for name, value in groupe.items())])
    return members
