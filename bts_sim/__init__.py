"""bts_sim: what a rule of the French BTS examination does to who gets the diploma.

`import bts_sim as bts` gives the names of `dir(bts)`; each loads what it needs when it is first used.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

# jsonschema, which altair and nbformat import, compiles a grammar of internationalised addresses when it is imported.
# That takes four fifths of the time of `import altair`, for a format that none of their schemas uses. Marking the
# module as absent skips it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from bts_sim.answer import Answer
    from bts_sim.candidates.grade import grade
    from bts_sim.candidates.kept_marks.keep import keep_acquis as kept_marks
    from bts_sim.candidates.registration.check import check_registrations as registrations
    from bts_sim.candidates.second_group.plan import second_group
    from bts_sim.desk.candidate import candidate
    from bts_sim.desk.opening import study
    from bts_sim.desk.read import regime
    from bts_sim.desk.study import Study
    from bts_sim.droit.calendriers.document import load_calendrier as calendar
    from bts_sim.droit.textes import load_bareme as law
    from bts_sim.errors import BtsSimError
    from bts_sim.laboratory.opening import reform_lab
    from bts_sim.sweep.folder import read_sweep

__all__ = [
    "Answer",
    "BtsSimError",
    "Study",
    "calendar",
    "candidate",
    "grade",
    "kept_marks",
    "law",
    "read_sweep",
    "reform_lab",
    "regime",
    "registrations",
    "second_group",
    "study",
]

_HOMES = {
    "Answer": ("answer", "Answer"),
    "BtsSimError": ("errors", "BtsSimError"),
    "Study": ("desk.study", "Study"),
    "calendar": ("droit.calendriers.document", "load_calendrier"),
    "candidate": ("desk.candidate", "candidate"),
    "grade": ("candidates.grade", "grade"),
    "kept_marks": ("candidates.kept_marks.keep", "keep_acquis"),
    "law": ("droit.textes", "load_bareme"),
    "read_sweep": ("sweep.folder", "read_sweep"),
    "reform_lab": ("laboratory.opening", "reform_lab"),
    "regime": ("desk.read", "regime"),
    "registrations": ("candidates.registration.check", "check_registrations"),
    "second_group": ("candidates.second_group.plan", "second_group"),
    "study": ("desk.opening", "study"),
}


#: Names that scripts written for the first version use. They are not listed, since a study gives all of it.
_BEFORE = {
    "check_parameters": ("report.preamble", "check_parameters"),
    "load_bareme": _HOMES["law"],
    "load_calendrier": _HOMES["calendar"],
    "load_cohort": ("cohort.describe", "load_cohort"),
    "load_cohorte": ("cohort.describe", "load_cohort"),
    "speak": ("language", "speak"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used, so that the import itself costs nothing."""
    if name.startswith("__") or name.isupper():
        raise AttributeError(name)
    if name not in _HOMES and name not in _BEFORE:
        raise _unknown(name)
    module, attribute = (_HOMES | _BEFORE)[name]
    return getattr(importlib.import_module(f"{__name__}.{module}"), attribute)


def _unknown(name: str) -> AttributeError:
    """Return the error for an unknown name, with the most likely name that was meant."""
    from bts_sim.errors import UnknownName, nearest

    public, questions = list(__all__), _HOMES["Study"]
    asked = getattr(importlib.import_module(f"{__name__}.{questions[0]}"), questions[1]).questions()
    if name in asked:
        return UnknownName(f"bts.{name} n'existe pas. Remède : bts.study(…).{name}().")
    remedy = nearest(name, [*public, *asked]) or f"un nom parmi {', '.join(public)} ; une question : bts.study(…)."
    return UnknownName(f"bts.{name} n'existe pas. Remède : {remedy}")


def __dir__() -> list[str]:
    """Return the public names, so that Tab lists them before any is loaded."""
    return list(__all__)
