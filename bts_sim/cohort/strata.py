"""The candidates of a draw spread over the specialties, so that each one that is told has enough of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bts_sim.cohort.describe import Cohort
from bts_sim.droit.points import Ints

#: Candidates that a specialty told on its own has at least, in a draw that has room for them.
LEAST = 100
#: Parts of a whole, to which shares are rounded before they are shared out exactly.
PARTS = 2**40


def spread_over_specialties(cohorte: Cohort) -> Cohort:
    """Return a cohort whose candidates are counted by specialty, none of those that are told having too few.

    A candidate then weighs its specialty's share over its part of the candidates, so that totals are those of the
    shares. A cohort of too few candidates for that has its specialties drawn, and all its candidates weigh the same.
    Real candidates are those they are.
    """
    told, n = set(cohorte.with_reglement), cohorte.candidats
    if cohorte.held or n < 2 * len(cohorte.specialites):
        return cohorte
    # Three candidates in five at most go where the shares alone might not send them.
    least = min(LEAST, 3 * n // (5 * max(len(told), 1)))
    floors = {code: least if code in told else 1 for code in cohorte.specialites}
    return replace(cohorte, counts=spread(cohorte.specialites, floors, n))


def spread(shares: Mapping[str, float], floors: Mapping[str, int], n: int) -> dict[str, int]:
    """Return n candidates counted by specialty, in proportion to the shares but for those that have their floor."""
    low: set[str] = set()
    while True:
        left = n - sum(floors[code] for code in low)
        whole = sum(share for code, share in shares.items() if code not in low)
        under = {code for code in shares if code not in low and left * shares[code] < floors[code] * whole}
        if not under:
            break
        low |= under
    others = [code for code in shares if code not in low]
    counted = share_out(np.array([round(PARTS * shares[code]) for code in others], dtype=np.int64), left).tolist()
    found = {code: floors[code] for code in low} | dict(zip(others, counted, strict=True))
    return {code: found[code] for code in shares}


def share_out(weights: Ints, total: int) -> Ints:
    """Return a total shared in proportion to some whole weights, as integers that add up to it, shape (k,).

    The largest remainders receive the rest, the first of equal ones. If all weights are zero, so are the shares.
    Source: M. L. Balinski and H. P. Young, Fair Representation (1982), the method of Hamilton.
    """
    whole = int(weights.sum())
    if not whole:
        return np.zeros(len(weights), dtype=np.int64)
    share, remainder = np.divmod(weights.astype(np.int64) * total, whole)
    share[np.argsort(-remainder, kind="stable")[: total - int(share.sum())]] += 1
    return share


def interleaved(counts: Mapping[str, int]) -> Ints:
    """Return the specialty of each candidate, as its rank, shape (n,): any first candidates are spread alike."""
    return _interleaved(tuple(counts.values()))


@functools.lru_cache(maxsize=4)
def _interleaved(counts: tuple[int, ...]) -> Ints:
    sizes = np.array(counts)
    ranks = np.repeat(np.arange(sizes.size), sizes)
    places = np.concatenate([(np.arange(size) + 0.5) / size for size in counts])
    order: Ints = ranks[np.argsort(places, kind="stable")]
    # The draws of the parameters share it.
    order.flags.writeable = False
    return order
