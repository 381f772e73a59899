"""Charts and tables of reforms: levers, targets, frontier, thresholds and wrong ideas."""

from bts_sim.questions.reforms.charts.fronts import ecarts, frontier, reforme
from bts_sim.questions.reforms.charts.levers import cibles, crossing, curve, headlines, price
from bts_sim.questions.reforms.charts.misled import ideas, wrong_ideas
from bts_sim.questions.reforms.charts.thresholds import seuils

__all__ = [
    "cibles",
    "crossing",
    "curve",
    "ecarts",
    "frontier",
    "headlines",
    "ideas",
    "price",
    "reforme",
    "seuils",
    "wrong_ideas",
]
