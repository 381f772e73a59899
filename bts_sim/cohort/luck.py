"""The only luck of the project: a uniform number per (seed, named stream, candidate).

A candidate's number depends on nothing else: not on the number of candidates, their order, the other streams, chunks or
workers. Philox is a function of a key and a counter; the key is the seed and the name of the stream, the counter the
candidate.
"""

from __future__ import annotations

import functools
import hashlib

import numpy as np

from bts_sim.droit.points import Floats, Ints

#: Number of 64-bit words that Philox makes per value of its counter.
WORDS = 4
#: Bits of a float64 mantissa: the part of a word that makes a uniform number.
MANTISSA = 53
#: Numbers made at a time.
PIECE = 2**14
#: Bytes of streams kept in memory. A national session needs half of it; a larger cohort computes streams again.
REMEMBERED = 2**29


def uniform(seed: int, flows: str, first: int, count: int) -> Floats:
    """Return the numbers in (0, 1) of candidates `first` to `first + count - 1` in a stream, shape (count,)."""
    name = int.from_bytes(hashlib.sha256(flows.encode()).digest()[:8], "little")
    philox = np.random.Philox(key=np.array([seed, name], dtype=np.uint64))
    block, offset = divmod(first, WORDS)
    philox.advance(block)
    philox.random_raw(offset)
    numbers = np.empty(count)
    # Piece by piece, so that all the work stays in the cache of the processor.
    for start in range(0, count, PIECE):
        piece = numbers[start : start + PIECE]
        words = philox.random_raw(piece.size) >> np.uint64(64 - MANTISSA)
        np.multiply(words + 0.5, 2.0**-MANTISSA, out=piece)
    return numbers


@functools.lru_cache(maxsize=4096)
def normal_of(seed: int, flows: str) -> float:
    """Return the one standard normal number of a stream without candidates: that of a specialty or an académie."""
    from scipy.special import ndtri

    return float(ndtri(uniform(seed, flows, 0, 1)[0]))


class Luck:
    """The luck of n candidates from number `first` on, under one seed; a stream is made when it is first used."""

    def __init__(self, seed: int, n: int, first: int = 0) -> None:
        self.seed, self.n, self.first = seed, n, first
        self._streams: dict[str, Floats] = {}

    def uniform(self, flows: str, candidats: Ints | None = None) -> Floats:
        """Return the uniform numbers of these candidates in a stream; those of all candidates by default."""
        stream = self._stream(flows)
        return stream if candidats is None else stream[candidats - self.first]

    def _stream(self, flows: str) -> Floats:
        if flows not in self._streams:
            while self._streams and (len(self._streams) + 1) * 8 * self.n > REMEMBERED:
                del self._streams[next(iter(self._streams))]
            self._streams[flows] = uniform(self.seed, flows, self.first, self.n)
        return self._streams[flows]

    def normal(self, flows: str, candidats: Ints | None = None) -> Floats:
        """Return standard normal numbers, by the inverse of the distribution function: same luck, same rank."""
        from scipy.special import ndtri

        numbers: Floats = ndtri(self.uniform(flows, candidats))
        return numbers
