"""Make the convocation of each candidate who may sit the épreuves de contrôle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from bts_sim.candidates.documents.choices import ORAUX_DE_DOMAINE, ChoixPossibles, choice_in_words
from bts_sim.candidates.documents.deadlines import Durees, Echeances
from bts_sim.candidates.documents.lists import graded, la_deliberation, specialite
from bts_sim.candidates.documents.pages.model import Candidat, Choix, Convocation, Oral
from bts_sim.candidates.grade import Grading
from bts_sim.droit.bareme import DOMAINES, GENERAL
from bts_sim.droit.releve import SANS_ORAL


def convocations(
    grading: Grading, dates_of: Callable[[str], Echeances], durees: Durees, names: Mapping[str, str]
) -> Iterator[Convocation]:
    """Yield the convocations of one specialty, with the units chosen if oral marks show them, else those to choose.

    `dates_of`: a function from the number of a candidate to his dates.
    """
    maker = _Convocations(grading, durees)
    name = specialite(grading)
    for numero, place in graded(grading):
        if maker.d.controle.autorise[place]:
            dates = dates_of(numero)
            yield Convocation(
                Candidat(numero, names.get(numero, ""), name),
                *maker.of(place),
                dates.jour,
                dates.heure,
                dates.centre,
                dates.choix,
                dates.resultats_2,
                dates.remarques,
            )


class _Convocations:
    """The orals of the candidates of one specialty; the words of a unit are made once."""

    def __init__(self, grading: Grading, durees: Durees) -> None:
        self.d, self.regime = la_deliberation(grading), grading.regime
        reglement = self.d.groupe.reglement
        self.choices = ChoixPossibles(reglement, self.regime)
        self.units = [Oral(choice_in_words(unit), durees.de(unit)) for unit in reglement.unites]
        self.unknown = durees.unknown

    def of(self, place: int) -> tuple[list[Oral], list[Oral], Choix]:
        """Return the settled orals of one candidate, those among which to choose, and how many to choose."""
        open_to_him = np.flatnonzero(self.d.controle.choisissables[place]).tolist()
        choice = self.choices.de(tuple(open_to_him))
        possible = [self.units[unit] for unit in open_to_him]
        marks = None if self.d.oraux is None else self.d.oraux[place]
        held = [] if marks is None else np.flatnonzero(marks != SANS_ORAL).tolist()
        missing = self.d.manquants
        owed = 0 if missing is None or missing.clos else int(missing.nombre[place])
        if self.regime.oral_par == "domaine":
            # No file gives the discipline of the general oral.
            domains = list(DOMAINES) if owed or not held else [DOMAINES[rank] for rank in held]
            said = [Oral(ORAUX_DE_DOMAINE[domaine], self.unknown) for domaine in domains]
            return said, possible if GENERAL in domains else [], choice
        settled = [self.units[unit] for unit in held]
        if settled and owed:
            left = [unit for unit in open_to_him if unit not in held]
            return settled, [self.units[unit] for unit in left], self.choices.de(tuple(left), owed)
        return settled, [] if settled else possible, choice
