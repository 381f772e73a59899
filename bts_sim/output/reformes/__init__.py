"""Charts and tables of reforms: levers, targets, frontier, and wrong ideas."""

from bts_sim.output.reformes.frontiere import ecarts, frontiere, reforme
from bts_sim.output.reformes.idees import idees, idees_recues
from bts_sim.output.reformes.leviers import cibles, courbe, croisement, prix, retenir

__all__ = [
    "cibles",
    "courbe",
    "croisement",
    "ecarts",
    "frontiere",
    "idees",
    "idees_recues",
    "prix",
    "reforme",
    "retenir",
]
