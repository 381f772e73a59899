"""The readable table of the number of candidates with each decision."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import DECISIONS, interval, number, regime_label
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.decisions.near_bars import NearBar
from bts_sim.questions.decisions.tables import ORDER, DecisionCount


def show_decisions(counts: pd.DataFrame) -> Shown:
    """Return a readable table of the number of candidates with each decision, one row per regime."""
    there = [code for code in ORDER if (counts[DecisionCount.decision] == code).any()]
    rows = []
    for name, own in counts.groupby(DecisionCount.regime, sort=False):
        found = {row.decision: row.candidats for row in DecisionCount.rows(own)}
        cells = {DECISIONS[code].capitalize(): number(found.get(code, 0), 0) for code in there}
        rows.append({_("Régime"): regime_label(str(name)), **cells, _("Candidats"): number(sum(found.values()), 0)})
    return Shown(pd.DataFrame(rows), counts)


def show_near_bars(table: pd.DataFrame) -> Shown:
    """Return a readable table of what is next to each whole mean, by total of coefficients."""
    rows = []
    for row in NearBar.rows(table):
        whole = pd.isna(row.total_des_coefficients)
        rows.append(
            {
                _("Moyenne"): number(row.barre, 0),
                _("Ce qu'elle est"): _("témoin : pas une barre") if row.temoin else _("barre du droit"),
                _("Total des coefficients"): _("tous") if whole else number(row.total_des_coefficients, 1),
                _("À moins d'un demi-point"): number(row.proches, 0),
                _("Au-dessus"): number(row.au_dessus, 0),
                _("Attendus si nul n'est relevé"): f"{number(row.attendus, 0)} {interval(row.bas, row.haut, 0)}",
                _("Chance d'en voir autant"): number(row.p, 3),
            }
        )
    return Shown(pd.DataFrame(rows), table)
