"""The dates of each candidate: those of his académie, and of the pilot of his specialty."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.academies import Academie, academie, academies
from bts_sim.candidates.documents.calendars import Calendars, about, calendars_of, each_once, known_academies
from bts_sim.candidates.documents.deadlines import (
    Echeances,
    Openings,
    echeances,
    last_moment_to_choose,
    last_results,
    openings,
)
from bts_sim.droit.bareme import Reglement
from bts_sim.droit.calendriers.document import Calendrier
from bts_sim.droit.calendriers.lecture import Lecture

if TYPE_CHECKING:
    import pandas as pd


class Dates:
    """The dates of the candidates of a session; each pair of a specialty and an académie is read once.

    `candidats`: their table, with a column `academie` or none. `donne`: the given calendar; without it and without
    `of_others`, no date is known. `of_others`: the académie of candidates without one, whose calendar nobody gave.
    `more`: calendars given of further académies.
    """

    def __init__(
        self,
        candidats: pd.DataFrame,
        session: int,
        donne: Calendrier | None,
        lecture: Lecture,
        of_others: str | None = None,
        more: Sequence[Calendrier] = (),
    ) -> None:
        self.own: Mapping[str, Academie] = {}
        self.default: Academie | None = None
        self.calendars: Calendars | None = None
        name = of_others
        if name is None and donne is not None:
            name = about(donne)[0]
        if name is not None:
            self.default = academie(name)
            named = [one for given in (donne, *more) if given for one in about(given)]
            known = [*named, *known_academies(session)]
            self.own = academies(candidats, self.default.nom, known)
            self.calendars = calendars_of(donne, session, lecture, [*self.own.values()], more)
        self.read = functools.cache(self._read)

    def _read(self, reglement: Reglement, own: Academie | None) -> Echeances:
        return echeances(self.calendars, reglement, own)

    def of_all(self, reglement: Reglement) -> Echeances:
        """Return the dates of a specialty for the list of all its candidates, which has no orals."""
        return self.read(reglement, self.default)

    def of_each(self, reglement: Reglement) -> Callable[[str], Echeances]:
        """Return a function from a candidate of a specialty to his dates."""
        return lambda numero: self.read(reglement, self.own.get(numero, self.default))

    def limits(self, reglement: Reglement) -> Callable[[str], datetime | None]:
        """Return a function from a candidate of a specialty to his last moment to choose; None where nobody says it."""
        return self._moments(reglement, last_moment_to_choose)

    def results(self, reglement: Reglement) -> Callable[[str], datetime | None]:
        """Return a function from a candidate of a specialty to the moment of the results after the orals."""
        return self._moments(reglement, last_results)

    def openings(self, reglement: Reglement) -> Callable[[str], Openings]:
        """Return a function from a candidate of a specialty to the days and centres of his orals."""
        read = functools.cache(functools.partial(self._openings, reglement))
        return lambda numero: read(self.own.get(numero, self.default))

    @property
    def every_calendar(self) -> list[Calendrier]:
        """Return the calendars that date the orals of the candidates."""
        return each_once(self.calendars.donne, *self.calendars.others.values()) if self.calendars else []

    def _moments(
        self, reglement: Reglement, of: Callable[[Calendars, Reglement, Academie], datetime | None]
    ) -> Callable[[str], datetime | None]:
        @functools.cache
        def read(own: Academie | None) -> datetime | None:
            return None if self.calendars is None or own is None else of(self.calendars, reglement, own)

        return lambda numero: read(self.own.get(numero, self.default))

    def _openings(self, reglement: Reglement, own: Academie | None) -> Openings:
        if self.calendars is None or own is None:
            return Openings((), (), "aucun calendrier donné")
        return openings(self.calendars, reglement, own)
