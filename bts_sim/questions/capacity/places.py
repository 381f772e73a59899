"""The juries that real candidates need, by day and centre: the timetable of `bts-sim second-groupe`, made for them.

The units that each would choose are those of the model of choices; all else is that of the timetable: days and centres
of the calendar, lengths of the session, half-days, the fewest juries that hold every oral.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from bts_sim.candidates.documents.academies import academie
from bts_sim.candidates.documents.calendars import calendars_of
from bts_sim.candidates.documents.deadlines import openings
from bts_sim.candidates.second_group.bound import fewest_half_days
from bts_sim.candidates.second_group.centres import table_of_centres
from bts_sim.candidates.second_group.hours_given import USUAL_HOURS, hours_given
from bts_sim.candidates.second_group.instance import Instance, Length, Person, Place
from bts_sim.candidates.second_group.solve import timetable_of
from bts_sim.candidates.second_group.subjects import discipline_of_unit
from bts_sim.cohort.held import LEAST, Held
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.calendriers.disciplines import Minutes
from bts_sim.droit.calendriers.document import load_calendrier
from bts_sim.questions.capacity.orals import Convened, convened_by_specialty
from bts_sim.rows import records
from bts_sim.schema import Schema, a_count, a_number, a_text

#: The column of the candidates that says whose calendar they follow.
ACADEMY = "academie"


class PlaceNeed(Schema):
    """The juries that the real candidates of an académie need: one row per centre and day of its calendar."""

    regime = a_text("the regime")
    calendrier = a_text("the académie of the calendar")
    centre = a_text("code of the centre; empty for those whom the calendar gives no day or no centre")
    jour = a_text("the day, as 2024-07-03; empty for these")
    candidats = a_number("candidates who sit there; missing under five", "candidates", optional=True)
    oraux = a_number("orals; missing under five candidates", "orals", optional=True)
    jurys = a_count("juries that hear somebody", "juries")
    demi_journees = a_count("their half-days", "half-days")
    demi_journees_au_moins = a_count(
        "half-days below which no timetable of the calendar goes, days together", "half-days"
    )
    indemnite = a_number(
        "allowance of the centre for the day, gross; missing for a session before the text", "euros", optional=True
    )


def juries_by_place(
    cohorte: SimulatedCohort, regime: Regime, calendars: Sequence[str], session: int, minutes: Minutes
) -> pd.DataFrame:
    """Return the juries that real candidates need under a regime by day and centre, as `PlaceNeed`.

    Candidates with a column `academie` follow the calendar of their own, the others each of the calendars asked for.

    Args:
        cohorte: real candidates; there is no row for simulated ones, who have no centre.
        regime: the regime that opens the orals.
        calendars: académies whose calendars are used.
        session: session of these calendars.
        minutes: lengths of the orals.
    """
    rows: list[tuple[object, ...]] = []
    for name in calendars if cohorte.cohorte.held is not None else ():
        people, without = _people(cohorte, regime, name, session, minutes)
        instance = Instance(people, None, hours_given(USUAL_HOURS))
        timetable = timetable_of(instance)
        least = fewest_half_days(instance)
        for one in records(table_of_centres(session, timetable.orals, timetable.used)):
            told = (_told(one["candidats"]), _told(one["oraux"], one["candidats"]))
            held = (one["jurys"], one["demi_journees"], least, one["indemnite"])
            rows.append((regime.nom, name, one["centre"], one["date"], *told, *held))
        if without:
            orals = sum(without.values())
            rows.append((regime.nom, name, "", "", _told(len(without)), _told(orals, len(without)), 0, 0, least, pd.NA))
    whole = {PlaceNeed.candidats: "Int64", PlaceNeed.oraux: "Int64", PlaceNeed.indemnite: "Int64"}
    return PlaceNeed.frame(rows).astype(whole)


def _told(count: int, people: int | None = None) -> object:
    return count if (count if people is None else people) >= LEAST else pd.NA


def _people(
    cohorte: SimulatedCohort, regime: Regime, name: str, session: int, minutes: Minutes
) -> tuple[list[Person], Mapping[int, int]]:
    """Return the candidates to place, and the orals of those who cannot be: no day, no centre, or no length."""
    own, held = academie(name), cohorte.cohorte.held
    assert held is not None, "real candidates"
    calendars = calendars_of(load_calendrier(name, session), session, "annexe", [own])
    people, without = [], defaultdict[int, int](int)
    for one in convened_by_specialty(cohorte, regime):
        opened = openings(calendars, one.reglement, own)
        places = tuple(
            sorted(Place(*both) for both in product(opened.centres, (day.isoformat() for day in opened.days)))
        )
        follows = _follow(held, own.cle)
        for number, orals in _orals(one, minutes):
            if not follows[number]:
                continue
            lasting = tuple((code, length) for code, length in orals if length is not None)
            if not places or len(lasting) < len(orals):
                without[number] += len(orals)
            else:
                people.append(Person(str(number), lasting, places))
    return people, without


def _follow(held: Held, key: str) -> np.ndarray:
    """Return who follows the calendar of an académie: its candidates, and all where the file says none, shape (n,)."""
    if ACADEMY not in held.told:
        return np.ones(held.size, dtype=bool)
    words = held.told[ACADEMY].words().tolist()
    return np.array([not word or academie(word).cle == key for word in words])


def _orals(one: Convened, minutes: Minutes) -> Iterator[tuple[int, list[tuple[str, Length | None]]]]:
    """Yield each candidate convened and his orals, with their length where it is known."""
    units = {unit.code: unit for unit in one.reglement.unites}
    of_each: list[tuple[str, Length | None]] = []
    for epreuve in one.epreuves:
        temps, unit = minutes.de(epreuve.discipline), units.get(epreuve.code)
        subject = discipline_of_unit(unit) if unit else f"{epreuve.discipline} {one.reglement.specialite}"
        lasting = None if temps is None else Length(subject, temps.preparation, temps.interrogation)
        of_each.append((epreuve.code, lasting))
    for number, chosen in zip(one.candidats.tolist(), one.chosen.tolist(), strict=True):
        orals = [oral for oral, sat in zip(of_each, chosen, strict=True) if sat]
        if orals:
            yield number, orals
