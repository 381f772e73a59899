"""The dated values of `textes/acquis.yaml`, and the words of each finding."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from bts_sim.droit.regles.acquis import dernier_jour, session_d_une_note
from bts_sim.droit.textes import TEXTES, check_session
from bts_sim.errors import LawError
from bts_sim.files.yaml_file import read_yaml

Cote = Literal["A", "A~", "B", "C", "I"]
Titre = Literal["bts", "dut", "diplome"]


class _Texte(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str
    cote: Cote


class Periode(_Texte):
    """A value and the sessions in which it is in force; None where no such rule exists then."""

    de: int
    a: int
    valeur: int | None


class Valeur(BaseModel):
    """A value of the law over time."""

    model_config = ConfigDict(extra="forbid")

    libelle: str
    valeurs: list[Periode]


class Dispense(_Texte):
    """Units from which some titles exempt a candidate; an empty `specialites` means all of them.

    `intitules`, `unites`: the units, by title or by code. `secteur`: that of the BTS held; empty for any. `condition`:
    what else the text asks, which no file says; empty for nothing.
    """

    titres: list[Titre]
    intitules: list[str] = []
    unites: list[str] = []
    unite_validee: bool = False
    specialites: list[str] = []
    secteur: str = ""
    condition: str = ""

    def concerne(self, specialite: str, unite: str, intitule: str) -> bool:
        """Return whether the dispense concerns a unit; tables add a duration in brackets to some titles."""
        named = unite in self.unites or any(
            intitule == one or intitule.startswith(f"{one} (") for one in self.intitules
        )
        return named and (not self.specialites or specialite in self.specialites)

    def admet(self, titre: str, secteur: str) -> bool:
        """Return whether a title may open it; `secteur`: that of the BTS held, empty where it is not known."""
        return titre in self.titres and (not self.secteur or secteur in ("", self.secteur))

    def demande_encore(self, secteur: str) -> str:
        """Return what else the text asks of a title, in words, which the file does not say; empty for nothing."""
        return f"un BTS du secteur {self.secteur}" if self.secteur and not secteur else self.condition


class ArreteLu(_Texte):
    """The dispenses of some specialties, all of which were read in their own arrêté."""

    specialites: list[str]


class JamaisDispense(_Texte):
    """The domain whose units are never dispensed."""

    domaine: Literal["general", "professionnel"]


class Constat(_Texte):
    """A possible finding on a mark or title held; `statut`: the status of the row of marks, None if nothing is kept."""

    phrase: str
    statut: Literal["BE", "RE", "DI"] | None = None


class Textes(BaseModel):
    """The whole of `textes/acquis.yaml`."""

    model_config = ConfigDict(extra="forbid")

    valeurs: Mapping[str, Valeur]
    dispenses: Sequence[Dispense]
    arretes_lus: Sequence[ArreteLu]
    jamais_dispense: JamaisDispense
    constats: Mapping[str, Constat]

    def valeur(self, nom: str, session: int) -> int | None:
        """Return a value for a session; a gap or an overlap in its dates is an error."""
        found = [p.valeur for p in self.valeurs[nom].valeurs if p.de <= session <= p.a]
        if len(found) != 1:
            raise LawError(f"acquis.yaml : {nom} : {len(found)} valeurs pour la session {session}.")
        return found[0]

    def obligatoire(self, nom: str, session: int) -> int:
        """Return a value that every session has."""
        value = self.valeur(nom, session)
        if value is None:
            raise LawError(f"acquis.yaml : {nom} : aucune valeur pour la session {session}.")
        return value

    def dispense(self, specialite: str, unite: str, intitule: str, titre: str, secteur: str) -> Dispense | None:
        """Return the dispense of a unit that a title opens, or else another one of it; None where no text gives any.

        `titre`, `secteur`: the title held, and the sector of a BTS held, empty where it is not known.
        """
        of_it = [one for one in self.dispenses if one.concerne(specialite, unite, intitule)]
        return next((one for one in of_it if one.admet(titre, secteur)), of_it[0] if of_it else None)

    def arrete_lu(self, specialite: str) -> str:
        """Return the source of the arrêté of a specialty whose dispenses were read; empty where they were not."""
        return next((one.source for one in self.arretes_lus if specialite in one.specialites), "")


@functools.cache
def textes() -> Textes:
    """Return the content of `textes/acquis.yaml`."""
    return read_yaml(Path(str(TEXTES / "acquis.yaml")), Textes)


def duree(session: int) -> int:
    """Return the number of years for which a mark may be kept."""
    check_session(session)
    return textes().obligatoire("duree", session)


def session_de(obtenue_le: datetime.date, session: int) -> int:
    """Return the session of a mark obtained on a day, as the texts of `session` count."""
    first = textes().obligatoire("premier_mois", session)
    return int(session_d_une_note(np.array([obtenue_le], dtype="datetime64[D]"), first)[0])


def derniers_jours(obtenue_le: Sequence[datetime.date | None], session: int) -> list[str]:
    """Return the last day on which each mark is valid; "" where no date is known."""
    days = dernier_jour(np.array(obtenue_le, dtype="datetime64[D]"), duree(session))
    return ["" if np.isnat(day) else str(day) for day in days]
