"""The readable table of the number of candidates with each decision."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import DECISIONS, number, regime_label
from bts_sim.display.shown import Shown
from bts_sim.language import _
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
