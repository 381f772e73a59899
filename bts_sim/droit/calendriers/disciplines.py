"""Disciplines of the épreuves de contrôle: the units that one jury can examine, and the duration of its orals."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bts_sim.droit.bareme import DOMAINES, Unite
from bts_sim.droit.calendriers.durees import durees
from bts_sim.droit.textes import TEXTES, session_of
from bts_sim.errors import Fault, InputError
from bts_sim.files.yaml_file import read_yaml
from bts_sim.notices import tell


class Strict(BaseModel):
    """The common base of every part of the file: only known keys are allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Autres(Strict):
    """The group that fixes the minutes of a unit that no word names."""

    durees: str


class Nommee(Autres):
    """A discipline by its name."""

    nom: str


class Langues(Nommee):
    """The living languages, which a column of the règlement identifies; `connues`: those that a title may name."""

    connues: tuple[str, ...]


class Discipline(Nommee):
    """Words that identify a discipline in the intitulé of a unit, and the group that fixes its minutes.

    `examinateurs_hors_contrat`: whether examiners of hors-contrat schools may hold its orals.
    """

    mots: tuple[str, ...]
    source: str
    cote: str
    examinateurs_hors_contrat: bool = True


class Disciplines(Strict):
    """The file of disciplines; `secteurs`: the names that calendars give to the secteur of a specialty."""

    secteurs: Mapping[str, str]
    langues: Langues
    autres: Autres
    disciplines: tuple[Discipline, ...]

    def de(self, unite: Unite) -> str:
        """Return the discipline of a unit: the languages, or the first with a word of its intitulé, or the intitulé."""
        if unite.langue:
            return self.langues.nom
        words = unite.intitule.casefold()
        return next((one.nom for one in self.disciplines if any(mot in words for mot in one.mots)), unite.intitule)

    def langue_nommee(self, unite: Unite) -> str:
        """Return the language that the intitulé of a unit names; empty if none."""
        words = unite.intitule.casefold()
        return next((langue for langue in self.langues.connues if langue in words), "")

    @property
    def fermees_hors_contrat(self) -> frozenset[str]:
        """Return the disciplines whose orals no examiner of a hors-contrat school holds."""
        return frozenset(one.nom for one in self.disciplines if not one.examinateurs_hors_contrat)


@functools.cache
def disciplines() -> Disciplines:
    """Return the disciplines of the épreuves de contrôle.

    Source: arrete-2022-06-03-definition, arrete-2025-05-09 (textes/epreuves_de_controle.yaml)
    """
    return read_yaml(Path(str(TEXTES / "epreuves_de_controle.yaml")), Disciplines)


#: Domain → name of the subject of an oral on the whole of it, which is not a discipline.
PAR_DOMAINE: Mapping[str, str] = {domaine: f"domaine {domaine}" for domaine in DOMAINES}


@dataclass(frozen=True)
class Temps:
    """A candidate's minutes of preparation and of examination."""

    preparation: int
    interrogation: int

    @property
    def candidat(self) -> int:
        """Return the minutes that one oral takes of a candidate."""
        return self.preparation + self.interrogation


@dataclass(frozen=True)
class Minutes:
    """Minutes of the orals of a session: those of the named disciplines, of all others, of whole domains.

    None where no text that was read gives them.
    """

    nommees: Mapping[str, Temps]
    autres: Temps | None
    domaines: Temps | None = None

    def de(self, discipline: str) -> Temps | None:
        """Return the minutes of a discipline, or of a whole domain."""
        if discipline in PAR_DOMAINE.values():
            return self.domaines
        named = {one.nom for one in (disciplines().langues, *disciplines().disciplines)}
        return self.nommees.get(discipline) if discipline in named else self.autres

    def en_tout(self, oraux: Mapping[str, int]) -> Temps | None:
        """Return the total minutes of orals counted by discipline; None where one of them has no duration."""
        times = {discipline: self.de(discipline) for discipline in oraux}
        known = [(oraux[discipline], one) for discipline, one in times.items() if one is not None]
        if len(known) < len(times):
            return None
        return Temps(sum(n * one.preparation for n, one in known), sum(n * one.interrogation for n, one in known))


def minutes_des_oraux(
    session: int | str, preparation_par_domaine: int | None = None, interrogation_par_domaine: int | None = None
) -> Minutes:
    """Return the minutes of the orals of a session; those by domain are the given ones, since no text read states any.

    `session`: a year, as a number or a text. `preparation_par_domaine`, `interrogation_par_domaine`: minutes of an
    oral by domain. A notice reports the minutes that are inferred.

    Raises LawError for a session without minutes in any text, InputError for invalid minutes.
    Source: normandie-2024, arrete-2022-06-03-definition (textes/calendriers/durees.yaml)
    """
    session = session_of(session)
    every = disciplines()
    said = durees(session)
    inferred = sorted(groupe for groupe, one in said.items() if one.cote == "I")
    if inferred:
        tell(
            "durées des oraux",
            f"inférence pour la session {session}, lue pour d'autres sessions : {', '.join(inferred)}",
        )
    known = {groupe: Temps(one.preparation, one.interrogation) for groupe, one in said.items()}
    named = {one.nom: known[one.durees] for one in (every.langues, *every.disciplines) if one.durees in known}
    domaines = minutes_par_domaine(preparation_par_domaine, interrogation_par_domaine)
    return Minutes(named, known.get(every.autres.durees), domaines)


def minutes_par_domaine(preparation: int | None, interrogation: int | None) -> Temps | None:
    """Return the minutes given for an oral by domain; None for none. Raises InputError for what are no minutes."""
    if preparation is None and interrogation is None:
        return None
    least = {"preparation_par_domaine": (preparation, 0), "interrogation_par_domaine": (interrogation, 1)}
    fautes = [
        Fault("durées", None, name, str(value), "ce ne sont pas des minutes", f"donner un entier, au moins {low}")
        for name, (value, low) in least.items()
        if isinstance(value, bool) or not isinstance(value, int) or value < low
    ]
    if fautes or preparation is None or interrogation is None:
        raise InputError(fautes)
    return Temps(preparation, interrogation)
