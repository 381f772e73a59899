"""The diary of each jury and of each candidate, as iCalendar. The same timetable gives the same bytes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.candidates.documents.ical import PRODID
from bts_sim.candidates.documents.order import number_key
from bts_sim.candidates.second_group.instance import Appointment, clock_of
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.calendriers.dates import PARIS
from bts_sim.progress import watch
from bts_sim.runs.written import sync_folder

if TYPE_CHECKING:
    import pandas as pd

#: The start of the name of a folder of diaries.
DIARIES = "agendas_"
#: The table that says whose each diary is.
SHAPE: Shape = {
    "fichier": FileColumn("agenda, depuis le dossier des résultats"),
    "candidat": FileColumn("candidat dont c'est l'agenda ; vide pour un jury", empty=True),
    "jury": FileColumn("jury dont c'est l'agenda ; vide pour un candidat", empty=True),
}


def write_diaries(folder: Path, session: int, orals: Sequence[Appointment], centres: Mapping[str, str]) -> pd.DataFrame:
    """Write the diaries of a timetable, in `agendas_jurys/` and `agendas_candidats/`; return whose each is: `SHAPE`.

    A file is named by its rank: others see the names of files in the lists of a shared disk.

    `centres`: the name of each centre, by code.
    """
    import pandas as pd

    stamp = min((date.fromisoformat(one.date) for one in orals), default=date.min)
    rows: list[tuple[str, str, str]] = []
    for kind in ("jurys", "candidats"):
        mine: dict[str, list[Appointment]] = defaultdict(list)
        for one in orals:
            mine[one.jury if kind == "jurys" else one.candidat].append(one)
        target = folder / f"{DIARIES}{kind}"
        target.mkdir(parents=True)
        names = sorted(mine, key=number_key)
        for rank, name in enumerate(watch(names, f"Agendas des {kind}"), start=1):
            events = (_event(session, one, kind, stamp, centres) for one in sorted(mine[name], key=_when))
            file = f"{target.name}/{rank:06d}.ics"
            # The folder of results is put in place once all its files are there: none needs a flush of its own.
            (folder / file).write_bytes(_diary(events))
            rows.append((file, "", name) if kind == "jurys" else (file, name, ""))
        sync_folder(target)
    return pd.DataFrame(rows, columns=list(SHAPE), dtype="str")


def _when(one: Appointment) -> tuple[str, int]:
    return one.date, one.debut


def _diary(events: Iterable[Any]) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(session: int, one: Appointment, kind: str, stamp: date, centres: Mapping[str, str]) -> Any:
    """Return one oral as an event: of the jury, its interrogation; of the candidate, his preparation too."""
    from icalendar import Event

    own = kind == "candidats"
    name = f"bts-sim:second-groupe:{session}:{kind}:{one.candidat}:{one.unite}"
    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, name)}@bts-sim")
    event.add("dtstamp", datetime.combine(stamp, time.min, UTC))
    event.add("summary", f"BTS, oral de contrôle : {one.unite}" + ("" if own else f", candidat {one.candidat}"))
    event.add("dtstart", _moment(one, one.preparation if own else one.debut))
    event.add("dtend", _moment(one, one.fin))
    event.add("location", f"{centres.get(one.centre, one.centre)}, {one.salle}")
    words = f"Préparation à {clock_of(one.preparation)}, interrogation à {clock_of(one.debut)} (heure de Paris)"
    event.add("description", f"{words}\nJury {one.jury}\nSimulation, sans valeur officielle")
    return event


def _moment(one: Appointment, minutes: int) -> datetime:
    start = datetime.combine(date.fromisoformat(one.date), time.min, PARIS)
    return (start + timedelta(minutes=minutes)).astimezone(UTC)
