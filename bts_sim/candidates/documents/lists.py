"""Make the two lists of a session: the candidates with the diploma, and those who may sit the épreuves de contrôle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from bts_sim.candidates.documents.choices import choices_of_each
from bts_sim.candidates.documents.deadlines import Echeances
from bts_sim.candidates.documents.pages.model import Autorises, Choix, Groupe, PostedList, Specialite
from bts_sim.candidates.grade import Grading
from bts_sim.cohort import group
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.jury import Decision
from bts_sim.droit.unites_fragiles import told_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def la_deliberation(grading: Grading) -> Decided[group.Groupe]:
    """Return the only deliberation in the grading of one specialty."""
    (one,) = grading.deliberations.values()
    return one


def specialite(grading: Grading) -> Specialite:
    """Return the specialty of a grading."""
    reglement = la_deliberation(grading).groupe.reglement
    return Specialite(
        reglement.specialite, f"{reglement.nom}, option {reglement.option}" if reglement.option else reglement.nom
    )


def graded(grading: Grading) -> Iterator[tuple[str, int]]:
    """Yield the number of each graded candidate and his place in the arrays, in the order of publication."""
    places: NDArray[np.intp] = np.argsort(la_deliberation(grading).groupe.candidats)
    for numero, place in zip(grading.dossiers.candidats["candidat"].astype(object), places.tolist(), strict=True):
        if numero not in grading.unsound:
            yield numero, place


def posted(grading: Grading) -> PostedList:
    """Return the numbers of the candidates with the diploma: no other candidate, and no mark."""
    decision = la_deliberation(grading).second.decision.tolist()
    by_decision: dict[int, list[str]] = {Decision.ADMIS.value: [], Decision.ADMIS_APRES_CONTROLE.value: []}
    for numero, place in graded(grading):
        if decision[place] in by_decision:
            by_decision[decision[place]].append(numero)
    admitted, after = by_decision.values()
    return PostedList(specialite(grading), admitted, after, _to_check(grading))


def _to_check(grading: Grading) -> str:
    weak = told_of(la_deliberation(grading).groupe.reglement.unites)
    return f"À vérifier avant de conclure : {weak}." if weak else ""


def autorises(grading: Grading, dates: Echeances) -> Autorises:
    """Return the numbers of those who may sit the épreuves de contrôle, grouped by choice, the widest first."""
    d = la_deliberation(grading)
    choices = choices_of_each(d)
    by_choice: dict[tuple[tuple[int, ...], Choix], list[str]] = {}
    for numero, place in graded(grading):
        if d.controle.autorise[place]:
            open_to_him = tuple(np.flatnonzero(d.controle.choisissables[place]).tolist())
            by_choice.setdefault((open_to_him, choices[place].de(open_to_him)), []).append(numero)
    widest_first = sorted(by_choice, key=lambda one: (-len(one[0]), one[0], one[1].nombre))
    groups = [Groupe(one[1], by_choice[one]) for one in widest_first]
    remarks = sorted({group.choix.remarque for group in groups if group.choix.remarque})
    remarks += [warning] if (warning := _to_check(grading)) else []
    return Autorises(specialite(grading), dates.resultats_1, dates.choix, groups, remarks)
