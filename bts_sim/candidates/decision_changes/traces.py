"""Read the explanations of a grading where they are needed: their file may be larger than the memory."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bts_sim.candidates.decision_changes.tables import DECISIONS, decisions_file
from bts_sim.errors import Fault, InputError

EXPLANATIONS = "explications.jsonl"
#: The start of each line that `bts-sim grade` writes.
BEGINS = b'{"candidat": '
#: The part after its module of the name of a rule by which an oral counts: present only if orals were held.
ORALS = b".remplacement_"
#: The word of a step for orals that are over and were not sat.
NOT_SAT = b'"oraux_non_passes"'
Trace = dict[str, Any]


def explanations_file(given: Path) -> Path | None:
    """Return the file of explanations beside some decisions; None if there is none."""
    decisions = decisions_file(given)
    path = decisions.with_name(EXPLANATIONS)
    return path if decisions.name == DECISIONS and path.is_file() else None


class Traces:
    """The explanations of one file, accessible by candidate.

    `held`: some candidate of the file had an oral that counted. `closed`: some candidate missed an oral that was over.
    """

    def __init__(self, path: Path, wanted: Collection[str]) -> None:
        """Find the lines of some candidates. Raises InputError for a bad line, or a candidate without a line."""
        self.path = path
        self.places: dict[str, tuple[int, int]] = {}
        self.held = self.closed = False
        place = 0
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                name = self._candidate(line, number)
                if name in wanted:
                    self.places[name] = (place, number)
                place += len(line)
                self.held = self.held or ORALS in line
                self.closed = self.closed or NOT_SAT in line
        missing = [name for name in wanted if name not in self.places]
        if missing:
            raise InputError(self._other(name) for name in missing)

    def read(self, candidates: Iterable[str]) -> dict[str, Trace]:
        """Return the explanations of some candidates."""
        found = {}
        with self.path.open("rb") as file:
            for name in candidates:
                place, number = self.places[name]
                file.seek(place)
                found[name] = self._parsed(file.readline(), number)
        return found

    def check(self, trace: Trace, decision: str) -> None:
        """Refuse an explanation whose decision differs from that of the table beside it."""
        if trace.get("decision") != decision:
            raise InputError([self._other(trace["candidat"])])

    @contextmanager
    def laid_out(self, name: str) -> Iterator[None]:
        """Refuse the explanation of a candidate when the block fails because it does not have our layout."""
        try:
            yield
        except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError):
            raise self._no_explanation(self.places[name][1]) from None

    def _candidate(self, line: bytes, number: int) -> str:
        # For other candidates only the name is read: ten times faster than the whole line.
        if line.startswith(BEGINS + b'"'):
            end = line.find(b'",', len(BEGINS) + 1)
            quoted = line[len(BEGINS) + 1 : end]
            if end > 0 and b"\\" not in quoted and b'"' not in quoted:
                try:
                    return quoted.decode("utf-8")
                except UnicodeDecodeError:
                    raise self._no_explanation(number) from None
        return str(self._parsed(line, number)["candidat"])

    def _parsed(self, line: bytes, number: int) -> Trace:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("candidat"), str):
            raise self._no_explanation(number)
        return found

    def _no_explanation(self, number: int) -> InputError:
        remedy = "refaire ce jugement avec « bts-sim grade … --explain »"
        return InputError([Fault(str(self.path), number, "", "", "ce n'est pas une explication", remedy)])

    def _other(self, name: str) -> Fault:
        problem = f"explication absente, ou d'un autre jugement que {DECISIONS}"
        remedy = "refaire ce jugement avec « bts-sim grade … --explain », dans un dossier neuf"
        return Fault(str(self.path), None, "", "", problem, remedy, name)
