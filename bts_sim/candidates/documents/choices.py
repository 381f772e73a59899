"""Put into words the choices of a candidate at the épreuves de contrôle."""

from __future__ import annotations

import functools

from bts_sim.candidates.documents.pages.model import Choix
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Regime, Reglement, Unite
from bts_sim.droit.deliberation import Decided

ORAUX_DE_DOMAINE = {
    GENERAL: "Interrogation sur les connaissances et compétences générales",
    PROFESSIONNEL: "Interrogation sur les connaissances et compétences professionnelles",
}


def choice_in_words(unite: Unite) -> str:
    """Return a unit in words: its intitulé, then its code."""
    return f"{unite.intitule} ({unite.code})"


class ChoixPossibles:
    """The choices of one specialty, shared by candidates who may choose among the same units."""

    def __init__(self, reglement: Reglement, regime: Regime) -> None:
        self.unites, self.regime = reglement.unites, regime
        self.de = functools.cache(self._of)

    def _of(self, places: tuple[int, ...], at_most: int | None = None) -> Choix:
        """Return the choice among the units at some places, and its size; `at_most`: orals still to choose."""
        units = [self.unites[place] for place in places]
        words = tuple(choice_in_words(unit) for unit in units)
        if self.regime.oral_par == "domaine":
            return Choix(words, _count(min(1, len(units)), "discipline"), "L'oral professionnel ne se choisit pas.")
        number = self.regime.nombre_oraux if at_most is None else at_most
        most, remark = min(number, len(units)), ""
        languages = sum(unit.langue for unit in units)
        if self.regime.lectures.langues_au_choix == "une_seule" and languages > 1:
            most = min(number, len(units) - languages + 1)
            remark = "Une langue au plus."
        return Choix(words, _count(most, "unité"), remark)


def choices_of_each(d: Decided[Groupe]) -> list[ChoixPossibles]:
    """Return the choices of each candidate of a specialty, by his place, under the regime that he follows."""
    places = {row: place for place, row in enumerate(d.groupe.candidats.tolist())}
    found: dict[int, ChoixPossibles] = {}
    for part in d.parts:
        choices = ChoixPossibles(d.groupe.reglement, part.deliberation.regime)
        found |= {places[row]: choices for row in part.groupe.candidats.tolist()}
    return [found[place] for place in range(len(places))]


def _count(number: int, word: str) -> str:
    if not number:
        return f"aucune {word}"
    return f"{number} {word}{'s' if number > 1 else ''}"
