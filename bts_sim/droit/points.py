"""Exact marks and means: integers until they are shown.

A mark is an integer number of hundredths of a point (12,5 is 1250), a coefficient an integer number of
hundredths (1,5 is 150). Both are what the texts write, without loss; floats would refuse candidates who
have exactly 10 (docs/decisions.md, D2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: Hundredths in one point, and in one unit of coefficient.
CENTIEMES = 100

#: Decimals shown for a mean: enough that, for coefficients adding up to 50 or less, no mean below a
#: threshold of the law is shown as equal to it.
DECIMALES = 4


@dataclass(frozen=True)
class Moyenne:
    """Weighted means of n candidates, each kept as a sum and its divisor and never divided before it is compared.

    `somme`: Σ mark × coefficient, shape (n,), in hundredths of a point × hundredths of a coefficient.
    `coefs`: Σ coefficients, shape (n,), in hundredths.
    """

    somme: Ints
    coefs: Ints

    @classmethod
    def ponderee(cls, notes: Ints, coefs: Ints) -> Moyenne:
        """Return the means of marks, hundredths, weighted by coefficients, hundredths, both of shape (n, u)."""
        return cls(total(notes, coefs), np.einsum("ij->i", coefs))

    def atteint(self, seuil: int) -> Bools:
        """Return for each candidate whether the mean is at least `seuil` (hundredths of a point), exactly."""
        return self.somme >= seuil * self.coefs

    def plus(self, gain: Ints) -> Moyenne:
        """Return the means after `gain` (same unit as `somme`) is added to the points, divisor unchanged."""
        return Moyenne(self.somme + gain, self.coefs)

    def remplacee(self, ou: Bools, autre: Moyenne) -> Moyenne:
        """Return the means of `autre` where `ou` holds, these elsewhere; both have the same divisors."""
        return Moyenne(np.where(ou, autre.somme, self.somme), self.coefs)

    def part(self, keep: Bools | Ints) -> Moyenne:
        """Return the means of some candidates."""
        return Moyenne(self.somme[keep], self.coefs[keep])

    def au_centieme(self) -> Moyenne:
        """Return the means rounded half up to two decimals, as means of the same divisor."""
        divisor = np.maximum(self.coefs, 1)
        return Moyenne((2 * self.somme + divisor) // (2 * divisor) * self.coefs, self.coefs)

    def tronquee(self) -> Moyenne:
        """Return the means cut to two decimals, as means of the same divisor."""
        return Moyenne(self.somme // np.maximum(self.coefs, 1) * self.coefs, self.coefs)

    def distinctes(self) -> tuple[Moyenne, Ints]:
        """Return each different mean once, and which of them each candidate has, shape (n,): few are many's."""
        coefs, which = np.unique(self.coefs, return_inverse=True)
        pairs, which = np.unique(self.somme * coefs.size + which, return_inverse=True)
        return Moyenne(pairs // coefs.size, coefs[pairs % coefs.size]), which

    def sur_20(self) -> Floats:
        """Return the means on 20 as floats: for display and statistics, never for a decision."""
        with np.errstate(invalid="ignore"):
            return self.somme / (self.coefs * CENTIEMES)

    def fractions(self) -> list[str]:
        """Return each mean as a reduced fraction, such as `205/22`, or `10` when it is whole."""
        denominators = self.coefs * CENTIEMES
        common = np.maximum(np.gcd(self.somme, denominators), 1)
        return [
            f"{a}/{b}" if b != 1 else f"{a}"
            for a, b in zip((self.somme // common).tolist(), (denominators // common).tolist(), strict=True)
        ]

    def decimales(self) -> list[str]:
        """Return each mean with a decimal comma and `DECIMALES` decimals, rounded half up; "" where there is none."""
        unit = 10**DECIMALES
        denominators = np.maximum(self.coefs * CENTIEMES, 1)
        rounded = (2 * unit * self.somme + denominators) // (2 * denominators)
        return [f"{q // unit},{q % unit:0{DECIMALES}d}" for q in rounded.tolist()]


def total(valeurs: Ints, poids: Ints | Bools) -> Ints:
    """Return the weighted sum of each candidate's values, shape (n,); the weights have shape (n, u) or (u,).

    Three times faster than a product and its sum along so short an axis.
    """
    somme: Ints = np.vecdot(valeurs, poids)
    return somme


def au_moins_une(unites: Bools) -> Bools:
    """Return who has at least one of the units, shape (n, u) → (n,); twice as fast as `any` along so short an axis."""
    une: Bools = np.vecdot(unites, unites)
    return une


def en_points(centiemes: int) -> str:
    """Return hundredths as a French reader writes points: 1250 is `12,5`, 800 is `8`."""
    whole, rest = divmod(centiemes, CENTIEMES)
    return f"{whole},{rest:02d}".rstrip("0") if rest else f"{whole}"
