"""Charts and tables of the session of orals: how many, whether they fit, what they cost."""

from bts_sim.questions.capacity.charts.calendar import gantt
from bts_sim.questions.capacity.charts.demand import disciplines, oraux, par_specialite, reponse
from bts_sim.questions.capacity.charts.juries import faisabilite, jurys, par_jour
from bts_sim.questions.capacity.charts.spending import couts, par_diplome, preparation, retenir

__all__ = [
    "couts",
    "disciplines",
    "faisabilite",
    "gantt",
    "jurys",
    "oraux",
    "par_diplome",
    "par_jour",
    "par_specialite",
    "preparation",
    "reponse",
    "retenir",
]
