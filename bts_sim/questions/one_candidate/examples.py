"""Candidates worked out by hand, of `textes/exemples.yaml`, taken through the real jury under any regimes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import Dossiers
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading
from bts_sim.cohort.group import Groupe, one_by_one
from bts_sim.droit.bareme import CCF, DOMAINES, Bareme, Regime, Reglement, Unite
from bts_sim.droit.deliberation import Decided, Deliberation
from bts_sim.droit.jury import Controle, Decision
from bts_sim.droit.points import Ints
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.droit.textes import TEXTES, en_centiemes
from bts_sim.errors import LawError, nearest
from bts_sim.files.ours import read_ours
from bts_sim.questions.one_candidate.tables import ExampleDecision, ToldExample

Case = Mapping[str, Any]


def decided_examples(bareme: Bareme, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return what each regime decides on each case, as `ExampleDecision`, one row per case and regime."""
    return ExampleDecision.frame(_row(case, bareme, regime) for case in example_cases() for regime in regimes)


def explained_example(title: str, bareme: Bareme, regime: Regime) -> ToldExample:
    """Return the decision on the case whose title begins with `title`, and its explanation.

    Raises LawError naming the cases there are.
    """
    titles = [case["titre"] for case in example_cases()]
    found = next((case for case in example_cases() if case["titre"].startswith(title)), None)
    if found is None:
        raise LawError(f"cas « {title} » inconnu ; {nearest(title, titles) or ' ; '.join(titles)}")
    decided = _deliberate(found, bareme, regime)
    dossiers = Dossiers(pd.DataFrame({"candidat": [found["titre"]]}), {})
    grading = Grading(decided.deliberation.bareme, regime, dossiers, {"exemple": decided}, (), ())
    explanation = next(explain(grading))
    return ToldExample(found["titre"], regime.nom, explanation["decision"], explanation)


def example_cases() -> list[Case]:
    """Return the cases, as their file writes them."""
    cases: list[Case] = read_ours(TEXTES / "exemples.yaml")
    return cases


def _row(case: Case, bareme: Bareme, regime: Regime) -> tuple[object, ...]:
    d = _deliberate(case, bareme, regime)
    judged = bool(d.premier.ont(Decision.ADMIS)[0] or d.premier.ont(Decision.NON_ADMIS)[0])
    means = d.premier.generale, d.premier.professionnelle, d.second.finale
    general, professional, final = (mean.fractions()[0] if judged else "" for mean in means)
    first, _between, last = (float(mean.sur_20()[0]) if judged else np.nan for mean in means)
    decision = Decision(d.second.decision[0]).name.lower()
    authorised = bool(d.controle.autorise[0])
    return case["titre"], regime.nom, general, professional, authorised, final, first, last, decision


def _deliberate(case: Case, bareme: Bareme, regime: Regime) -> Decided[Groupe]:
    reglement, releve = _dossier(case["unites"])
    deliberation = Deliberation(one_by_one(reglement, releve), bareme, regime)
    return Decided(deliberation, _oraux(case["oraux"], reglement, deliberation.controle, regime))


def _dossier(rows: Sequence[Sequence[Any]]) -> tuple[Reglement, Releve]:
    compulsory = [row for row in rows if row[1] in DOMAINES]
    optional = [row for row in rows if row[1] not in DOMAINES]
    nobody = np.zeros(1, dtype=bool)
    releve = Releve(
        notes=np.array([[_mark(row[4])[0] for row in compulsory]]),
        statuts=np.array([[_mark(row[4])[1] for row in compulsory]], dtype=np.uint8),
        ponctuelle=np.array([[row[2] != CCF for row in compulsory]]),
        notes_facultatives=np.array([[_mark(row[4])[0] for row in optional]], dtype=np.int64),
        statuts_facultatives=np.array([[_mark(row[4])[1] for row in optional]], dtype=np.uint8),
        inacheve=nobody,
        suspendu=nobody,
        avis_defavorable=nobody,
    )
    unites, facultatives = (tuple(map(_unit, part)) for part in (compulsory, optional))
    return Reglement("exemple", "Exemple", "", "", unites, facultatives), releve


def _unit(row: Sequence[Any]) -> Unite:
    code, domaine, mode, coefficient, _ = row
    return Unite(code, code, code, en_centiemes(coefficient), domaine, mode, mode, True, False, "", "")


def _mark(cell: float | str) -> tuple[int, Statut]:
    """Return a mark, a status, or a mark and its status, as `10 BE`."""
    if not isinstance(cell, str):
        return en_centiemes(cell), Statut.NOTE
    mark, _, status = cell.rpartition(" ")
    return (en_centiemes(float(mark)) if mark else 0), Statut[status]


def _oraux(given: Case, reglement: Reglement, controle: Controle, regime: Regime) -> Ints:
    """Return the orals of a case: the first ones, in the order of preference, that the candidate may sit."""
    by_domain = regime.oral_par == "domaine"
    codes = [u.code for u in reglement.unites]
    free = dict.fromkeys(DOMAINES, True) if by_domain else dict(zip(codes, controle.choisissables[0], strict=True))
    wanted = given.get(regime.oral_par, {}) if controle.autorise[0] else {}
    sat = [target for target in wanted if free[target]][: regime.nombre_oraux]
    targets = DOMAINES if by_domain else codes
    return np.array([[en_centiemes(wanted[t]) if t in sat else SANS_ORAL for t in targets]])
