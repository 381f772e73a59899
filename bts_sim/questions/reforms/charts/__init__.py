"""Charts and tables of reforms: levers, targets, frontier, thresholds and wrong ideas."""

from bts_sim.questions.reforms.charts.fronts import ecarts, frontiere, reforme
from bts_sim.questions.reforms.charts.levers import cibles, courbe, croisement, prix, retenir
from bts_sim.questions.reforms.charts.misled import idees, idees_recues
from bts_sim.questions.reforms.charts.thresholds import seuils

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
    "seuils",
]
