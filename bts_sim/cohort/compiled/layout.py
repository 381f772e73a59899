"""The arrays that compiled functions read and write. A set of units is a number whose bits are the units, by rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import Bools, Floats, Ints

#: In compiled code a number has the width of the array from which it comes: the compiler checks it, and not mypy.
Whole = Any
Real = Any

#: The bits of `Candidates.said`.
PRESENT, WOMAN, PRIVATE, REPEATS, UNFINISHED, UNFAVOURABLE = 1, 2, 4, 8, 16, 32

#: What `Candidates` has unit by unit.
OF_UNITS: Any = {
    **dict.fromkeys(("latent", "marks", "before"), np.float64),
    "counts": np.int16,
    "lifted": np.uint8,
}
NO_UNITS = {name: np.empty((0, 0), kind) for name, kind in OF_UNITS.items()}
#: What `Candidates` has once for each of them, abilities apart.
OF_EACH: Any = {
    "rank": np.uint32,
    **dict.fromkeys(("voie", "origin", "academy", "said"), np.uint8),
    **dict.fromkeys(("mean_before", "option"), np.float64),
    **dict.fromkeys(("option_coef", "coefs", "barred", "exempt", "kept"), np.int32),
}


class Units(NamedTuple):
    """The règlements of s specialties of up to u units: `coefs`, and their `shares` of the whole, shape (s, u).

    `kept_coefs`: the same coefficients on 16 bits. `sizes`: their number of units, shape (s,). Sets of units:
    `professional`, `general`, `first_professional`, shape (s,); `ponctuelle`, outside schools then in schools, shape
    (2, s). `options`: number of facultative units, shape (s,), and their multipliers, `option_coefs`, shape (s, f).
    """

    coefs: Ints
    kept_coefs: NDArray[np.int16]
    shares: Floats
    sizes: Ints
    professional: Ints
    general: Ints
    first_professional: Ints
    ponctuelle: Ints
    options: Ints
    option_coefs: Ints


class Shares(NamedTuple):
    """Bounds of the numbers that choose who a candidate is, as `cohort.people` has them.

    `specialty`: shape (s,), empty where candidates are counted. `voie`: shape (s, v - 1). `private`: shape (s,).
    `places`: rank of the place of a voie, shape (v, 2). `origin`: by specialty and place, shape (s × k, 3). `women`:
    the same by origin, shape (s × k × 4,). `academy`: by sector, shape (2, a - 1). `academies`: their number.
    """

    specialty: Floats
    voie: Floats
    private: Floats
    places: Ints
    origin: Floats
    women: Floats
    academy: Floats
    academies: int


class Kinds(NamedTuple):
    """What voies and specialties are: `school`, `as_school`, `adult`, shape (v,); `production`, shape (s,)."""

    school: Bools
    as_school: Bools
    adult: Bools
    production: Bools


class Odds(NamedTuple):
    """Words below which each thing happens to a candidate, or to one of the candidate's units."""

    away: int
    dossier: int
    exempt: int
    unfinished: int
    favourable: int
    repeats: int
    lifted: int
    absent: int
    justified: int
    kept: int
    option: int


class Effects(NamedTuple):
    """What moves an ability, in points; standard deviations for those that multiply a normal number.

    `level`: by domain, shape (2,). `voie`: shape (v,). `women`: by sector, shape (2,). `origin`: shape (4, 2).
    `specialty`: shape (s,). `academy`: shape (a,). `difficulty`: shape (s, u). `domain`: shape (2,).
    """

    level: Floats
    voie: Floats
    women: Floats
    private: float
    production: float
    origin: Floats
    specialty: Floats
    academy: Floats
    difficulty: Floats
    common: float
    domain: Floats
    unit: float
    marker: float
    ccf: float


class Streams(NamedTuple):
    """The seed and the names of the streams of luck; `units`: shape (u,); `options`: of facultatives, shape (f,)."""

    seed: np.uint64
    candidate: np.uint64
    ability: np.uint64
    units: NDArray[np.uint64]
    options: NDArray[np.uint64]


