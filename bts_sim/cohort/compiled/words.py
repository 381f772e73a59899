"""The words of luck of one candidate, those of `cohort.luck`: numpy's Philox, at the counter of the candidate."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from bts_sim.cohort.compiled.layout import Real, Whole
from bts_sim.cohort.compiled.machine import inner
from bts_sim.cohort.luck import BITS
from bts_sim.droit.points import Ints

#: The constants of Philox 4 × 64 (Salmon et al., 2011): multipliers, then what the two halves of the key grow by.
MULTIPLIERS = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
WEYL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
ROUNDS = 10
LOW, HALF, ONE, ZERO = np.uint64(2**BITS - 1), np.uint64(BITS), np.uint64(1), np.uint64(0)
TO_UNIT = 2.0**-BITS


def _product(typing: Any, a: Any, b: Any) -> Any:
    """Return the high and low words of the product of two words of 64 bits."""
    signature = types.UniTuple(types.uint64, 2)(types.uint64, types.uint64)

    def written(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        wide = ir.IntType(128)
        whole = builder.mul(builder.zext(words[0], wide), builder.zext(words[1], wide))
        high = builder.trunc(builder.lshr(whole, ir.Constant(wide, 64)), ir.IntType(64))
        return context.make_tuple(builder, signature.return_type, (high, builder.trunc(whole, ir.IntType(64))))

    return signature, written


product: Any = intrinsic(_product)


@inner
def words_of(seed: Whole, stream: Whole, candidate: Whole, words: Ints) -> None:
    """Write the eight words of 32 bits of a candidate in a stream."""
    a, b, c, d = np.uint64(candidate) + ONE, ZERO, ZERO, ZERO
    first, second = seed, stream
    for _ in range(ROUNDS):
        high_a, low_a = product(MULTIPLIERS[0], a)
        high_c, low_c = product(MULTIPLIERS[1], c)
        a, b, c, d = high_c ^ b ^ first, low_c, high_a ^ d ^ second, low_a
        first, second = first + WEYL[0], second + WEYL[1]
    for k, word in enumerate((a, b, c, d)):
        words[2 * k], words[2 * k + 1] = np.int64(word & LOW), np.int64(word >> HALF)


@inner
def in_unit(word: Whole) -> Real:
    """Return a word as a uniform number in (0, 1)."""
    return (np.float64(word) + 0.5) * TO_UNIT
