"""Choose the calendars for each candidate: that of his académie, and that of the pilot of his specialty.

A note is about the candidates registered in its académie, and about the specialties that its académie pilots. The
académie of the candidate holds the orals, and the pilot publishes the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bts_sim.candidates.documents.academies import Academie, academie
from bts_sim.droit.bareme import Reglement
from bts_sim.droit.calendriers.document import Calendrier, calendriers, load_calendrier
from bts_sim.droit.calendriers.lecture import Lecture

#: The académie of a calendar that is about all of them.
NATIONAL = "national"


class Piloting(Enum):
    """Whether a calendar is about a specialty; `NON_DIT`: it is about specialties that it does not name."""

    OUI = "oui"
    NON = "non"
    NON_DIT = "non_dit"


@dataclass(frozen=True)
class Calendars:
    """The given calendar, if any, and those of the project for the other académies of the candidates, by key.

    `project`: every other calendar of the project for the session, since any académie may pilot a specialty.
    """

    donne: Calendrier | None
    lecture: Lecture
    others: Mapping[str, Calendrier] = field(default_factory=dict)
    project: Sequence[Calendrier] = ()

    def de(self, own: Academie) -> Calendrier | None:
        """Return the calendar of the candidates of an académie; None if there is none."""
        return self.donne if self.donne and _is_about(self.donne, own) else self.others.get(own.cle)

    def pilot(self, reglement: Reglement, own: Academie) -> tuple[Calendrier | None, Piloting]:
        """Return the calendar that is about a specialty, and whether it names it; no calendar if none is about it.

        A calendar that does not name its specialties is considered only for the candidates of its own académie.
        """
        here = self.de(own)
        said = [(one, self.piloting(one, reglement, here)) for one in each_once(here, self.donne, *self.project)]
        named = next((pair for pair in said if pair[1] is Piloting.OUI), None)
        unnamed = next((pair for pair in said if pair[1] is Piloting.NON_DIT and pair[0] is here), None)
        return named or unnamed or (None, Piloting.NON)

    def piloting(self, calendrier: Calendrier, reglement: Reglement, here: Calendrier | None) -> Piloting:
        """Return whether a calendar is about a specialty; one without a scope is about its own candidates only."""
        if calendrier.couvre is None:
            return Piloting.OUI if calendrier is here else Piloting.NON
        if calendrier.couvre.specialites:
            return Piloting.OUI if _names(calendrier, reglement) else Piloting.NON
        every = each_once(self.donne, *self.project)
        elsewhere = any(_names(one, reglement) for one in every if one is not calendrier)
        return Piloting.NON if elsewhere else Piloting.NON_DIT


def each_once(*some: Calendrier | None) -> list[Calendrier]:
    """Return some calendars without duplicates, in their order."""
    return list({id(one): one for one in some if one is not None}.values())


def calendars_of(
    donne: Calendrier | None,
    session: int,
    lecture: Lecture,
    of_candidates: Iterable[Academie],
    more: Sequence[Calendrier] = (),
) -> Calendars:
    """Return the calendars of a session for candidates of some académies: those given, then the project's.

    `more`: those given of further académies, each in the place of the project's.
    """
    held = {
        academie(name).cle: load_calendrier(name, session)
        for name, year in calendriers()
        if year == session and (donne is None or name != donne.academie)
    }
    held |= {academie(name).cle: one for one in more for name in about(one)}
    wanted = {one.cle for one in of_candidates if donne is None or not _is_about(donne, one)} & held.keys()
    return Calendars(donne, lecture, {key: held[key] for key in sorted(wanted)}, tuple(each_once(*held.values())))


def known_academies(session: int) -> list[str]:
    """Return the académies whose calendar of a session the project has."""
    return [name for name, year in calendriers() if year == session and name != NATIONAL]


def about(calendrier: Calendrier) -> Sequence[str]:
    """Return the académies whose candidates a calendar is about, as it names them."""
    return calendrier.couvre.academies if calendrier.couvre else (calendrier.academie,)


def _is_about(calendrier: Calendrier, own: Academie) -> bool:
    named = about(calendrier)
    return NATIONAL in named or own.cle in {academie(one).cle for one in named}


def _names(calendrier: Calendrier, reglement: Reglement) -> bool:
    """Return whether a calendar names a specialty in its scope, by its code or by the code of its row."""
    if calendrier.couvre is None:
        return False
    rows = {ligne.specialite for ligne in calendrier.lignes if reglement.specialite in ligne.codes}
    return bool({reglement.specialite, *rows} & set(calendrier.couvre.specialites))
