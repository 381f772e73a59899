"""What the weights of a cohort file mean: shares of a whole, percents, or headcounts; never two of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: How near its whole a sum of shares must be.
TOLERANCE = 1e-6
WHOLES = (1.0, 100.0)
#: From here on, a whole number beside shares under 1 is a headcount; and one that is no percent.
HEADCOUNT, BEYOND_SHARES = 10, 101
#: A sum this near a whole is meant to be that whole.
NEAR = 0.2


def mixed(weights: Mapping[Any, float]) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of weights of which some are shares and others headcounts."""
    values = [value for value in weights.values() if value]
    counts = [value for value in values if value >= HEADCOUNT and float(value).is_integer()]
    if counts and any(value < 1 for value in values) and not _adds_up(values):
        yield "parts et effectifs mêlés", f"des effectifs partout ({counts[0]:g}…), ou des parts qui font 1 ou 100"


def not_a_whole(weights: Mapping[Any, float], *, strict: bool) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of shares that do not add up to 1 or 100.

    `strict`: whether all that are not headcounts are shares; if not, those are that are fractions, or nearly add up.
    """
    values = [value for value in weights.values() if value]
    if not values or _adds_up(values) or are_headcounts(weights, BEYOND_SHARES):
        return
    if strict or _near(values) or all(value < 1 for value in values):
        yield "la somme des parts n'est ni 1 ni 100", "compléter ou corriger les parts"


def disagreeing(present: int | None, of_keys: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the remedy of headcounts that do not add up to those before them.

    All count the candidates present. `present`: their number, where `effectif` gives it. `of_keys`: the weights of each
    key of the file, headcounts or shares, those of specialties being counts from fewer candidates on.
    """
    least = {"specialites": HEADCOUNT}
    counted = [key for key, weights in of_keys.items() if are_headcounts(weights, least.get(key, BEYOND_SHARES))]
    totals = ({} if present is None else {"effectif": present}) | {key: sum(of_keys[key].values()) for key in counted}
    for key in counted:
        first, whole = next(iter(totals.items()))
        if totals[key] != whole:
            problem = f"ces effectifs font {totals[key]:g}, et « {first} » {whole:g}"
            yield key, problem, "corriger l'un des deux, ou donner des parts qui font 1 ou 100"


def are_headcounts(weights: Mapping[Any, float], least: int) -> bool:
    """Return whether the weights count candidates: whole numbers, of which the largest is at least `least`."""
    values = list(weights.values())
    whole = all(float(value).is_integer() for value in values)
    return sum(values) not in WHOLES and max(values, default=0) >= least and whole


def _adds_up(values: list[float]) -> bool:
    return any(abs(sum(values) - whole) <= TOLERANCE * whole for whole in WHOLES)


def _near(values: list[float]) -> bool:
    return any(abs(sum(values) - whole) <= NEAR * whole for whole in WHOLES)
