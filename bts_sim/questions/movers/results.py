"""The named results of who moves: the part of each factor in a gap."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import regime as label
from bts_sim.display.results import definition_of, headline
from bts_sim.language import _
from bts_sim.questions.movers.charts.waterfall import name_factor
from bts_sim.rows import rows_in


def decomposition(table: pd.DataFrame) -> None:
    """Show the part of each factor in the gap between two regimes; table of `decompose`."""
    for row in rows_in(table[table["avant"] != table["apres"]]):
        name = _("{avant} → {apres} : {facteur}").format(
            avant=label(row.regime_avant),
            apres=label(row.regime_apres),
            facteur=name_factor(row.facteur, row.avant, row.apres),
        )
        headline(
            name, row.part, "pt", row.bas, row.haut, definition=definition_of(row, _("part de l'écart de taux d'admis"))
        )
