"""Diplomas that a regime adds, or only brings forward, once candidates come back; and the cost of coming back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.parameters import Parameter, parametres
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.releve import Statut
from bts_sim.questions.returns.estimates import (
    DIPLOMAS,
    DIPLOMAS_GAP,
    RETURN,
    ReturnMethod,
    RowsOfTable,
    ratio_of_means,
    ratios_of_means,
)
from bts_sim.questions.returns.lives import NEVER, Journey
from bts_sim.schema import Column, Schema, a_count, a_number, a_text
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import LEVEL, Estimate, Method, Subject
from bts_sim.stats.session import luck_columns

#: Rates of return of a sweep, percent.
RETURNS = tuple(range(0, 101, 10))
EVERYBODY, ENTRY = "ensemble", "entree"
#: Candidates who enter without a mark kept from before the first session, and with one.
WITHOUT_KEPT, WITH_KEPT = "sans_note_conservee", "avec_note_conservee"
#: The fate, under the first regime, of a diploma that another regime gives at once. Codes of diplomas brought forward
#: depend on the number of sessions: `avance_1`, `avance_2`…
GAINED, NEVER_HAD, LEFT_BEFORE = "gagne", "gagne_echec", "gagne_depart"
#: The gap within one session, the gap within all of them, and the part of the first that remains in the second.
GAP_AT_ONCE, GAP_AFTER, LEFT = "ecart_1", "ecart", "reste"
#: Indicators of the cost of sessions.
SITTINGS, UNITS, ORALS = "presentations", "unites", "oraux"
PER_DIPLOMA, WHEN, SUCCESS = "presentations_par_diplome", "session_du_diplome", "reussite_des_revenants"


class Sessions(Schema):
    """The number of sessions behind a result, and the rate of return."""

    sessions = a_count("number of sessions that the result looks at", "sessions")
    retour = a_number("those without a diploma who come back each year", "percent")
    progres = a_number("ability that they gain each time", "points on 20")


class OverSessions(Subject, Sessions, Estimate, after=True):
    """A result over several sessions: one row per group, result, regime and number of sessions."""

    methode = a_text("what the interval covers, a code", (*Method, ReturnMethod.QUOTIENT))
    luck_draws = a_count("draws of luck averaged; returns are summed exactly", "draws")


class Diplomas(OverSessions):
    """Share with the diploma within 1, 2, … sessions, percent of the group, and gaps to the first regime, points."""

    indicateur = a_text("the share of those who have the diploma, or its gap", (DIPLOMAS, DIPLOMAS_GAP))


class Fates(OverSessions, after=True):
    """The fate, under the first regime, of the diplomas that only another regime gives at once, percent of them."""

    later = Column(
        int,
        "sessions by which the diploma is brought forward; missing where it is not",
        "sessions",
        optional=True,
    )


class ReturnPrice(OverSessions):
    """The cost of the sessions under each regime, each result in its own unit."""

    indicateur = a_text(
        "sessions sat, units and orals by candidate; sessions by diploma, and rank of its session; percent of those "
        "who come back to the second session whom it admits",
        (SITTINGS, UNITS, ORALS, PER_DIPLOMA, WHEN, SUCCESS),
    )


class ByRate(OverSessions):
    """The gap to the first regime for each rate of return, points. `reste` is percent of the gap at once."""

    indicateur = a_text(
        "the gap at once, after all the sessions, or what is left of it", (GAP_AT_ONCE, GAP_AFTER, LEFT)
    )


def diplomas(lives: Sequence[Journey], rate: float | None = None, level: float = LEVEL) -> pd.DataFrame:
    """Return the share of candidates with the diploma within 1, 2, … sessions, by group and regime, as `Diplomas`.

    The gap within one session is that of `compare`, over the same draws of the orals. Groups are those of `compare`,
    and `entree`: with a mark kept from before the first session, or without.

    Args:
        lives: the lives of `journeys`, the baseline first.
        rate: percent of candidates without a diploma who come back each year; by default, the cohort's parameter.
        level: level of the intervals, percent.

    Raises:
        InputError: the rate of return is not a percentage.
    """
    base, table = lives[0], RowsOfTable.of(lives, rate, level)
    within = range(1, base.sessions + 1)
    chances = [np.stack([one.obtained(table.rate, k).mean(axis=0) for k in within]) for one in lives]
    gains, rows = [of_regime - chances[0] for of_regime in chances], list[tuple[object, ...]]()
    losses = [np.stack([table.loss(one, k) for k in within]) for one in lives]
    for groupe, modalite, members, solved in _groups(lives):
        group = groupe, modalite
        for one, of_regime, gain, loss in zip(lives, chances, gains, losses, strict=True):
            first, calibrated = one.groupe1[members], solved and one.calibrated
            found = table.shares(group, one, of_regime.take(members, axis=1), first, calibrated)
            if one is base:
                rows += found
                continue
            keys = [(*group, DIPLOMAS_GAP)] * len(within)
            moved, lost = (of.take(members, axis=1) for of in (gain, loss))
            differ = table.gaps(keys, one, within, moved, lost, first, calibrated)
            rows += [row for both in zip(found, differ, strict=True) for row in both]
    return _with_luck(Diplomas, rows)


def gained_or_advanced(lives: Sequence[Journey], rate: float | None = None, level: float = LEVEL) -> pd.DataFrame:
    """Return the fate, under the first regime, of the diplomas that only another regime gives at once, as `Fates`.

    These candidates have the diploma at the first session, and not under the first regime. `gagne` (no diploma there
    within all the sessions), `avance_1` (one session later), `avance_2`… are percent of these diplomas and add up to
    100. Of `gagne`, `gagne_echec` would have no diploma even if they always came back, and `gagne_depart` would have
    left before. `n`: number of these diplomas, averaged over the draws. A group without any has no row.

    Args:
        lives: the lives of `journeys`, the baseline first.
        rate: percent of candidates without a diploma who come back each year; by default, the cohort's parameter.
        level: level of the intervals, percent.

    Raises:
        InputError: the rate of return is not a percentage.
    """
    base, rows, table, among = lives[0], [], RowsOfTable.of(lives, rate, level), [*_groups(lives)]
    for one in lives[1:]:
        more = (one.diplome == 1) & (base.diplome != 1)
        whole = more.mean(axis=0)
        codes = [(code, later, fate.mean(axis=0)) for code, later, fate in _fates(base, more, table.rate)]
        parts = np.stack([part for _, _, part in codes])
        for groupe, modalite, members, _ in among:
            more_here = whole[members]
            many = round(float(more_here.sum()))
            found = ratios_of_means(parts.take(members, axis=1), more_here, level) if more_here.any() else []
            for (code, later, _), ratio in zip(codes, found, strict=False):
                *row, lost, luck = table.ratio((groupe, modalite, code), one, base.regime.nom, ratio, many)
                rows.append((*row, later, lost, luck))
    return _with_luck(Fates, rows).astype({Fates.later: "Int64"})


def _with_luck(schema: type[OverSessions], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Return a table of a schema, and the columns of the luck of a candidate (`stats/session.py`)."""
    return pd.DataFrame([*rows], columns=[*schema.names(), *luck_columns(OverSessions.valeur)])


