"""How many candidates are present at the session that a cohort stands for: those whom its results count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bts_sim.cohort.luck import uniform
from bts_sim.cohort.nation import ALL, academie_of, default_cohort
from bts_sim.cohort.weights import BEYOND_SHARES, HEADCOUNT, are_headcounts
from bts_sim.files.shipped import entrants, entrants_of_academies


class PresentFrom(StrEnum):
    """Where the number of candidates present comes from; `stats/words.py` says each in full."""

    NATION = "nation"
    ACADEMIES = "academies"
    GIVEN = "given"
    HEADCOUNTS = "headcounts"
    VOIES = "voies"
    SIMULATED = "simulated"
    FILE = "file"


@dataclass(frozen=True)
class Present:
    """The candidates present. `known_within`: percent within which the number is known, 0 where it is given."""

    number: int
    origin: PresentFrom
    known_within: float = 0.0

    def part(self, share: float) -> Present:
        """Return those of some specialties, which have a share of the candidates."""
        return Present(max(round(self.number * share), 1), self.origin, self.known_within)

    def drawn(self, seed: int) -> float:
        """Return a number that those present may be, uniform over what is known of it, under the seed of a draw."""
        if not self.known_within:
            return float(self.number)
        return self.number * (1 + self.known_within / 100 * (2 * float(uniform(seed, "presents", 0, 1)[0]) - 1))


def national_present(academies: Iterable[str] = ()) -> Present:
    """Return the candidates present at a national session, or at that of some académies, by their part of entrants."""
    known, places = default_cohort()["presents"], [academie_of(name) for name in academies]
    number, within = known["valeur"], known["connus_a"]
    if not places:
        return Present(number, PresentFrom.NATION, within)
    there = sum(sum(entrants_of_academies()[place]) for place in places if place)
    return Present(max(round(number * there / entrants()[ALL]), 1), PresentFrom.ACADEMIES, within)


def counted(specialites: Mapping[str, float], voies: Mapping[str, float]) -> Present | None:
    """Return the candidates that the weights of specialties count, or those of voies, or None without headcounts."""
    for weights, least, origin in (
        (specialites, HEADCOUNT, PresentFrom.HEADCOUNTS),
        (voies, BEYOND_SHARES, PresentFrom.VOIES),
    ):
        if are_headcounts(weights, least):
            return Present(int(sum(weights.values())), origin)
    return None
