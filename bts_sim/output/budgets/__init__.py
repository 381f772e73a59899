"""What a result is driven by, as charts and tables, from the tables of `budget` and `sensibilite`."""

from bts_sim.output.budgets.graphiques import origines, sobol, tornade
from bts_sim.output.budgets.mots import facteur, resultat
from bts_sim.output.budgets.tableaux import (
    retenir,
    table_etendue,
    table_hypotheses,
    table_qualite,
)

__all__ = [
    "facteur",
    "origines",
    "resultat",
    "retenir",
    "sobol",
    "table_etendue",
    "table_hypotheses",
    "table_qualite",
    "tornade",
]
