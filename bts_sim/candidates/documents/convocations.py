"""Make the convocation of each candidate who may sit the épreuves de contrôle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

import numpy as np

from bts_sim.candidates.documents.choices import ORAUX_DE_DOMAINE, choice_in_words, choices_of_each
from bts_sim.candidates.documents.deadlines import Durees, Echeances
from bts_sim.candidates.documents.lists import graded, la_deliberation, specialite
from bts_sim.candidates.documents.pages.model import Candidat, Choix, Convocation, Mention, Oral
from bts_sim.candidates.grade import Grading
from bts_sim.candidates.oral_advice import ADVICE_IS_WORTH, advice_of
from bts_sim.droit.bareme import DOMAINES, GENERAL
from bts_sim.droit.calendriers.dates import en_heure, en_jour
from bts_sim.droit.releve import SANS_ORAL


@dataclass(frozen=True)
class Sitting:
    """One oral that a candidate is to sit: its unit, or domain, its minutes, and where and when it is placed.

    `preparation`, `interrogation`: minutes, those of an aménagement included; None where no text gives them.
    `adjusted`: an aménagement adds to them. Without a `moment`, it is not placed; `moment` is when preparation begins,
    `debut` when the interrogation does.
    """

    unite: str
    preparation: int | None
    interrogation: int | None
    adjusted: bool
    moment: datetime | None = None
    debut: datetime | None = None
    centre: str = ""
    salle: str = ""


#: The orals that each candidate is to sit, by number.
Sittings = Mapping[str, Sequence[Sitting]]


def convocations(
    grading: Grading,
    dates_of: Callable[[str], Echeances],
    durees: Durees,
    names: Mapping[str, str],
    sittings: Sittings | None = None,
) -> Iterator[Convocation]:
    """Yield the convocations of one specialty, with the units chosen if oral marks show them, else those to choose.

    `dates_of`: a function from the number of a candidate to his dates. `sittings`: the orals chosen, and their hours.
    """
    maker = _Convocations(grading, durees)
    name = specialite(grading)
    for numero, place in graded(grading):
        if maker.d.controle.autorise[place]:
            dates = dates_of(numero)
            mine = (sittings or {}).get(numero, ())
            said = (maker.chosen(mine), [], Choix([], "")) if mine else maker.of(place)
            day, hour, centre = appointment_in_words(mine) or (dates.jour, dates.heure, dates.centre)
            yield Convocation(
                Candidat(numero, names.get(numero, ""), name),
                *said,
                day,
                hour,
                centre,
                dates.choix,
                dates.resultats_2,
                dates.remarques,
                "" if mine else maker.advice(place),
            )


def appointment_in_words(mine: Sequence[Sitting]) -> tuple[Mention, Mention, Mention] | None:
    """Return the day, the hour and the centre of the orals that are placed; None if none is."""
    placed = sorted((one for one in mine if one.moment), key=attrgetter("moment"))
    if not placed:
        return None
    days = dict.fromkeys(en_jour(one.moment.date()) for one in placed if one.moment)
    first = placed[0].moment
    assert first is not None
    hour = f"{en_heure(first.time())}, début de la préparation"
    centres = dict.fromkeys(one.centre for one in placed)
    return Mention(" et ".join(days)), Mention(hour), Mention(" et ".join(centres))


class _Convocations:
    """The orals of the candidates of one specialty; the words of a unit are made once."""

    def __init__(self, grading: Grading, durees: Durees) -> None:
        self.d = la_deliberation(grading)
        reglement = self.d.groupe.reglement
        self.choices = choices_of_each(self.d)
        self.units = [Oral(choice_in_words(unit), durees.de(unit)) for unit in reglement.unites]
        self.by_code = {unit.code: oral for unit, oral in zip(reglement.unites, self.units, strict=True)}
        self.unknown = durees.unknown
        self.advised = advice_of(self.d)

    def advice(self, place: int) -> str:
        """Return the advice to one candidate in words, with what it is worth; empty where he has none."""
        one = self.advised.get(place)
        if one is None:
            return ""
        named = " et ".join(self.by_code[code].intitule for code in one.unites)
        return (
            f"Conseil : {named}. C'est, d'après un modèle, le choix qui a le plus de chances de donner le diplôme "
            f"({one.percent}, s'il se présente) ; {one.suffices}. {ADVICE_IS_WORTH}"
        )

    def chosen(self, mine: Sequence[Sitting]) -> list[Oral]:
        """Return the orals that a candidate chose, with their hours and rooms, in the order of the day."""
        days = {one.moment.date() for one in mine if one.moment}
        placed = sorted((one for one in mine if one.moment), key=attrgetter("moment"))
        ordered = [*placed, *(one for one in mine if one.moment is None)]
        return [self._chosen(one, several_days=len(days) > 1) for one in ordered]

    def _chosen(self, one: Sitting, *, several_days: bool) -> Oral:
        unit = self.by_code.get(one.unite)
        usual = Oral(ORAUX_DE_DOMAINE.get(one.unite, one.unite), self.unknown) if unit is None else unit
        length = usual.duree
        if one.adjusted and one.preparation is not None:
            words = f"{one.preparation} minutes de préparation, {one.interrogation} minutes d'interrogation"
            length = Mention(f"{words}, aménagement compris", source=length.source)
        if one.moment is None or one.debut is None:
            return replace(usual, duree=length)
        day = en_jour(one.moment.date()) if several_days else ""
        hours = (en_heure(one.moment.time()), en_heure(one.debut.time()))
        return Oral(usual.intitule, length, *hours, one.salle, day)

    def of(self, place: int) -> tuple[list[Oral], list[Oral], Choix]:
        """Return the settled orals of one candidate, those among which to choose, and how many to choose."""
        open_to_him = np.flatnonzero(self.d.controle.choisissables[place]).tolist()
        choices = self.choices[place]
        choice = choices.de(tuple(open_to_him))
        possible = [self.units[unit] for unit in open_to_him]
        marks = None if self.d.oraux is None else self.d.oraux[place]
        held = [] if marks is None else np.flatnonzero(marks != SANS_ORAL).tolist()
        missing = self.d.manquants
        owed = 0 if missing is None or missing.clos else int(missing.nombre[place])
        if choices.regime.oral_par == "domaine":
            # No file gives the discipline of the general oral.
            domains = list(DOMAINES) if owed or not held else [DOMAINES[rank] for rank in held]
            said = [Oral(ORAUX_DE_DOMAINE[domaine], self.unknown) for domaine in domains]
            return said, possible if GENERAL in domains else [], choice
        settled = [self.units[unit] for unit in held]
        if settled and owed:
            left = [unit for unit in open_to_him if unit not in held]
            return settled, [self.units[unit] for unit in left], choices.de(tuple(left), owed)
        return settled, [] if settled else possible, choice
