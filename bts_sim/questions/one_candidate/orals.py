"""What one candidate must bring back from the orals, to the hundredth: the jury itself decides on every mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from bts_sim.cohort.choices import allowed_choices
from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.questions.one_candidate.tables import NeededAtOrals, OralFrontier
from bts_sim.questions.one_candidate.verdicts import Verdict, is_diploma

#: Marks of the first oral at which the frontier is drawn, hundredths: a quarter of a point apart.
STEP = CENTIEMES // 4


def needed_at_orals(decided: Iterable[Verdict]) -> pd.DataFrame:
    """Return the smallest mark that admits when given at every oral of a set, as `NeededAtOrals`.

    One row for each set that the law allows. The orals typed are left aside; no row for who may not sit.
    """
    return NeededAtOrals.frame(row for verdict in decided for row in _needed(verdict))


def frontier_of_orals(decided: Iterable[Verdict], step: int = STEP) -> pd.DataFrame:
    """Return the smallest mark of the second oral that admits for each mark of the first, as `OralFrontier`.

    One row for each pair of orals allowed and each mark of the first, every `step` hundredths. The orals typed are left
    aside; no row for who may not sit, nor for one oral alone.
    """
    return OralFrontier.frame(row for verdict in decided for row in _frontier(verdict, step))


def oral_targets(verdict: Verdict) -> list[str]:
    """Return what each column of an array of orals is attached to: a unit, or a domain."""
    return list(DOMAINES) if verdict.regime.oral_par == "domaine" else [u.code for u in verdict.reglement.unites]


def oral_sets(verdict: Verdict) -> Iterator[tuple[int, ...]]:
    """Yield every set of orals that the candidate may sit, as columns, the smallest first."""
    if not verdict.authorised or not verdict.regime.oral_par:
        return
    if verdict.regime.oral_par == "domaine":
        both = range(len(DOMAINES))
        for size in range(1, len(DOMAINES) + 1):
            yield from combinations(both, size)
        return
    for one in allowed_choices(verdict.deliberation.controle.choisissables, verdict.reglement, verdict.regime):
        columns = tuple(np.flatnonzero(one[0]).tolist())
        if columns:
            yield columns


def _needed(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    sets, names = list(oral_sets(verdict)), oral_targets(verdict)
    base, sought = verdict.no_orals(len(sets)), np.zeros((len(sets), verdict.width), dtype=bool)
    for row, columns in enumerate(sets):
        sought[row, list(columns)] = True
    for columns, mark in zip(sets, _smallest(verdict, base, sought).tolist(), strict=True):
        yield verdict.regime.nom, tuple(names[c] for c in columns), len(columns), mark


def _frontier(verdict: Verdict, step: int) -> Iterator[tuple[object, ...]]:
    first = np.append(np.arange(0, verdict.bareme.note_maximale, step), verdict.bareme.note_maximale)
    names, pairs = oral_targets(verdict), [columns for columns in oral_sets(verdict) if len(columns) == 2]
    who, given = np.repeat(np.arange(len(pairs)), first.size), np.tile(first, len(pairs))
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2)[who].T
    base, sought = verdict.no_orals(who.size), np.zeros((who.size, verdict.width), dtype=bool)
    base[np.arange(who.size), a], sought[np.arange(who.size), b] = given, True
    marks = (given / CENTIEMES).tolist(), _smallest(verdict, base, sought).tolist()
    for one, other, premiere, seconde in zip(a, b, *marks, strict=True):
        yield verdict.regime.nom, names[one], names[other], premiere, seconde


def _smallest(verdict: Verdict, base: Ints, sought: Bools) -> Floats:
    """Return the smallest mark that admits when put where `sought` holds, beside the orals of `base`, points, (n,).

    Both of shape (n, `width`). By bisection on the hundredths, a mark having two decimals at most: a better oral mark
    never takes a diploma away, which a test verifies. Missing where 20 is not enough.
    """
    highest = verdict.bareme.note_maximale
    low, high = np.full(len(base), -1), np.full(len(base), highest + 1)
    while (moving := high - low > 1).any():
        middle = (low + high) // 2
        marks = np.where(sought, np.clip(middle, 0, highest)[:, np.newaxis], base)
        enough = is_diploma(verdict.decisions_after(marks))
        low, high = np.where(moving & ~enough, middle, low), np.where(moving & enough, middle, high)
    found: Floats = np.where(high > highest, np.nan, high / CENTIEMES)
    return found
