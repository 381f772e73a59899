"""Assemble the documents of a session from its grading and a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.calendars import Calendars, each_once
from bts_sim.candidates.documents.convocations import Sittings, convocations
from bts_sim.candidates.documents.dates import Dates
from bts_sim.candidates.documents.deadlines import Durees
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


def session_documents(
    grading: Grading, demande: Request, dates: Dates | None = None, sittings: Sittings | None = None
) -> Dossier:
    """Return the documents of a session; the relevés and the convocations are made while they are read.

    `dates`: those of the candidates, if they are known. `sittings`: the orals that they chose, with their hours.

    Raises InputError for a table of candidates with two columns of names, or whose numbers hold the names.
    """
    table = grading.dossiers.candidats
    refuse_numbers_that_name(table)
    names = names_by_number(table) if demande.avec_noms else {}
    parts = list(in_order_of_specialty(grading))
    dates = dates or Dates(table, grading.bareme.session, demande.calendrier, demande.lecture)
    durees = Durees(grading.bareme.session)
    textes: dict[str, str] = {}
    return Dossier(
        session=heading(grading, demande, dates.calendars),
        posted=[posted(part) for part in parts],
        autorises=[autorises(part, dates.of_all(_reglement(part))) for part in parts],
        saisie=_entered_by(demande.calendrier),
        convocations=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=True)],
            chain.from_iterable(
                convocations(part, dates.of_each(_reglement(part)), durees, names, sittings) for part in parts
            ),
        ),
        releves=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=False)],
            chain.from_iterable(releves(part, names, textes) for part in parts),
        ),
        ecartes=len({name for name in grading.unsound if name}),
        avec_noms=bool(names),
        textes=textes,
    )


def _reglement(part: Grading) -> Reglement:
    return la_deliberation(part).groupe.reglement


def heading(grading: Grading, demande: Request, calendars: Calendars | None) -> Session:
    """Return the heading of every page of a session."""
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
        for one in each_once(calendars.donne, *calendars.others.values())
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
