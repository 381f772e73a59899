"""Open the workshop on one candidate, typed in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bts_sim.candidates.specialties import code_of
from bts_sim.droit.regimes import GivenRegime
from bts_sim.droit.textes import find_reglement, load_bareme, session_of
from bts_sim.droit.vocabulaire import GLOBALE, OUI
from bts_sim.files.listed import split_names
from bts_sim.questions.one_candidate import entry, tables
from bts_sim.questions.one_candidate.entry import GivenMarks, Saisie
from bts_sim.questions.one_candidate.workshop.study import REGIMES, CandidateStudy


def study_candidate(
    session: int | str,
    specialite: str,
    voie: str,
    notes: GivenMarks,
    oraux: GivenMarks = "",
    regimes: str | Sequence[GivenRegime] = REGIMES,
    forme: str = GLOBALE,
    derniere_session: str = OUI,
    vae: str = "",
) -> Opened:
    """Return the study of one candidate under several regimes, decided on from memory: no file is written.

    `session`: a year, as a number or a text. `specialite`, `voie`, `forme`, `derniere_session`: as the table of
    candidates has them; a specialty by its code or its name. `notes`: a text such as `U1 8,5 ; U2 12 BE ; U3 AB`, a
    dictionary of units and marks, or a table of one candidate, DataFrame or path. `oraux`: the same, such as
    `U1 12 ; general 11`. `regimes`: a text of names or YAML files between commas, or a list of names, files and
    `Regime` objects. `vae`: oui for who is admitted to a VAE.

    Raises InputError naming every fault, by unit; LawError for a session or a specialty that the project does not hold.

    >>> marks = dict.fromkeys("U1 U21 U22 U3 U41 U42 U5 U6".split(), 12)
    >>> study_candidate("2024", "MCO", "scolaire", marks).resultats["decision"].tolist()
    ['admis', 'admis']
    """
    session = session_of(session)
    bareme = load_bareme(session)
    specialite = find_reglement(bareme, code_of(bareme, str(specialite))).specialite
    read = entry.read_marks(notes), entry.read_orals(oraux)
    saisie = Saisie(session, specialite, voie, *read, forme, derniere_session, vae)
    names = tuple(one for one in (split_names(regimes) if isinstance(regimes, str) else regimes) if one != "")
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
