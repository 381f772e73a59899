"""One candidate under several regimes at once: decisions, what the orals must bring, what one mark changes."""

from bts_sim.analysis.un_candidat.bascules import bascules
from bts_sim.analysis.un_candidat.choix import attentes, chances_des_choix, hypotheses
from bts_sim.analysis.un_candidat.oraux import frontiere, notes_necessaires
from bts_sim.analysis.un_candidat.saisie import Note, Saisie, ecrire_notes, ecrire_oraux, lire_notes, lire_oraux
from bts_sim.analysis.un_candidat.sort import Sort, resultats, sorts

__all__ = [
    "Note",
    "Saisie",
    "Sort",
    "attentes",
    "bascules",
    "chances_des_choix",
    "ecrire_notes",
    "ecrire_oraux",
    "frontiere",
    "hypotheses",
    "lire_notes",
    "lire_oraux",
    "notes_necessaires",
    "resultats",
    "sorts",
]
