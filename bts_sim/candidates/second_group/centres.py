"""What each centre holds on each day: candidates, orals, juries, half-days, and the allowance of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bts_sim.candidates.second_group.instance import Appointment, Presence
from bts_sim.candidates.second_group.juries import SHAPE as JURIES
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.indemnites import indemnite_d_un_centre

if TYPE_CHECKING:
    import pandas as pd

SHAPE: Shape = {
    "centre": JURIES["centre"],
    "date": JURIES["date"],
    "candidats": FileColumn("candidats qui y passent un oral ce jour", "integer", "candidats", lowest=1),
    "oraux": FileColumn("oraux", "integer", "oraux", lowest=1),
    "jurys": FileColumn("jurys devant qui l'on passe", "integer", "jurys", lowest=1),
    "demi_journees": FileColumn("demi-journées de ces jurys", "integer", "demi-journées", lowest=1),
    "indemnite": FileColumn(
        "indemnité du centre pour ce jour, brute ; vide pour une session antérieure au texte",
        "integer",
        "euros",
        empty=True,
        lowest=0,
    ),
}


def table_of_centres(session: int, orals: Sequence[Appointment], presences: Sequence[Presence]) -> pd.DataFrame:
    """Return the days of each centre: see `SHAPE`.

    `presences`: those before which at least one oral is held.
    """
    import pandas as pd

    rows = []
    for centre, date in sorted({(one.centre, one.date) for one in orals}):
        held = [one for one in orals if (one.centre, one.date) == (centre, date)]
        here = [one for one in presences if (one.place.centre, one.place.date) == (centre, date)]
        people = len({one.candidat for one in held})
        juries = len({one.jury for one in here})
        rows.append((centre, date, people, len(held), juries, len(here), indemnite_d_un_centre(session, people)))
    return pd.DataFrame(rows, columns=list(SHAPE)).astype({"indemnite": "Int64"})
