"""bts_sim: what a rule of the French BTS examination does to who gets the diploma.

`import bts_sim as bts` gives the names below; each loads what it needs when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bts_sim.analysis import qualite
    from bts_sim.analysis.alea import alea
    from bts_sim.analysis.budget import budget, candidats_nationaux, hypotheses
    from bts_sim.analysis.capacite import Moyens, besoin_aux_bornes, besoin_selon, charge
    from bts_sim.analysis.chance import appariement
    from bts_sim.analysis.cinq_ans import (
        diplomes,
        gagnes_ou_avances,
        prix_du_retour,
        selon_les_retours,
    )
    from bts_sim.analysis.conseil import conseil
    from bts_sim.analysis.convocations import convocations
    from bts_sim.analysis.couts import bilan, couts, tarif, tirer_les_oraux
    from bts_sim.analysis.decomposition import decomposer
    from bts_sim.analysis.disciplines import minutes_des_oraux
    from bts_sim.analysis.equite import a_niveau_egal, ecarts_a_niveau_egal
    from bts_sim.analysis.essais import essais
    from bts_sim.analysis.etendue import etendue
    from bts_sim.analysis.exemples import exemples, raconter_exemple
    from bts_sim.analysis.fenetres import fenetre, jours_des_oraux
    from bts_sim.analysis.hors_de_portee import hors_de_portee, part_par_note, portee
    from bts_sim.analysis.idees_recues import idees_recues
    from bts_sim.analysis.impact import compare
    from bts_sim.analysis.incertitude import draws, incertitude, moteurs
    from bts_sim.analysis.justesse import justesse, justesse_selon_l_oral
    from bts_sim.analysis.lectures import lectures, lire_autrement
    from bts_sim.analysis.leviers import (
        atteindre,
        distance_a_la_frontiere,
        frontiere,
        prix_du_changement,
        reponse,
    )
    from bts_sim.analysis.outcomes import access
    from bts_sim.analysis.parcours import parcours
    from bts_sim.analysis.passages import passages
    from bts_sim.analysis.recorrection import comparer_a_livingston_lewis, concordance
    from bts_sim.analysis.repartition import repartition
    from bts_sim.analysis.sensibilite import modeliser, sobol
    from bts_sim.analysis.sous_tirages import sous_tirages
    from bts_sim.analysis.tornade import tornade
    from bts_sim.analysis.validation import valider
    from bts_sim.calendriers.document import load_calendrier
    from bts_sim.calendriers.tables import agenda, preparation, resume
    from bts_sim.errors import BtsSimError
    from bts_sim.grading import grade
    from bts_sim.langue import parler
    from bts_sim.law import load_bareme
    from bts_sim.output import (
        budgets,
        capacite,
        charts,
        cinq_ans,
        explorer,
        mouvements,
        portrait,
        reformes,
        retenir,
        tables,
        verdicts,
    )
    from bts_sim.output.findings import conclude
    from bts_sim.output.gantt import gantt
    from bts_sim.output.names import split_names
    from bts_sim.output.preamble import check_parameters
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.population.marges import marges
    from bts_sim.population.notes import marges_de_notes
    from bts_sim.population.synth import simulate
    from bts_sim.scenario import load_regimes
    from bts_sim.sweep.dossier import read_sweep

__all__ = [
    "BtsSimError",
    "Moyens",
    "a_niveau_egal",
    "access",
    "agenda",
    "alea",
    "appariement",
    "atteindre",
    "besoin_aux_bornes",
    "besoin_selon",
    "bilan",
    "budget",
    "budgets",
    "candidats_nationaux",
    "capacite",
    "charge",
    "charts",
    "check_parameters",
    "cinq_ans",
    "compare",
    "comparer_a_livingston_lewis",
    "conclude",
    "concordance",
    "conseil",
    "convocations",
    "couts",
    "decomposer",
    "diplomes",
    "distance_a_la_frontiere",
    "draws",
    "ecarts_a_niveau_egal",
    "essais",
    "etendue",
    "exemples",
    "explorer",
    "fenetre",
    "frontiere",
    "gagnes_ou_avances",
    "gantt",
    "grade",
    "hors_de_portee",
    "hypotheses",
    "idees_recues",
    "incertitude",
    "jours_des_oraux",
    "justesse",
    "justesse_selon_l_oral",
    "lectures",
    "lire_autrement",
    "load_bareme",
    "load_calendrier",
    "load_cohorte",
    "load_regimes",
    "marges",
    "marges_de_notes",
    "minutes_des_oraux",
    "modeliser",
    "moteurs",
    "mouvements",
    "parcours",
    "parler",
    "part_par_note",
    "passages",
    "portee",
    "portrait",
    "preparation",
    "prix_du_changement",
    "prix_du_retour",
    "qualite",
    "raconter_exemple",
    "read_sweep",
    "reformes",
    "repartition",
    "reponse",
    "resume",
    "retenir",
    "selon_les_retours",
    "simulate",
    "sobol",
    "sous_tirages",
    "split_names",
    "tables",
    "tarif",
    "tirer_les_oraux",
    "tornade",
    "valider",
    "verdicts",
]

_HOMES = {
    "BtsSimError": "errors",
    "Moyens": "analysis.capacite",
    "a_niveau_egal": "analysis.equite",
    "access": "analysis.outcomes",
    "agenda": "calendriers.tables",
    "alea": "analysis.alea",
    "appariement": "analysis.chance",
    "atteindre": "analysis.leviers",
    "besoin_aux_bornes": "analysis.capacite",
    "besoin_selon": "analysis.capacite",
    "bilan": "analysis.couts",
    "budget": "analysis.budget",
    "budgets": "output",
    "candidats_nationaux": "analysis.budget",
    "capacite": "output",
    "charge": "analysis.capacite",
    "charts": "output",
    "check_parameters": "output.preamble",
    "cinq_ans": "output",
    "compare": "analysis.impact",
    "comparer_a_livingston_lewis": "analysis.recorrection",
    "conclude": "output.findings",
    "concordance": "analysis.recorrection",
    "conseil": "analysis.conseil",
    "convocations": "analysis.convocations",
    "couts": "analysis.couts",
    "decomposer": "analysis.decomposition",
    "diplomes": "analysis.cinq_ans",
    "distance_a_la_frontiere": "analysis.leviers",
    "draws": "analysis.incertitude",
    "ecarts_a_niveau_egal": "analysis.equite",
    "essais": "analysis.essais",
    "etendue": "analysis.etendue",
    "exemples": "analysis.exemples",
    "explorer": "output",
    "fenetre": "analysis.fenetres",
    "frontiere": "analysis.leviers",
    "gagnes_ou_avances": "analysis.cinq_ans",
    "gantt": "output.gantt",
    "grade": "grading",
    "hors_de_portee": "analysis.hors_de_portee",
    "hypotheses": "analysis.budget",
    "idees_recues": "analysis.idees_recues",
    "incertitude": "analysis.incertitude",
    "jours_des_oraux": "analysis.fenetres",
    "justesse": "analysis.justesse",
    "justesse_selon_l_oral": "analysis.justesse",
    "lectures": "analysis.lectures",
    "lire_autrement": "analysis.lectures",
    "load_bareme": "law",
    "load_calendrier": "calendriers.document",
    "load_cohorte": "population.cohorte",
    "load_regimes": "scenario",
    "marges": "population.marges",
    "marges_de_notes": "population.notes",
    "minutes_des_oraux": "analysis.disciplines",
    "modeliser": "analysis.sensibilite",
    "moteurs": "analysis.incertitude",
    "mouvements": "output",
    "parcours": "analysis.parcours",
    "parler": "langue",
    "part_par_note": "analysis.hors_de_portee",
    "passages": "analysis.passages",
    "portee": "analysis.hors_de_portee",
    "portrait": "output",
    "preparation": "calendriers.tables",
    "prix_du_changement": "analysis.leviers",
    "prix_du_retour": "analysis.cinq_ans",
    "qualite": "analysis",
    "raconter_exemple": "analysis.exemples",
    "read_sweep": "sweep.dossier",
    "reformes": "output",
    "repartition": "analysis.repartition",
    "reponse": "analysis.leviers",
    "resume": "calendriers.tables",
    "retenir": "output",
    "selon_les_retours": "analysis.cinq_ans",
    "simulate": "population.synth",
    "sobol": "analysis.sensibilite",
    "sous_tirages": "analysis.sous_tirages",
    "split_names": "output.names",
    "tables": "output",
    "tarif": "analysis.couts",
    "tirer_les_oraux": "analysis.couts",
    "tornade": "analysis.tornade",
    "valider": "analysis.validation",
    "verdicts": "output",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used, so that the import itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    if not hasattr(home, name):
        importlib.import_module(f"{home.__name__}.{name}")
    return getattr(home, name)
