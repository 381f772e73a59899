"""The decisions of one regime on one group of candidates: each step of the jury, once, in the order of the exam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.bareme import Bareme, Regime, Reglementation
from bts_sim.droit.jury import (
    Controle,
    Decision,
    PremierGroupe,
    SecondGroupe,
    oraux_en_suspens,
    ouverture_du_controle,
    premier_groupe,
    second_groupe,
)
from bts_sim.droit.motifs import conditions
from bts_sim.droit.points import Bools, Ints, Moyenne
from bts_sim.droit.regles.oraux_dus import Manquants
from bts_sim.droit.releve import Releve

#: The name of each decision in files and tables.
NAMES = {decision.value: decision.name.lower() for decision in Decision}


class Group(Protocol):
    """The input of a jury: candidates of one specialty, or of several at once, in a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def reglement(self) -> Reglementation:
        """Return the règlement d'examen of their specialty, or those of several."""

    @property
    def releve(self) -> Releve:
        """Return the marks of the n candidates."""

    def part(self, keep: Bools | Ints) -> Self:
        """Return the group of some candidates."""


G = TypeVar("G", bound=Group, covariant=True)


@dataclass(frozen=True)
class Deliberation(Generic[G]):
    """The decisions of one regime on one group.

    `bareme`: that of the session. It is stored as the regime changes it, and the règlement of the group as the regime
    reads it, so that no other code has to do so.
    """

    groupe: G
    bareme: Bareme
    regime: Regime

    def __post_init__(self) -> None:
        object.__setattr__(self, "bareme", self.bareme.sous(self.regime))
        lu = self.groupe.reglement.lu(self.regime.lectures)
        if lu is not self.groupe.reglement:
            object.__setattr__(self, "groupe", replace(self.groupe, reglement=lu))

    @cached_property
    def premier(self) -> PremierGroupe:
        """Return the decision on the ordinary épreuves."""
        return premier_groupe(self.groupe.releve, self.groupe.reglement, self.bareme, self.regime)

    @cached_property
    def controle(self) -> Controle:
        """Return who may sit the épreuves de contrôle, and on which units."""
        return ouverture_du_controle(self.premier, self.groupe.releve, self.groupe.reglement, self.bareme, self.regime)

    def manquants(self, oraux: Ints, *, clos: bool) -> Manquants:
        """Return the orals that the authorised owe without a known result; `clos`: whether the orals are over."""
        g = self.groupe
        return oraux_en_suspens(oraux, self.controle, g.releve, g.reglement, self.bareme, self.regime, clos=clos)

    def second(self, oraux: Ints | None, manquants: Manquants | None = None) -> SecondGroupe:
        """Return the decision after the orals, from `jury.second_groupe`; `oraux` is None before they are held."""
        g = self.groupe
        return second_groupe(
            self.premier, self.controle, oraux, g.releve, g.reglement, self.bareme, self.regime, manquants
        )

    def part(self, keep: Bools | Ints) -> Deliberation[G]:
        """Return the deliberation of some candidates, without deciding again."""
        return _knowing(replace(self, groupe=self.groupe.part(keep)), self.premier.part(keep), self.controle.part(keep))

    def numbered(self, candidats: Ints) -> Deliberation[G]:
        """Return the same deliberation on the same candidates, in the same order, under other numbers."""
        return _knowing(replace(self, groupe=replace(self.groupe, candidats=candidats)), self.premier, self.controle)

    def opened(self, controle: Controle) -> Deliberation[G]:
        """Return the same deliberation with the épreuves de contrôle open to others, whatever the regime says."""
        return _knowing(replace(self), self.premier, controle)

    def reopened(self, regime: Regime) -> Deliberation[G]:
        """Return the deliberation under a regime that differs only by its access, so that the first group stays."""
        return _knowing(replace(self, regime=regime), self.premier)


def _knowing(one: Deliberation[G], premier: PremierGroupe, controle: Controle | None = None) -> Deliberation[G]:
    vars(one)["premier"] = premier
    if controle is not None:
        vars(one)["controle"] = controle
    return one


