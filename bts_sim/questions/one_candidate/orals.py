"""What one candidate must bring back from the orals, to the hundredth: the jury itself decides on every mark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from bts_sim.cohort.choices import allowed_choices
from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.questions.one_candidate.tables import Sort, est_admis

#: Marks of the first oral at which the frontier is drawn, hundredths: a quarter of a point apart.
PAS = CENTIEMES // 4


def needed_marks(sort: Sort) -> pd.DataFrame:
    """Give the smallest mark that admits when given at every oral of a set, for each set that the law allows.

    Columns: `regime`, `oraux` (units or domains, joined by commas), `nombre`, `note` (points on 20, a hundredth being
    the smallest step; missing where 20 is not enough). The orals typed are left aside; no row for who may not sit.
    """
    sets, names = list(oral_sets(sort)), cibles(sort)
    base, sought = sort.sans_oral(len(sets)), np.zeros((len(sets), sort.largeur), dtype=bool)
    for row, columns in enumerate(sets):
        sought[row, list(columns)] = True
    about = {"regime": sort.regime.nom, "oraux": [",".join(names[c] for c in columns) for columns in sets]}
    return pd.DataFrame(about | {"nombre": list(map(len, sets)), "note": _smallest(sort, base, sought)})


def frontier(sort: Sort, pas: int = PAS) -> pd.DataFrame:
    """Give, for each pair of orals allowed and each mark of the first, the smallest mark of the second that admits.

    Columns: `regime`, `premier`, `second` (units or domains), `note_premier` (points, every `pas` hundredths) and
    `note_second` (points, to the hundredth; missing where 20 is not enough). The orals typed are left aside.
    """
    first = np.append(np.arange(0, sort.bareme.note_maximale, pas), sort.bareme.note_maximale)
    names, pairs = cibles(sort), [columns for columns in oral_sets(sort) if len(columns) == 2]
    who, given = np.repeat(np.arange(len(pairs)), first.size), np.tile(first, len(pairs))
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2)[who].T
    base, sought = sort.sans_oral(who.size), np.zeros((who.size, sort.largeur), dtype=bool)
    base[np.arange(who.size), a], sought[np.arange(who.size), b] = given, True
    about = {"regime": sort.regime.nom, "premier": [names[c] for c in a], "second": [names[c] for c in b]}
    marks = {"note_premier": given / CENTIEMES, "note_second": _smallest(sort, base, sought)}
    return pd.DataFrame(about | marks)


def cibles(sort: Sort) -> list[str]:
    """Name what each column of an array of orals is attached to: a unit, or a domain."""
    return list(DOMAINES) if sort.regime.oral_par == "domaine" else [u.code for u in sort.reglement.unites]


def oral_sets(sort: Sort) -> Iterator[tuple[int, ...]]:
    """Give every set of orals that the candidate may sit, as columns, the smallest first."""
    if not sort.autorise or not sort.regime.oral_par:
        return
    if sort.regime.oral_par == "domaine":
        both = range(len(DOMAINES))
        for size in range(1, len(DOMAINES) + 1):
            yield from combinations(both, size)
        return
    for one in allowed_choices(sort.deliberation.controle.choisissables, sort.reglement, sort.regime):
        columns = tuple(np.flatnonzero(one[0]).tolist())
        if columns:
            yield columns


def _smallest(sort: Sort, base: Ints, sought: Bools) -> Floats:
    """Give the smallest mark that admits when put where `sought` holds, beside the orals of `base`, points, shape (n,).

    Both of shape (n, `largeur`). By bisection on the hundredths, a mark having two decimals at most: a better oral mark
    never takes a diploma away, which a test verifies. Missing where 20 is not enough.
    """
    highest = sort.bareme.note_maximale
    low, high = np.full(len(base), -1), np.full(len(base), highest + 1)
    while (moving := high - low > 1).any():
        middle = (low + high) // 2
        enough = est_admis(sort.apres(np.where(sought, np.clip(middle, 0, highest)[:, np.newaxis], base)))
        low, high = np.where(moving & ~enough, middle, low), np.where(moving & enough, middle, high)
    found: Floats = np.where(high > highest, np.nan, high / CENTIEMES)
    return found
