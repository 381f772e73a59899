"""Several sessions, as charts and tables: diplomas gained or brought forward, and the price of coming back."""

from bts_sim.output.cinq_ans.graphiques import cumul, gagnes, retours
from bts_sim.output.cinq_ans.tableaux import (
    tableau_gagnes,
    tableau_prix,
)

__all__ = [
    "cumul",
    "gagnes",
    "retours",
    "tableau_gagnes",
    "tableau_prix",
]
