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
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.cohort.margins import margins
    from bts_sim.cohort.published_marks import margins_of_marks
    from bts_sim.cohort.simulate import simulate
    from bts_sim.droit.calendriers.disciplines import minutes_des_oraux
    from bts_sim.droit.calendriers.document import load_calendrier
    from bts_sim.droit.calendriers.tables import agenda, preparation, resume
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.droit.textes import load_bareme
    from bts_sim.errors import BtsSimError
    from bts_sim.files.listed import split_names
    from bts_sim.language import speak
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
    from bts_sim.questions.accuracy.equity import at_equal_level, gaps_at_equal_level
    from bts_sim.questions.accuracy.remarking import compare_with_livingston_lewis, concordance
    from bts_sim.questions.accuracy.tables import accuracy_by_oral, justesse
    from bts_sim.questions.advice.out_of_reach import out_of_reach, reach_of_orals, share_by_mark
    from bts_sim.questions.advice.tables import advice_cost
    from bts_sim.questions.capacity.charts.calendar import gantt
    from bts_sim.questions.capacity.convocations import convocations
    from bts_sim.questions.capacity.costs import costs, draw_orals, tally, tarif
    from bts_sim.questions.capacity.tables import Resources, charge, need_at_bounds, need_over_range
    from bts_sim.questions.capacity.windows import fenetre, jours_des_oraux
    from bts_sim.questions.movers.access import access
    from bts_sim.questions.movers.decomposition import decompose
    from bts_sim.questions.movers.spread import spread_of_means
    from bts_sim.questions.movers.tables import passages
    from bts_sim.questions.one_candidate.examples import examples, tell_example
    from bts_sim.questions.people.validation import validate
    from bts_sim.questions.rates.results import conclude
    from bts_sim.questions.rates.tables import compare
    from bts_sim.questions.rates.under_draws import draws
    from bts_sim.questions.readings.tables import lectures, read_otherwise
    from bts_sim.questions.reforms.frontier import distance_to_frontier, frontier
    from bts_sim.questions.reforms.reach import price_of_change, reach_target
    from bts_sim.questions.reforms.tables import response
    from bts_sim.questions.reforms.wrong_ideas import wrong_ideas
    from bts_sim.questions.returns.lives import journeys
    from bts_sim.questions.returns.tables import by_return_rate, diplomas, gained_or_advanced, price_of_return
    from bts_sim.questions.uncertainty.budget import budget, hypotheses, national_candidates
    from bts_sim.questions.uncertainty.common_luck import pairing
    from bts_sim.questions.uncertainty.extent import extent
    from bts_sim.questions.uncertainty.luck import luck
    from bts_sim.questions.uncertainty.model import fit_surrogate, sobol
    from bts_sim.questions.uncertainty.tables import drivers, intervals_over_draws
    from bts_sim.questions.uncertainty.tornado import tornado
    from bts_sim.questions.uncertainty.trials import essais
    from bts_sim.report.preamble import check_parameters
    from bts_sim.stats.under_draws import under_draws
    from bts_sim.sweep.folder import read_sweep

__all__ = [
    "BtsSimError",
    "Resources",
    "access",
    "accuracy",
    "accuracy_by_oral",
    "advice",
    "advice_cost",
    "agenda",
    "at_equal_level",
    "budget",
    "by_return_rate",
    "capacity",
    "charge",
    "check_parameters",
    "compare",
    "compare_with_livingston_lewis",
    "conclude",
    "concordance",
    "convocations",
    "costs",
    "decompose",
    "diplomas",
    "distance_to_frontier",
    "draw_orals",
    "draws",
    "drivers",
    "essais",
    "examples",
    "extent",
    "fenetre",
    "fit_surrogate",
    "frontier",
    "gained_or_advanced",
    "gantt",
    "gaps_at_equal_level",
    "grade",
    "hypotheses",
    "intervals_over_draws",
    "journeys",
    "jours_des_oraux",
    "justesse",
    "lectures",
    "load_bareme",
    "load_calendrier",
    "load_cohort",
    "load_regimes",
    "luck",
    "margins",
    "margins_of_marks",
    "minutes_des_oraux",
    "movers",
    "national_candidates",
    "need_at_bounds",
    "need_over_range",
    "one_candidate",
    "out_of_reach",
    "pairing",
    "passages",
    "people",
    "preparation",
    "price_of_change",
    "price_of_return",
    "rates",
    "reach_of_orals",
    "reach_target",
    "read_otherwise",
    "read_sweep",
    "readings",
    "reforms",
    "response",
    "resume",
    "returns",
    "share_by_mark",
    "simulate",
    "sobol",
    "speak",
    "split_names",
    "spread_of_means",
    "tally",
    "tarif",
    "tell_example",
    "tornado",
    "uncertainty",
    "under_draws",
    "validate",
    "wrong_ideas",
]

