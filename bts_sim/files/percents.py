"""Refuse a fraction given for a percent, or a percent given for a share of 1, and name the number that is meant."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from numbers import Real

from bts_sim.errors import Fault, InputError, Refusal

FRACTION = "une fraction, là où il faut un pourcent"
PERCENT = "un pourcent, là où il faut une part de 0 à 1"


def check_percent(value: float, low: float = 0.0, high: float = 100.0, *, in_yaml: bool = False) -> float:
    """Return a percent unchanged. Raises Refusal for a value that can only be a fraction of 1, such as 0.745 for 74.5.

    `low`, `high`: the remedy names the percent meant only if it is between them. `in_yaml`: write it as YAML does.
    """
    if not 0 < value <= 1:
        return value
    if value == 1:
        raise Refusal(FRACTION, "1 % ou 100 % ? donner un nombre de pourcents plus grand que 1, comme 74,5")
    meant = Decimal(str(value)) * 100
    if not low <= meant <= high:
        raise Refusal(FRACTION, f"un nombre de pourcents, de {_said(low)} à {_said(high)}")
    raise Refusal(FRACTION, f"en pourcent : {_said(meant)} ?{_pointed(meant) if in_yaml else ''}")


def check_rate(name: str, value: float, where: str = "cohorte") -> None:
    """Refuse a rate that is not a percent: a fraction, 0, 100, or a value outside of them. Raises InputError."""
    refuse(name, value, where, lambda: 0 < value < 100, "un taux en pourcent, entre 0 et 100 exclus, comme 74,5")


def refuse(name: str, value: float, where: str, good: Callable[[], bool], remedy: str) -> None:
    """Refuse a value that is not a number of percents, or that `good` rejects. Raises InputError with the remedy."""
    try:
        if not isinstance(value, Real):
            raise Refusal("valeur refusée", "un nombre, sans guillemets")
        check_percent(value)
        if not good():
            raise Refusal("hors bornes", remedy)
    except Refusal as refusal:
        raise InputError([Fault(where, None, name, f"{value}", refusal.problem, refusal.remedy)]) from None


def check_level(level: float | None) -> None:
    """Refuse a value that cannot be the level of an interval. Raises InputError; None means no interval, and passes."""
    if level is not None:
        check_rate("niveau", level, "intervalle")


def given_share(value: object) -> object:
    """Return a share as it was given. Raises Refusal for a value that can only be a percent, such as 43 for 0.43.

    The limit is 2: a value just above 1 is more likely a share out of bounds.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and 2 <= value <= 100:
        raise Refusal(PERCENT, share_meant(value))
    return value


def share_meant(value: float) -> str:
    """Return the remedy that names the share of 1 equal to a percent."""
    meant = Decimal(str(value)) / 100
    return f"en part de 1 : {_said(meant)} ?{_pointed(meant)}"


def _said(number: Decimal | float) -> str:
    return format(Decimal(str(number)).normalize(), "f").replace(".", ",")


def _pointed(number: Decimal) -> str:
    """Return a number with decimals as YAML writes it: with a point, never a comma."""
    said = _said(number)
    return f" (en YAML, avec un point : {said.replace(',', '.')})" if "," in said else ""
