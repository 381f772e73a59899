"""The calendars of a second group: those that the user gives, one for each académie, and those of the project."""

from __future__ import annotations

import os
from collections.abc import Sequence

from bts_sim.candidates.documents.academies import academie
from bts_sim.candidates.documents.calendars import NATIONAL, about
from bts_sim.candidates.documents.session import check_calendar
from bts_sim.droit.calendriers.document import Calendrier, calendriers, load_calendrier, read_calendrier
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenPath, path_of
from bts_sim.files.names import hyphenated, one_edit_apart


def calendars_given(
    name: str, session: int, given: GivenPath | Sequence[GivenPath] | None
) -> tuple[Calendrier | None, list[Calendrier]]:
    """Return the calendar of an académie, and those given of others.

    None where the académie has none: its candidates are not placed, and told. Raises InputError for a calendar of
    another session, or two of one académie.
    """
    paths = [] if given is None else [given] if isinstance(given, str | os.PathLike) else list(given)
    read = [read_calendrier(path_of(path, "--calendrier")) for path in paths]
    owners: dict[str, str] = {}
    faults: list[Fault] = []
    for path, one in zip(paths, read, strict=True):
        try:
            check_calendar(one, session)
        except InputError as error:
            faults += error.fautes
        for key in {academie(named).cle for named in about(one)}:
            first = owners.setdefault(key, os.fspath(path))
            if first != os.fspath(path):
                problem, remedy = f"deux calendriers de la même académie ({first})", "n'en donner qu'un"
                faults.append(Fault("--calendrier", None, "academie", one.academie, problem, remedy))
    if faults:
        raise InputError(faults)
    own = next((one for one in read if academie(name).cle in {academie(named).cle for named in about(one)}), None)
    if own is None and len(read) == 1:
        own = read[0]
    others = [one for one in read if one is not own]
    return own or _of_the_project(name, session), others


def _of_the_project(academie: str, session: int) -> Calendrier | None:
    known = [name for name, year in calendriers() if year == session]
    name = hyphenated(academie)
    if name in known:
        return load_calendrier(name, session)
    near = [one for one in known if one.startswith(name) or one_edit_apart(name, one)]
    if near:
        problem, remedy = "académie inconnue, au nom proche d'une autre", f"vouliez-vous dire « {near[0]} » ?"
        raise InputError([Fault("--academie", None, "", academie, problem, remedy)])
    return load_calendrier(NATIONAL, session) if NATIONAL in known else None
