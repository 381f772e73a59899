"""Write a calendar as an iCalendar file, for a diary. The same table gives the same bytes."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from bts_sim.droit.calendriers.dates import PARIS, parse_heure
from bts_sim.droit.calendriers.document import EN_MOTS, SENS
from bts_sim.rows import records
from bts_sim.runs.written import whole_file

PRODID = "-//bts_sim//calendrier//FR"


def write_ics(path: Path, agenda: pd.DataFrame) -> None:
    """Write the events as iCalendar: an event for all candidates once, and no event without a date."""
    with whole_file(path) as file:
        file.write(ics(agenda).decode("utf-8"))


def ics(agenda: pd.DataFrame) -> bytes:
    """Return the events as iCalendar (RFC 5545).

    Hours of Paris are written in UTC, which every diary shows in its own time. A description of the time zone would
    depend on the time-zone data of the machine, and on how a library writes it. Nothing comes from the clock: the stamp
    is the day on which the document was read, and the identifier derives from the event itself.
    """
    from icalendar import Calendar

    dated = agenda[agenda["date"] != ""]
    shared = (dated["portee"] == "tous") & dated.duplicated("evenement")
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for row in records(dated[~shared]):
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _event(row: dict[str, Any]) -> Any:
    from icalendar import Event

    everybody = row["portee"] == "tous"
    specialite = "" if everybody else row["specialite"]
    name = f"bts-sim:{row['academie']}:{row['session']}:{specialite}:{row['evenement']}"
    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, name)}@bts-sim")
    event.add("dtstamp", datetime.combine(date.fromisoformat(row["releve_le"]), time.min, UTC))
    event.add("summary", f"BTS {specialite} : {EN_MOTS[row['evenement']]}".replace("  ", " "))
    start, end = _bounds(row)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    if row["centre"]:
        event.add("location", row["centre"])
    event.add("description", _description(row))
    return event


def _bounds(row: dict[str, Any]) -> tuple[date, date | None]:
    """Return the start and the end of an event, or None without an end; a whole day ends on the next day."""
    first, last = date.fromisoformat(row["date"]), date.fromisoformat(row["date_fin"] or row["date"])
    if not row["heure"] or (row["date_fin"] and not row["heure_fin"]):
        return first, last + timedelta(days=1)
    return _moment(first, row["heure"]), _moment(last, row["heure_fin"]) if row["date_fin"] else None


def _moment(jour: date, heure: str) -> datetime:
    return datetime.combine(jour, parse_heure(heure), PARIS).astimezone(UTC)


def _description(row: dict[str, Any]) -> str:
    lines = [row["intitule"]] if row["portee"] != "tous" else []
    hour = f"{SENS[row['sens']]}{row['heure']} (heure de Paris)" if row["heure"] else SENS[row["sens"]].capitalize()
    lines += [hour, "Date prévisionnelle" if row["previsionnel"] == "oui" else ""]
    lines += [f"Le document se contredit : {row['ecarts']}" if row["ecarts"] else ""]
    lines += [f"{row['lieu']} [{row['source']}, cote {row['cote']}]"]
    return "\n".join(line.strip() for line in lines if line)
