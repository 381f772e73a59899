"""Charts and tables of who moves between two regimes, and of what their gap is made of."""

from bts_sim.questions.movers.charts.flow import (
    flows,
    matrice,
    motifs_de_passage,
    moves_finding,
    reasons,
    reasons_finding,
)
from bts_sim.questions.movers.charts.linked import spread_of_means
from bts_sim.questions.movers.charts.waterfall import cascade, cascade_finding, name_factor, parts, round_to_sum
from bts_sim.questions.movers.charts.who_sits import access

__all__ = [
    "access",
    "cascade",
    "cascade_finding",
    "flows",
    "matrice",
    "motifs_de_passage",
    "moves_finding",
    "name_factor",
    "parts",
    "reasons",
    "reasons_finding",
    "round_to_sum",
    "spread_of_means",
]
