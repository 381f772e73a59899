"""Charts and tables of the session of orals: how many, whether they fit, what they cost."""

from bts_sim.questions.capacity.charts.calendar import gantt
from bts_sim.questions.capacity.charts.demand import disciplines, oraux, par_specialite, response
from bts_sim.questions.capacity.charts.juries import feasibility, jurys, per_day
from bts_sim.questions.capacity.charts.spending import costs, headlines, per_diploma, preparation

__all__ = [
    "costs",
    "disciplines",
    "feasibility",
    "gantt",
    "headlines",
    "jurys",
    "oraux",
    "par_specialite",
    "per_day",
    "per_diploma",
    "preparation",
    "response",
]
