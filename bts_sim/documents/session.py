"""Everything that a session has to hand out, put together from its grading and a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from bts_sim.calendriers.dates import en_jour
from bts_sim.calendriers.document import Calendrier
from bts_sim.calendriers.lecture import Lecture
from bts_sim.documents.convocations import convocations
from bts_sim.documents.echeances import Durees, echeances
from bts_sim.documents.listes import affichage, autorises, juges, la_deliberation, specialite
from bts_sim.documents.noms import noms, refuse_les_numeros_qui_nomment
from bts_sim.documents.ordre import par_specialite
from bts_sim.documents.releves import releves
from bts_sim.errors import Faute, InputError
from bts_sim.grading import Grading
from bts_sim.output.documents.modele import Candidat, Dossier, Lot, Session

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Demande:
    """What is asked of the documents beside the grading; `calendrier` None: no date is known."""

    calendrier: Calendrier | None = None
    lecture: Lecture = "annexe"
    avec_noms: bool = True
    edite_le: date | None = None


def check_calendrier(calendrier: Calendrier, session: int) -> None:
    """Refuse the calendar of another session: its dates would be printed as those of this one."""
    if calendrier.session != session:
        value, remedy = str(calendrier.session), f"donner un calendrier de la session {session}"
        problem = f"calendrier d'une autre session que {session}"
        raise InputError([Faute("--calendrier", None, "session", value, problem, remedy)])


def documents(grading: Grading, demande: Demande) -> Dossier:
    """Put together the documents of a session; the relevés and the convocations are made as they are read.

    Raises InputError for a table of candidates with two columns of names, or whose numbers hold the names.
    """
    table = grading.dossiers.candidats
    refuse_les_numeros_qui_nomment(table)
    names = noms(table) if demande.avec_noms else {}
    parts = list(par_specialite(grading))
    dates = [echeances(demande.calendrier, la_deliberation(p).groupe.reglement, demande.lecture) for p in parts]
    durees = Durees(grading.bareme.session)
    textes: dict[str, str] = {}
    return Dossier(
        session=_session(grading, demande),
        affichage=[affichage(part) for part in parts],
        autorises=[autorises(part, when) for part, when in zip(parts, dates, strict=True)],
        saisie=_saisie(demande.calendrier),
        convocations=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=True)],
            chain.from_iterable(convocations(p, when, durees, names) for p, when in zip(parts, dates, strict=True)),
        ),
        releves=Lot(
            [one for part in parts for one in _candidates(part, only_allowed=False)],
            chain.from_iterable(releves(part, names, textes) for part in parts),
        ),
        ecartes=len({name for name in grading.unsound if name}),
        avec_noms=bool(names),
        textes=textes,
    )


def _session(grading: Grading, demande: Demande) -> Session:
    return Session(
        session=grading.bareme.session,
        regime=f"Régime : {grading.regime.titre}",
        calendrier=_calendar(demande.calendrier, demande.lecture),
        edite_le=en_jour(demande.edite_le) if demande.edite_le else "",
        apres_controle=any(d.oraux is not None for d in grading.deliberations.values()),
    )


def _calendar(calendrier: Calendrier | None, lecture: Lecture) -> str:
    if calendrier is None:
        return "Aucun calendrier donné."
    return f"Calendrier : {calendrier.titre} ({calendrier.academie}, cote {calendrier.cote}, lecture « {lecture} »)."


def _saisie(calendrier: Calendrier | None) -> list[str]:
    from bts_sim.calendriers.tables import saisie

    return [f"{line[0].upper()}{line[1:]}." for line in saisie(calendrier)] if calendrier else []


def _candidates(grading: Grading, *, only_allowed: bool) -> Iterator[Candidat]:
    """Name the candidates of one specialty for the summary, which shows no name."""
    allowed: Mapping[int, bool] = dict(enumerate(la_deliberation(grading).controle.autorise.tolist()))
    name = specialite(grading)
    for numero, place in juges(grading):
        if allowed[place] or not only_allowed:
            yield Candidat(numero, "", name)
