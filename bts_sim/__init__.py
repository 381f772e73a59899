"""bts_sim: what a rule of the French BTS examination does to who gets the diploma.

`import bts_sim as bts` gives the names below; each loads what it needs when it is first used.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from typing import TYPE_CHECKING, Any

# jsonschema, behind altair and nbformat, compiles at import a grammar of internationalised addresses: four fifths of
# the time that `import altair` takes, for a format that none of their schemas has. Named absent, it is left out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from bts_sim.candidates.grade import grade
    from bts_sim.cohort.describe import load_cohorte
    from bts_sim.cohort.margins import marges
    from bts_sim.cohort.published_marks import marges_de_notes
    from bts_sim.cohort.simulate import simulate
    from bts_sim.droit.calendriers.disciplines import minutes_des_oraux
    from bts_sim.droit.calendriers.document import load_calendrier
    from bts_sim.droit.calendriers.tables import agenda, preparation, resume
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.droit.textes import load_bareme
    from bts_sim.errors import BtsSimError
    from bts_sim.files.listed import split_names
    from bts_sim.language import parler
    from bts_sim.questions import (
        accuracy,
        advice,
        capacity,
        movers,
        one_candidate,
        people,
        rates,
        readings,
        reforms,
        returns,
        uncertainty,
    )
    from bts_sim.questions.accuracy.equity import a_niveau_egal, ecarts_a_niveau_egal
    from bts_sim.questions.accuracy.remarking import comparer_a_livingston_lewis, concordance
    from bts_sim.questions.accuracy.tables import justesse, justesse_selon_l_oral
    from bts_sim.questions.advice.out_of_reach import hors_de_portee, part_par_note, portee
    from bts_sim.questions.advice.tables import conseil
    from bts_sim.questions.capacity.charts.calendar import gantt
    from bts_sim.questions.capacity.convocations import convocations
    from bts_sim.questions.capacity.costs import bilan, couts, tarif, tirer_les_oraux
    from bts_sim.questions.capacity.tables import Moyens, besoin_aux_bornes, besoin_selon, charge
    from bts_sim.questions.capacity.windows import fenetre, jours_des_oraux
    from bts_sim.questions.movers.access import access
    from bts_sim.questions.movers.decomposition import decomposer
    from bts_sim.questions.movers.spread import repartition
    from bts_sim.questions.movers.tables import passages
    from bts_sim.questions.one_candidate.examples import exemples, raconter_exemple
    from bts_sim.questions.people.validation import valider
    from bts_sim.questions.rates.results import conclude
    from bts_sim.questions.rates.tables import compare
    from bts_sim.questions.rates.under_draws import draws
    from bts_sim.questions.readings.tables import lectures, lire_autrement
    from bts_sim.questions.reforms.frontier import distance_a_la_frontiere, frontiere
    from bts_sim.questions.reforms.reach import atteindre, prix_du_changement
    from bts_sim.questions.reforms.tables import reponse
    from bts_sim.questions.reforms.wrong_ideas import idees_recues
    from bts_sim.questions.returns.lives import parcours
    from bts_sim.questions.returns.tables import diplomes, gagnes_ou_avances, prix_du_retour, selon_les_retours
    from bts_sim.questions.uncertainty.budget import budget, candidats_nationaux, hypotheses
    from bts_sim.questions.uncertainty.common_luck import appariement
    from bts_sim.questions.uncertainty.extent import etendue
    from bts_sim.questions.uncertainty.luck import alea
    from bts_sim.questions.uncertainty.model import modeliser, sobol
    from bts_sim.questions.uncertainty.tables import incertitude, moteurs
    from bts_sim.questions.uncertainty.tornado import tornade
    from bts_sim.questions.uncertainty.trials import essais
    from bts_sim.report.preamble import check_parameters
    from bts_sim.stats.under_draws import sous_tirages
    from bts_sim.sweep.folder import read_sweep

__all__ = [
    "BtsSimError",
    "Moyens",
    "a_niveau_egal",
    "access",
    "accuracy",
    "advice",
    "agenda",
    "alea",
    "appariement",
    "atteindre",
    "besoin_aux_bornes",
    "besoin_selon",
    "bilan",
    "budget",
    "candidats_nationaux",
    "capacity",
    "charge",
    "check_parameters",
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
    "movers",
    "one_candidate",
    "parcours",
    "parler",
    "part_par_note",
    "passages",
    "people",
    "portee",
    "preparation",
    "prix_du_changement",
    "prix_du_retour",
    "raconter_exemple",
    "rates",
    "read_sweep",
    "readings",
    "reforms",
    "repartition",
    "reponse",
    "resume",
    "returns",
    "selon_les_retours",
    "simulate",
    "sobol",
    "sous_tirages",
    "split_names",
    "tarif",
    "tirer_les_oraux",
    "tornade",
    "uncertainty",
    "valider",
]

_HOMES = {
    "BtsSimError": "errors",
    "Moyens": "questions.capacity.tables",
    "a_niveau_egal": "questions.accuracy.equity",
    "access": "questions.movers.access",
    "agenda": "droit.calendriers.tables",
    "alea": "questions.uncertainty.luck",
    "appariement": "questions.uncertainty.common_luck",
    "atteindre": "questions.reforms.reach",
    "besoin_aux_bornes": "questions.capacity.tables",
    "besoin_selon": "questions.capacity.tables",
    "bilan": "questions.capacity.costs",
    "budget": "questions.uncertainty.budget",
    "candidats_nationaux": "questions.uncertainty.budget",
    "charge": "questions.capacity.tables",
    "check_parameters": "report.preamble",
    "compare": "questions.rates.tables",
    "comparer_a_livingston_lewis": "questions.accuracy.remarking",
    "conclude": "questions.rates.results",
    "concordance": "questions.accuracy.remarking",
    "conseil": "questions.advice.tables",
    "convocations": "questions.capacity.convocations",
    "couts": "questions.capacity.costs",
    "decomposer": "questions.movers.decomposition",
    "diplomes": "questions.returns.tables",
    "distance_a_la_frontiere": "questions.reforms.frontier",
    "draws": "questions.rates.under_draws",
    "ecarts_a_niveau_egal": "questions.accuracy.equity",
    "essais": "questions.uncertainty.trials",
    "etendue": "questions.uncertainty.extent",
    "exemples": "questions.one_candidate.examples",
    "fenetre": "questions.capacity.windows",
    "frontiere": "questions.reforms.frontier",
    "gagnes_ou_avances": "questions.returns.tables",
    "gantt": "questions.capacity.charts.calendar",
    "grade": "candidates.grade",
    "hors_de_portee": "questions.advice.out_of_reach",
    "hypotheses": "questions.uncertainty.budget",
    "idees_recues": "questions.reforms.wrong_ideas",
    "incertitude": "questions.uncertainty.tables",
    "jours_des_oraux": "questions.capacity.windows",
    "justesse": "questions.accuracy.tables",
    "justesse_selon_l_oral": "questions.accuracy.tables",
    "lectures": "questions.readings.tables",
    "lire_autrement": "questions.readings.tables",
    "load_bareme": "droit.textes",
    "load_calendrier": "droit.calendriers.document",
    "load_cohorte": "cohort.describe",
    "load_regimes": "droit.regimes",
    "marges": "cohort.margins",
    "marges_de_notes": "cohort.published_marks",
    "minutes_des_oraux": "droit.calendriers.disciplines",
    "modeliser": "questions.uncertainty.model",
    "moteurs": "questions.uncertainty.tables",
    "parcours": "questions.returns.lives",
    "parler": "language",
    "part_par_note": "questions.advice.out_of_reach",
    "passages": "questions.movers.tables",
    "portee": "questions.advice.out_of_reach",
    "preparation": "droit.calendriers.tables",
    "prix_du_changement": "questions.reforms.reach",
    "prix_du_retour": "questions.returns.tables",
    "raconter_exemple": "questions.one_candidate.examples",
    "read_sweep": "sweep.folder",
    "repartition": "questions.movers.spread",
    "reponse": "questions.reforms.tables",
    "resume": "droit.calendriers.tables",
    "selon_les_retours": "questions.returns.tables",
    "simulate": "cohort.simulate",
    "sobol": "questions.uncertainty.model",
    "sous_tirages": "stats.under_draws",
    "split_names": "files.listed",
    "tarif": "questions.capacity.costs",
    "tirer_les_oraux": "questions.capacity.costs",
    "tornade": "questions.uncertainty.tornado",
    "valider": "questions.people.validation",
}
#: Rooms of `questions`, whose tables, charts and words are loaded with them.
_ROOMS = (
    "accuracy",
    "advice",
    "capacity",
    "movers",
    "one_candidate",
    "people",
    "rates",
    "readings",
    "reforms",
    "returns",
    "uncertainty",
)


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used, so that the import itself costs nothing."""
    if name in _ROOMS:
        room = importlib.import_module(f"{__name__}.questions.{name}")
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
        return room
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
