"""The compiled engine: a cohort drawn, calibrated and judged under some regimes. It imports numba."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.compiled.draw import draw_candidates
from bts_sim.cohort.compiled.judge import judge
from bts_sim.cohort.compiled.layout import (
    PRESENT,
    PRIVATE,
    WOMAN,
    Candidates,
    Effects,
    Grid,
    Judged,
    Kinds,
    Law,
    Odds,
    OralMarks,
    Shares,
    Streams,
    Units,
)
from bts_sim.cohort.compiled.normals import normal_law
from bts_sim.cohort.compiled.parts import BEFORE, held_by_all, joined_by_candidate
from bts_sim.cohort.compiled.room import candidates_of, left
from bts_sim.cohort.compiled.search import Asked, Seen, Wanted, level_of
from bts_sim.cohort.compiled.tables import (
    Rows,
    compiled_law,
    compiled_units,
    effects_of,
    grid_of,
    kinds_of,
    odds_of,
    oral_marks_of,
    shares_of,
    streams_of,
)
from bts_sim.cohort.compose import Composition
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.goals import Goal, goals
from bts_sim.cohort.marking import BLOC
from bts_sim.cohort.several import parameters_of
from bts_sim.cohort.simulate import CALIBRATION_MINIMUM, check_met, larger_for
from bts_sim.cohort.strata import interleaved
from bts_sim.cohort.target import FIRST, PARTS, STEPS, Level
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.jury import Decision, Decisions
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regimes import load_regime


@dataclass(frozen=True, eq=False, repr=False)
class Read:
    """What compiled functions read of one cohort: who may be its candidates, and the rules that judge them."""

    cohorte: Cohort
    width: int
    units: Units
    shares: Shares
    kinds: Kinds
    odds: Odds
    effects: Effects
    streams: Streams
    grid: Grid
    orals: OralMarks
    law: Law


def read_all(described: Sequence[Cohort], regimes: Sequence[Regime]) -> list[Read]:
    """Return what is read of some cohorts that differ by their parameters and their luck, all made at once."""
    one, p, rows = described[0], parameters_of(described), Rows(described)
    units = compiled_units(rows)
    of_each = zip(
        described,
        repeat(rows.width),
        units,
        shares_of(described),
        repeat(kinds_of(one)),
        odds_of(p),
        effects_of(described, p, rows),
        streams_of(described, units[0]),
        map(grid_of, described),
        oral_marks_of(p),
        compiled_law(one.bareme, load_regime(one.bareme.regime), regimes, rows),
        strict=False,
    )
    return [Read(*values) for values in of_each]


@dataclass(frozen=True, eq=False, repr=False)
class Settled:
    """The candidates of a cohort before their level, and what its rules are read from."""

    cohorte: Cohort
    units: Units
    grid: Grid
    law: Law
    candidates: Candidates

    @property
    def weights(self) -> NDArray[np.uint64]:
        """Return what a candidate of each specialty weighs in a total, in `PARTS`, shape (s,)."""
        return np.rint(self.cohorte.weights * PARTS).astype(np.uint64)

    def present(self, members: NDArray[np.uint32]) -> Bools:
        """Return which of some candidates are not absent from the whole exam."""
        here: Bools = (self.candidates.said[members] & PRESENT) != 0
        return here


@dataclass(frozen=True, eq=False, repr=False)
class Levelled:
    """The candidates of a cohort at their level, whom any regimes may judge, again and again.

    `level_shift`, `calibrated_elsewhere`: as `DrawnCohort` has them.
    """

    read: Read
    candidates: Candidates
    level_shift: Mapping[str, float]
    calibrated_elsewhere: Mapping[str, int]


@dataclass(frozen=True, eq=False, repr=False)
class Compiled:
    """A cohort judged under some regimes: what `SimulatedCohort` and `Under` would say, in the order of candidates.

    `level_shift`, `calibrated_elsewhere`: as `DrawnCohort` has them.
    """

    cohorte: Cohort
    regimes: Sequence[Regime]
    level_shift: Mapping[str, float]
    calibrated_elsewhere: Mapping[str, int]
    candidates: Candidates = field(repr=False)
    judged: Judged = field(repr=False)

    @property
    def specialty_ranks(self) -> Ints:
        """Return the specialty of each candidate, as its rank in the cohort, shape (n,)."""
        return self.candidates.rank.astype(np.int64)

    @property
    def first_group(self) -> Bools:
        """Return who is admitted at the first group under the law of the session, shape (n,)."""
        first: Bools = np.equal(self.judged.decision[0], Decision.ADMIS.value)
        return first

    def composition(self) -> Composition:
        """Return who the candidates are."""
        c, people, academies = self.candidates, self.cohorte.people, list(self.cohorte.academies_by_sector)
        return Composition(
            origine=c.origin.astype(np.int64),
            femme=(c.said & WOMAN) != 0,
            private=(c.said & PRIVATE) != 0,
            voie=c.voie.astype(np.int64),
            voies=people.voies,
            production=people.production[c.rank],
            academie=c.academy.astype(np.int64) if academies else np.zeros(0, np.int64),
            academies=academies,
            present=self.present,
        )

    def under(self) -> list[UnderOne]:
        """Return the cohort under each regime, in order."""
        return [UnderOne(self, rank) for rank in range(len(self.regimes))]

    @property
    def present(self) -> Bools:
        """Return who is not absent from the whole exam, shape (n,)."""
        here: Bools = (self.candidates.said & PRESENT) != 0
        return here

    def premier(self, regime: int) -> Decisions:
        """Return the decision of the first group under a regime, by its rank, shape (n,)."""
        decision: Decisions = self.judged.decision[1 + regime]
        return decision

    def autorise(self, regime: int) -> Bools:
        """Return who may sit the épreuves de contrôle under a regime, shape (n,)."""
        authorised: Bools = self.judged.authorised[1 + regime]
        return authorised

    def admission(self, regime: int) -> Floats:
        """Return the probability of the diploma under a regime, from 0 to 1, shape (n,)."""
        admission: Floats = self.judged.admission[1 + regime]
        return admission


@dataclass(frozen=True, eq=False, repr=False)
class UnderOne:
    """A cohort judged under one regime, by its rank among those asked for."""

    compiled: Compiled
    rank: int

    @property
    def regime(self) -> Regime:
        """Return the regime."""
        return self.compiled.regimes[self.rank]

    @cached_property
    def bareme(self) -> Bareme:
        """Return the barème of the session, as the regime changes it."""
        return self.compiled.cohorte.bareme.sous(self.regime)

    @cached_property
    def admis_groupe1(self) -> Bools:
        """Return who is admitted at the first group, shape (n,)."""
        admitted: Bools = np.equal(self.compiled.premier(self.rank), Decision.ADMIS.value)
        return admitted

    @property
    def autorise(self) -> Bools:
        """Return who may sit the épreuves de contrôle, shape (n,)."""
        return self.compiled.autorise(self.rank)


def judged_by_numba(cohorte: Cohort, regimes: Sequence[Regime]) -> Compiled:
    """Return a cohort judged under some regimes, all of which `gate.takes` takes.

    Raises CalibrationError when no level meets the target.
    """
    return next(judged_in_turn([cohorte], regimes))


def judged_in_turn(described: Sequence[Cohort], regimes: Sequence[Regime]) -> Iterator[Compiled]:
    """Yield some cohorts that differ by their parameters and their luck, judged as `judged_by_numba` judges each."""
    return (_judged(one, regimes) for one in read_all(described, held_by_all(regimes)))


def levelled_in_turn(described: Sequence[Cohort]) -> Iterator[Levelled]:
    """Yield some cohorts at their level, for `judged_again`; they differ by their parameters and their luck."""
    return map(_levelled, read_all(described, []))


def judged_again(some: Sequence[Levelled], regimes: Sequence[Regime]) -> Iterator[Compiled]:
    """Yield cohorts made together by `levelled_in_turn`, judged as `judged_in_turn` judges them."""
    cohorts = [one.read.cohorte for one in some]
    law = load_regime(cohorts[0].bareme.regime)
    laws = compiled_law(cohorts[0].bareme, law, held_by_all(regimes), Rows(cohorts))
    kept = (one.candidates.without_units() for one in some)
    return map(_decided, some, laws, repeat(regimes), kept)


def _judged(one: Read, regimes: Sequence[Regime]) -> Compiled:
    levelled = _levelled(one)
    return _decided(levelled, one.law, regimes, None)


def _levelled(one: Read) -> Levelled:
    """Return the candidates of a cohort, at the level under which its goals are met."""
    cohorte, settled = one.cohorte, _settled(one)
    sizes = np.bincount(settled.candidates.rank, minlength=len(cohorte.specialites))
    present = [code for code, size in zip(cohorte.specialites, sizes.tolist(), strict=True) if size]
    level_shift: dict[str, float] = {}
    elsewhere: dict[str, int] = {}
    for goal in goals(cohorte, present):
        basis, members = settled, _members(settled, goal.codes)
        if members.size < CALIBRATION_MINIMUM:
            basis = _settled(*read_all([larger_for(cohorte, goal)], []))
            members = _members(basis, goal.codes if goal.apart else list(cohorte.specialites))
            elsewhere |= dict.fromkeys(goal.names, members.size)
        level_shift |= dict.fromkeys(goal.names, _solved(basis, members, goal))
    return Levelled(one, settled.candidates, level_shift, elsewhere)


def _decided(one: Levelled, law: Law, regimes: Sequence[Regime], kept: Candidates | None) -> Compiled:
    """Return candidates at their level judged under some regimes.

    `kept`: the candidates that the results keep; None leaves the arrays of their units to the next draw.
    """
    read, cohorte = one.read, one.read.cohorte
    levels = np.array([one.level_shift.get(code, 0.0) for code in cohorte.specialites])
    found = Judged.of(cohorte.candidats, BEFORE + len(held_by_all(regimes)))
    judge(levels, law, read.units, read.kinds, read.grid, read.orals, normal_law(), one.candidates, found)
    known = left(one.candidates) if kept is None else kept
    all_alike = Compiled(cohorte, regimes, one.level_shift, one.calibrated_elsewhere, known, found)
    judged = joined_by_candidate(found, cohorte, regimes, all_alike.composition, all_alike.specialty_ranks)
    return replace(all_alike, judged=judged)


def _settled(one: Read) -> Settled:
    """Return the candidates of a cohort with their marks, before their level."""
    cohorte, candidates = one.cohorte, candidates_of(one.cohorte.candidats, one.width)
    if cohorte.counts is not None:
        candidates.rank[:] = interleaved(cohorte.counts)
    draw_candidates(0, one.streams, one.units, one.shares, one.kinds, one.odds, one.effects, normal_law(), candidates)
    return Settled(cohorte, one.units, one.grid, one.law, candidates)


def _members(settled: Settled, codes: Sequence[str]) -> NDArray[np.uint32]:
    """Return the candidates of some specialties."""
    everybody = np.arange(settled.candidates.rank.size, dtype=np.uint32)
    if len(codes) == len(settled.cohorte.specialites):
        return everybody
    ranks = [rank for rank, code in enumerate(settled.cohorte.specialites) if code in codes]
    return everybody[np.isin(settled.candidates.rank, ranks)]


def _solved(settled: Settled, members: NDArray[np.uint32], goal: Goal) -> float:
    """Return the shift of the level, in points, under which as many of those present are admitted as a goal says."""
    here = settled.present(members)
    count = int(np.count_nonzero(here))
    total: float = max(count, 1)
    if settled.cohorte.counts is not None:
        counted = members[here]
        total = max(_weight_in_blocks(settled.cohorte.weights[settled.candidates.rank[counted]], counted), 1)
    wanted = goal.rate / 100 * total
    share = int(np.count_nonzero(here[:FIRST])) / max(count, 1)
    law = settled.law
    asked = Asked(int(law.admission[0]), int(law.option_floor[0]), settled.weights, settled.grid, settled.units)
    step, admitted = level_of(
        members,
        Wanted.of(wanted),
        FIRST if count > 4 * FIRST else 0,
        Wanted.of(wanted * share),
        asked,
        settled.candidates,
        Seen.of(settled.candidates.rank.size),
    )
    found = Level(step / STEPS, int(admitted) / PARTS)
    check_met(found, goal, total)
    return found.shift


def _weight_in_blocks(weights: Floats, members: NDArray[np.uint32]) -> float:
    """Return the sum of some weights, added block by block as the first engine adds them."""
    if not members.size:
        return 0.0
    edges = members.searchsorted(np.arange(0, int(members[-1]) + BLOC, BLOC)).tolist()
    return sum(float(weights[start:end].sum()) for start, end in pairwise([*edges, members.size]))