class Grid(NamedTuple):
    """How marks are rounded, and what a former session asks, in hundredths; `failing`: a mean, in points."""

    step: int
    scale: float
    kept: int
    failing: float


class Candidates(NamedTuple):
    """n candidates before their level. `rank`: of their specialty; `voie`, `origin`, `academy`, `said`: shape (n,).

    `domain`: ability, points, shape (n, 2). Of shape (n, u): `latent`, the same unit by unit; `marks`, before the
    level; `before`, those of a former session; `counts`, the coefficient of a unit that has a mark of this session, or
    0; `lifted`, 1 where a mark just under 10 is. Of shape (n,): `mean_before`; `coefs`, the sum of coefficients less
    the exempt ones; `option`, the mark at a facultative before the level, and its multiplier `option_coef`, 0 for none;
    sets of units: `barred` (AB or NV), `exempt`, `kept` (a mark may be).
    """

    rank: NDArray[np.uint32]
    voie: NDArray[np.uint8]
    origin: NDArray[np.uint8]
    academy: NDArray[np.uint8]
    said: NDArray[np.uint8]
    domain: Floats
    latent: Floats
    marks: Floats
    before: Floats
    counts: NDArray[np.int16]
    lifted: NDArray[np.uint8]
    mean_before: Floats
    option: Floats
    option_coef: NDArray[np.int32]
    coefs: NDArray[np.int32]
    barred: NDArray[np.int32]
    exempt: NDArray[np.int32]
    kept: NDArray[np.int32]

    @classmethod
    def of(cls, n: int, units: int, of_units: Mapping[str, Any] | None = None) -> Candidates:
        """Return n candidates who are still unknown; `of_units`: arrays of their units to write over."""
        of_each = {name: np.zeros(n, dtype=kind) for name, kind in OF_EACH.items()}
        of_units = of_units or {name: np.empty((n, units), dtype=kind) for name, kind in OF_UNITS.items()}
        return cls(domain=np.empty((n, 2)), **of_each, **of_units)

    def of_units(self) -> dict[str, Any]:
        """Return the arrays of their units, nine tenths of the bytes, which only drawing and judging need."""
        return {name: getattr(self, name) for name in OF_UNITS}

    def without_units(self) -> Candidates:
        """Return them without these arrays."""
        return self._replace(**NO_UNITS)


class Law(NamedTuple):
    """The rules of r regimes, by number (`rules.py`), shape (r,), and sets of units by regime, shape (r, s).

    `option_floor`: the mark above which a facultative counts; whether its points count for the access, `options_open`,
    and after the orals, `options_stay`.
    """

    access: Ints
    replacement: Ints
    floor: Ints
    professional_floor: Ints
    admission: Ints
    option_floor: Ints
    options_open: Bools
    options_stay: Bools
    orals: Ints
    rounding: Ints
    on_opinion: Bools
    any_discipline: Bools
    one_language: Bools
    absence_eliminates: Bools
    equal_weights: Bools
    kept_apart: Bools
    professional: Ints
    general: Ints
    open: Ints
    languages: Ints


class OralMarks(NamedTuple):
    """How oral marks are drawn: `part` of a unit's own level, `advantage`, `spread`, points; `away`, from 0 to 1."""

    part: float
    advantage: float
    spread: float
    away: float


class Judged(NamedTuple):
    """The results of n candidates: `total`, points under the first regime asked for, shape (n,); the rest by regime.

    Of shape (r, n): `decision`, of the first group; `authorised`, to sit the épreuves de contrôle; `admission`, the
    chance of the diploma.
    """

    total: NDArray[np.int32]
    decision: NDArray[np.uint8]
    authorised: Bools
    admission: Floats

    @classmethod
    def of(cls, n: int, regimes: int) -> Judged:
        """Return the results of n candidates before they are judged."""
        shape = regimes, n
        return cls(np.zeros(n, np.int32), np.zeros(shape, np.uint8), np.zeros(shape, np.bool_), np.zeros(shape))
