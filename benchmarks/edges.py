"""Candidates at the edges: means of exactly 8 or 10, or one hundredth beside, before and after the orals.

Marks are drawn in hundredths and the last one is solved for the total wanted; candidates for whom it is no whole
number of hundredths between 0 and the highest mark are dropped. Nothing here knows the rules but the thresholds.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from benchmarks.case import COUNTED, ELIMINATED, Case, Groupe, Verdicts, verdicts
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Regime, Reglement
from bts_sim.droit.points import Bools, Ints, en_points
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut

Statuts = NDArray[np.uint8]

#: Candidates drawn per specialty and threshold; about one in three has a solution.
DRAWN = 6_000
#: How far from its threshold a mean stands, in hundredths.
BESIDE = (-1, 0, 1)
#: Shares of candidates with each status that is not a mark, on one unit.
STATUTS = {Statut.AB: 0.02, Statut.NV: 0.02, Statut.ABJ: 0.1, Statut.BE: 0.1}
#: How far around its threshold a mark is drawn, in hundredths: wide enough for every pattern of digits.
SPREAD = 500


def edges(case: Case, seed: int = 1) -> Case:
    """Give a case on the same law whose candidates all stand at an edge."""
    rng = np.random.default_rng(seed)
    groupes: list[Groupe] = []
    first = 0
    for g in case.groupes:
        notes, statuts = _marks(g.reglement, case.bareme, case.regime, rng)
        n = len(notes)
        oraux = _orals(notes, statuts, g.reglement, case.bareme, case.regime, rng)
        releve = Releve(
            notes=notes,
            statuts=statuts,
            ponctuelle=np.ones(notes.shape, dtype=bool),
            notes_facultatives=np.zeros((n, len(g.reglement.facultatives)), dtype=np.int64),
            statuts_facultatives=np.full((n, len(g.reglement.facultatives)), Statut.SANS, dtype=np.uint8),
            inacheve=np.zeros(n, dtype=bool),
            suspendu=np.zeros(n, dtype=bool),
            avis_defavorable=np.zeros(n, dtype=bool),
        )
        groupes.append(Groupe(np.arange(first, first + n), g.reglement, releve, oraux))
        first += n
    return replace(case, candidats=first, groupes=tuple(groupes))


def _solve(rest: Ints, target: Ints, coef: int, highest: int) -> tuple[Ints, Bools]:
    """Give the mark that brings `rest` to `target`, and whether it is one."""
    mark, left = np.divmod(target - rest, coef)
    return mark, (left == 0) & (mark >= 0) & (mark <= highest)


def _marks(reglement: Reglement, bareme: Bareme, regime: Regime, rng: np.random.Generator) -> tuple[Ints, Statuts]:
    """Draw marks with the professional mean, the general mean, or both at an edge, and statuses."""
    coefs, pro = reglement.coefs, reglement.du_domaine(PROFESSIONNEL)
    last_general, last_pro = np.flatnonzero(~pro)[-1], np.flatnonzero(pro)[-1]
    parts, states = [], []
    for seuil in (regime.seuil_general, bareme.seuil_admission):
        assert seuil is not None and regime.seuil_professionnel is not None
        # General marks around what brings the general mean to its threshold when the professional one is at its own.
        missing = seuil * coefs.sum() - regime.seuil_professionnel * coefs[pro].sum()
        centre = np.where(pro, regime.seuil_professionnel, missing // coefs[~pro].sum())
        notes = rng.integers(-SPREAD, SPREAD + 1, (DRAWN, coefs.size)) + centre
        notes = np.clip(notes, 0, bareme.note_maximale)
        at_pro = (regime.seuil_professionnel + rng.choice(BESIDE, DRAWN)) * int(coefs[pro].sum())
        others = pro & (np.arange(coefs.size) != last_pro)
        mark, found = _solve(notes[:, others] @ coefs[others], at_pro, int(coefs[last_pro]), bareme.note_maximale)
        # A candidate without a solution here keeps any professional mean: the general one is still at its edge.
        notes[found, last_pro] = mark[found]
        status = _statuses(notes.shape, rng)
        status[(status == Statut.BE) & (notes < bareme.seuil_benefice)] = Statut.NOTE
        notes[~np.isin(status, COUNTED)] = 0
        counted = notes.copy()
        counted[:, last_general], status[:, last_general] = 0, Statut.NOTE
        target = (seuil + rng.choice(BESIDE, DRAWN)) * int(coefs.sum())
        mark, found = _solve(counted @ coefs, target, int(coefs[last_general]), bareme.note_maximale)
        notes[:, last_general] = mark
        parts.append(notes[found])
        states.append(status[found])
    return np.concatenate(parts), np.concatenate(states)


def _statuses(shape: tuple[int, int], rng: np.random.Generator) -> Statuts:
    """Draw at most one status that is not a mark per candidate."""
    codes, shares = [Statut.NOTE, *STATUTS], [1 - sum(STATUTS.values()), *STATUTS.values()]
    status = np.full(shape, Statut.NOTE, dtype=np.uint8)
    status[np.arange(shape[0]), rng.integers(0, shape[1], shape[0])] = rng.choice(codes, shape[0], p=shares)
    return status


def _orals(
    notes: Ints, statuts: Statuts, reglement: Reglement, bareme: Bareme, regime: Regime, rng: np.random.Generator
) -> Ints:
    """Draw two orals for the authorised, the second solved so that the mean after them is at the edge if it can be."""
    coefs, general = reglement.coefs, np.flatnonzero(reglement.du_domaine(GENERAL) & reglement.au_choix)
    oraux = np.full(notes.shape, SANS_ORAL, dtype=np.int64)
    autorise = decide_one_by_one(notes, statuts, oraux, reglement, bareme, regime).autorise
    everyone = np.arange(len(notes))
    first, second = np.argsort(rng.random((len(notes), general.size)), axis=1)[:, :2].T
    first, second = general[first], general[second]
    oraux[everyone, first] = rng.integers(0, bareme.note_maximale + 1, len(notes))
    best = np.maximum(notes, oraux)
    best[everyone, second] = 0
    target = (bareme.seuil_admission + rng.choice(BESIDE, len(notes))) * int(coefs.sum())
    mark, left = np.divmod(target - best @ coefs, coefs[second])
    anything = rng.integers(0, bareme.note_maximale + 1, len(notes))
    solved = (left == 0) & (mark >= 0) & (mark <= bareme.note_maximale)
    oraux[everyone, second] = np.where(solved, mark, anything)
    # No oral on a mark that is kept.
    oraux[~autorise[:, np.newaxis] | (statuts == Statut.BE)] = SANS_ORAL
    return oraux


# --- The oracle ------------------------------------------------------------------------------------------------------


def oracle(case: Case) -> Verdicts:
    """Decide candidates one at a time in fractions, without an array: slow, and short enough to be read."""
    parts = [
        decide_one_by_one(g.releve.notes, g.releve.statuts, g.oraux, g.reglement, case.bareme, case.regime)
        for g in case.groupes
    ]
    order = np.argsort(np.concatenate([g.candidats for g in case.groupes]))
    fields = ("groupe1", "autorise", "finale")
    return Verdicts(*(np.concatenate([getattr(part, field) for part in parts])[order] for field in fields))


def decide_one_by_one(
    notes: Ints, statuts: Statuts, oraux: Ints, reglement: Reglement, bareme: Bareme, regime: Regime
) -> Verdicts:
    """Decide the candidates of one specialty."""
    coefs, pro = reglement.coefs.tolist(), reglement.du_domaine(PROFESSIONNEL).tolist()
    general, professional = regime.seuil_general, regime.seuil_professionnel
    assert general is not None and professional is not None
    found = []
    for marks, states, orals in zip(notes.tolist(), statuts.tolist(), oraux.tolist(), strict=True):
        counted = [mark if state in COUNTED else 0 for mark, state in zip(marks, states, strict=True)]
        mean = _mean(counted, coefs)
        of_trade = _mean(*([v for v, p in zip(values, pro, strict=True) if p] for values in (counted, coefs)))
        elimine = any(state in ELIMINATED for state in states)
        admis = mean >= bareme.seuil_admission
        autorise = not elimine and general <= mean < bareme.seuil_admission and of_trade >= professional
        after = _mean([max(pair) for pair in zip(counted, orals, strict=True)], coefs)
        found.append((elimine, admis, autorise, autorise and after >= bareme.seuil_admission))
    return verdicts(*np.array(found, dtype=bool).reshape(-1, 4).T)


def _mean(marks: list[int], coefs: list[int]) -> Fraction:
    """Give a weighted mean, exactly."""
    return Fraction(sum(mark * coef for mark, coef in zip(marks, coefs, strict=True)), sum(coefs))


def count_at_edges(case: Case) -> dict[str, int]:
    """Count the candidates whose means are exactly at each threshold, so that a reader sees the edges are there."""
    general, professional = case.regime.seuil_general, case.regime.seuil_professionnel
    assert general is not None and professional is not None
    admission = case.bareme.seuil_admission
    totals = {
        f"general mean of exactly {en_points(general)}": 0,
        f"general mean of exactly {en_points(admission)}": 0,
        f"professional mean of exactly {en_points(professional)}": 0,
        f"mean after orals of exactly {en_points(admission)}": 0,
    }
    for g in case.groupes:
        coefs, pro = g.reglement.coefs, g.reglement.du_domaine(PROFESSIONNEL)
        counted = np.where(np.isin(g.releve.statuts, COUNTED), g.releve.notes, 0)
        points, points_pro = counted @ coefs, counted[:, pro] @ coefs[pro]
        after, sat = np.maximum(counted, g.oraux) @ coefs, (g.oraux >= 0).any(axis=1)
        for name, at in zip(
            totals,
            (
                points == general * coefs.sum(),
                points == admission * coefs.sum(),
                points_pro == professional * coefs[pro].sum(),
                sat & (after == admission * coefs.sum()),
            ),
            strict=True,
        ):
            totals[name] += int(at.sum())
    return totals
