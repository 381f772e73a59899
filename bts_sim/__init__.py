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
    from bts_sim.analysis.exemples import exemples, raconter_exemple
    from bts_sim.analysis.expectation import chances
    from bts_sim.analysis.impact import compare
    from bts_sim.analysis.incertitude import draws, incertitude, moteurs
    from bts_sim.analysis.lectures import lectures, lire_autrement
    from bts_sim.analysis.outcomes import access, outcomes
    from bts_sim.analysis.validation import valider
    from bts_sim.errors import BtsSimError
    from bts_sim.grading import grade
    from bts_sim.law import load_bareme
    from bts_sim.output import charts, portrait, tables
    from bts_sim.output.findings import conclude
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.population.marges import marges
    from bts_sim.population.notes import marges_de_notes
    from bts_sim.population.synth import simulate
    from bts_sim.scenario import load_regimes
    from bts_sim.sweep.dossier import read_sweep

__all__ = [
    "BtsSimError",
    "access",
    "alea",
    "appariement",
    "chances",
    "charts",
    "compare",
    "conclude",
    "draws",
    "exemples",
    "grade",
    "incertitude",
    "lectures",
    "lire_autrement",
    "load_bareme",
    "load_cohorte",
    "load_regimes",
    "marges",
    "marges_de_notes",
    "moteurs",
    "outcomes",
    "portrait",
    "qualite",
    "raconter_exemple",
    "read_sweep",
    "simulate",
    "tables",
    "valider",
]

_HOMES = {
    "BtsSimError": "errors",
    "access": "analysis.outcomes",
    "alea": "analysis.alea",
    "appariement": "analysis.chance",
    "chances": "analysis.expectation",
    "charts": "output",
    "compare": "analysis.impact",
    "conclude": "output.findings",
    "draws": "analysis.incertitude",
    "exemples": "analysis.exemples",
    "grade": "grading",
    "incertitude": "analysis.incertitude",
    "lectures": "analysis.lectures",
    "lire_autrement": "analysis.lectures",
    "load_bareme": "law",
    "load_cohorte": "population.cohorte",
    "load_regimes": "scenario",
    "marges": "population.marges",
    "marges_de_notes": "population.notes",
    "moteurs": "analysis.incertitude",
    "outcomes": "analysis.outcomes",
    "portrait": "output",
    "qualite": "analysis",
    "raconter_exemple": "analysis.exemples",
    "read_sweep": "sweep.dossier",
    "simulate": "population.synth",
    "tables": "output",
    "valider": "analysis.validation",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used, so that the import itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    if not hasattr(home, name):
        importlib.import_module(f"{home.__name__}.{name}")
    return getattr(home, name)
