"""Dates as a calendar writes them: a day, a day and an hour, a month, or a period, in Paris time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bts_sim.files.days import iso

PARIS = ZoneInfo("Europe/Paris")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DIMANCHE = JOURS.index("dimanche")
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?: (\d{2})[h:](\d{2}))?)?")
#: A day in French order, whose « / » does not separate the ends of a period.
FRENCH_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")


@dataclass(frozen=True)
class Instant:
    """A day, and the hour in Paris where one is given."""

    jour: date
    heure: time | None = None

    def debut(self) -> datetime:
        """Return the first moment that the instant may mean."""
        return datetime.combine(self.jour, self.heure or time.min, PARIS)

    def fin(self) -> datetime:
        """Return the last moment that the instant may mean: the end of the day where no hour is given."""
        return datetime.combine(self.jour, self.heure or time.max, PARIS)

    def __str__(self) -> str:
        return en_jour(self.jour) + (f" à {en_heure(self.heure)}" if self.heure else "")


@dataclass(frozen=True)
class Quand:
    """The time of an event: from one instant to another, which are the same for a single instant."""

    debut: Instant
    fin: Instant

    @property
    def periode(self) -> bool:
        """Return whether the time is more than one instant."""
        return self.debut != self.fin

    def contient(self, other: Quand) -> bool:
        """Return whether `other` only makes this time more precise."""
        return self.debut.debut() <= other.debut.debut() and other.fin.fin() <= self.fin.fin()

    def __str__(self) -> str:
        return f"du {self.debut} au {self.fin}" if self.periode else str(self.debut)


def le_jour(jour: date, heure: time | None = None) -> Quand:
    """Return one day, or one hour of it, as a `Quand`."""
    return Quand(Instant(jour, heure), Instant(jour, heure))


def parse_quand(written: object) -> Quand:
    """Return the time written as `2024-07-03`, `2024-07-03 18h00`, `2024-07`, or two of these separated by `/`.

    A day may be in French order, 03/07/2024, and an hour with a colon. Raises ValueError with the format to use.
    """
    ends = [_parse(part.strip()) for part in FRENCH_DAY.sub(lambda day: iso(day[0]), str(written)).split("/")]
    if len(ends) > 2 or None in ends:
        raise ValueError(f"« {written} » : écrire 2024-07-03, 2024-07-03 18h00, 2024-07 ou deux dates avec « / »")
    both = [end for end in ends if end is not None]
    quand = Quand(both[0].debut, both[-1].fin)
    if quand.debut.debut() > quand.fin.fin():
        raise ValueError(f"« {written} » : la fin précède le début")
    return quand


def parse_heure(written: object) -> time:
    """Return an hour written as `18h00` or `18:00`; raises ValueError with the format to use."""
    match = re.fullmatch(r"(\d{2})[h:](\d{2})", str(written))
    try:
        return time(int(match[1]), int(match[2])) if match else time(-1)
    except ValueError:
        raise ValueError(f"« {written} » : écrire une heure comme 18h00, avec un h") from None


def _parse(written: str) -> Quand | None:
    match = WRITTEN.fullmatch(written)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), match[3]
    try:
        if day is None:
            first = date(year, month, 1)
            return Quand(Instant(first), Instant(first.replace(day=monthrange(year, month)[1])))
        return le_jour(date(year, month, int(day)), time(int(match[4]), int(match[5])) if match[4] else None)
    except ValueError:
        return None


def en_jour(jour: date) -> str:
    """Return a day the French way: jeudi 4 juillet 2024."""
    rank = "1er" if jour.day == 1 else str(jour.day)
    return f"{JOURS[jour.weekday()]} {rank} {MOIS[jour.month - 1]} {jour.year}"


def en_heure(heure: time) -> str:
    """Return an hour the French way: 18h00."""
    return f"{heure:%Hh%M}"


def plus_precis(quands: Sequence[Quand]) -> Quand | None:
    """Return the time that all the others contain; None where some differ from one another."""
    return next((one for one in quands if all(other.contient(one) for other in quands)), None)