def _fates(base: Journey, more: Bools, rate: float) -> Iterator[tuple[str, int | None, Floats]]:
    """Yield the fate of the candidates whom a regime does not admit at once, draw by draw, shape (d, n).

    Each fate is a code and the number of sessions until the diploma.
    """
    reached = base.reached(rate)
    never = more * (base.diplome == NEVER)
    left = more * (1 - np.append(1.0, reached)[base.diplome]) * (base.diplome != NEVER)
    yield from ((GAINED, None, never + left), (NEVER_HAD, None, never), (LEFT_BEFORE, None, left))
    for k in range(1, base.sessions):
        yield f"avance_{k}", k, more * (base.diplome == 1 + k) * reached[k]


def price_of_return(lives: Sequence[Journey], rate: float | None = None, level: float = LEVEL) -> pd.DataFrame:
    """Return the cost of the sessions under each regime, for all candidates together, as `ReturnPrice`.

    Per candidate of the cohort: `presentations` (sessions sat), `unites` (ordinary units to sit: neither kept nor
    dispensed), `oraux` (orals to sit). Per diploma: `presentations_par_diplome`, and `session_du_diplome`, the mean
    rank of its session. `reussite_des_revenants`: percent admitted among the candidates who come back to the second
    session.

    Args:
        lives: the lives of `journeys`.
        rate: percent of candidates without a diploma who come back each year; by default, the cohort's parameter.
        level: level of the intervals, percent.

    Raises:
        InputError: the rate of return is not a percentage.
    """
    table, rows = RowsOfTable.of(lives, rate, level), []
    for one in lives:
        members = np.flatnonzero(present(one.cohorte))
        reached = one.reached(table.rate)
        # A candidate sits one session, or two…: as many tables of what he then costs, and their chances.
        left, known = -np.diff(reached, append=0), [_costs(one, row) for row in np.tri(one.sessions)]
        for code, (part, whole) in _costs(one, reached).items():
            counted, by = part.mean(axis=0)[members], whole.mean(axis=0)[members]
            if by.any():
                key, scale = (EVERYBODY, EVERYBODY, code), 100.0 if code == SUCCESS else 1.0
                none = code == ORALS and not one.regime.opens_orals
                method, found = Method.NO_ORALS if none else ReturnMethod.QUOTIENT, ratio_of_means(counted, by, level)
                apart = [(of[code][0] - found[0] * of[code][1])[:, members] for of in known]
                squares = float(left @ [(one**2).mean() for one in apart]) / float(by.mean()) ** 2
                luck = 0.0 if code == SUCCESS else np.nan, squares
                rows.append(table.ratio(key, one, "", found, members.size, scale, method, luck))
    return _with_luck(ReturnPrice, rows)


