"""Groups of candidates: those of one specialty, from a file or a simulation, or a block of several specialties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import update_wrapper
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

import numpy as np

from bts_sim.cohort.compose import Composition
from bts_sim.droit.bareme import Reglement, Reglementation, Reglements, TableDesReglements
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.releve import Releve
from bts_sim.errors import Fault, InputError


@dataclass(frozen=True)
class Simulated:
    """The attributes of n candidates that only a simulation knows.

    `latent`: expected mark at a ponctuelle, unit by unit, shape (n, u). `domaine`: the same for a whole domain, in the
    order of `DOMAINES`, shape (n, 2).
    """

    composition: Composition
    latent: Floats
    domaine: Floats

    def part(self, keep: Bools | Ints) -> Simulated:
        """Return the attributes of some candidates."""
        return Simulated(self.composition.part(keep), self.latent[keep], self.domaine[keep])

    def widened(self, units: int) -> Simulated:
        """Return the same attributes on so many columns of units, the last ones being empty."""
        return replace(self, latent=np.pad(self.latent, ((0, 0), (0, units - self.latent.shape[1]))))

    @classmethod
    def joined(cls, some: Sequence[Simulated]) -> Simulated:
        """Return the attributes of several groups as those of one, in order."""
        return cls(
            type(some[0].composition).joined([one.composition for one in some]),
            np.concatenate([one.latent for one in some]),
            np.concatenate([one.domaine for one in some]),
        )


@dataclass(frozen=True, repr=False)
class Groupe:
    """The candidates of one specialty and their marks.

    `candidats`: their numbers in the cohort, or their rows in the table of candidates, shape (n,). `simulated`: the
    attributes that only a simulation knows; None for real candidates, who come from `fichier`.
    """

    reglement: Reglement
    candidats: Ints
    releve: Releve
    simulated: Simulated | None = None
    fichier: str = ""

    def __repr__(self) -> str:
        return f"Groupe({self.reglement!r}, {self.candidats.size} candidats)"

    def part(self, keep: Bools | Ints) -> Groupe:
        """Return the group of some candidates."""
        known = None if self.simulated is None else self.simulated.part(keep)
        return replace(self, candidats=self.candidats[keep], releve=self.releve.part(keep), simulated=known)

    def ranks(self, codes: Sequence[str]) -> Ints:
        """Return the place of the specialty among some codes, for each candidate, shape (n,)."""
        return np.full(self.candidats.size, codes.index(self.reglement.specialite))

    def are_of(self, codes: Collection[str]) -> Bools:
        """Return which candidates are of one of some specialties, shape (n,): all of them, or none."""
        return np.full(self.candidats.size, self.reglement.specialite in codes)

    def by_specialty(self) -> Iterator[Groupe]:
        """Yield the group itself: its candidates are of one specialty."""
        yield self

    @property
    def existing(self) -> Bools:
        """Return which columns are a unit of the règlement, shape (u,): all of them."""
        return np.ones(self.releve.notes.shape[1], dtype=bool)

    @property
    def composition(self) -> Composition:
        """Return the composition of the group: the attributes known before any mark."""
        return self._simulated("composition de la cohorte").composition

    @property
    def voies(self) -> Ints:
        """Return the voie of each candidate, as its index among those of the cohort, shape (n,)."""
        return self.composition.voie

    @property
    def latent(self) -> Floats:
        """Return the mark that each candidate may expect at a ponctuelle, shape (n, u)."""
        return self._simulated("niveau par unité").latent

    @property
    def domaine(self) -> Floats:
        """Return the mark that each candidate may expect on a whole domain, shape (n, 2)."""
        return self._simulated("niveau par domaine").domaine

    def _simulated(self, asked: str) -> Simulated:
        if self.simulated is None:
            raise asks_simulation(asked, self.fichier)
        return self.simulated


@dataclass(frozen=True, repr=False)
class Block:
    """Simulated candidates of several specialties and their marks, on the columns of one table of règlements.

    `candidats`: their numbers in the cohort, in order, shape (n,).
    """

    reglement: Reglements
    candidats: Ints
    releve: Releve
    simulated: Simulated

    def __repr__(self) -> str:
        return f"Block({self.reglement!r})"

    def part(self, keep: Bools | Ints) -> Block:
        """Return the block of some candidates."""
        return Block(self.reglement.part(keep), self.candidats[keep], self.releve.part(keep), self.simulated.part(keep))

    def ranks(self, codes: Sequence[str]) -> Ints:
        """Return the place of each candidate's specialty among some codes, shape (n,)."""
        places = np.array([codes.index(one.specialite) for one in self.reglement.table.reglements])
        return places[self.reglement.rangs]

    def are_of(self, codes: Collection[str]) -> Bools:
        """Return which candidates are of one of some specialties, shape (n,)."""
        each = np.array([one.specialite in codes for one in self.reglement.table.reglements])
        of_it: Bools = each[self.reglement.rangs]
        return of_it

    def by_specialty(self) -> Iterator[Groupe]:
        """Yield the candidates of each specialty, on the columns of their own règlement."""
        for rang in np.unique(self.reglement.rangs).tolist():
            yield self._following(rang)

    @property
    def existing(self) -> Bools:
        """Return which columns are a unit of each candidate's règlement, shape (n, u)."""
        return self.reglement.table.existantes[self.reglement.rangs]

    def _following(self, rang: int) -> Groupe:
        rows = np.flatnonzero(self.reglement.rangs == rang)
        reglement = self.reglement.table.reglements[rang]
        units, options = len(reglement.unites), len(reglement.facultatives)
        known = self.simulated.part(rows)
        known = replace(known, latent=np.ascontiguousarray(known.latent[:, :units]))
        releve = self.releve.part(rows).columns(units, options)
        return Groupe(reglement, self.candidats[rows], releve, known)

    @property
    def composition(self) -> Composition:
        """Return the attributes known before any mark."""
        return self.simulated.composition

    @property
    def latent(self) -> Floats:
        """Return the mark that each candidate may expect at a ponctuelle, shape (n, u)."""
        return self.simulated.latent

    @property
    def domaine(self) -> Floats:
        """Return the mark that each candidate may expect on a whole domain, shape (n, 2)."""
        return self.simulated.domaine


