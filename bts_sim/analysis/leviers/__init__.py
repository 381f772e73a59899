"""Levers of a regime: what each value of the law does to the same candidates, and what a target asks of it."""

from bts_sim.analysis.leviers.atteindre import atteindre, prix_du_changement
from bts_sim.analysis.leviers.essais import Essai, Essais
from bts_sim.analysis.leviers.frontiere import distance_a_la_frontiere, frontiere
from bts_sim.analysis.leviers.reglages import LEVIERS, PLAFOND, a_le_levier, bornes, en_vigueur, leviers, variante
from bts_sim.analysis.leviers.reponse import MESURES, reponse

__all__ = [
    "LEVIERS",
    "MESURES",
    "PLAFOND",
    "Essai",
    "Essais",
    "a_le_levier",
    "atteindre",
    "bornes",
    "distance_a_la_frontiere",
    "en_vigueur",
    "frontiere",
    "leviers",
    "prix_du_changement",
    "reponse",
    "variante",
]
