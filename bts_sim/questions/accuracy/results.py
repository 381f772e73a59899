"""The named results of how right decisions are."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import points, regime as label
from bts_sim.display.results import definition_of, headline
from bts_sim.language import _
from bts_sim.rows import rows_in


def justesse(table: pd.DataFrame, norme: float) -> None:
    """Show false admissions, false refusals and what an admission after the orals is worth; table of `justesse`."""
    words = {
        "faux_admis": (_("Admis sous le niveau, {regime}"), _("part des présents ; niveau exigé {niveau}")),
        "faux_refus": (
            _("Refusés au niveau, {regime}"),
            _("part des présents ; éliminés à part ; niveau exigé {niveau}"),
        ),
        "vpp_apres_controle": (
            _("Admis après contrôle qui ont le niveau, {regime}"),
            _("part des admis après contrôle ; niveau exigé {niveau}"),
        ),
    }
    at = table[(table["norme"] == norme) & table["indicateur"].isin(list(words))]
    for row in rows_in(at):
        name, counted = words[row.indicateur]
        said = definition_of(row, counted.format(niveau=points(norme)))
        headline(name.format(regime=label(row.regime)), row.valeur, "%", row.bas, row.haut, definition=said)
