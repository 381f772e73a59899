"""Assemble the documents of a session from its grading and a calendar."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.academies import Academie, academie, academies
from bts_sim.candidates.documents.calendars import Calendars, calendars_of, known_academies
from bts_sim.candidates.documents.convocations import convocations
from bts_sim.candidates.documents.deadlines import Durees, Echeances, echeances
from bts_sim.candidates.documents.lists import autorises, graded, la_deliberation, posted, specialite
from bts_sim.candidates.documents.names import names_by_number, refuse_numbers_that_name
from bts_sim.candidates.documents.order import in_order_of_specialty
from bts_sim.candidates.documents.pages.model import Candidat, Dossier, Lot, Session
from bts_sim.candidates.documents.transcripts import releves
from bts_sim.candidates.grade import Grading
from bts_sim.droit.bareme import Reglement
from bts_sim.droit.calendriers.dates import en_jour
from bts_sim.droit.calendriers.document import Calendrier
from bts_sim.droit.calendriers.lecture import Lecture
from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Request:
    """The request for documents, beside the grading; without a `calendrier`, no date is known."""

    calendrier: Calendrier | None = None
    lecture: Lecture = "annexe"
    avec_noms: bool = True
    edite_le: date | None = None


def check_calendar(calendrier: Calendrier, session: int) -> None:
    """Refuse the calendar of another session: its dates would be printed as those of this one."""
    if calendrier.session != session:
        value, remedy = str(calendrier.session), f"donner un calendrier de la session {session}"
        problem = f"calendrier d'une autre session que {session}"
        raise InputError([Fault("--calendrier", None, "session", value, problem, remedy)])


def session_documents(grading: Grading, demande: Request) -> Dossier:
    """Return the documents of a session; the relevés and the convocations are made while they are read.

    Raises InputError for a table of candidates with two columns of names, or whose numbers hold the names.
    """
    table = grading.dossiers.candidats
    refuse_numbers_that_name(table)
    names = names_by_number(table) if demande.avec_noms else {}
    parts = list(in_order_of_specialty(grading))
    dates = _Dates(grading, demande)
    durees = Durees(grading.bareme.session)
    textes: dict[str, str] = {}
    return Dossier(
        session=_session(grading, demande, dates.calendars),
        posted=[posted(part) for part in parts],
        autorises=[autorises(part, dates.of_all(part)) for part in parts],
        saisie=_entered_by(demande.calendrier),
        convocations=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=True)],
            chain.from_iterable(convocations(part, dates.of_each(part), durees, names) for part in parts),
        ),
        releves=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=False)],
            chain.from_iterable(releves(part, names, textes) for part in parts),
        ),
        ecartes=len({name for name in grading.unsound if name}),
        avec_noms=bool(names),
        textes=textes,
    )


class _Dates:
    """The dates of each specialty for the candidates of each académie; each pair is read once."""

    def __init__(self, grading: Grading, demande: Request) -> None:
        given, session = demande.calendrier, grading.bareme.session
        self.own: Mapping[str, Academie] = {}
        self.default: Academie | None = None
        self.calendars: Calendars | None = None
        if given is not None:
            self.default = academie(given.couvre.academies[0] if given.couvre else given.academie)
            known = [*(given.couvre.academies if given.couvre else ()), *known_academies(session)]
            self.own = academies(grading.dossiers.candidats, self.default.nom, known)
            self.calendars = calendars_of(given, demande.lecture, self.own.values())
        self.read = functools.cache(self._read)

    def _read(self, reglement: Reglement, own: Academie | None) -> Echeances:
        return echeances(self.calendars, reglement, own)

    def of_all(self, part: Grading) -> Echeances:
        """Return the dates of a specialty for the list of all its candidates, which has no orals."""
        return self.read(la_deliberation(part).groupe.reglement, self.default)

    def of_each(self, part: Grading) -> Callable[[str], Echeances]:
        """Return a function from a candidate of a specialty to his dates."""
        reglement = la_deliberation(part).groupe.reglement
        return lambda numero: self.read(reglement, self.own.get(numero, self.default))


def _session(grading: Grading, demande: Request, calendars: Calendars | None) -> Session:
    return Session(
        session=grading.bareme.session,
        regime=f"Régime : {grading.regime.titre}",
        calendrier=_calendar(calendars),
        edite_le=en_jour(demande.edite_le) if demande.edite_le else "",
        apres_controle=any(d.oraux is not None for d in grading.deliberations.values()),
    )


def _calendar(calendars: Calendars | None) -> str:
    if calendars is None:
        return "Aucun calendrier donné."
    named = [
        f"{one.titre} ({one.academie}, cote {one.cote}, lecture « {calendars.lecture} »)"
        for one in (calendars.donne, *calendars.others.values())
    ]
    return f"{'Calendrier' if len(named) == 1 else 'Calendriers'} : {' ; '.join(named)}."


def _entered_by(calendrier: Calendrier | None) -> list[str]:
    from bts_sim.droit.calendriers.tables import saisie

    return [f"{line[0].upper()}{line[1:]}." for line in saisie(calendrier)] if calendrier else []


def _candidates(grading: Grading, *, only_allowed: bool) -> Iterator[Candidat]:
    """Yield the candidates of one specialty for the summary, without their names."""
    allowed: Mapping[int, bool] = dict(enumerate(la_deliberation(grading).controle.autorise.tolist()))
    name = specialite(grading)
    for numero, place in graded(grading):
        if allowed[place] or not only_allowed:
            yield Candidat(numero, "", name)
