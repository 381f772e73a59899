"""What several regimes decide on one candidate: the decision of `grade`, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import Dossiers
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.orals import place_oraux
from bts_sim.cohort.group import Groupe, one_by_one
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.deliberation import Decided, Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regimes import GivenRegime, load_regimes
from bts_sim.droit.releve import SANS_ORAL, Releve
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import Fault
from bts_sim.notices import Notice, listening, tell
from bts_sim.questions.one_candidate.entry import Saisie
from bts_sim.rows import records


@dataclass(frozen=True)
class Verdict:
    """What one regime decides on one candidate.

    `ligne`: his row of `decisions.csv`; `explication`: its steps (`bts_sim.droit.explication`). `fautes`: what is wrong
    with the orals typed, which are then left out.
    """

    deliberation: Decided[Groupe]
    ligne: Mapping[str, str]
    explication: Mapping[str, Any]
    fautes: Sequence[Fault]

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
        """Give the règlement d'examen of the specialty."""
        return self.deliberation.groupe.reglement

    @property
    def releve(self) -> Releve:
        """Give the marks of the candidate: arrays of one row."""
        return self.deliberation.groupe.releve

    @property
    def autorise(self) -> bool:
        """Say whether the candidate may sit the épreuves de contrôle."""
        return bool(self.deliberation.controle.autorise[0])

    @property
    def largeur(self) -> int:
        """Number of columns of an array of orals of this regime: one per unit, or one per domain."""
        return 2 if self.regime.oral_par == "domaine" else len(self.reglement.unites)

    def apres(self, oraux: Ints) -> Ints:
        """Give the decisions that n sets of orals lead to, hundredths, shape (n, `largeur`): those of the jury."""
        same = np.zeros(len(oraux), dtype=np.int64)
        return self.deliberation.deliberation.part(same).second(oraux).decision.astype(np.int64)

    def sans_oral(self, n: int) -> Ints:
        """Give n sets of no oral at all, shape (n, `largeur`)."""
        return np.full((n, self.largeur), SANS_ORAL, dtype=np.int64)

    def judged_again(self, releve: Releve) -> tuple[Ints, Ints]:
        """Give the decision and the access (0, 1) of the same candidate with other marks, the orals typed kept."""
        other = Deliberation(one_by_one(self.reglement, releve), self.bareme, self.regime)
        typed = self.deliberation.oraux
        oraux = None if typed is None else np.repeat(typed, len(releve.notes), axis=0)
        return other.second(oraux).decision.astype(np.int64), other.controle.autorise.astype(np.int64)


def verdicts(saisie: Saisie, regimes: Sequence[GivenRegime]) -> list[Verdict]:
    """Return what each regime decides on one candidate, from memory alone: no file is written.

    `saisie`: the candidate as typed. `regimes`: each a name, a file, or a `Regime`.

    Raises InputError with every fault of what is typed, each naming its unit; LawError for a session that the project
    does not hold. Faults of the orals do not stop: see `Verdict.fautes`.
    """
    heard: list[Notice] = []
    with listening(heard.append):
        found = list(_decided(saisie, regimes))
    for one in dict.fromkeys(heard):
        # What a file would be told of its marks is in the answer itself (`hors_du_pas`), at each keystroke.
        if one.column != "note":
            tell(one.file, one.words, line=one.line, column=one.column, value=one.value)
    return found


def _decided(saisie: Saisie, regimes: Sequence[GivenRegime]) -> Iterator[Verdict]:
    in_force = load_bareme(saisie.session)
    candidats, notes = saisie.tables()
    read: dict[int, Dossiers] = {}
    for regime in load_regimes(*regimes):
        bareme = in_force.sous(regime)
        # Of all that a regime fixes, this alone decides whether the tables are sound.
        if bareme.seuil_benefice not in read:
            read[bareme.seuil_benefice] = grade(candidats, notes, session=saisie.session, regime=regime).dossiers
        yield _verdict(saisie, read[bareme.seuil_benefice], bareme, regime)


def _verdict(saisie: Saisie, dossiers: Dossiers, bareme: Bareme, regime: Regime) -> Verdict:
    ((code, groupe),) = dossiers.groupes.items()
    deliberation = Deliberation(groupe, bareme, regime)
    oraux: Ints | None = None
    fautes: list[Fault] = []
    typed = saisie.orals(regime.oral_par)
    if typed is not None:
        controles = {code: deliberation.controle}
        marks, fautes = place_oraux([typed], regime, bareme, dossiers.candidats, dossiers, controles)
        oraux = None if fautes else marks[code]
    decided = Decided(deliberation, oraux)
    grading = Grading(bareme, regime, dossiers, {code: decided}, (), ())
    return Verdict(decided, records(grading.decisions())[0], next(explain(grading)), fautes)


def est_admis(decisions: Ints) -> Bools:
    """Say which decisions give the diploma, of the same shape."""
    found: Bools = np.isin(decisions, (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE))
    return found


def resultats(decided: Sequence[Verdict]) -> pd.DataFrame:
    """Give one row per regime: the columns of `decisions.csv`, the reasons in words, what is lacking, what is missing.

    `phrases`: the reasons, one per line. `manque`, `avance`: points × coefficients, as fractions, or empty. `attendus`
    and `saisis`: orals that the candidate may sit, and that are typed. `fautes`: of the orals typed, one per line.
    `hors_du_pas`: marks and orals that are neither whole nor half points.
    """
    return pd.DataFrame(map(_result, decided))


def _result(verdict: Verdict) -> dict[str, object]:
    distance, typed = verdict.explication["ecart"], verdict.deliberation.oraux
    return {
        **verdict.ligne,
        "phrases": "\n".join(motif["phrase"] for motif in verdict.explication["motifs"]),
        "manque": distance.get("points_manquants", ""),
        "avance": distance.get("points_d_avance", ""),
        "attendus": _expected(verdict) if verdict.autorise else 0,
        "saisis": 0 if typed is None else int((typed != SANS_ORAL).sum()),
        "fautes": "\n".join(map(str, verdict.fautes)),
        "hors_du_pas": _off_step(verdict),
    }


def _off_step(verdict: Verdict) -> int:
    typed = [verdict.releve.notes, verdict.releve.notes_facultatives]
    if verdict.deliberation.oraux is not None:
        typed.append(verdict.deliberation.oraux.clip(0))
    return sum(int((part % verdict.bareme.pas_des_notes != 0).sum()) for part in typed)


def _expected(verdict: Verdict) -> int:
    """Give how many orals the candidate may sit: those of the regime, or fewer where there are fewer units."""
    offered = int(verdict.deliberation.controle.choisissables.sum())
    return (
        verdict.regime.nombre_oraux
        if verdict.regime.oral_par == "domaine"
        else min(verdict.regime.nombre_oraux, offered)
    )
