"""What the level of a cohort is solved for: a rate of some candidates, at the first group or after the orals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.given_rates import sets_voies
from bts_sim.droit.bareme import Regime
from bts_sim.files.percents import check_rate

#: The groups that a goal may have, as tables name them.
EVERYBODY, SPECIALTY, VOIE = "ensemble", "specialite", "voie"


@dataclass(frozen=True)
class Goal:
    """A rate to reach among the candidates present of some specialties, or of one voie.

    `rate`: percent. `codes`: the specialties. `voie`: "" for every voie. `apart`: whether other candidates have a goal
    of their own. `regime`: that under which orals are summed; None for the first group of the law of the session.
    """

    rate: float
    codes: Sequence[str]
    voie: str = ""
    apart: bool = False
    regime: Regime | None = None

    @property
    def names(self) -> Sequence[str]:
        """Return those whose level is solved, by the names that a cohort keeps levels under."""
        return [self.voie] if self.voie else self.codes

    @property
    def groups(self) -> list[tuple[str, str]]:
        """Return the groups of tables that have this rate, by the attribute and its value."""
        if not self.apart:
            return [(EVERYBODY, EVERYBODY)]
        return [(VOIE if self.voie else SPECIALTY, name) for name in self.names]

    def __str__(self) -> str:
        if self.regime is None:
            return f"taux du premier groupe visé {self.rate:g} %"
        return f"taux d'admis visé après les oraux ({self.regime.nom}) {self.rate:g} %"


def goals(cohorte: Cohort, codes: Sequence[str] | None = None) -> Iterator[Goal]:
    """Yield what the level of a cohort is solved for; `codes`: the specialties that have a candidate, or all of them.

    A rate was observed under the law then in force, or under the regime that is named with it, whatever regime is
    studied afterwards. Raises InputError for a rate that is not a percent.
    """
    everywhere = list(cohorte.specialites) if codes is None else codes
    for key, rates, regime in (
        ("taux_groupe1", cohorte.taux_groupe1, None),
        ("taux_admis", cohorte.taux_admis, cohorte.orals_aimed_at),
    ):
        if rates is None:
            continue
        if not isinstance(rates, Mapping):
            check_rate(key, rates)
            yield Goal(rates, everywhere, regime=regime)
            continue
        by_voie = sets_voies(rates)
        # A rate may be there for a specialty that has no candidate, or that the other key sets.
        for name in rates if by_voie else [code for code in everywhere if code in rates]:
            check_rate(f"{key}.{name}", rates[name])
            yield Goal(rates[name], everywhere if by_voie else [name], name if by_voie else "", True, regime)


def is_by_voie(cohorte: Cohort) -> bool:
    """Return whether each voie has a level of its own; otherwise, each specialty has one, or all have the same."""
    return sets_voies(cohorte.taux_groupe1) or sets_voies(cohorte.taux_admis)


def sets_first_group(cohorte: Cohort) -> bool:
    """Return whether every candidate is among those whose first-group rate is set: nobody is, where they are real."""
    return cohorte.taux_admis is None and cohorte.held is None


def set_rates(cohorte: Cohort, elsewhere: Mapping[str, int]) -> dict[tuple[str, str], Regime | None]:
    """Return the groups whose rate is set, each with the regime of its goal: None for the first group.

    `elsewhere`: the names whose level is that of a larger cohort: the rate of so few candidates is not the one set.
    """
    return {
        group: one.regime
        for one in goals(cohorte)
        if not any(name in elsewhere for name in one.names)
        for group in one.groups
    }
