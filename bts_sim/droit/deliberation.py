"""The decisions of one regime on one group of candidates: each step of the jury, once, in the order of the exam."""

from __future__ import annotations

from dataclasses import Field, dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

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
from bts_sim.droit.points import Bools, Ints
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
