"""Decide again on facts combined from two explanations. The rules decide, not the explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from bts_sim.candidates.decision_changes import facts as f
from bts_sim.candidates.decision_changes.facts import Facts
from bts_sim.cohort.group import one_by_one
from bts_sim.droit.bareme import CCF, DOMAINES, Bareme, Regime, Reglement, Unite
from bts_sim.droit.deliberation import NAMES, Deliberation
from bts_sim.droit.motifs import join_rows
from bts_sim.droit.points import CENTIEMES, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import ABSENT, SANS_ORAL, Releve, Statut
from bts_sim.droit.textes import lire, load_bareme, points_ouverts
from bts_sim.droit.vocabulaire import STATUTS, VOIES_MODE_SCOLAIRE
from bts_sim.errors import InputError, LawError

#: Everything that must be the same for facts to be decided on together.
LawKey = tuple[object, ...]


@dataclass(frozen=True)
class Outcome:
    """The decision of the jury: the first mean as a fraction, the units that may be chosen, the final decision."""

    mean: str
    choosable: str
    decision: str


@dataclass(frozen=True)
class _Law:
    """The law under which some facts are decided on together."""

    reglement: Reglement
    bareme: Bareme
    regime: Regime


class Again:
    """A jury that decides again; `own`: regimes from outside the project, `specialites`: a file of specialties."""

    def __init__(self, own: Sequence[Regime] = (), specialites: Path | None = None) -> None:
        self.own: Mapping[str, Regime] = {regime.nom: regime for regime in own}
        self.specialites = specialites
        self.laws: dict[LawKey, _Law | None] = {}

    def decide(self, cases: Sequence[Facts]) -> list[Outcome | None]:
        """Return the decision of the jury on each case; None where its law is not available."""
        places: dict[LawKey, list[int]] = {}
        for i, facts in enumerate(cases):
            places.setdefault(_key(facts), []).append(i)
        found: list[Outcome | None] = [None] * len(cases)
        for key, rows in places.items():
            group = [cases[i] for i in rows]
            if key not in self.laws:
                self.laws[key] = self._law(group[0])
            law = self.laws[key]
            if law is not None:
                for i, outcome in zip(rows, _decide(law, group), strict=True):
                    found[i] = outcome
        return found

    def _law(self, facts: Facts) -> _Law | None:
        """Return the law that one side names; None if its regime or its specialty is not available."""
        name = str(facts[f.REGIME, ""])
        try:
            # A file of the folder may have that name by accident: it is not the regime that was meant.
            regime = self.own[name] if name in self.own else load_regime(_shipped(name))
            bareme = load_bareme(int(facts[f.SESSION, ""]), self.specialites)
        except (InputError, LawError, ValueError, TypeError):
            return None
        reglement = bareme.reglements.get(str(facts[f.SPECIALTY, ""]))
        codes = {code for kind, code in facts if kind == f.MARK}
        optional = {code for kind, code in facts if kind == f.OPTIONAL}
        if reglement is None or {unit.code for unit in reglement.unites} != codes:
            return None
        if not optional <= {unit.code for unit in reglement.facultatives}:
            return None
        if any(point not in points_ouverts() for kind, point in facts if kind == f.READING):
            return None
        readings = {point: str(choice) for (kind, point), choice in facts.items() if kind == f.READING}
        regime = replace(regime, lectures=lire(**readings))
        units = tuple(_as_read(unit, facts) for unit in reglement.unites)
        return _Law(replace(reglement, unites=units), bareme, regime)


def _shipped(name: str) -> str:
    from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios

    if name not in {*shipped_regimes(), *shipped_scenarios(), *idees_fausses()}:
        raise ValueError(name)
    return name


def _key(facts: Facts) -> LawKey:
    kinds = {f.SESSION, f.REGIME, f.SPECIALTY, f.READING, f.COEFFICIENT, f.DOMAIN}
    said = frozenset((key, value) for key, value in facts.items() if key[0] in kinds)
    optional = frozenset(code for kind, code in facts if kind == f.OPTIONAL)
    return said, optional, frozenset(code for kind, code in facts if kind == f.MARK), _orals_are(facts)


def _orals_are(facts: Facts) -> str:
    return f.CLOSED if facts.get((f.HELD, "")) == f.CLOSED else f.OVER if _held(facts) else f.TO_COME


def _held(facts: Facts) -> bool:
    return facts.get((f.HELD, "")) in (f.OVER, f.CLOSED) or any(kind == f.ORAL for kind, _ in facts)


def _as_read(unit: Unite, facts: Facts) -> Unite:
    """Return a unit with the coefficient and the domain that the explanations show."""
    coefficient = facts.get((f.COEFFICIENT, unit.code))
    shown = unit.coefficient if coefficient is None else _hundredths(coefficient)
    return replace(unit, coefficient=shown, domaine=facts[f.DOMAIN, unit.code])


def _hundredths(fraction: str) -> int:
    return int(Fraction(fraction) * CENTIEMES)


def _decide(law: _Law, cases: Sequence[Facts]) -> list[Outcome]:
    reglement, regime = law.reglement, law.regime
    d = Deliberation(one_by_one(reglement, _releve(reglement, cases)), law.bareme, regime)
    orals = _orals(reglement, regime, cases) if _held(cases[0]) else None
    missing = None
    if orals is not None:
        over = _orals_are(cases[0]) == f.CLOSED
        missing = d.manquants(orals, clos=over)
    choosable = join_rows(d.controle.choisissables, [unit.code for unit in reglement.unites])
    decisions = [NAMES[code] for code in d.second(orals, missing).decision.tolist()]
    return list(map(Outcome, _means(d.premier.generale.somme, d.premier.generale.coefs), choosable, decisions))


def _means(sums: Ints, coefs: Ints) -> list[str]:
    pairs = zip(sums.tolist(), coefs.tolist(), strict=True)
    return [str(Fraction(total, coef * CENTIEMES)) if coef else "" for total, coef in pairs]


def _releve(reglement: Reglement, cases: Sequence[Facts]) -> Releve:
    marks, statuses = _marks(cases, f.MARK, [unit.code for unit in reglement.unites])
    optional = _marks(cases, f.OPTIONAL, [unit.code for unit in reglement.facultatives])
    said = {name: _says(cases, (f.SITUATION, name), True) for name in ("forme_inachevee", "suspendu")}
    against = _says(cases, (f.OPINION, ""), "défavorable")
    at_school = [facts.get((f.ROUTE, "")) in VOIES_MODE_SCOLAIRE for facts in cases]
    sat = [
        [_sat(facts, unit, school) for unit in reglement.unites] for facts, school in zip(cases, at_school, strict=True)
    ]
    shape = (len(cases), len(reglement.unites))
    places = np.array(sat, dtype=bool).reshape(shape)
    return Releve(marks, statuses, places, *optional, said["forme_inachevee"], said["suspendu"], against)


def _sat(facts: Facts, unit: Unite, school: bool) -> bool:
    """Return whether a unit was ponctuelle, as an oral of 2021 showed it, or else as the specialty's table says."""
    mode = unit.mode_scolaire if school else unit.mode_individuel
    return bool(facts.get((f.MODE, unit.code), mode) != CCF)


