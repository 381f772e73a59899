"""Charts and tables of who moves between two regimes, and of what their gap is made of."""

from bts_sim.output.mouvements.cascade import arrondir, cascade, constat_de_la_cascade, nommer, parts
from bts_sim.output.mouvements.passages import (
    constat_des_passages,
    constat_des_raisons,
    flux,
    matrice,
    motifs_de_passage,
    raisons,
)

__all__ = [
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
]
