"""What each of several regimes decides on one candidate: the decision of `grade`, its steps, and what else may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import Dossiers
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.orals import place_oraux
from bts_sim.candidates.whose import check_graded_together, column_faults, in_parts
from bts_sim.cohort.group import Groupe, one_by_one
from bts_sim.droit.bareme import Bareme, Pour, Regime, Reglement
from bts_sim.droit.deliberation import Decided, Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regimes import GivenRegime, load_regimes
from bts_sim.droit.releve import SANS_ORAL, Releve
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import Fault, InputError
from bts_sim.notices import Notice, listening, tell
from bts_sim.questions.one_candidate.entry import TypedCandidate
from bts_sim.rows import records


@dataclass(frozen=True)
class Verdict:
    """What one regime decides on one candidate.

    `row`: that of `decisions.csv`; `explanation`: its steps (`bts_sim.droit.explication`). `faults`: what is wrong
    with the orals typed, which are then left out.
    """

    deliberation: Decided[Groupe]
    row: Mapping[str, str]
    explanation: Mapping[str, Any]
    faults: Sequence[Fault]

    @property
    def regime(self) -> Regime:
        """Return the regime."""
        return self.deliberation.deliberation.regime

    @property
    def bareme(self) -> Bareme:
        """Return the barème of the session as the regime changes it."""
        return self.deliberation.deliberation.bareme

    @property
    def reglement(self) -> Reglement:
        """Return the règlement d'examen of the specialty."""
        return self.deliberation.groupe.reglement

    @property
    def releve(self) -> Releve:
        """Return the marks of the candidate: arrays of one row."""
        return self.deliberation.groupe.releve

    @property
    def authorised(self) -> bool:
        """Return whether the candidate may sit the épreuves de contrôle."""
        return bool(self.deliberation.controle.autorise[0])

    @property
    def width(self) -> int:
        """Return the number of columns of an array of orals of this regime: one per unit, or one per domain."""
        return 2 if self.regime.oral_par == "domaine" else len(self.reglement.unites)

    def decisions_after(self, oraux: Ints) -> Ints:
        """Return the decisions that n sets of orals lead to, hundredths, shape (n, `width`): those of the jury."""
        same = np.zeros(len(oraux), dtype=np.int64)
        return self.deliberation.deliberation.part(same).second(oraux).decision.astype(np.int64)

    def no_orals(self, n: int) -> Ints:
        """Return n sets of no oral at all, shape (n, `width`)."""
        return np.full((n, self.width), SANS_ORAL, dtype=np.int64)

    def judged_again(self, releve: Releve) -> tuple[Ints, Ints]:
        """Return the decision and the access (0, 1) of the same candidate with other marks, the orals typed kept."""
        other = Deliberation(one_by_one(self.reglement, releve), self.bareme, self.regime)
        typed = self.deliberation.oraux
        oraux = None if typed is None else np.repeat(typed, len(releve.notes), axis=0)
        return other.second(oraux).decision.astype(np.int64), other.controle.autorise.astype(np.int64)


def verdicts(typed: TypedCandidate, regimes: Sequence[GivenRegime]) -> list[Verdict]:
    """Return what each regime decides on one candidate, from memory alone: no file is written.

    `typed`: the candidate. `regimes`: each a name, a file, or a `Regime`.

    Raises InputError with every fault of what is typed, each naming its unit; LawError for a session that the project
    does not hold. Faults of the orals do not stop: see `Verdict.faults`.
    """
    heard: list[Notice] = []
    with listening(heard.append):
        found = list(_decided(typed, regimes))
    for one in dict.fromkeys(heard):
        # What a file would be told of its marks is in the answer itself (`hors_du_pas`), at each keystroke.
        if one.column != "note":
            tell(one.file, one.words, line=one.line, column=one.column, value=one.value)
    return found


def _decided(typed: TypedCandidate, regimes: Sequence[GivenRegime]) -> Iterator[Verdict]:
    in_force = load_bareme(typed.session)
    candidats, notes = typed.tables()
    read: dict[tuple[int, str], Dossiers] = {}
    for regime in load_regimes(*regimes):
        check_graded_together(regime, with_orals=False)
        bareme = in_force.sous(regime)
        # Of all that a regime fixes, these alone decide whether the tables are sound.
        key = bareme.seuil_benefice, regime.lectures.domaines_deduits
        if key not in read:
            read[key] = grade(candidats, notes, session=typed.session, regime=regime.for_all).dossiers
        yield _verdict(typed, read[key], in_force, regime)


def _of_the_one_concerned(
    own: Deliberation[Groupe], regime: Regime, pour: Pour, bareme: Bareme, candidats: pd.DataFrame
) -> Deliberation[Groupe]:
    """Return the deliberation of a reform on a candidate, or that of the others' rules, under the reform's name.

    Raises InputError for a condition on what nobody types of one candidate.
    """
    if faults := [*column_faults(regime, "candidat", candidats)]:
        raise InputError(faults)
    named = replace(pour, base=replace(pour.base, nom=regime.nom, titre=regime.titre))
    (found,) = in_parts({"": Decided(own)}, named, bareme, candidats).values()
    return found.deliberation


def _verdict(typed: TypedCandidate, dossiers: Dossiers, in_force: Bareme, regime: Regime) -> Verdict:
    ((code, groupe),) = dossiers.groupes.items()
    deliberation = Deliberation(groupe, in_force, regime.for_all)
    if regime.pour is not None:
        deliberation = _of_the_one_concerned(deliberation, regime, regime.pour, in_force, dossiers.candidats)
    applied, bareme = deliberation.regime, deliberation.bareme
    oraux: Ints | None = None
    faults: list[Fault] = []
    table = typed.orals_table(applied.oral_par)
    if table is not None:
        controles = {code: deliberation.controle}
        marks, faults = place_oraux([table], applied, bareme, dossiers.candidats, dossiers, controles)
        oraux = None if faults else marks[code]
    decided = Decided(deliberation, oraux)
    grading = Grading(bareme, regime, dossiers, {code: decided}, (), ())
    return Verdict(decided, records(grading.decisions())[0], next(explain(grading)), faults)


def verdict_of(grading: Grading, candidat: str) -> Verdict:
    """Return what was decided on one candidate of a grading, by his number; he is there, and without fault."""
    names = grading.dossiers.candidats["candidat"].astype(object).tolist()
    for part in (part for one in grading.deliberations.values() for part in one.parts):
        for i, row in enumerate(part.groupe.candidats.tolist()):
            if names[row] == candidat:
                rows = {one["candidat"]: one for one in records(grading.decisions())}
                return Verdict(part.part(np.array([i])), rows[candidat], next(explain(grading, candidat)), ())
    raise KeyError(candidat)


def is_diploma(decisions: Ints) -> Bools:
    """Return which decisions give the diploma, of the same shape."""
    found: Bools = np.isin(decisions, (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE))
    return found
