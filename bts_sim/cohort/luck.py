"""The only luck of the project: uniform numbers per (seed, named stream, candidate).

A candidate's numbers depend on nothing else: not on the number of candidates, their order, the other streams, chunks or
workers. Philox is a function of a key and a counter; the key is the seed and the name of the stream. A stream of single
numbers counts four candidates at a time; in a stream of bundles the counter is the candidate, who has eight numbers.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import Bools, Floats, Ints

#: Number of 64-bit words that Philox makes per value of its counter.
WORDS = 4
#: Bits of a float64 mantissa: the part of a word that makes a single uniform number.
MANTISSA = 53
#: Numbers that a candidate has in a bundle, and the bits of each: two numbers per word.
BUNDLED, BITS = 8, 32
#: Numbers made at a time.
PIECE = 2**14
#: Bytes of streams kept in memory. A national session needs half of it; a larger cohort computes streams again.
REMEMBERED = 2**29

#: What each number of a bundle decides: about a candidate, the candidate's abilities, one unit, one oral, one
#: facultative.
WHO = (
    "specialite",
    "voie",
    "origine",
    "sexe",
    "etablissement",
    "absence_a_l_examen",
    "dossier",
    "dispense",
)
ABILITY = (
    "commune",
    "general",
    "professionnel",
    "forme_progressive",
    "avis_du_jury",
    "redoublement",
    "academie",
    "points_de_jury",
)
OF_UNIT = (
    "aptitude",
    "correcteur",
    "tassement",
    "absence",
    "justification",
    "conservation",
    "correcteur_precedent",
)
OF_ORAL = ("examinateur", "absence")
OF_FACULTATIVE = ("aptitude", "correcteur", "presentee", "choix")


@functools.lru_cache(maxsize=4096)
def stream_key(stream: str) -> int:
    """Return the part of a key of Philox that stands for the name of a stream, of 64 bits."""
    return int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "little")


class _Generator(threading.local):
    """A generator for each thread, moved from stream to stream: making one costs more than most streams do."""

    def __init__(self) -> None:
        self.philox = np.random.Philox(key=np.zeros(2, dtype=np.uint64))
        self.state = self.philox.state


_GENERATOR = _Generator()


def philox(seed: int, stream: str, counter: int = 0) -> np.random.Philox:
    """Return the generator of a stream, at a value of its counter; to be read before another stream is asked for."""
    state = _GENERATOR.state
    # Written over: making these arrays anew would take as long as the rest.
    state["state"]["counter"][0] = counter
    state["state"]["key"][:] = seed, stream_key(stream)
    _GENERATOR.philox.state = state
    return _GENERATOR.philox


def uniform(seed: int, stream: str, first: int, count: int) -> Floats:
    """Return the numbers in (0, 1) of candidates `first` to `first + count - 1` in a stream, shape (count,)."""
    block, offset = divmod(first, WORDS)
    generator = philox(seed, stream, block)
    generator.random_raw(offset)
    numbers = np.empty(count)
    # Piece by piece, so that all the work stays in the cache of the processor.
    for start in range(0, count, PIECE):
        piece = numbers[start : start + PIECE]
        words = generator.random_raw(piece.size) >> np.uint64(64 - MANTISSA)
        np.multiply(words + 0.5, 2.0**-MANTISSA, out=piece)
    return numbers


def word_bundle(seed: int, stream: str, first: int, count: int) -> NDArray[np.uint32]:
    """Return the eight words of 32 bits of candidates `first` to `first + count - 1`, shape (count, 8)."""
    words = philox(seed, stream, first).random_raw(WORDS * count)
    # Little-endian on every machine: the low half of a word comes first.
    halves: NDArray[np.uint32] = words.astype("<u8", copy=False).view("<u4").reshape(count, BUNDLED)
    return halves


def in_unit_interval(words: NDArray[np.uint32]) -> Floats:
    """Return words of 32 bits as uniform numbers in (0, 1), in the same shape."""
    numbers = np.add(words, 0.5, dtype=np.float64)
    numbers *= 2.0**-BITS
    return numbers


def words_below(percent: float | Floats) -> Ints:
    """Return the number of words of 32 bits whose uniform number is below a percentage: the least ones; () or (n,)."""
    words: Ints = np.maximum(np.ceil(np.asarray(percent) / 100 * 2.0**BITS - 0.5), 0).astype(np.int64)
    return words


def normal_of_uniform(numbers: Floats) -> Floats:
    """Return standard normal numbers, by the inverse of the distribution function: same luck, same rank."""
    from scipy.special import ndtri

    found: Floats = ndtri(numbers)
    return found


@functools.lru_cache(maxsize=4096)
def normal_of(seed: int, stream: str) -> float:
    """Return the one standard normal number of a stream without candidates, such as that of an académie."""
    return float(normal_of_uniform(uniform(seed, stream, 0, 1))[0])


def bundles_by_rank(seed: int, stream: str, rows: int, columns: int) -> NDArray[np.uint32]:
    """Return words in which a row and a column have the same one whatever the size, shape (r, c)."""
    bundles = range(-(-columns // BUNDLED))
    words = [word_bundle(seed, f"{stream}.{k}", 0, rows) for k in bundles]
    return (words[0] if len(words) == 1 else np.hstack(words))[:, :columns]


def normals_by_rank(seed: int, stream: str, rows: int, columns: int) -> Floats:
    """Return standard normal numbers in which a row and a column have the same one whatever the size, shape (r, c)."""
    return normal_of_uniform(in_unit_interval(bundles_by_rank(seed, stream, rows, columns)))


def normals_of_draws(seeds: Sequence[int], stream: str, ranks: Ints, existing: Bools) -> Floats:
    """Return the normal numbers of some ranks under each seed, shape (d, s, u), 0 where there is none to draw.

    They are those of `normals_by_rank`. `ranks`: of each row, shape (s,). `existing`: where there
    is one, shape (d, s, u).
    """
    rows, columns = int(ranks.max()) + 1, existing.shape[-1]
    words = np.stack([bundles_by_rank(seed, stream, rows, columns)[ranks] for seed in seeds])
    found = np.zeros(existing.shape)
    found[existing] = normal_of_uniform(in_unit_interval(words[existing]))
    return found


@dataclass(frozen=True)
class Numbers:
    """The numbers of n candidates in a bundle, by name; `words`: shape (n, 8), or (u, n, 8) for u units.

    A number is turned into a float only where it is used: most only have to be compared with a probability.
    """

    names: Sequence[str]
    words: NDArray[np.uint32]

    def _of(self, name: str) -> NDArray[np.uint32]:
        # Candidates come first, whether or not there are units.
        return self.words[..., self.names.index(name)].T

    def uniform(self, name: str, rows: Any = ...) -> Floats:
        """Return the uniform numbers of a name, shape (n,) or (n, u), or those of some rows only."""
        return in_unit_interval(np.ascontiguousarray(self._of(name)[rows]))

    def normal(self, name: str, rows: Any = ...) -> Floats:
        """Return the standard normal numbers of a name, shape (n,) or (n, u), or those of some rows only."""
        return normal_of_uniform(self.uniform(name, rows))

    def below(self, name: str, percent: float | Floats, rows: Any = ...) -> Bools:
        """Return where the uniform number of a name is below a percentage, shape (n,) or (n, u).

        `percent`: one for all, or that of each of these candidates, shape (n, 1).
        """
        words = np.ascontiguousarray(self._of(name)[rows])
        if np.ndim(percent):
            each: Bools = np.less(words, words_below(percent).reshape(-1, *[1] * (words.ndim - 1)))
            return each
        limit = int(words_below(percent))
        if limit >= 2**BITS:
            return np.ones(words.shape, dtype=bool)
        below: Bools = np.less(words, np.uint32(limit))
        return below


class Luck:
    """The luck of n candidates from number `first` on, under one seed; a stream is made when it is first used.

    With `others`, as many candidates have their luck under each of these seeds, and are numbered after.
    """

    def __init__(self, seed: int, n: int, first: int = 0, others: Sequence[int] = ()) -> None:
        self.seeds, self.n, self.first = (seed, *others), n, first
        self._streams: dict[tuple[Any, ...], NDArray[Any]] = {}
        self._bytes = 0

    def named(self, stream: str) -> str:
        """Return the name of a stream under this luck."""
        return stream

    def uniform(self, stream: str, candidats: Ints | None = None) -> Floats:
        """Return the uniform numbers of these candidates in a stream of single numbers; of all by default."""
        numbers: Floats = self._numbers(uniform, stream, candidats)
        return numbers

    def normal(self, stream: str, candidats: Ints | None = None) -> Floats:
        """Return standard normal numbers of these candidates in a stream of single numbers."""
        return normal_of_uniform(self.uniform(stream, candidats))

    def numbers(self, stream: str, names: Sequence[str], candidats: Ints | None = None) -> Numbers:
        """Return the bundle of these candidates in a stream; of all by default."""
        return Numbers(names, self._numbers(word_bundle, stream, candidats))

    def of_units(self, stream: str, units: int, names: Sequence[str], candidats: Ints | None = None) -> Numbers:
        """Return the bundles of these candidates in the streams of as many units, by their rank in the règlement."""
        return Numbers(names, np.stack([self._numbers(word_bundle, f"{stream}.{k}", candidats) for k in range(units)]))

    def shared(self, streams: Sequence[str], which: Ints, numbers: Ints, columns: int, ranks: int | Ints = 0) -> Floats:
        """Return the standard normal numbers of what candidates share, such as a jury, shape (m, columns).

        `streams`: the streams of what they share, one of which (`which`) each candidate has, shape (m,). `numbers`: the
        number there of what each of them shares, shape (m,). `ranks`: the rank of their seed, shape (m,).
        """
        if not which.size:
            return np.zeros((0, columns))
        both, place = np.unique(which * len(self.seeds) + ranks, return_inverse=True)
        counts = np.zeros(both.size, dtype=np.int64)
        np.maximum.at(counts, place, numbers + 1)
        words = [
            self._by_rank(streams[one // len(self.seeds)], self.seeds[one % len(self.seeds)], count, columns)
            for one, count in zip(both.tolist(), counts.tolist(), strict=True)
        ]
        first = np.cumsum([0, *map(len, words)])
        found: Floats = normal_of_uniform(in_unit_interval(np.concatenate(words)))[first[place] + numbers]
        return found

    def _by_rank(self, stream: str, seed: int, rows: int, columns: int) -> NDArray[np.uint32]:
        """Return the words of at least so many rows of what candidates share in a stream under a seed."""
        key = bundles_by_rank, f"{self.named(stream)}.{columns}", seed
        if key not in self._streams or len(self._streams[key]) < rows:
            self._keep(key, bundles_by_rank(seed, self.named(stream), rows, columns))
        return self._streams[key]

    def _numbers(self, made: Any, stream: str, candidats: Ints | None) -> Any:
        key = made, self.named(stream)
        if key not in self._streams:
            self._keep(key, self._of_each_seed(made, key[1], self.first, self.n))
        numbers = self._streams[key]
        return numbers if candidats is None else numbers[candidats - self.first]

    def _of_each_seed(self, made: Any, stream: str, *shape: int) -> NDArray[Any]:
        """Return what is made of a stream under each seed, one after the other."""
        found: list[NDArray[Any]] = [made(seed, stream, *shape) for seed in self.seeds]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _keep(self, key: tuple[Any, ...], numbers: NDArray[Any]) -> None:
        """Keep a stream, in the place of the oldest ones where there are too many."""
        while self._streams and self._bytes + numbers.nbytes > REMEMBERED:
            self._bytes -= self._streams.pop(next(iter(self._streams))).nbytes
        self._bytes += numbers.nbytes - (self._streams[key].nbytes if key in self._streams else 0)
        self._streams[key] = numbers
