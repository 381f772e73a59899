"""Who each candidate is, what replaces a mark, and the marks before the level: `people`, `situations`, `Scripts`."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.compiled.layout import (
    PRESENT,
    PRIVATE,
    REPEATS,
    UNFAVOURABLE,
    UNFINISHED,
    WOMAN,
    Candidates,
    Effects,
    Kinds,
    Odds,
    Real,
    Shares,
    Streams,
    Units,
    Whole,
)
from bts_sim.cohort.compiled.machine import entry, inner
from bts_sim.cohort.compiled.normals import Normal, Numbers, make_normal, room_for
from bts_sim.cohort.compiled.words import in_unit, words_of
from bts_sim.cohort.luck import ABILITY, BUNDLED, OF_FACULTATIVE, OF_UNIT, WHO
from bts_sim.droit.points import Floats, Ints

SPECIALTY, VOIE, ORIGIN, SEX, SCHOOL, AWAY, DOSSIER, EXEMPTION = (
    WHO.index(name)
    for name in (
        "specialite",
        "voie",
        "origine",
        "sexe",
        "etablissement",
        "absence_a_l_examen",
        "dossier",
        "dispense",
    )
)
COMMON, GENERAL, PROFESSIONAL, PROGRESSIVE, OPINION, REPEATING, ACADEMY = (
    ABILITY.index(name)
    for name in (
        "commune",
        "general",
        "professionnel",
        "forme_progressive",
        "avis_du_jury",
        "redoublement",
        "academie",
    )
)
OPTION_OWN, OPTION_MARKER, PRESENTED, WHICH = (
    OF_FACULTATIVE.index(name) for name in ("aptitude", "correcteur", "presentee", "choix")
)
OWN, MARKER, LIFTED, ABSENCE, JUSTIFIED, KEPT, MARKER_BEFORE = (
    OF_UNIT.index(name)
    for name in (
        "aptitude",
        "correcteur",
        "tassement",
        "absence",
        "justification",
        "conservation",
        "correcteur_precedent",
    )
)


#: Normal numbers of a candidate that are not those of one unit: common, then by domain.
OF_ALL = 3
#: Candidates drawn at a time, so that many numbers are made normal together; what they need stays in the cache.
TILE = 64


@entry
def draw_candidates(
    first: Whole,
    streams: Streams,
    units: Units,
    shares: Shares,
    kinds: Kinds,
    odds: Odds,
    effects: Effects,
    normal: Normal,
    c: Candidates,
) -> None:
    """Write the candidates numbered from `first` on; the rank of their specialty is known where they are counted."""
    who, ability = np.empty(BUNDLED, np.int64), np.empty(BUNDLED, np.int64)
    # By kind and then by unit: every loop over units has the same length, and goes several units at a time.
    width = streams.units.size
    of_unit, bundle = np.zeros((BUNDLED, width), np.int64), np.empty(BUNDLED, np.int64)
    numbers, two, starts = room_for(TILE * (OF_ALL + 3 * width)), room_for(2), np.zeros(TILE + 1, np.int64)
    for tile in range(0, c.rank.size, TILE):
        count = min(TILE, c.rank.size - tile)
        for k in range(count):
            # Without a sign: a negative index would be looked for at every use.
            i, candidate = np.uint64(tile + k), first + tile + k
            words_of(streams.seed, streams.candidate, candidate, who)
            words_of(streams.seed, streams.ability, candidate, ability)
            _compose(i, who, ability, shares, kinds, odds, c)
            for unit in range(units.sizes[c.rank[i]]):
                words_of(streams.seed, streams.units[unit], candidate, bundle)
                of_unit[:, unit] = bundle
            _replaced(i, who, of_unit, units, kinds, odds, c)
            starts[k + 1] = _numbers(i, starts[k], ability, of_unit, units, c, numbers.uniform)
        make_normal(normal, starts[count], numbers)
        for k in range(count):
            i = np.uint64(tile + k)
            _abilities(i, starts[k], kinds, effects, numbers.normal, c)
            _mark(i, starts[k], units, kinds, effects, numbers.normal, c)
            if odds.option and units.options[c.rank[i]]:
                _present(i, first + tile + k, streams, units, odds, effects, normal, bundle, two, c)


@inner
def _numbers(
    i: Whole, start: Whole, ability: Ints, of_unit: Ints, units: Units, c: Candidates, numbers: Floats
) -> Whole:
    """Write the uniform numbers that are to be normal: of all units, then of each one by kind; return their end."""
    numbers[start], numbers[start + 1] = in_unit(ability[COMMON]), in_unit(ability[GENERAL])
    numbers[start + 2] = in_unit(ability[PROFESSIONAL])
    size, at = units.sizes[c.rank[i]], start + OF_ALL
    for unit in range(size):
        numbers[at + unit] = in_unit(of_unit[OWN, unit])
        numbers[at + size + unit] = in_unit(of_unit[MARKER, unit])
    if not c.said[i] & REPEATS:
        return at + 2 * size
    for unit in range(size):
        numbers[at + 2 * size + unit] = in_unit(of_unit[MARKER_BEFORE, unit])
    return at + 3 * size


@inner
def _compose(i: Whole, who: Ints, ability: Ints, shares: Shares, kinds: Kinds, odds: Odds, c: Candidates) -> None:
    if shares.specialty.size:
        c.rank[i] = min(_above(shares.specialty, in_unit(who[SPECIALTY])), shares.specialty.size - 1)
    rank = c.rank[i]
    voie = _above(shares.voie[rank], in_unit(who[VOIE]))
    private = kinds.school[voie] & (in_unit(who[SCHOOL]) < shares.private[rank])
    cell = rank * (shares.origin.shape[0] // shares.private.size) + shares.places[voie, np.int64(private)]
    origin = _above(shares.origin[cell], in_unit(who[ORIGIN]))
    c.voie[i], c.origin[i] = voie, origin
    if shares.academies:
        c.academy[i] = _above(shares.academy[np.int64(kinds.production[rank])], in_unit(ability[ACADEMY]))
    said = np.int64(who[AWAY] >= odds.away) * PRESENT
    said |= np.int64(in_unit(who[SEX]) < shares.women[cell * 4 + origin]) * WOMAN
    said |= np.int64(private) * PRIVATE
    said |= np.int64(ability[REPEATING] < odds.repeats) * REPEATS
    said |= np.int64(kinds.adult[voie] & (ability[PROGRESSIVE] < odds.unfinished)) * UNFINISHED
    said |= np.int64(ability[OPINION] >= odds.favourable) * UNFAVOURABLE
    c.said[i] = said


@inner
def _above(bounds: Floats, number: Real) -> Whole:
    """Return the number of bounds that a number reaches."""
    reached: Whole = 0
    for bound in bounds:
        reached += np.int64(number >= bound)
    return reached


@inner
def _replaced(i: Whole, who: Ints, of_unit: Ints, units: Units, kinds: Kinds, odds: Odds, c: Candidates) -> None:
    """Write which units have a mark of this session, bar the diploma, or are exempt; the last to say so prevails.

    Also those whose mark is lifted, and those whose mark of a former session may be kept.
    """
    rank = c.rank[i]
    absent: Whole = 0
    excused: Whole = 0
    kept: Whole = 0
    existing = (1 << units.sizes[rank]) - 1
    ponctuelle = units.ponctuelle[np.int64(kinds.as_school[c.voie[i]]), rank]
    for unit in range(of_unit.shape[1]):
        absent |= np.int64(of_unit[ABSENCE, unit] < odds.absent) << unit
        excused |= np.int64(of_unit[JUSTIFIED, unit] < odds.justified) << unit
        kept |= np.int64(of_unit[KEPT, unit] < odds.kept) << unit
        c.lifted[i, unit] = np.int64(of_unit[LIFTED, unit] < odds.lifted) & ponctuelle >> unit
    marked, barred = existing & ~absent, existing & absent & ~excused
    # Without a branch: one that is hardly ever taken stops all that goes several units at a time.
    refused = units.first_professional[rank] * np.int64(who[DOSSIER] < odds.dossier)
    marked, barred = marked & ~refused, barred | refused
    exempt = units.general[rank] * np.int64(kinds.adult[c.voie[i]] & (who[EXEMPTION] < odds.exempt))
    marked, barred = marked & ~exempt, barred & ~exempt
    away = existing * np.int64((c.said[i] & PRESENT) == 0)
    marked, barred, exempt = marked & ~away, barred | away, exempt & ~away
    c.barred[i], c.exempt[i] = barred, exempt
    c.kept[i] = kept & existing & ~exempt if c.said[i] & REPEATS else 0
    whole = 0
    for unit in range(of_unit.shape[1]):
        coef = units.coefs[rank, unit]
        c.counts[i, unit] = coef * (marked >> unit & 1)
        whole += coef * (1 - (exempt >> unit & 1))
    c.coefs[i] = whole


@inner
def _abilities(i: Whole, start: Whole, kinds: Kinds, effects: Effects, found: Floats, c: Candidates) -> None:
    rank, voie, said = c.rank[i], c.voie[i], c.said[i]
    production = kinds.production[rank]
    one = (effects.women[np.int64(production)] if said & WOMAN else 0.0) + effects.voie[voie]
    one += effects.private if said & PRIVATE else 0.0
    one += effects.production if production else 0.0
    own = effects.specialty[rank]
    if effects.academy.size:
        own = own + effects.academy[c.academy[i]]
    for domain in range(2):
        level = (effects.level[domain] + (effects.origin[c.origin[i], domain] + one)) + own
        c.domain[i, domain] = level + (
            effects.common * found[start] + effects.domain[domain] * found[start + 1 + domain]
        )


@inner
def _mark(i: Whole, start: Whole, units: Units, kinds: Kinds, effects: Effects, found: Floats, c: Candidates) -> None:
    rank, mean = c.rank[i], 0.0
    ponctuelle = units.ponctuelle[np.int64(kinds.as_school[c.voie[i]]), rank]
    professional, general, trade = units.professional[rank], c.domain[i, 0], c.domain[i, 1]
    own, marker = start + OF_ALL, start + OF_ALL + units.sizes[rank]
    # A unit that the règlement does not have takes the numbers of another, and counts for nothing.
    before = marker + units.sizes[rank] if c.said[i] & REPEATS else marker
    for unit in range(c.marks.shape[1]):
        latent = trade if professional >> unit & 1 else general
        latent = latent + effects.unit * found[own + unit] - effects.difficulty[rank, unit]
        expected = latent + (0.0 if ponctuelle >> unit & 1 else effects.ccf)
        c.latent[i, unit] = latent
        c.marks[i, unit] = expected + effects.marker * found[marker + unit]
        c.before[i, unit] = expected + effects.marker * found[before + unit]
    for unit in range(c.marks.shape[1]):
        mean += c.before[i, unit] * units.shares[rank, unit]
    c.mean_before[i] = mean


@inner
def _present(
    i: Whole,
    candidate: Whole,
    streams: Streams,
    units: Units,
    odds: Odds,
    effects: Effects,
    normal: Normal,
    bundle: Ints,
    two: Numbers,
    c: Candidates,
) -> None:
    """Write the facultative that a candidate presents, if any: one number of the first one decides for all."""
    count = units.options[c.rank[i]]
    words_of(streams.seed, streams.options[0], candidate, bundle)
    if bundle[PRESENTED] >= odds.option:
        return
    which: Whole = min(np.int64(in_unit(bundle[WHICH]) * count), count - 1)
    words_of(streams.seed, streams.options[which], candidate, bundle)
    two.uniform[0], two.uniform[1] = in_unit(bundle[OPTION_OWN]), in_unit(bundle[OPTION_MARKER])
    make_normal(normal, 2, two)
    c.option[i] = (c.domain[i, 0] + effects.unit * two.normal[0]) + effects.marker * two.normal[1]
    c.option_coef[i] = units.option_coefs[c.rank[i], which]
