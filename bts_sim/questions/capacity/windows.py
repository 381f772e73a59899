"""The days on which the orals of a specialty may be held: from a calendar, or from a window of the analyst."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.droit.calendriers.dates import JOURS
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.calendriers.document import Calendrier, Ligne, load_calendrier
from bts_sim.droit.calendriers.lecture import Lecture, Lu, lire_evenement
from bts_sim.droit.textes import session_of
from bts_sim.errors import LawError
from bts_sim.schema import Schema, a_text


class Window(Schema):
    """The days on which the orals of a specialty may be held, and their source."""

    specialite = a_text("code of the specialty; empty for those of a sector that have no règlement of their own")
    secteur = a_text("its sector")
    premier = a_text("first day, as 2024-07-03")
    dernier = a_text("last day")
    calendrier = a_text("the calendar that gives these days: académie and session")
    lieu = a_text("where the calendar gives them")
    source = a_text("source of the calendar")


#: Days of the week on which orals are held. No calendar read has one on another day.
WORKING_DAYS = range(JOURS.index("samedi"))


def days_of_orals(cohorte: Cohort, academie: str, session: int | str, lecture: Lecture = "annexe") -> pd.DataFrame:
    """Return the days on which the orals of the specialties of a cohort may be held, from a calendar, as `Window`.

    `cohorte`: the cohort with these specialties. `academie`, `session` (a number or a text): those of the calendar.
    `lecture`: the part of the calendar followed if two parts disagree. A specialty that the calendar does not name, or
    that has no règlement of its own, follows the row of its secteur, or of all candidates.

    Raises LawError if the calendar is missing, or does not give the days of every specialty.
    """
    session = session_of(session)
    calendrier = load_calendrier(academie, session)
    rows, silent = [], []
    own = [(code, cohorte.reglements[code].secteur) for code in cohorte.with_reglement]
    lent = dict.fromkeys(("", cohorte.reglements[code].secteur) for code in cohorte.donors)
    for code, secteur in [*own, *lent]:
        lu = lire_evenement(calendrier, "oral", _line(calendrier, code, secteur), lecture)
        if lu.quand is None:
            silent.append(code or f"le secteur {secteur}")
            continue
        days = lu.quand.debut.jour.isoformat(), lu.quand.fin.jour.isoformat()
        rows.append((code, secteur, *days, f"{academie} {session}", *_said(lu)))
    if silent:
        raise LawError(
            f"calendrier {academie} {session} : il ne donne pas un seul jour d'oral pour {', '.join(silent)} ; "
            "prendre un autre calendrier, ou dire la fenêtre."
        )
    return Window.frame(rows)


def days_and_windows(jours: pd.DataFrame) -> tuple[list[date], Mapping[tuple[str, str], tuple[int, int]]]:
    """Return the working days of all windows, and for each specialty and sector the ranks of the first and last day."""
    ends = {
        (one.specialite, one.secteur): _working_days(date.fromisoformat(one.premier), date.fromisoformat(one.dernier))
        for one in Window.rows(jours)
    }
    empty = [code or secteur for (code, secteur), open_days in ends.items() if not open_days]
    if empty:
        raise LawError(f"calendrier des oraux : aucun jour du lundi au vendredi pour {', '.join(empty)}.")
    days = sorted({day for open_days in ends.values() for day in open_days})
    return days, {key: (days.index(open_days[0]), days.index(open_days[-1])) for key, open_days in ends.items()}


def _line(calendrier: Calendrier, code: str, secteur: str) -> Ligne:
    """Return the row of a specialty, or the row that stands for it if the table does not name it."""
    own = next((ligne for ligne in calendrier.lignes if code in ligne.codes), None)
    word = disciplines().secteurs.get(secteur, secteur)
    letter = next((letter for letter, name in calendrier.secteurs.items() if name == word), None)
    return own or Ligne(specialite=code or secteur, secteur=letter)


def _said(lu: Lu) -> tuple[str, str]:
    places, sources = (dict.fromkeys(getattr(dit, name) for dit in lu.dits) for name in ("lieu", "source"))
    return " ; ".join(places), " ; ".join(sources)


def _working_days(premier: date, dernier: date) -> list[date]:
    days = (premier + timedelta(days=n) for n in range((dernier - premier).days + 1))
    return [day for day in days if day.weekday() in WORKING_DAYS]
