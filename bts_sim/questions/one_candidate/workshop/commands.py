"""A candidate as the notebook of one candidate takes him: the cell of its parameters, and the command of its report."""

from __future__ import annotations

import json
import os
import shlex
from subprocess import list2cmdline

from bts_sim.droit.vocabulaire import GLOBALE, OUI
from bts_sim.questions.one_candidate.candidate import OneCandidate
from bts_sim.questions.one_candidate.entry import write_marks, write_orals

#: The notebook of one candidate.
NOTEBOOK = "07_one_candidate"


def parameter_cell(one: OneCandidate) -> str:
    """Return the cell of parameters of the notebook that shows this candidate."""
    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in _parameters(one).items())


def python_call(one: OneCandidate) -> str:
    """Return the Python that decides on this candidate again; the default values are left out."""
    typed = one.typed
    said: dict[str, object] = {
        "orals": write_orals(typed.orals),
        "regimes": list(one.names),
        "form": "" if typed.form == GLOBALE else typed.form,
        "last_session": "" if typed.last_session == OUI else typed.last_session,
        "vae": typed.vae,
    }
    first = (typed.session, typed.specialty, typed.track, write_marks(typed.marks))
    words = [*map(repr, first), *(f"{name}={value!r}" for name, value in said.items() if value)]
    return f"import bts_sim as bts\n\nbts.candidate({', '.join(words)})"


def report_command(one: OneCandidate) -> str:
    """Return the command that makes a report of this candidate, as this system's shell reads it."""
    words = ["bts-sim", "report", NOTEBOOK]
    for name, value in _parameters(one).items():
        words += ["-p", name, str(value)] if value != "" else []
    return list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _parameters(one: OneCandidate) -> dict[str, object]:
    typed = one.typed
    return {
        "session": typed.session,
        "specialite": typed.specialty,
        "voie": typed.track,
        "notes": write_marks(typed.marks),
        "oraux": write_orals(typed.orals),
        "regimes": ",".join(one.names),
        "forme": typed.form,
        "derniere_session": typed.last_session,
        "vae": typed.vae,
    }
