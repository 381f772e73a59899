"""Words and numbers of one candidate's pages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from bts_sim.display.labels import DECISIONS, hundredths, trimmed, written_number
from bts_sim.droit.points import CENTIEMES, DECIMALES
from bts_sim.language import N_, Labels, _, _n

#: A decision is told by a sign too, never by its colour alone.
SIGNS = {"admis": "✓", "admis_apres_controle": "✓", "refuse": "✗", "elimine": "✗"}
WAITING = "…"
ACCES = Labels({"oui": N_("autorisé"), "non": N_("non autorisé")})
DOMAINES = Labels({"general": N_("oral général"), "professionnel": N_("oral professionnel")})
#: Marks of orals are given by half points; the law itself allows hundredths.
HALF_POINT = CENTIEMES // 2
NOTHING = "—"


def decision(code: str) -> str:
    """Give a decision with its sign."""
    return f"{SIGNS.get(code, WAITING)} {DECISIONS[code]}"


def exact(fraction: str) -> str:
    """Write an exact fraction as a decimal, and the fraction beside it where the decimal is not exact."""
    if not fraction:
        return NOTHING
    value = Fraction(fraction)
    shown = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(-DECIMALES), ROUND_HALF_UP
    )
    text = trimmed(written_number(f"{shown:f}".replace(".", ",")))
    return text if Fraction(shown) == value else f"{text} ({fraction})"


def note(points: float) -> str:
    """Write a mark of hundredths; that 20 is not enough where it is missing."""
    return _("même 20 ne suffit pas") if np.isnan(points) else hundredths(round(points * CENTIEMES))


def half_point(points: float) -> str:
    """Write the smallest mark by half points that is enough."""
    if np.isnan(points):
        return NOTHING
    return hundredths(-(-round(points * CENTIEMES) // HALF_POINT) * HALF_POINT)


def oraux(targets: str) -> str:
    """Name some orals, units or domains joined by commas."""
    return " + ".join(DOMAINES.get(one) or one for one in targets.split(","))


def off_step(number: int) -> str:
    """Say how many marks are neither whole nor half points; empty for none."""
    one = N_("{n} note n'est ni entière ni à un demi-point (arrêté du 24 juillet 1997), jugée telle quelle.")
    more = N_("{n} notes ne sont ni entières ni à un demi-point (arrêté du 24 juillet 1997), jugées telles quelles.")
    return _(_n(one, more, number)).format(n=number) if number else ""


def provisional(typed: int, attendus: int) -> str:
    """Say what stands for the orals that are not typed; empty where nothing is missing."""
    missing = attendus - typed
    if not attendus or not typed or missing <= 0:
        return ""
    one = N_("{n} oral sur {attendus} n'est pas saisi : sa première note reste.")
    more = N_("{n} oraux sur {attendus} ne sont pas saisis : les premières notes restent.")
    return _(_n(one, more, missing)).format(n=missing, attendus=attendus)