def _costs(one: Journey, reached: Floats) -> dict[str, tuple[Floats, Floats]]:
    """Return each cost as a numerator and a denominator, draw by draw, both of shape (d, n).

    `reached`: the probability of reaching each session, shape (s,).
    """
    last = np.where(one.diplome == NEVER, one.sessions, one.diplome)
    sat, had, each = np.cumsum(reached)[last - 1], one.had(reached), np.ones(one.diplome.shape)
    back = np.where(one.diplome == 1, 0.0, reached[1:2].sum())
    return {
        SITTINGS: (sat, each),
        UNITS: (np.einsum("dsn,s->dn", one.unites, reached), each),
        ORALS: (np.einsum("dsn,s->dn", one.oraux, reached), each),
        PER_DIPLOMA: (sat, had),
        WHEN: (had * one.diplome, had),
        SUCCESS: (back * (one.diplome == 2), back),
    }


def by_return_rate(lives: Sequence[Journey], rates: Iterable[float] = RETURNS, level: float = LEVEL) -> pd.DataFrame:
    """Return the gap to the first regime within one session and within all of them, as `ByRate`.

    A further row, `reste`, is the part of the first gap that remains in the second, if there is a gap. Rows are for all
    candidates together. The same lives serve for every rate.

    Args:
        lives: the lives of `journeys`, the baseline first.
        rates: rates of return, percent of the candidates without a diploma.
        level: level of the intervals, percent.

    Raises:
        InputError: the rate of return is not a percentage.
    """
    base, rows = lives[0], list[tuple[object, ...]]()
    members = np.flatnonzero(present(base.cohorte))
    within, keys = (1, base.sessions), [(EVERYBODY, EVERYBODY, code) for code in (GAP_AT_ONCE, GAP_AFTER)]
    for table in [RowsOfTable.of(lives, rate, level) for rate in rates]:
        for one in lives[1:]:
            usual, left = gains = np.stack([table.gain(one, k)[members] for k in within])
            lost = np.stack([table.loss(one, k)[members] for k in within])
            rows += table.gaps(keys, one, within, gains, lost, one.groupe1[members], one.calibrated)
            if usual.sum() != 0:
                key, found = (EVERYBODY, EVERYBODY, LEFT), ratio_of_means(left, usual, level)
                luck = np.nan, table.luck_of_what_is_left(one, found[0], members)
                # Where nobody comes back, the first gap is the last one.
                method = ReturnMethod.QUOTIENT if table.rate else Method.BY_DEFINITION
                rows.append(table.ratio(key, one, base.regime.nom, found, members.size, method=method, luck=luck))
    return _with_luck(ByRate, rows)


def rate_of_return() -> Parameter:
    """Return the documented rate of return: its value and its interval."""
    return parametres()[RETURN]


def _groups(lives: Sequence[Journey]) -> Iterator[tuple[str, str, Ints, bool]]:
    """Yield the groups of `compare`, then the candidates who enter with a kept mark and without."""
    cohorte = lives[0].cohorte
    yield from groups(cohorte)
    held = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for block in cohorte.blocks:
        held[block.candidats] = block.releve.ont_une(Statut.BE)
    for modalite, who in ((WITHOUT_KEPT, ~held), (WITH_KEPT, held)):
        members = np.flatnonzero(who & present(cohorte))
        if members.size:
            yield ENTRY, modalite, members, False
