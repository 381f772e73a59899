"""The groups of a cohort: all its candidates, and those who share a specialty, a voie or another known attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bts_sim.cohort.compose import Attribute
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.goals import EVERYBODY, set_rates, sets_first_group
from bts_sim.cohort.held import enough
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.points import Bools, Ints
from bts_sim.stats.grouping import Grouping


def groups(cohorte: SimulatedCohort) -> Iterator[tuple[str, str, Ints, bool]]:
    """Yield the groups of a cohort: name, value, candidates, and whether a target set its first-group rate."""
    for one in groupings(cohorte):
        for value, members, solved in zip(one.values, one.members(), one.solved, strict=True):
            yield one.groupe, value, members, solved


def groupings(cohorte: SimulatedCohort) -> Iterator[Grouping]:
    """Yield the groups of the candidates present, one attribute after the other: all together, specialty, voie…"""
    here, known_rates = present(cohorte), set_rates(cohorte.cohorte, cohorte.calibrated_elsewhere)
    # A rate after the orals leaves that of the first group to be told.
    at_once = {group for group, regime in known_rates.items() if regime is None}
    # Rates of groups that hold everybody set that of all.
    whole = sets_first_group(cohorte.cohorte) and not cohorte.calibrated_elsewhere
    yield Grouping(EVERYBODY, [EVERYBODY], np.where(here, 0, 1), [whole])
    known = specialties(cohorte)
    sizes = np.bincount(known.codes + 1, minlength=len(known.values) + 1)[1:]
    by_size = (-sizes).argsort(kind="stable")
    one = grouped("specialite", known, by_size[sizes[by_size] > 0], here)
    yield replace(one, solved=[(one.groupe, code) in at_once for code in one.values])
    for name, attribute in attributes(cohorte).items():
        order = _of_somebody(attribute)
        if order.size:
            one = grouped(name, attribute, order, here)
            yield replace(one, solved=[(name, value) in at_once for value in one.values])


def grouped(name: str, known: Attribute, order: Ints, kept: Bools) -> Grouping:
    """Return the groups of some candidates by an attribute: those of the values of `order`, in that order."""
    ranks = np.full(len(known.values) + 1, len(order))
    ranks[order] = np.arange(len(order))
    # The code of no value, -1, takes the last rank.
    codes = np.where(kept, ranks[known.codes], len(order))
    return Grouping(name, [known.values[i] for i in order.tolist()], codes, [False] * len(order))


def _of_somebody(known: Attribute) -> Ints:
    """Return the values that some candidate has, in the order in which the attribute declares them."""
    return np.flatnonzero(np.bincount(known.codes + 1, minlength=len(known.values) + 1)[1:])


def present(cohorte: DrawnCohort) -> Bools:
    """Return which candidates were not absent from the whole exam, in the order of the candidates, shape (n,)."""
    here = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for block in cohorte.blocks:
        here[block.candidats] = block.composition.present
    return here


def specialties(cohorte: DrawnCohort) -> Attribute:
    """Return the specialty of each candidate, in their order; none where it has no règlement of its own."""
    codes, told = list(cohorte.cohorte.specialites), cohorte.cohorte.with_reglement
    places = np.array([told.index(code) if code in told else -1 for code in codes])
    return Attribute(told, places[cohorte.specialty_ranks])


def attributes(cohorte: DrawnCohort) -> dict[str, Attribute]:
    """Return the attributes of every candidate known before any mark, in the order of the candidates.

    A group of too few real candidates makes none.
    """
    parts = [block.composition.attributes() for block in cohorte.blocks]
    rows, found = np.concatenate([block.candidats for block in cohorte.blocks]), {}
    for name, one in parts[0].items():
        codes = np.empty(rows.size, dtype=np.int64)
        codes[rows] = np.concatenate([part[name].codes for part in parts])
        found[name] = Attribute(one.values, codes)
    return found if cohorte.cohorte.held is None else {name: enough(one) for name, one in found.items()}


def in_rates(one: Under) -> Bools:
    """Return which candidates count in the rates, shape (n,): those present, with a final decision."""
    return present(one.cohorte) & ~one.sans_decision


def judged_on_marks(one: Under) -> Bools:
    """Return which candidates were judged on marks, shape (n,): not refused for an absence or a dossier."""
    return in_rates(one) & ~one.elimine
