"""Charts and tables of who moves between two regimes, and of what their gap is made of."""

from bts_sim.questions.movers.charts.flow import (
    constat_des_passages,
    constat_des_raisons,
    flux,
    matrice,
    motifs_de_passage,
    raisons,
)
from bts_sim.questions.movers.charts.linked import repartition
from bts_sim.questions.movers.charts.waterfall import arrondir, cascade, constat_de_la_cascade, nommer, parts
from bts_sim.questions.movers.charts.who_sits import access

__all__ = [
    "access",
    "arrondir",
    "cascade",
    "constat_de_la_cascade",
    "constat_des_passages",
    "constat_des_raisons",
    "flux",
    "matrice",
    "motifs_de_passage",
    "nommer",
    "parts",
    "raisons",
    "repartition",
]