@dataclass(frozen=True)
class Marked:
    """The least that a jury needs: the marks of n candidates and what their règlements say."""

    reglement: Reglementation
    releve: Releve

    def part(self, keep: Bools | Ints) -> Marked:
        """Return the marks of some candidates."""
        return Marked(self.reglement.part(keep), self.releve.part(keep))


def one_group(groups: Sequence[Groupe]) -> Groupe:
    """Return the groups of one specialty as one group, in order."""
    if len(groups) == 1:
        return groups[0]
    candidats = np.concatenate([one.candidats for one in groups])
    simulated = Simulated.joined([one.simulated for one in groups if one.simulated is not None])
    return Groupe(groups[0].reglement, candidats, Releve.joined([one.releve for one in groups]), simulated)


def one_block(blocks: Sequence[Block]) -> Block:
    """Return the candidates of some blocks as one block, in order, on the columns of one table of their règlements."""
    known = {_told(one): one for block in blocks for one in block.reglement.table.reglements}
    table, places = TableDesReglements(tuple(known.values())), {told: place for place, told in enumerate(known)}
    units, options = table.coefs.shape[1], table.coefs_facultatives.shape[1]
    rangs = [
        np.array([places[_told(one)] for one in block.reglement.table.reglements])[block.reglement.rangs]
        for block in blocks
    ]
    return Block(
        Reglements(table, np.concatenate(rangs)),
        np.concatenate([block.candidats for block in blocks]),
        Releve.joined([block.releve.widened(units, options) for block in blocks]),
        Simulated.joined([block.simulated.widened(units) for block in blocks]),
    )


def _told(reglement: Reglement) -> tuple[str, str]:
    """Return what tells a règlement from the others of a session: its specialty, and the one that lends it."""
    return reglement.specialite, reglement.emprunte_a


def asks_simulation(question: str, fichier: str) -> InputError:
    """Return the error for a question that the candidates of a file cannot answer."""
    problem = "cette question demande le niveau des candidats, que seule une simulation connaît : ceux-ci sont réels"
    return InputError([Fault(fichier, None, "", question, problem, "la poser à une cohorte simulée")])


class Groups(Protocol):
    """Anything with groups of candidates, to which a question applies."""

    @property
    def blocks(self) -> Sequence[Groupe | Block]:
        """Return the candidates, in as few groups as there are."""


C = TypeVar("C", bound=Groups)
P = ParamSpec("P")
T = TypeVar("T")


def asks_abilities(question: Callable[Concatenate[C, P], T]) -> Callable[Concatenate[C, P], T]:
    """Return the question with a check that refuses real candidates; the error names the question and their file."""

    def asked(cohorte: C, *args: P.args, **kwargs: P.kwargs) -> T:
        for block in cohorte.blocks:
            if isinstance(block, Groupe) and block.simulated is None:
                raise asks_simulation(question.__name__, block.fichier)
        return question(cohorte, *args, **kwargs)

    return cast("Callable[Concatenate[C, P], T]", update_wrapper(asked, question))


def one_by_one(reglement: Reglement, releve: Releve) -> Groupe:
    """Return a group of as many candidates as a releve has, numbered from 0: they are in no table and no cohort."""
    return Groupe(reglement, np.arange(len(releve.notes)), releve)