_HOMES = {
    "BtsSimError": "errors",
    "Resources": "questions.capacity.tables",
    "access": "questions.movers.access",
    "accuracy_by_oral": "questions.accuracy.tables",
    "advice_cost": "questions.advice.tables",
    "agenda": "droit.calendriers.tables",
    "at_equal_level": "questions.accuracy.equity",
    "budget": "questions.uncertainty.budget",
    "by_return_rate": "questions.returns.tables",
    "charge": "questions.capacity.tables",
    "check_parameters": "report.preamble",
    "compare": "questions.rates.tables",
    "compare_with_livingston_lewis": "questions.accuracy.remarking",
    "conclude": "questions.rates.results",
    "concordance": "questions.accuracy.remarking",
    "convocations": "questions.capacity.convocations",
    "costs": "questions.capacity.costs",
    "decompose": "questions.movers.decomposition",
    "diplomas": "questions.returns.tables",
    "distance_to_frontier": "questions.reforms.frontier",
    "draw_orals": "questions.capacity.costs",
    "draws": "questions.rates.under_draws",
    "drivers": "questions.uncertainty.tables",
    "essais": "questions.uncertainty.trials",
    "examples": "questions.one_candidate.examples",
    "extent": "questions.uncertainty.extent",
    "fenetre": "questions.capacity.windows",
    "fit_surrogate": "questions.uncertainty.model",
    "frontier": "questions.reforms.frontier",
    "gained_or_advanced": "questions.returns.tables",
    "gantt": "questions.capacity.charts.calendar",
    "gaps_at_equal_level": "questions.accuracy.equity",
    "grade": "candidates.grade",
    "hypotheses": "questions.uncertainty.budget",
    "intervals_over_draws": "questions.uncertainty.tables",
    "journeys": "questions.returns.lives",
    "jours_des_oraux": "questions.capacity.windows",
    "justesse": "questions.accuracy.tables",
    "lectures": "questions.readings.tables",
    "load_bareme": "droit.textes",
    "load_calendrier": "droit.calendriers.document",
    "load_cohort": "cohort.describe",
    "load_regimes": "droit.regimes",
    "luck": "questions.uncertainty.luck",
    "margins": "cohort.margins",
    "margins_of_marks": "cohort.published_marks",
    "minutes_des_oraux": "droit.calendriers.disciplines",
    "national_candidates": "questions.uncertainty.budget",
    "need_at_bounds": "questions.capacity.tables",
    "need_over_range": "questions.capacity.tables",
    "out_of_reach": "questions.advice.out_of_reach",
    "pairing": "questions.uncertainty.common_luck",
    "passages": "questions.movers.tables",
    "preparation": "droit.calendriers.tables",
    "price_of_change": "questions.reforms.reach",
    "price_of_return": "questions.returns.tables",
    "reach_of_orals": "questions.advice.out_of_reach",
    "reach_target": "questions.reforms.reach",
    "read_otherwise": "questions.readings.tables",
    "read_sweep": "sweep.folder",
    "response": "questions.reforms.tables",
    "resume": "droit.calendriers.tables",
    "share_by_mark": "questions.advice.out_of_reach",
    "simulate": "cohort.simulate",
    "sobol": "questions.uncertainty.model",
    "speak": "language",
    "split_names": "files.listed",
    "spread_of_means": "questions.movers.spread",
    "tally": "questions.capacity.costs",
    "tarif": "questions.capacity.costs",
    "tell_example": "questions.one_candidate.examples",
    "tornado": "questions.uncertainty.tornado",
    "under_draws": "stats.under_draws",
    "validate": "questions.people.validation",
    "wrong_ideas": "questions.reforms.wrong_ideas",
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


def __dir__() -> list[str]:
    """Return the public names, so that Tab lists them before any is loaded."""
    return list(__all__)
