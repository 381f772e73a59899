"""The `--json` answers by command: the part common to all, then the counts and the rows of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bts_sim.candidates.decision_changes.table import SHAPE as CHANGES
from bts_sim.candidates.kept_marks.keep import SHAPE as KEPT
from bts_sim.candidates.registration.findings import SHAPE as FOUND
from bts_sim.candidates.second_group.infeasible import SHAPE as TO_ADD
from bts_sim.cli.call import JsonAnswer
from bts_sim.cli.check_registration import Counts as OfRegistrations
from bts_sim.cli.cohort import Counts as OfCohort
from bts_sim.cli.compare import Counts as OfComparison
from bts_sim.cli.compare_decisions import Counts as OfChanges
from bts_sim.cli.compare_runs import DIFFERENCES, LINES as NAMED
from bts_sim.cli.doctor import LINES as LOOKED_AT, Counts as OfDoctor
from bts_sim.cli.explain import RANGES
from bts_sim.cli.grade import Counts as OfGrading
from bts_sim.cli.kept_marks import Counts as OfKept
from bts_sim.cli.law import DEFERRED, DIFFERENCE, LINES as LAW, RULES, SCENARIOS, TEXTS
from bts_sim.cli.schemas.models import described
from bts_sim.cli.schemas.typed import schema_of
from bts_sim.cli.second_group import Counts as OfSecondGroup
from bts_sim.cli.sources import LINES as REGISTER
from bts_sim.cli.sweep import Counts as OfSweep
from bts_sim.cli.vary import LINES as HYPOTHESES
from bts_sim.declared import Shape
from bts_sim.droit.calendriers.tables import CONTRADICTION_SHAPE, DAYS_SHAPE, SHAPE as EVENTS
from bts_sim.droit.registre_table import COLUMNS as BTS
from bts_sim.runs.written import FAULTS

#: Columns of rows → their description.
Lines = Mapping[str, str]
#: Descriptions in the list of schemas.
LISTED = {"nom": "nom du schéma", "fichier": "fichier, ou réponse d'une commande", "sens": "ce que c'est"}


@dataclass(frozen=True)
class Says:
    """The answer of a command beyond the common part.

    It has its counts, the kinds of rows that it prints, and whether some rows have columns that depend on the request.
    """

    counts: type | None = None
    lines: tuple[Lines, ...] = ()
    further: bool = False


def _of(shape: Shape) -> Lines:
    return {name: column.meaning for name, column in shape.items()}


#: Every command. A command without an answer of its own prints text, or nothing.
COMMANDS: Mapping[str, Says] = {
    "grade": Says(OfGrading),
    "explain": Says(None, (RANGES,), further=True),
    "vary": Says(None, (HYPOTHESES,)),
    "second-groupe": Says(OfSecondGroup, (_of(TO_ADD),)),
    "acquis": Says(OfKept, (_of(KEPT),)),
    "check-registration": Says(OfRegistrations, (_of(FOUND), _of(CONTRADICTION_SHAPE))),
    "cohort": Says(OfCohort),
    "compare": Says(OfComparison),
    "sweep": Says(OfSweep),
    "report": Says(),
    "law": Says(None, (LAW, RULES, SCENARIOS, TEXTS, DEFERRED, DIFFERENCE, BTS), further=True),
    "sources": Says(None, (REGISTER,)),
    "calendar": Says(None, (_of(EVENTS), _of(CONTRADICTION_SHAPE), _of(DAYS_SHAPE))),
    "compare-decisions": Says(OfChanges, (_of(CHANGES),)),
    "compare-runs": Says(None, (DIFFERENCES, NAMED)),
    "template": Says(),
    "lab": Says(),
    "new-scenario": Says(),
    "verify": Says(),
    "schema": Says(None, (LISTED,)),
    "completion": Says(),
    "doctor": Says(OfDoctor, (LOOKED_AT,)),
}


def answer(command: str = "") -> dict[str, Any]:
    """Return the JSON schema of the answer of a command, or of any command if none is given."""
    found = schema_of(JsonAnswer)
    faults = found["properties"]["fautes"]
    faults["items"] = described(faults["items"], _of(FAULTS))
    if command:
        found["properties"] |= _own(COMMANDS[command], found["properties"], command)
    return found


def _own(says: Says, common: Mapping[str, Any], command: str) -> dict[str, Any]:
    """Return the part of an answer that this command alone has. A refused call has no counts."""
    counts = schema_of(says.counts) if says.counts is not None else {}
    nothing = {"type": "object", "maxProperties": 0}
    counted = {"anyOf": [nothing, counts]} if counts else nothing
    lines = [_line(one, says.further and one is DIFFERENCE) for one in says.lines]
    items = {"items": {"anyOf": lines}} if len(lines) > 1 else {"items": lines[0]} if lines else {"maxItems": 0}
    return {
        "commande": common["commande"] | {"const": command},
        "comptes": {"description": common["comptes"]["description"], **counted},
        "lignes": {"description": common["lignes"]["description"], "type": "array", **items},
    }


def _line(words: Lines, further: bool) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": meaning} for name, meaning in words.items()},
        "required": list(words),
        "additionalProperties": {"type": "string"} if further else False,
    }
