"""What an oral bears on, as a jury sees it: its discipline, and the minutes that a text or the user gives it.

A jury of languages holds one language, where the title of the unit or the file of choices names it. In 2021 the general
oral is of the discipline of the unit chosen, where it is known, and a professional jury holds one specialty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bts_sim.candidates.grade import Grading
from bts_sim.candidates.second_group.choices import Choice
from bts_sim.droit.bareme import DOMAINES, GENERAL, PROFESSIONNEL, Reglement, Unite
from bts_sim.droit.calendriers.disciplines import (
    PAR_DOMAINE,
    Minutes,
    Temps,
    disciplines,
    minutes_des_oraux,
    minutes_par_domaine,
)
from bts_sim.errors import LawError


@dataclass(frozen=True)
class Subject:
    """One oral to sit: its unit, or domain in 2021; the discipline of its jury; its minutes, None if nothing says."""

    target: str
    discipline: str
    minutes: Temps | None


def subjects_of(grading: Grading, choice: Choice, minutes: Minutes) -> list[Subject]:
    """Return the orals that a candidate is to sit, in the order of his choice."""
    reglement = grading.bareme.reglements[choice.specialite]
    units = {unit.code: unit for unit in reglement.unites}
    if choice.by_unit:
        return [
            Subject(
                code,
                discipline_of_unit(units[code], choice.about.get(code, "")),
                minutes.de(disciplines().de(units[code])),
            )
            for code in choice.settled
        ]
    asked = [domaine for domaine in DOMAINES if domaine in choice.settled]
    return [Subject(domaine, _of_domain(reglement, units, choice, domaine), minutes.domaines) for domaine in asked]


def discipline_of_unit(unit: Unite, langue: str = "") -> str:
    """Return the discipline of a unit; a language by its own name, where its title or a candidate says it."""
    if not unit.langue:
        return disciplines().de(unit)
    return langue or disciplines().langue_nommee(unit) or disciplines().langues.nom


def _of_domain(reglement: Reglement, units: Mapping[str, Unite], choice: Choice, domaine: str) -> str:
    if domaine == PROFESSIONNEL:
        return professional_of(reglement.specialite)
    only = choice.choosable[0] if len(choice.choosable) == 1 else ""
    chosen = choice.about.get(GENERAL, only)
    return discipline_of_unit(units[chosen], "") if chosen else PAR_DOMAINE[GENERAL]


def professional_of(specialite: str) -> str:
    """Return the discipline of the professional oral of a specialty, in 2021."""
    return f"{PAR_DOMAINE[PROFESSIONNEL]} {specialite}"


def known_subjects(grading: Grading, choices: Iterable[Choice]) -> set[str]:
    """Return every discipline that a jury may hold at a session."""
    reglements = grading.bareme.reglements.values()
    general = (unit for one in reglements for unit in one.unites if unit.domaine == GENERAL)
    said = (word for choice in choices if choice.by_unit for word in choice.about.values())
    of_domains = {PAR_DOMAINE[GENERAL], *(professional_of(one.specialite) for one in reglements)}
    return {*(discipline_of_unit(unit, "") for unit in general), *said, disciplines().langues.nom, *of_domains}


def minutes_of_session(session: int, preparation: int | None, interrogation: int | None) -> Minutes:
    """Return the minutes of the orals of a session: those of the texts, and those given for orals by domain.

    Raises InputError for minutes that are none.
    """
    given = minutes_par_domaine(preparation, interrogation)
    try:
        return replace(minutes_des_oraux(session), domaines=given)
    except LawError:
        return Minutes({}, None, given)
