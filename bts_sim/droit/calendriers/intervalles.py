"""Intervals of means that open the épreuves de contrôle: as a document writes them, and as the law sets them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bts_sim.droit.points import CENTIEMES, en_points
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.textes import en_centiemes, valeur


@dataclass(frozen=True)
class Intervalle:
    """An interval of means, on 20; `a` is None where it has no upper end."""

    de: Decimal
    de_compris: bool
    a: Decimal | None
    a_compris: bool

    def contient(self, moyenne: Decimal) -> bool:
        """Return whether the interval contains a mean."""
        above = moyenne > self.de or (self.de_compris and moyenne == self.de)
        return above and (self.a is None or moyenne < self.a or (self.a_compris and moyenne == self.a))

    def __str__(self) -> str:
        low = f"{'au moins' if self.de_compris else 'plus de'} {en_decimal(self.de)}"
        high = "" if self.a is None else f" et {'au plus' if self.a_compris else 'moins de'} {en_decimal(self.a)}"
        return low + high


def intervalles_de_la_loi(session: int) -> dict[str, Intervalle]:
    """Return the intervals of means that open the épreuves de contrôle in the law of a session, where it sets them."""
    regime = load_regime(valeur("regime", session))
    admission = Decimal(en_centiemes(valeur("seuil_admission", session))) / CENTIEMES
    found = {}
    if regime.seuil_general is not None:
        found["generale"] = Intervalle(Decimal(regime.seuil_general) / CENTIEMES, True, admission, False)
    if regime.seuil_professionnel is not None:
        found["professionnelle"] = Intervalle(Decimal(regime.seuil_professionnel) / CENTIEMES, True, None, False)
    return found


def temoin(a: Intervalle, b: Intervalle) -> Decimal | None:
    """Return a mean that only one of two intervals contains: an end of either, or a middle between two ends."""
    ends = sorted({Decimal(0), Decimal(20), *(end for one in (a, b) for end in (one.de, one.a) if end is not None)})
    middles = [(low + high) / 2 for low, high in pairwise(ends)]
    return next((m for m in (*middles, *ends) if a.contient(m) != b.contient(m)), None)


def en_decimal(value: Decimal) -> str:
    """Return a number as French writes it, without trailing zeros."""
    hundredths = value * CENTIEMES
    return en_points(int(hundredths)) if hundredths == int(hundredths) else f"{value.normalize():f}".replace(".", ",")
