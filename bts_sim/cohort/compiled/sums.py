"""Sums over groups of what each candidate has under every regime, added in the order of the candidates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bts_sim.cohort.compiled.columns import (
    ADMITTED,
    OF_ALL,
    QUANTITIES,
    columns_of,
    of_all_columns,
    of_one_candidate,
    room_for_columns,
)
from bts_sim.cohort.compiled.layout import PRESENT, PRIVATE, WOMAN, Candidates, Judged, Kinds, Real, Whole
from bts_sim.cohort.compiled.machine import entry, inner
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints

NOT_ADMITTED = np.uint8(Decision.NON_ADMIS)
#: Groups that one candidate may be in: all, specialty, voie, académie, bac, sex, school, sector, distance.
KINDS = 9


class Places(NamedTuple):
    """Where the groups of each kind begin, of g in all; -1 for a kind that the cohort does not have.

    `specialty`: the group of each specialty, or -1, shape (s,). `bounds`: totals over coefficients from which a mean is
    in the next band, hundredths, under the regime of reference.
    """

    specialty: Ints
    voie: int
    academy: int
    origin: int
    sex: int
    school: int
    sector: int
    distance: int
    bounds: Ints


class Sums(NamedTuple):
    """The sums over g groups of q quantities, as `stats.weighted.WeightedGroups` makes them.

    `sums`: as `stats.weighted.Sums` has them, and then the losses under each regime, shape (g, 4 q + 2 + r). `spread`:
    its own, shape (1,). `sizes`, `whole`: candidates and their weights, shape (g,). `alike`: whether a regime admits at
    the first group those whom the first one does, shape (r,). `admitted`, `somebody`: as `stats.gaps.Bands` has them,
    each regime beside that of reference, shape (r, b).
    """

    sums: Floats
    sizes: Ints
    whole: Floats
    spread: Floats
    alike: Bools
    admitted: Bools
    somebody: Bools

    @classmethod
    def of(cls, groups: int, regimes: int, bands: int) -> Sums:
        """Return room for the sums."""
        sums = np.zeros((groups, 4 * QUANTITIES * regimes + 2 + regimes))
        sizes, of_bands = np.zeros(groups, dtype=np.int64), (regimes, bands)
        alike, admitted, somebody = (
            np.ones(regimes, np.bool_),
            np.ones(of_bands, np.bool_),
            np.zeros(of_bands, np.bool_),
        )
        return cls(sums, sizes, np.zeros(groups), np.zeros(1), alike, admitted, somebody)


@entry
def add_up(
    weights: Floats, solved: Bools, places: Places, kinds: Kinds, c: Candidates, judged: Judged, found: Sums
) -> None:
    """Add up all candidates present under every regime after the first one, of which the next is the reference.

    `weights`: of a candidate by specialty, shape (s,). `solved`: who counts in the rate that the level was solved to
    meet, shape (n,); nobody where it was not solved on them.
    """
    columns = room_for_columns(found.alike.size)
    of_admitted, every = columns_of(judged, columns, found.alike)
    of_one, sums, groups = np.zeros(every), np.zeros((found.sizes.size, every)), np.zeros(KINDS, np.int64)
    rate, counted = _rate_of(weights, solved, c)
    for i in range(c.rank.size):
        if not c.said[i] & PRESENT:
            continue
        band = _band(i, places, c, judged)
        if band >= 0:
            _look(i, band, judged, found)
        weight, away = weights[c.rank[i]], np.float64(solved[i]) - rate if counted else 0.0
        found.spread[0] += (weight * away) * (weight * away)
        of_one_candidate(i, weight, away, judged, columns, of_one)
        used = _used(i, judged, of_admitted, every)
        for k in range(_groups(i, band, places, kinds, c, groups)):
            group = np.uint64(groups[k])
            found.sizes[group] += 1
            found.whole[group] += weight
            for column in range(used):
                sums[group, column] += of_one[column]
    of_all_columns(sums, columns, found.sums)


@inner
def _rate_of(weights: Floats, solved: Bools, c: Candidates) -> tuple[Real, bool]:
    """Return the share of those present who are solved, and whether anybody is."""
    whole, rate, counted = 0.0, 0.0, False
    for i in range(c.rank.size):
        if c.said[i] & PRESENT:
            weight = weights[c.rank[i]]
            whole += weight
            rate += weight * np.float64(solved[i])
            counted |= solved[i]
    return rate / whole, counted


@inner
def _used(i: Whole, judged: Judged, of_admitted: Whole, every: Whole) -> Whole:
    """Return how many columns a candidate adds to: those that follow have nothing but zeros."""
    first, sits, regimes = np.int64(0), False, judged.decision.shape[0] - 1
    for regime in range(regimes):
        first += np.int64(judged.decision[1 + regime, i] == ADMITTED)
        sits |= judged.authorised[1 + regime, i]
    if sits or 0 < first < regimes:
        return np.uint64(every)
    return np.uint64(of_admitted) if first else np.uint64(OF_ALL)


@inner
def _look(i: Whole, band: Whole, judged: Judged, found: Sums) -> None:
    """Write what a candidate tells of a band: that not all are admitted, or that somebody is or may sit the orals."""
    base, sits = judged.decision[1, i] == ADMITTED, judged.authorised[1, i]
    for regime in range(found.alike.size):
        admitted = judged.decision[1 + regime, i] == ADMITTED
        found.admitted[regime, band] &= base & admitted
        found.somebody[regime, band] |= base | sits | admitted | judged.authorised[1 + regime, i]


@inner
def _band(i: Whole, places: Places, c: Candidates, judged: Judged) -> Whole:
    """Return the band of a mean that is compared with admission under the regime of reference; -1 for no other."""
    decision, total, coefs = judged.decision[1, i], np.int64(judged.total[i]), np.int64(c.coefs[i])
    reached = np.int64(0)
    for bound in places.bounds:
        reached += np.int64(total >= bound * coefs)
    return reached if (decision == ADMITTED) | (decision == NOT_ADMITTED) else np.int64(-1)


@inner
def _groups(i: Whole, band: Whole, places: Places, kinds: Kinds, c: Candidates, groups: Ints) -> Whole:
    """Write the groups of a candidate, and return how many there are."""
    said, voie, rank = c.said[i], c.voie[i], c.rank[i]
    groups[0], groups[1], groups[2] = 0, places.voie + voie, places.origin + c.origin[i]
    groups[3] = places.sex + np.int64((said & WOMAN) != 0)
    groups[4] = places.sector + np.int64(kinds.production[rank])
    count: Whole = 5
    for there, group in (
        (places.specialty[rank] >= 0, places.specialty[rank]),
        (places.academy >= 0, places.academy + c.academy[i]),
        (bool(kinds.school[voie]), places.school + np.int64((said & PRIVATE) != 0)),
        (band >= 0, places.distance + band),
    ):
        groups[count] = group
        count += np.int64(there)
    return count