@dataclass(frozen=True)
class Decided(Generic[G]):
    """A deliberation, and the known results of the orals.

    `oraux`: hundredths, None where they have not been held. `manquants`: orals owed without a known result; None where
    all are known, or where none has been held.
    """

    deliberation: Deliberation[G]
    oraux: Ints | None = None
    manquants: Manquants | None = None

    @cached_property
    def second(self) -> SecondGroupe:
        """Return the final decision."""
        return self.deliberation.second(self.oraux, self.manquants)

    @cached_property
    def conditions(self) -> dict[str, Bools]:
        """Return the candidates to which each condition of `motifs.yaml` applies, shape (n,)."""
        d, g = self.deliberation, self.deliberation.groupe
        return conditions(
            g.releve, g.reglement, d.bareme, d.regime, d.controle, self.oraux, self.second, self.manquants
        )

    @property
    def parts(self) -> Iterator[Decided[G]]:
        """Yield the decisions of each regime that decides here, on its own candidates."""
        yield self

    def after(self, oraux: Ints, *, clos: bool) -> Self:
        """Return the decisions once these orals have results, hundredths; `clos`: whether the orals are over."""
        return replace(self, oraux=oraux, manquants=self.deliberation.manquants(oraux, clos=clos))

    def numbered(self, candidats: Ints) -> Self:
        """Return the same decisions on the same candidates, in the same order, under other numbers."""
        return replace(self, deliberation=self.deliberation.numbered(candidats))

    def part(self, keep: Bools | Ints) -> Decided[G]:
        """Return the decisions on some candidates, without deciding again before the orals."""
        return Decided(
            self.deliberation.part(keep),
            None if self.oraux is None else self.oraux[keep],
            None if self.manquants is None else self.manquants.part(keep),
        )

    @property
    def groupe(self) -> G:
        """Return the candidates decided on."""
        return self.deliberation.groupe

    @property
    def premier(self) -> PremierGroupe:
        """Return the decision on the ordinary épreuves."""
        return self.deliberation.premier

    @property
    def controle(self) -> Controle:
        """Return who may sit the épreuves de contrôle, and on which units."""
        return self.deliberation.controle


@dataclass(frozen=True)
class DecidedInParts(Decided[G]):
    """The decisions on a group of which a reform concerns some candidates only.

    `deliberation`, `oraux`, `manquants`: those of the reform, on the whole group. `others`: the decisions of the regime
    that the others follow, on the whole group too; the orals of both are on the same targets. `concerned`: shape (n,).
    """

    others: Decided[G] = field(kw_only=True)
    concerned: Bools = field(kw_only=True)

    @property
    def parts(self) -> Iterator[Decided[G]]:
        """Yield the decisions of the reform on those concerned, then those of the others' regime on the others."""
        own = Decided(self.deliberation, self.oraux, self.manquants)
        for one, whom in ((own, self.concerned), (self.others, ~self.concerned)):
            if whom.any():
                yield one.part(whom)

    def after(self, oraux: Ints, *, clos: bool) -> Self:
        """Return the decisions once these orals have results, hundredths; `clos`: whether the orals are over.

        What the others owe is counted under their own regime.
        """
        others = self.others.after(oraux, clos=clos)
        assert others.manquants is not None
        own = self.deliberation.manquants(oraux, clos=clos)
        owed = replace(own, nombre=self._each(own.nombre, others.manquants.nombre))
        return replace(self, oraux=oraux, manquants=owed, others=others)

    def numbered(self, candidats: Ints) -> Self:
        """Return the same decisions on the same candidates, in the same order, under other numbers."""
        own = self.deliberation.numbered(candidats)
        return replace(self, deliberation=own, others=self.others.numbered(candidats))

    @cached_property
    def premier(self) -> PremierGroupe:
        """Return the decision on the ordinary épreuves."""
        own, other = self.deliberation.premier, self.others.premier
        return PremierGroupe(
            self._mean(own.generale, other.generale),
            self._mean(own.professionnelle, other.professionnelle),
            self._each(own.decision, other.decision),
        )

    @cached_property
    def controle(self) -> Controle:
        """Return who may sit the épreuves de contrôle, and on which units."""
        own, other = self.deliberation.controle, self.others.controle
        return Controle(self._each(own.autorise, other.autorise), self._each(own.choisissables, other.choisissables))

    @cached_property
    def second(self) -> SecondGroupe:
        """Return the final decision."""
        own, other = self.deliberation.second(self.oraux, self.manquants), self.others.second
        return SecondGroupe(self._mean(own.finale, other.finale), self._each(own.decision, other.decision))

    @cached_property
    def conditions(self) -> dict[str, Bools]:
        """Return the candidates to which each condition of `motifs.yaml` applies, shape (n,)."""
        own, other = Decided(self.deliberation, self.oraux, self.manquants).conditions, self.others.conditions
        none = np.zeros(self.concerned.size, dtype=bool)
        return {name: self._each(own.get(name, none), other.get(name, none)) for name in {**own, **other}}

    def _mean(self, own: Moyenne, other: Moyenne) -> Moyenne:
        return Moyenne(self._each(own.somme, other.somme), self._each(own.coefs, other.coefs))

    def _each(self, own: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        """Return what a regime says of those whom it concerns, and the other one of the others."""
        return np.where(self.concerned.reshape(-1, *[1] * (own.ndim - 1)), own, other)
