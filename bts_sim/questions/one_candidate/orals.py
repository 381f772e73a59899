"""What one candidate must bring back from the orals, to the hundredth: the jury itself decides on every mark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from bts_sim.cohort.choices import allowed_choices
from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.questions.one_candidate.tables import Verdict, est_admis

#: Marks of the first oral at which the frontier is drawn, hundredths: a quarter of a point apart.
PAS = CENTIEMES // 4


def needed_marks(verdict: Verdict) -> pd.DataFrame:
    """Give the smallest mark that admits when given at every oral of a set, for each set that the law allows.

    Columns: `regime`, `oraux` (units or domains, joined by commas), `nombre`, `note` (points on 20, a hundredth being
    the smallest step; missing where 20 is not enough). The orals typed are left aside; no row for who may not sit.
    """
    sets, names = list(oral_sets(verdict)), cibles(verdict)
    base, sought = verdict.sans_oral(len(sets)), np.zeros((len(sets), verdict.largeur), dtype=bool)
    for row, columns in enumerate(sets):
        sought[row, list(columns)] = True
    about = {"regime": verdict.regime.nom, "oraux": [",".join(names[c] for c in columns) for columns in sets]}
    return pd.DataFrame(about | {"nombre": list(map(len, sets)), "note": _smallest(verdict, base, sought)})


def frontier(verdict: Verdict, pas: int = PAS) -> pd.DataFrame:
    """Give, for each pair of orals allowed and each mark of the first, the smallest mark of the second that admits.

    Columns: `regime`, `premier`, `second` (units or domains), `note_premier` (points, every `pas` hundredths) and
    `note_second` (points, to the hundredth; missing where 20 is not enough). The orals typed are left aside.
    """
    first = np.append(np.arange(0, verdict.bareme.note_maximale, pas), verdict.bareme.note_maximale)
    names, pairs = cibles(verdict), [columns for columns in oral_sets(verdict) if len(columns) == 2]
    who, given = np.repeat(np.arange(len(pairs)), first.size), np.tile(first, len(pairs))
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2)[who].T
    base, sought = verdict.sans_oral(who.size), np.zeros((who.size, verdict.largeur), dtype=bool)
    base[np.arange(who.size), a], sought[np.arange(who.size), b] = given, True
    about = {"regime": verdict.regime.nom, "premier": [names[c] for c in a], "second": [names[c] for c in b]}
    marks = {"note_premier": given / CENTIEMES, "note_second": _smallest(verdict, base, sought)}
    return pd.DataFrame(about | marks)


def cibles(verdict: Verdict) -> list[str]:
    """Name what each column of an array of orals is attached to: a unit, or a domain."""
    return list(DOMAINES) if verdict.regime.oral_par == "domaine" else [u.code for u in verdict.reglement.unites]


def oral_sets(verdict: Verdict) -> Iterator[tuple[int, ...]]:
    """Give every set of orals that the candidate may sit, as columns, the smallest first."""
    if not verdict.autorise or not verdict.regime.oral_par:
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


def _smallest(verdict: Verdict, base: Ints, sought: Bools) -> Floats:
    """Give the smallest mark that admits when put where `sought` holds, beside the orals of `base`, points, shape (n,).

    Both of shape (n, `largeur`). By bisection on the hundredths, a mark having two decimals at most: a better oral mark
    never takes a diploma away, which a test verifies. Missing where 20 is not enough.
    """
    highest = verdict.bareme.note_maximale
    low, high = np.full(len(base), -1), np.full(len(base), highest + 1)
    while (moving := high - low > 1).any():
        middle = (low + high) // 2
        enough = est_admis(verdict.apres(np.where(sought, np.clip(middle, 0, highest)[:, np.newaxis], base)))
        low, high = np.where(moving & ~enough, middle, low), np.where(moving & enough, middle, high)
    found: Floats = np.where(high > highest, np.nan, high / CENTIEMES)
    return found
