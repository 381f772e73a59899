"""Candidates who do not exist: every combination of marks, statuses, voies and forms, each decided on as a file is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import TypeAlias

import pandas as pd

from bts_sim.candidates.grade import grade
from bts_sim.candidates.specialties import code_of
from bts_sim.candidates.tables import CANDIDATES, NOTES, NOTES_OPTIONAL
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, en_points
from bts_sim.droit.textes import find_reglement, load_bareme
from bts_sim.droit.vocabulaire import GLOBALE, OUI, PROGRESSIVE, STATUTS, VAE, VOIES
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.given import InMemory
from bts_sim.notices import listening
from bts_sim.questions.one_candidate.entry import (
    CANDIDATES_TABLE,
    MARKS_TABLE,
    TypedCandidate,
    TypedMark,
    typed_mark,
    write_marks,
)
from bts_sim.questions.one_candidate.tables import HypotheticalDecision, StatusDecision
from bts_sim.questions.one_candidate.verdicts import Verdict
from bts_sim.rows import records

#: Marks of hypothetical candidates: a text, or units and what may stand for each.
Varied: TypeAlias = "str | Mapping[str, object]"
#: `7..9`, `7..9/0,25`: the marks from one to the other; then perhaps a status.
RANGE = re.compile(r"^(\d+(?:[.,]\d+)?)\s*\.\.\s*(\d+(?:[.,]\d+)?)(?:\s*/\s*(\d+(?:[.,]\d+)?))?\s*(.*)$")
#: What parts two answers for one unit; the most candidates of one table.
OR, MOST = "|", 100_000
HOW = "écrire par exemple U1 7..9/0,5 ; U21 8 | 9 BE | AB"
#: What a status is tried with, where the mark of this session may not stand beside it.
WITH_MARK = ("", "BE", "RE")


@dataclass(frozen=True)
class Hypothetical:
    """One candidate of a table of hypothetical ones."""

    track: str
    form: str
    marks: tuple[TypedMark, ...]

    def row(self, number: int, specialty: str, last_session: str, vae: str) -> tuple[str, ...]:
        """Return his row in the table of candidates."""
        return str(number), specialty, self.track, self.form, last_session, vae


def vary(marks: Varied, tracks: Sequence[str], forms: Sequence[str], session: int) -> list[Hypothetical]:
    """Return every combination, the marks of the last unit moving first.

    `marks`: `U1 7..9/0,5 ; U21 8 | 9 BE | AB`, or the same by unit; a range without a step has that of the marks of
    `session`. Raises InputError naming each unit that cannot be read, and for more than `MOST` candidates.
    """
    faults = [*_unknown("voie", tracks, VOIES), *_unknown("forme", forms, (GLOBALE, PROGRESSIVE))]
    if faults:
        raise InputError(faults)
    answers = _answers(marks, load_bareme(session).pas_des_notes)
    number = math.prod(len(one) for one in (tracks, forms, *answers.values()))
    if number > MOST:
        problem = f"{number} candidats hypothétiques, plus que {MOST}"
        raise InputError(
            [Fault("notes", None, "", "", problem, "agrandir le pas d'une plage (7..9/1), ou en retirer une")]
        )
    combined = product(tracks, forms, product(*answers.values()))
    return [Hypothetical(track, form, own) for track, form, own in combined]


def _unknown(column: str, given: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    for one in given or [""]:
        if one not in known:
            remedy = nearest(one, known) or f"l'une de celles-ci : {', '.join(known)}"
            yield Fault(f"{column}s", None, "", one, f"{column} inconnue", remedy)


def _answers(marks: Varied, step: int) -> dict[str, list[TypedMark]]:
    found: dict[str, list[TypedMark]] = {}
    faults: list[Fault] = []
    for unite, words in _by_unit(marks):
        if unite in found:
            faults.append(
                Fault("notes", None, "", words, "unité donnée deux fois", f"une fois par unité ; {HOW}", None, unite)
            )
        found[unite] = []
        for one in words.split(OR):
            try:
                found[unite] += _marks(unite, one.strip(), step)
            except ValueError as error:
                faults.append(Fault("notes", None, "", one.strip(), str(error), HOW, None, unite))
    if not found:
        faults.append(Fault("notes", None, "", "", "aucune note", HOW))
    if faults:
        raise InputError(faults)
    return found


def _by_unit(marks: Varied) -> Iterator[tuple[str, str]]:
    if isinstance(marks, Mapping):
        for unite, given in marks.items():
            several = given if isinstance(given, (list, tuple)) else [given]
            yield (
                str(unite),
                OR.join(str(one).replace(".", ",") if isinstance(one, float) else str(one) for one in several),
            )
        return
    for part in filter(None, (one.strip() for one in re.split(r"[;\n]", marks))):
        unite, _space, words = re.sub(r"^(\S+?)\s*[=:]\s*", r"\1 ", part).partition(" ")
        yield unite, words


def _marks(unite: str, words: str, step: int) -> Iterator[TypedMark]:
    ranged = RANGE.match(words)
    if ranged is None:
        yield typed_mark(unite, words)
        return
    low, high = (_hundredths(ranged[i]) for i in (1, 2))
    by = _hundredths(ranged[3]) if ranged[3] else step
    if high < low or by == 0:
        raise ValueError("plage vide : elle va d'une note à une note plus haute, d'un pas positif")
    for mark in range(low, high + 1, by):
        yield typed_mark(unite, f"{en_points(mark)} {ranged[4]}".strip())


def _hundredths(text: str) -> int:
    exact = Decimal(text.replace(",", ".")) * CENTIEMES
    if exact != int(exact):
        raise ValueError("une note a deux décimales au plus")
    return int(exact)


def decide_on_all(
    people: Sequence[Hypothetical],
    session: int,
    specialty: str,
    regimes: Iterable[Regime],
    last_session: str = OUI,
    vae: str = "",
) -> pd.DataFrame:
    """Return what each regime decides on hypothetical candidates, as `HypotheticalDecision`, before any oral.

    `last_session`, `vae`: those of every one of them, as in the table of candidates. Who cannot exist, such as
    a bénéfice below 10, has the refusal that a file would get. Raises InputError for what is wrong with all of them;
    LawError for a session or a specialty that the project does not hold.
    """
    bareme = load_bareme(session)
    code = find_reglement(bareme, code_of(bareme, specialty)).specialite
    numbered = list(enumerate(people, start=1))
    candidates = _table(
        CANDIDATES_TABLE, (*CANDIDATES, VAE), [one.row(i, code, last_session, vae) for i, one in numbered]
    )
    rows = [(str(i), m.unite, m.note, m.statut, m.mode) for i, one in numbered for m in one.marks]
    marks = _table(MARKS_TABLE, (*NOTES, *NOTES_OPTIONAL), rows)
    found: list[tuple[object, ...]] = []
    for regime in regimes:
        with listening(lambda _heard: None):
            graded = grade(candidates, marks, session=session, regime=regime, keep_going=True)
        refused: dict[str | None, list[str]] = {}
        for fault in graded.fautes:
            refused.setdefault(fault.candidat, []).append(_said(fault))
        decided = {row["candidat"]: row for row in records(graded.decisions())}
        for i, one in numbered:
            row = decided.get(str(i), {})
            about = (str(i), one.track, one.form, write_marks(one.marks), regime.nom)
            told = (row.get(name, "") for name in HypotheticalDecision.names()[len(about) : -1])
            found.append((*about, *told, " ".join(refused.get(str(i), ()))))
    return HypotheticalDecision.frame(found)


def _said(fault: Fault) -> str:
    """Return a refusal without its place: there is no file."""
    return f"{fault.unite or fault.colonne} : {fault.probleme}. Remède : {fault.remede}."


def _table(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> InMemory:
    return InMemory(name, pd.DataFrame(rows, columns=list(header), dtype=object))


def decide_on_statuses(typed: TypedCandidate, decided: Iterable[Verdict]) -> pd.DataFrame:
    """Return what each status in the place of each mark leads to, as `StatusDecision`; all else stays, without orals.

    A status that keeps a mark keeps the one typed; where none is typed, or the law refuses it, the refusal is told.
    """
    people, about = [], []
    for mark in typed.marks:
        for statut in STATUTS:
            other = replace(mark, statut=statut, note=mark.note if statut in WITH_MARK else "")
            changed = tuple(other if one is mark else one for one in typed.marks)
            people.append(Hypothetical(typed.track, typed.form, changed))
            about.append(other)
    regimes = [verdict.regime for verdict in decided]
    table = decide_on_all(people, typed.session, typed.specialty, regimes, typed.last_session, typed.vae)
    told = HypotheticalDecision.rows(table)
    return StatusDecision.frame(
        (row.regime, mark.unite, mark.statut, mark.note, row.decision, row.autorise_controle, row.refus)
        for row, mark in zip(told, about * len(regimes), strict=True)
    )
