"""The two publications of a session, to look up by number: the first group, and the second one.

A publication holds the numbers of those whom it gives something: the diploma, or the right to sit the orals. Nobody
else is in it, so that who fails is told by his relevé alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bts_sim.candidates.documents.calendars import each_once
from bts_sim.candidates.documents.dates import Dates
from bts_sim.candidates.documents.deadlines import addresses
from bts_sim.candidates.documents.names import refuse_numbers_that_name
from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.documents.pages.model import Mention, Publication
from bts_sim.candidates.grade import Grading
from bts_sim.cohort.group import Groupe
from bts_sim.droit.calendriers.document import Evenement
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools

ADMITTED, AFTER, ALLOWED, ABSENT = "admis", "apres", "autorise", "absent"
WORDS = {
    ADMITTED: "admis au premier groupe d'épreuves.",
    AFTER: "admis après les épreuves de contrôle.",
    ALLOWED: "autorisé à se présenter aux épreuves de contrôle ; la convocation dit ce qui est à choisir.",
}
CHECK = "ce numéro n'est pas publié ici. Le vérifier ; s'il est juste, le relevé de notes dit la décision et pourquoi."


def first_publication(grading: Grading, dates: Dates) -> Publication:
    """Return the results of the first group: who is admitted, and who may sit the orals."""
    found = {**_those(grading, _admitted, ADMITTED), **_those(grading, lambda d: d.controle.autorise, ALLOWED)}
    return _publication("Résultats du premier groupe d'épreuves", found, (ADMITTED, ALLOWED), dates, "resultats_1")


def last_publication(grading: Grading, dates: Dates) -> Publication:
    """Return the results of the second group: who has the diploma, at once or after the orals."""
    found = {**_those(grading, _admitted, ADMITTED), **_those(grading, _admitted_after, AFTER)}
    title = "Résultats après les épreuves de contrôle"
    return _publication(title, found, (ADMITTED, AFTER), dates, "resultats_2")


def _admitted(d: Decided[Groupe]) -> Bools:
    return d.premier.ont(Decision.ADMIS)


def _admitted_after(d: Decided[Groupe]) -> Bools:
    found: Bools = d.second.decision == Decision.ADMIS_APRES_CONTROLE
    return found


def _those(grading: Grading, which: Callable[[Decided[Groupe]], Bools], code: str) -> dict[str, str]:
    refuse_numbers_that_name(grading.dossiers.candidats)
    parts = [part for d in grading.deliberations.values() for part in d.parts]
    rows = sorted(int(row) for part in parts for row in part.groupe.candidats[which(part)])
    names = grading.dossiers.candidats["candidat"].astype(object).tolist()
    return {names[row]: code for row in rows if names[row] not in grading.unsound}


def _publication(
    title: str, found: dict[str, str], codes: Sequence[str], dates: Dates, evenement: Evenement
) -> Publication:
    # In the order of numbers, which says nothing of specialties nor of schools.
    ordered = {number: found[number] for number in sorted(found, key=number_key)}
    words = {code: WORDS[code] for code in codes} | {ABSENT: CHECK}
    return Publication(title, ordered, words, list(_published(dates, evenement)))


def _published(dates: Dates, evenement: Evenement) -> Iterator[Mention]:
    """Yield where the calendars say that these results are published."""
    every = dates.calendars
    for one in each_once(every.donne, *every.others.values()) if every else ():
        for said in addresses(one, evenement):
            yield Mention(f"Publication officielle ({one.academie.title()}) : {said.texte}", source=said.source)
