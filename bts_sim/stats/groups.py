"""The groups of a cohort: all its candidates, and those who share a specialty, a voie or another known attribute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.points import Bools, Ints


def groups(cohorte: SimulatedCohort) -> Iterator[tuple[str, str, Ints, bool]]:
    """Yield the groups of a cohort: name, value, candidates, and whether a target set its first-group rate."""
    by_specialty = not isinstance(cohorte.cohorte.taux_groupe1, float | int)
    everybody = np.flatnonzero(present(cohorte))
    there = cohorte.calibrated_elsewhere
    yield "ensemble", "ensemble", everybody, not there
    for g in sorted(cohorte.groupes, key=lambda g: -g.candidats.size):
        code = g.reglement.specialite
        yield "specialite", code, g.candidats[g.composition.present], by_specialty and code not in there
    for groupe, words in attributes(cohorte).items():
        for modalite in dict.fromkeys(words[words != ""].tolist()):
            yield groupe, modalite, everybody[words[everybody] == modalite], False


def present(cohorte: DrawnCohort) -> Bools:
    """Return which candidates were not absent from the whole exam, in the order of the candidates, shape (n,)."""
    here = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        here[g.candidats] = g.composition.present
    return here


def attributes(cohorte: SimulatedCohort) -> dict[str, NDArray[np.str_]]:
    """Return the attributes of every candidate known before any mark, as words, shape (n,); "" where none applies."""
    voies = np.array(list(cohorte.cohorte.voies))
    parts = [{"voie": voies[g.voies], **g.composition.labels()} for g in cohorte.groupes]
    order = np.argsort(np.concatenate([g.candidats for g in cohorte.groupes]))
    return {name: np.concatenate([np.array(part[name]) for part in parts])[order] for name in parts[0]}


def in_rates(one: Under) -> Bools:
    """Return which candidates count in the rates, shape (n,): those present, with a final decision."""
    return present(one.cohorte) & ~one.sans_decision


def judged_on_marks(one: Under) -> Bools:
    """Return which candidates were judged on marks, shape (n,): not refused for an absence or a dossier."""
    return in_rates(one) & ~one.elimine
