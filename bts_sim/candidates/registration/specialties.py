"""Check the specialty of a registration: whether the project knows it, and from which source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bts_sim.candidates.registration.file import Registration
from bts_sim.candidates.registration.findings import TO_CHECK, Constat
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.inscription import Cadre
from bts_sim.droit.specialites_connues import connue, connues
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import nearest


@dataclass(frozen=True)
class Specialites:
    """The specialties that a check knows: `codes` with a règlement, and those that the note names with attestations."""

    codes: frozenset[str]
    bareme: Bareme
    source: str

    @classmethod
    def of(cls, cadre: Cadre) -> Specialites:
        """Return the specialties of a note and of its session; an option has a code of its own."""
        options = {f"{code}-{option}" for code, one in cadre.specialites.items() for option in one.options}
        bareme = load_bareme(cadre.note.session)
        codes = frozenset({*bareme.reglements, *cadre.specialites, *options})
        return cls(codes, bareme, cadre.matrice.source)

    def about(self, row: Registration) -> Iterator[Constat]:
        """Yield the reason to verify a specialty, if any: no règlement, or not known at all."""
        if row.specialite not in self.codes:
            yield Constat(row.candidat, TO_CHECK, "specialite", self._why(row.specialite), self.source)

    def _why(self, code: str) -> str:
        named = connue(code)
        ours = code if named is None else named.code
        if ours in self.bareme.ailleurs and ours not in self.codes:
            problem, there_is = self.bareme.ailleurs[ours]
            return f"{problem} ({there_is}) : à vérifier, attestations comprises"
        if named is not None and named.code not in self.codes:
            detail = f"{named} est une spécialité de BTS dont le projet n'a pas le règlement"
            return f"{detail} : attestations et option à vérifier"
        detail = f"{code} : code ou option que le projet ne connaît pas, attestations à vérifier"
        near = f"vouliez-vous dire « {named.code} » ?" if named else self._near(code)
        return f"{detail} ; {near}" if near else detail

    def _near(self, code: str) -> str:
        return nearest(code, sorted(self.codes)) or nearest(code, list(connues()))