def _says(cases: Sequence[Facts], key: f.Key, word: object) -> np.ndarray:
    return np.array([facts.get(key) == word for facts in cases], dtype=bool)


def _marks(cases: Sequence[Facts], kind: str, codes: Sequence[str]) -> tuple[Ints, np.ndarray]:
    marks = np.zeros((len(cases), len(codes)), dtype=np.int64)
    statuses = np.full(marks.shape, Statut.SANS.value, dtype=np.uint8)
    for i, facts in enumerate(cases):
        for j, code in enumerate(codes):
            if (kind, code) in facts:
                status, mark = facts[kind, code]
                statuses[i, j] = STATUTS.get(status, Statut.SANS)
                marks[i, j] = 0 if mark is None else _hundredths(mark)
    return marks, statuses


def _orals(reglement: Reglement, regime: Regime, cases: Sequence[Facts]) -> Ints:
    targets = DOMAINES if regime.oral_par == "domaine" else tuple(unit.code for unit in reglement.unites)
    orals = np.full((len(cases), len(targets)), SANS_ORAL, dtype=np.int64)
    for i, facts in enumerate(cases):
        for (kind, target), mark in facts.items():
            # An oral that replaces several units has the same effect under any of them.
            name = target.split(",")[0]
            if kind == f.ORAL and name in targets:
                orals[i, targets.index(name)] = ABSENT if mark == f.ABSENT else _hundredths(mark)
    return orals
