"""Published margins and what a cohort makes of them: target beside achieved, never one without the other."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from bts_sim.cohort.compose import SCHOOL, Composition
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.points import Bools, Floats
from bts_sim.files.shipped import statistic
from bts_sim.files.yaml_file import read_yaml

HERE = Path(__file__).parent
SHAPE: Shape = {
    "marge": FileColumn("nom de la marge publiée"),
    "cible": FileColumn("taux d'admission au premier groupe, publié", "number", "%", lowest=0, highest=100),
    "obtenu": FileColumn("le même dans la cohorte", "number", "%", empty=True, lowest=0, highest=100),
    "ecart": FileColumn("obtenu moins cible", "number", "points", empty=True),
    "tolerance": FileColumn("écart admis", "number", "points", lowest=0),
    "bruit": FileColumn(
        "ce que le tirage des candidats peut y ajouter : deux erreurs types", "number", "points", empty=True
    ),
    "atteinte": FileColumn("l'écart est dans la tolérance et le bruit", codes=("oui", "non")),
    "n": FileColumn("candidats présents de ce groupe", "integer", "candidats", lowest=0),
    "session": FileColumn("session du chiffre publié"),
    "source": FileColumn("adresse du chiffre publié"),
}
COLONNES = tuple(SHAPE)
#: Standard errors that the draw of candidates may add to a tolerance.
NOISE = 2.0
#: Voies that published statistics count as « scolaire ».
SCHOOL_VOIES = (SCHOOL, "scolaire_hors_contrat")


class Target(BaseModel):
    """One margin: the row of the observed figures, the candidates it is about, and how near is near enough (points)."""

    model_config = ConfigDict(extra="forbid")

    nom: str
    groupe: dict[str, str]
    tolerance: float
    ligne: dict[str, str]

    def observed(self) -> Mapping[str, str]:
        """Give the published row; raises LookupError unless there is exactly one."""
        return statistic(population=_file().population, **self.ligne)

    @property
    def valeur(self) -> float:
        """The published rate, percent."""
        return float(self.observed()["value"])


class _Targets(BaseModel):
    model_config = ConfigDict(extra="forbid")

    population: str
    cibles: list[Target]


@functools.cache
def _file() -> _Targets:
    return read_yaml(HERE / "targets.yaml", _Targets)


def cibles() -> Sequence[Target]:
    """Give the margins of `targets.yaml`, in their order."""
    return _file().cibles


@dataclass(frozen=True)
class Membership:
    """Who belongs to which margin, shape (m, n), the candidates of all specialties one after the other."""

    members: Bools

    @classmethod
    def of(cls, groups: Sequence[Composition]) -> Membership:
        """Find the members of every margin among candidates of several specialties."""
        return cls(np.column_stack([_members(who) for who in groups]))

    def rates(self, admis: Bools) -> Floats:
        """Give the rate of each margin, percent; nan for a margin without a candidate."""
        with np.errstate(invalid="ignore"):
            rates: Floats = 100 * (self.members & admis).sum(axis=1) / self.members.sum(axis=1)
        return rates


def _members(who: Composition) -> Bools:
    return np.array([belongs_to(who, cible.groupe) for cible in cibles()])


def belongs_to(who: Composition, groupe: Mapping[str, str]) -> Bools:
    """Say which candidates present have all the attributes of a group, shape (n,)."""
    labels = {name: np.array(words) for name, words in who.labels().items()}
    at_school = np.array([voie in SCHOOL_VOIES for voie in who.voies])[who.voie]
    labels["scolaire"] = np.where(at_school, "oui", "non")
    members: Bools = np.logical_and.reduce([who.present, *(labels[name] == value for name, value in groupe.items())])
    return members


@asks_abilities
def margins(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Set the first-group rate of a cohort beside every published margin: all of them, met or missed.

    Rates in percent, gaps and tolerances in points; the rates are of candidates present, under the law of the session.
    `bruit`: what the draw of this many candidates may add to the tolerance, two standard errors.
    """
    admis = [cohorte.first_group[g.candidats] for g in cohorte.groupes]
    who = Membership.of([g.composition for g in cohorte.groupes])
    rows = []
    for cible, rate, n in zip(cibles(), who.rates(np.concatenate(admis)), who.members.sum(axis=1), strict=True):
        row, gap = cible.observed(), float(rate - cible.valeur)
        # The total is solved on these very candidates: it has no noise of its own.
        noise = 0.0 if not cible.groupe else NOISE * float(np.sqrt(rate * (100 - rate) / n))
        # The sum turns -0.0 into 0.0.
        numbers = [round(value, 2) + 0.0 for value in (cible.valeur, float(rate), gap, cible.tolerance, noise)]
        met = "oui" if abs(gap) <= cible.tolerance + noise else "non"
        rows.append((cible.nom, *numbers, met, int(n), row["session"], row["source_url"]))
    return pd.DataFrame(rows, columns=COLONNES)
