"""The functions of the normal law, those of scipy to the bit: its own code is called, at its address."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import get_cython_function_address, intrinsic

from bts_sim.cohort.compiled.layout import Real, Whole
from bts_sim.cohort.compiled.machine import entry, inner, making
from bts_sim.droit.points import Floats, Ints

SCIPY = "scipy.special.cython_special"
#: scipy's quantile is a ratio of two polynomials between exp(-2) and its complement, and a ratio of two others, of the
#: logarithm, outside (S. L. Moshier, Cephes, ndtri.c); from the highest power, those below beginning with 1.
INSIDE = (
    -59.9633501014107895267,
    98.0010754185999661536,
    -56.6762857469070293439,
    13.9312609387279679503,
    -1.23916583867381258016,
)
UNDER_INSIDE = (
    1.0,
    1.95448858338141759834,
    4.67627912898881538453,
    86.3602421390890590575,
    -225.462687854119370527,
    200.260212380060660359,
    -82.0372256168333339912,
    15.9056225126211695515,
    -1.18331621121330003142,
)
OUTSIDE = (
    4.05544892305962419923,
    31.5251094599893866154,
    57.1628192246421288162,
    44.0805073893200834700,
    14.6849561928858024014,
    2.18663306850790267539,
    -0.140256079171354495875,
    -0.0350424626827848203418,
    -0.000857456785154685413611,
)
UNDER_OUTSIDE = (
    1.0,
    15.7799883256466749731,
    45.3907635128879210584,
    41.3172038254672030440,
    15.0425385692907503408,
    2.50464946208309415979,
    -0.142182922854787788574,
    -0.0380806407691578277194,
    -0.000933259480895457427372,
)
ROOT_OF_TWO_PI, EDGE = 2.50662827463100050242, 0.13533528323661269189
#: Numbers on which these ratios are compared with scipy before they are used; the least that 32 bits make.
TRIED, LEAST = 20_000, 2.0**-33


class Normal(NamedTuple):
    """The addresses of scipy's quantile and distribution function, and whether the ratios above are its own."""

    quantile: int
    distribution: int
    alike: bool


def _called_at(typing: Any, address: Any, x: Any) -> Any:
    """Return the value at x of a function of one number that Cython compiled."""

    def written(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number, flag = ir.DoubleType(), ir.IntType(32)
        function = builder.inttoptr(args[0], ir.FunctionType(number, [number, flag]).as_pointer())
        return builder.call(function, [args[1], ir.Constant(flag, 0)])

    return types.float64(types.int64, types.float64), written


called_at: Any = intrinsic(_called_at)


class Numbers(NamedTuple):
    """Uniform numbers, the normal ones found, and room for those outside the first ratio: where they are, and more."""

    uniform: Floats
    normal: Floats
    places: Ints
    outside: Floats
    roots: Floats


@making
def room_for(count: Whole) -> Numbers:
    """Return room for some numbers."""
    return Numbers(np.empty(count), np.zeros(count), np.empty(count, np.int64), np.empty(count), np.empty(count))


@inner
def make_normal(normal: Normal, count: Whole, numbers: Numbers) -> None:
    """Write the standard normal numbers of the first uniform ones: scipy's `ndtri`."""
    # The ratio inside is written for all, several at a time, and then corrected outside.
    for k in range(count):
        numbers.normal[k] = _inside(numbers.uniform[k])
    far: Whole = 0
    for k in range(count):
        numbers.places[far] = k
        far += np.int64(not normal.alike or not EDGE < numbers.uniform[k] <= 1.0 - EDGE)
    if normal.alike:
        _correct(far, numbers)
        return
    for k in numbers.places[:far]:
        numbers.normal[k] = called_at(normal.quantile, numbers.uniform[k])


@inner
def _correct(far: Whole, numbers: Numbers) -> None:
    """Write the ratio outside for the first `far` of `places`; only logarithms are taken one by one."""
    for k in range(far):
        number = numbers.uniform[numbers.places[k]]
        numbers.outside[k] = math.log(min(number, 1.0 - number))
    for k in range(far):
        numbers.roots[k] = math.sqrt(-2.0 * numbers.outside[k])
    for k in range(far):
        numbers.outside[k] = math.log(numbers.roots[k])
    for k in range(far):
        numbers.outside[k] = _outside(numbers.roots[k], numbers.outside[k])
    for k in range(far):
        place = numbers.places[k]
        numbers.normal[place] = numbers.outside[k] if numbers.uniform[place] > 0.5 else -numbers.outside[k]


@inner
def below(normal: Normal, x: Real) -> Real:
    """Return the probability of a standard normal number below x: scipy's `ndtr`."""
    return called_at(normal.distribution, x)


@inner
def _inside(number: Real) -> Real:
    y = number - 0.5
    square = y * y
    return (y + y * (square * _polynomial(square, INSIDE) / _polynomial(square, UNDER_INSIDE))) * ROOT_OF_TWO_PI


@inner
def _outside(root: Real, logarithm: Real) -> Real:
    z = 1.0 / root
    return (root - logarithm / root) - z * _polynomial(z, OUTSIDE) / _polynomial(z, UNDER_OUTSIDE)


@inner
def _polynomial(x: Real, powers: tuple[Real, ...]) -> Real:
    total = powers[0]
    for k in range(1, len(powers)):
        total = total * x + powers[k]
    return total


@entry
def quantiles(normal: Normal, numbers: Floats, found: Floats) -> None:
    """Write the standard normal numbers of uniform ones."""
    room = room_for(numbers.size)
    room.uniform[:] = numbers
    make_normal(normal, numbers.size, room)
    found[:] = room.normal


@entry
def chance_below(normal: Normal, x: Real) -> Real:
    """Return the probability of a standard normal number below x."""
    return below(normal, x)


@cache
def normal_law() -> Normal:
    """Return the functions to call. The ratios are used only if they are scipy's to the bit on this machine."""
    quantile, distribution = (get_cython_function_address(SCIPY, name) for name in ("ndtri", "__pyx_fuse_1ndtr"))
    numbers = np.concatenate([(np.arange(TRIED) + 0.5) / TRIED, np.geomspace(LEAST, EDGE, TRIED)])
    found = np.empty((2, numbers.size))
    for one, alike in zip(found, (True, False), strict=True):
        quantiles(Normal(quantile, distribution, alike), numbers, one)
    return Normal(quantile, distribution, np.array_equal(*found))
