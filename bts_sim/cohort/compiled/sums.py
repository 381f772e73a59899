"""Sums over groups of what each candidate has under every regime, added in the order of the candidates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bts_sim.cohort.compiled.layout import PRESENT, PRIVATE, WOMAN, Candidates, Judged, Kinds, Real, Whole
from bts_sim.cohort.compiled.machine import entry, inner
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints

ADMITTED, NOT_ADMITTED = np.uint8(Decision.ADMIS), np.uint8(Decision.NON_ADMIS)
#: What is summed of a candidate under a regime: admitted first, authorised, chance of the diploma, and its gain.
QUANTITIES = 4
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
    whole, rate, counted = 0.0, 0.0, False
    for i in range(c.rank.size):
        if c.said[i] & PRESENT:
            weight = weights[c.rank[i]]
            whole += weight
            rate += weight * np.float64(solved[i])
            counted |= solved[i]
    rate = rate / whole
    of_one, groups = np.zeros(found.sums.shape[1]), np.zeros(KINDS, np.int64)
    for i in range(c.rank.size):
        for regime in range(found.alike.size):
            found.alike[regime] &= (judged.decision[1 + regime, i] == ADMITTED) == (judged.decision[0, i] == ADMITTED)
        if not c.said[i] & PRESENT:
            continue
        band = _band(i, places, c, judged)
        if band >= 0:
            _look(i, band, judged, found)
        weight, away = weights[c.rank[i]], np.float64(solved[i]) - rate if counted else 0.0
        found.spread[0] += (weight * away) * (weight * away)
        _write(i, weight, away, judged, of_one)
        for k in range(_groups(i, band, places, kinds, c, groups)):
            group = np.uint64(groups[k])
            found.sizes[group] += 1
            found.whole[group] += weight
            for column in range(of_one.size):
                found.sums[group, column] += of_one[column]


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


@inner
def _write(i: Whole, weight: Real, away: Real, judged: Judged, of_one: Floats) -> None:
    """Write what is added for one candidate."""
    regimes = judged.decision.shape[0] - 1
    square, q = weight * weight, QUANTITIES * regimes
    for regime in range(regimes):
        admission = judged.admission[1 + regime, i]
        gain = admission - judged.admission[1, i]
        admitted = np.float64(judged.decision[1 + regime, i] == ADMITTED)
        authorised = np.float64(judged.authorised[1 + regime, i])
        of_one[4 * q + 2 + regime] = weight * max(-gain, 0.0)
        for k, quantity in enumerate((admitted, authorised, admission, gain)):
            at = QUANTITIES * regime + k
            of_one[at] = weight * quantity
            of_one[q + at] = square * (quantity * quantity)
            of_one[2 * q + at] = square * quantity
            of_one[3 * q + at] = square * (quantity * away)
    of_one[4 * q], of_one[4 * q + 1] = square, square * away
