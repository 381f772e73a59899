"""The first group, the access to the orals, the orals chosen and the chance of the diploma, regime by regime."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.compiled.first_group import kept_total_of, option_of, option_points, write_notes
from bts_sim.cohort.compiled.layout import (
    UNFAVOURABLE,
    UNFINISHED,
    Candidates,
    Grid,
    Judged,
    Kinds,
    Law,
    OralMarks,
    Real,
    Units,
    Whole,
)
from bts_sim.cohort.compiled.machine import apart, entry, inner, making
from bts_sim.cohort.compiled.normals import Normal
from bts_sim.cohort.compiled.orals import MOST, Lines, add_oral, chance_of
from bts_sim.cohort.compiled.rules import BY_DOMAIN, BY_UNIT, CLOSED, EXACT, HUNDREDTH, UNDER_ADMISSION
from bts_sim.cohort.grid import MAXIMUM, PAS_ORAL
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Floats, Ints

ADMITTED, NOT_ADMITTED = np.uint8(Decision.ADMIS), np.uint8(Decision.NON_ADMIS)
ELIMINATED, NO_DECISION = np.uint8(Decision.ELIMINE), np.uint8(Decision.SANS_DECISION_FINALE)
#: The mark just below the best one of an oral.
SECOND = MAXIMUM - PAS_ORAL


@entry
def judge(
    levels: Floats,
    law: Law,
    units: Units,
    kinds: Kinds,
    grid: Grid,
    oral_marks: OralMarks,
    normal: Normal,
    c: Candidates,
    found: Judged,
) -> None:
    """Write the results of all candidates under every regime; `levels`: shift of each specialty, points, shape (s,)."""
    notes, lines = np.zeros(units.coefs.shape[1], np.int64), _room()
    for i in range(c.rank.size):
        level = levels[c.rank[i]]
        total, kept = kept_total_of(i, level, grid, units, c)
        option, option_coef = option_of(i, level, grid, c), c.option_coef[i]
        found.total[i] = total + option_points(option, option_coef, law.option_floor[min(1, law.access.size - 1)])
        open_to, known = decide(i, total, option, kept, law, c, found), False
        for regime in range(law.access.size if open_to else 0):
            if not open_to >> regime & 1:
                continue
            if not known:
                write_notes(i, level, kept, grid, c, notes)
                known = True
            points = option_points(option, option_coef, law.option_floor[regime])
            if may_sit(i, regime, total + points * law.options_open[regime], notes, law, units, c):
                found.authorised[regime, i] = True
                lacking = law.admission[regime] * c.coefs[i] - total - points * law.options_stay[regime]
                found.admission[regime, i] = _chance(
                    i, lacking, level, kept, regime, notes, lines, law, units, kinds, oral_marks, normal, c
                )


@making
def _room() -> Lines:
    return Lines(
        np.zeros(MOST, np.int64), np.zeros(MOST, np.int64), np.zeros(MOST), np.zeros(MOST), np.zeros((MOST, 64))
    )


@inner
def _reaches(total: Whole, coefs: Whole, threshold: Whole, rounding: Whole) -> Whole:
    """Return whether a mean reaches a threshold, in hundredths."""
    if rounding != EXACT:
        whole = max(coefs, 1)
        total = ((2 * total + whole) // (2 * whole) if rounding == HUNDREDTH else total // whole) * coefs
    return total >= threshold * coefs


@inner
def decide(i: Whole, total: Whole, option: Whole, kept: Whole, law: Law, c: Candidates, found: Judged) -> Whole:
    """Write the decision of the first group under every regime; return those whose orals may be open, as a set."""
    other = NO_DECISION if (c.said[i] & UNFINISHED) != 0 else NOT_ADMITTED
    other = ELIMINATED if (c.barred[i] & ~kept) != 0 else other
    open_to: Whole = 0
    for regime in range(law.access.size):
        points = total + option_points(option, c.option_coef[i], law.option_floor[regime])
        enough = _reaches(points, np.int64(c.coefs[i]), law.admission[regime], law.rounding[regime])
        admitted = enough & (other == NOT_ADMITTED)
        found.decision[regime, i] = ADMITTED if admitted else other
        found.admission[regime, i] = np.float64(admitted)
        closed = admitted | (other != NOT_ADMITTED) | (law.access[regime] == CLOSED)
        open_to |= np.int64(not closed) << regime
    return open_to


@inner
def may_sit(i: Whole, regime: Whole, points: Whole, notes: Ints, law: Law, units: Units, c: Candidates) -> Whole:
    """Return whether a candidate who is not admitted may sit the orals; `points`: those that count for it."""
    rounding, rank = law.rounding[regime], c.rank[i]
    counted, total, coefs = law.professional[regime, rank] & ~c.exempt[i], np.int64(0), np.int64(0)
    for unit in range(notes.size):
        coef = units.coefs[rank, unit] * (counted >> unit & 1)
        coef = min(coef, 1) if law.equal_weights[regime] else coef
        total += notes[unit] * coef
        coefs += coef
    near = _reaches(points, np.int64(c.coefs[i]), law.floor[regime], rounding)
    trained = _reaches(total, coefs, law.professional_floor[regime], rounding)
    called = (not law.on_opinion[regime]) | ((c.said[i] & UNFAVOURABLE) == 0)
    return called if law.access[regime] == UNDER_ADMISSION else near & trained


@inner
def _chance(
    i: Whole,
    lacking: Whole,
    level: Real,
    kept: Whole,
    regime: Whole,
    notes: Ints,
    lines: Lines,
    law: Law,
    units: Units,
    kinds: Kinds,
    oral_marks: OralMarks,
    normal: Normal,
    c: Candidates,
) -> Real:
    """Return the chance of the diploma of a candidate who may sit the orals, and lacks some points."""
    count = 0
    need = lacking - c.coefs[i] // 2 if law.rounding[regime] == HUNDREDTH else lacking
    if law.replacement[regime] == BY_UNIT:
        count = _chosen(i, level, kept, regime, notes, lines, law, units, oral_marks, c)
    elif law.replacement[regime] == BY_DOMAIN:
        count = _domains(i, level, kept, regime, notes, lines, law, units, kinds, oral_marks, c)
    if count == 0:
        return 0.0
    come = 1.0
    if law.absence_eliminates[regime]:
        for oral in range(count):
            come *= 1 - oral_marks.away
            lines.away[oral] = 0.0
    return come * chance_of(need, lines, count, oral_marks.spread, normal)


@inner
def _chosen(
    i: Whole,
    level: Real,
    kept: Whole,
    regime: Whole,
    notes: Ints,
    lines: Lines,
    law: Law,
    units: Units,
    oral_marks: OralMarks,
    c: Candidates,
) -> Whole:
    """Write the orals on units, those whose best mark would gain most, and return how many there are."""
    rank = c.rank[i]
    open_to = law.open[regime, rank] & ~kept & ~c.exempt[i]
    if law.one_language[regime]:
        languages = law.languages[regime, rank] & open_to
        if languages:
            open_to = open_to & ~languages | 1 << _most(languages, notes, units.coefs[rank])
    chosen = 0
    for _ in range(law.orals[regime]):
        if open_to & ~chosen:
            chosen |= 1 << _most(open_to & ~chosen, notes, units.coefs[rank])
    count = 0
    for unit in range(notes.size):
        if chosen >> unit & 1:
            coef = units.coefs[rank, unit]
            top = max(MAXIMUM - notes[unit], 0) * coef
            step = top - max(SECOND - notes[unit], 0) * coef
            expected = _expected(i, level, unit, law.professional[regime, rank], oral_marks, c)
            count = add_oral(lines, count, top, step, expected, oral_marks.away)
    return count


@apart
def _most(among: Whole, notes: Ints, coefs: Ints) -> Whole:
    """Return the unit of some on which a mark of 20 would gain most; the first of equal ones."""
    best, gain = 0, -1
    for unit in range(notes.size):
        alone = coefs[unit] * (MAXIMUM - notes[unit])
        if among >> unit & 1 and alone > gain:
            best, gain = unit, alone
    return best


@inner
def _expected(i: Whole, level: Real, unit: Whole, professional: Whole, oral_marks: OralMarks, c: Candidates) -> Real:
    """Return the mark expected at an oral on a unit, points."""
    domain = c.domain[i, professional >> unit & 1] + level
    return domain + oral_marks.part * ((c.latent[i, unit] + level) - domain) + oral_marks.advantage


@inner
def _domains(
    i: Whole,
    level: Real,
    kept: Whole,
    regime: Whole,
    notes: Ints,
    lines: Lines,
    law: Law,
    units: Units,
    kinds: Kinds,
    oral_marks: OralMarks,
    c: Candidates,
) -> Whole:
    """Write the two orals by domain, each of which replaces the ponctuelles of its own, and return their number."""
    rank = c.rank[i]
    replaced = units.ponctuelle[np.int64(kinds.as_school[c.voie[i]]), rank] & ~c.exempt[i]
    if law.kept_apart[regime]:
        replaced &= ~kept
    professional, general = law.professional[regime, rank], law.general[regime, rank]
    discipline = _discipline(i, regime, notes, law, units, c)
    trade = c.domain[i, 1] + level + oral_marks.advantage
    count = 0
    for domain in range(2):
        total, coefs = 0, 0
        for unit in range(notes.size):
            if (replaced & (professional if domain else general)) >> unit & 1:
                total += notes[unit] * units.coefs[rank, unit]
                coefs += units.coefs[rank, unit]
        top = max(MAXIMUM * coefs - total, 0)
        step = top - max(SECOND * coefs - total, 0)
        expected = trade if domain else _expected(i, level, discipline, professional, oral_marks, c)
        count = add_oral(lines, count, top, step, expected, oral_marks.away)
    return count


@inner
def _discipline(i: Whole, regime: Whole, notes: Ints, law: Law, units: Units, c: Candidates) -> Whole:
    """Return the unit of the general oral: of those of the highest coefficient, where a mark of 20 would gain most."""
    rank = c.rank[i]
    offered, highest = law.general[regime, rank] & ~c.exempt[i], 0
    if law.any_discipline[regime]:
        return _most(offered, notes, units.coefs[rank])
    for unit in range(notes.size):
        if offered >> unit & 1:
            highest = max(highest, units.coefs[rank, unit])
    among = 0
    for unit in range(notes.size):
        if offered >> unit & 1 and units.coefs[rank, unit] == highest:
            among |= 1 << unit
    return _most(among, notes, units.coefs[rank])
