"""Charts and tables of who moves between two regimes, and of what their gap is made of."""

from bts_sim.questions.movers.charts.flow import (
    flows,
    matrice,
    motifs_de_passage,
    moves_finding,
    reasons,
    reasons_finding,
)
from bts_sim.questions.movers.charts.linked import repartition
from bts_sim.questions.movers.charts.waterfall import cascade, cascade_finding, name_factor, parts, round_to_sum
from bts_sim.questions.movers.charts.who_sits import access

__all__ = [
    "access",
    "round_to_sum",
    "cascade",
    "cascade_finding",
    "moves_finding",
    "reasons_finding",
    "flows",
    "matrice",
    "motifs_de_passage",
    "name_factor",
    "parts",
    "reasons",
    "repartition",
]
