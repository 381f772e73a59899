"""The named results of several sessions: which diplomas are gained."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import regime as label
from bts_sim.display.results import definition_of, headline
from bts_sim.language import _
from bts_sim.rows import rows_in


def five_years(table: pd.DataFrame) -> None:
    """Show which share of the diplomas given from the first session on is gained; table of `gained_or_advanced`."""
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "gagne")]
    for row in rows_in(rows):
        name = _("Diplômes de plus à la première session qui sont gagnés, {regime}").format(regime=label(row.regime))
        counted = _("les autres auraient été obtenus plus tard, en {sessions} sessions").format(sessions=row.sessions)
        headline(name, row.valeur, "%", row.bas, row.haut, definition=definition_of(row, counted))
