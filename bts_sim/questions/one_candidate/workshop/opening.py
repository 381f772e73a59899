"""Open the workshop on one candidate, typed in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bts_sim.droit.textes import find_reglement, load_bareme
from bts_sim.droit.vocabulaire import GLOBALE, OUI
from bts_sim.files.listed import split_names
from bts_sim.questions.one_candidate import entry, tables
from bts_sim.questions.one_candidate.entry import Saisie
from bts_sim.questions.one_candidate.workshop.study import REGIMES, CandidateStudy


def study_candidate(
    session: int,
    specialite: str,
    voie: str,
    notes: str | Sequence[str],
    oraux: str | Sequence[str] = "",
    regimes: str | Sequence[str] = REGIMES,
    forme: str = GLOBALE,
    derniere_session: str = OUI,
    vae: str = "",
) -> Opened:
    """Study one candidate: `notes` as `U1 8,5 ; U2 12 BE ; U3 AB`, `oraux` as `U1 12 ; general 11`.

    `regimes`: names or YAML files, between commas. Raises InputError naming every fault, by unit; LawError for a
    session or a specialty that the project does not hold. `vae`: oui for who is admitted to a VAE.
    """
    read = entry.read_marks(notes), entry.read_orals(oraux)
    saisie = Saisie(session, specialite, voie, *read, forme, derniere_session, vae)
    find_reglement(load_bareme(session), specialite)
    names = tuple(filter(None, split_names(regimes)))
    return Opened(saisie, names, tables.verdicts(saisie, names))


class Opened(CandidateStudy):
    """A study that shows itself as a form, where somebody is there to type."""

    def workshop(self, live: bool | None = None) -> Any:
        """Give the form in which everything is typed and answers at once, where somebody is there to type.

        In a report, or in a notebook that a program runs, the marks as a table: nothing there could answer.
        """
        from bts_sim.questions.one_candidate.workshop.live import is_live

        if not (is_live() if live is None else live):
            return self.releve()
        from bts_sim.questions.one_candidate.workshop.widgets import Application

        return Application(self).view
