"""bts_sim: what a rule of the French BTS examination does to who gets the diploma.

`import bts_sim as bts` gives the names below; each loads what it needs when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bts_sim.analysis import qualite
    from bts_sim.analysis.alea import alea
    from bts_sim.analysis.chance import appariement
    from bts_sim.analysis.cinq_ans import (
        devenirs,
        diplomes,
        gagnes_ou_avances,
        prix_du_retour,
        selon_les_progres,
        selon_les_retours,
        sous_les_tirages,
    )
    from bts_sim.analysis.conseil import conseil
    from bts_sim.analysis.equite import a_niveau_egal, ecarts_a_niveau_egal
    from bts_sim.analysis.exemples import exemples, raconter_exemple
    from bts_sim.analysis.expectation import chances
    from bts_sim.analysis.hors_de_portee import hors_de_portee, part_par_note, portee
    from bts_sim.analysis.idees_recues import idees_recues
    from bts_sim.analysis.impact import compare
    from bts_sim.analysis.incertitude import draws, incertitude, moteurs
    from bts_sim.analysis.justesse import justesse, justesse_selon_l_oral
    from bts_sim.analysis.lectures import lectures, lire_autrement
    from bts_sim.analysis.leviers import (
        atteindre,
        atteindre_sous_tirages,
        distance_a_la_frontiere,
        frontiere,
        prix_du_changement,
        reponse,
    )
    from bts_sim.analysis.outcomes import access, outcomes
    from bts_sim.analysis.parcours import parcours
    from bts_sim.analysis.recorrection import comparer_a_livingston_lewis, concordance
    from bts_sim.analysis.sous_tirages import sous_tirages
    from bts_sim.analysis.validation import valider
    from bts_sim.errors import BtsSimError
    from bts_sim.grading import grade
    from bts_sim.law import load_bareme
    from bts_sim.output import charts, cinq_ans, portrait, reformes, tables, verdicts
    from bts_sim.output.findings import conclude
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.population.marges import marges
    from bts_sim.population.notes import marges_de_notes
    from bts_sim.population.synth import simulate
    from bts_sim.scenario import load_regimes
    from bts_sim.sweep.dossier import read_sweep

__all__ = [
    "BtsSimError",
    "a_niveau_egal",
    "access",
    "alea",
    "appariement",
    "atteindre",
    "atteindre_sous_tirages",
    "chances",
    "charts",
    "cinq_ans",
    "compare",
    "comparer_a_livingston_lewis",
    "conclude",
    "concordance",
    "conseil",
    "devenirs",
    "diplomes",
    "distance_a_la_frontiere",
    "draws",
    "ecarts_a_niveau_egal",
    "exemples",
    "frontiere",
    "gagnes_ou_avances",
    "grade",
    "hors_de_portee",
    "idees_recues",
    "incertitude",
    "justesse",
    "justesse_selon_l_oral",
    "lectures",
    "lire_autrement",
    "load_bareme",
    "load_cohorte",
    "load_regimes",
    "marges",
    "marges_de_notes",
    "moteurs",
    "outcomes",
    "parcours",
    "part_par_note",
    "portee",
    "portrait",
    "prix_du_changement",
    "prix_du_retour",
    "qualite",
    "raconter_exemple",
    "read_sweep",
    "reformes",
    "reponse",
    "selon_les_progres",
    "selon_les_retours",
    "simulate",
    "sous_les_tirages",
    "sous_tirages",
    "tables",
    "valider",
    "verdicts",
]

_HOMES = {
    "BtsSimError": "errors",
    "a_niveau_egal": "analysis.equite",
    "access": "analysis.outcomes",
    "alea": "analysis.alea",
    "appariement": "analysis.chance",
    "atteindre": "analysis.leviers",
    "atteindre_sous_tirages": "analysis.leviers",
    "chances": "analysis.expectation",
    "charts": "output",
    "cinq_ans": "output",
    "compare": "analysis.impact",
    "comparer_a_livingston_lewis": "analysis.recorrection",
    "conclude": "output.findings",
    "concordance": "analysis.recorrection",
    "conseil": "analysis.conseil",
    "devenirs": "analysis.cinq_ans",
    "diplomes": "analysis.cinq_ans",
    "distance_a_la_frontiere": "analysis.leviers",
    "draws": "analysis.incertitude",
    "ecarts_a_niveau_egal": "analysis.equite",
    "exemples": "analysis.exemples",
    "frontiere": "analysis.leviers",
    "gagnes_ou_avances": "analysis.cinq_ans",
    "grade": "grading",
    "hors_de_portee": "analysis.hors_de_portee",
    "idees_recues": "analysis.idees_recues",
    "incertitude": "analysis.incertitude",
    "justesse": "analysis.justesse",
    "justesse_selon_l_oral": "analysis.justesse",
    "lectures": "analysis.lectures",
    "lire_autrement": "analysis.lectures",
    "load_bareme": "law",
    "load_cohorte": "population.cohorte",
    "load_regimes": "scenario",
    "marges": "population.marges",
    "marges_de_notes": "population.notes",
    "moteurs": "analysis.incertitude",
    "outcomes": "analysis.outcomes",
    "parcours": "analysis.parcours",
    "part_par_note": "analysis.hors_de_portee",
    "portee": "analysis.hors_de_portee",
    "portrait": "output",
    "prix_du_changement": "analysis.leviers",
    "prix_du_retour": "analysis.cinq_ans",
    "qualite": "analysis",
    "raconter_exemple": "analysis.exemples",
    "read_sweep": "sweep.dossier",
    "reformes": "output",
    "reponse": "analysis.leviers",
    "selon_les_progres": "analysis.cinq_ans",
    "selon_les_retours": "analysis.cinq_ans",
    "simulate": "population.synth",
    "sous_les_tirages": "analysis.cinq_ans",
    "sous_tirages": "analysis.sous_tirages",
    "tables": "output",
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
