"""The rates that a cohort file aims at: percents, of groups that the cohort has, and one for each candidate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bts_sim.droit.vocabulaire import VOIES
from bts_sim.errors import Refusal, nearest
from bts_sim.files.percents import check_percent

#: A rate for all candidates, or one by specialty or by voie.
GivenRates = float | Mapping[str, float] | None
TWICE = "taux_groupe1 et taux_admis pour les mêmes candidats"
ONLY_OBSERVED = "ne garder que celui qui a été observé"


class Refused(NamedTuple):
    """A key of a cohort file, what is said there, why it is refused, and what to do."""

    key: str
    value: object
    problem: str
    remedy: str


def sets_voies(rates: GivenRates) -> bool:
    """Return whether rates are by voie: of no specialty, and not one for all."""
    return isinstance(rates, Mapping) and any(name in VOIES for name in rates)


@dataclass(frozen=True)
class GivenTargets:
    """The rates of both keys. `known`: the codes of the specialties of the session."""

    first_group: GivenRates
    after_orals: GivenRates
    known: Collection[str]

    @property
    def by_key(self) -> dict[str, GivenRates]:
        """Return the rates by the key of the file."""
        return {"taux_groupe1": self.first_group, "taux_admis": self.after_orals}

    @property
    def of_groups(self) -> dict[str, Mapping[str, float]]:
        """Return the rates by group, by the key of the file."""
        return {key: rates for key, rates in self.by_key.items() if isinstance(rates, Mapping)}

    def refused(self, codes: Collection[str], voies: Collection[str]) -> Iterator[Refused]:
        """Yield all that is wrong in the rates of a cohort of some specialties and voies."""
        yield from self._fractions()
        wrong = [*self._unknown(), *self._overlapping()]
        # Until groups are the right ones, which of them lack a rate is not known.
        yield from wrong or self._without_a_rate(codes, voies)

    def _fractions(self) -> Iterator[Refused]:
        for key, rates in self.by_key.items():
            each = (
                {f"{key}.{name}": rate for name, rate in rates.items()} if isinstance(rates, Mapping) else {key: rates}
            )
            for where, rate in each.items():
                try:
                    check_percent(rate or 0.0, in_yaml=True)
                except Refusal as refusal:
                    yield Refused(where, f"{rate:g}", refusal.problem, refusal.remedy)

    def _unknown(self) -> Iterator[Refused]:
        """Yield names that are almost those of a voie; the law says what it knows of the other ones."""
        for key, rates in self.of_groups.items():
            for name in rates:
                near = "" if name in self.known or name in VOIES else nearest(name, VOIES)
                if near:
                    yield Refused(key, name, "voie inconnue", near)

    def _overlapping(self) -> Iterator[Refused]:
        """Yield why rates cannot stand side by side: each candidate has one to meet."""
        for key, rates in self.of_groups.items():
            voies = [name for name in rates if name in VOIES]
            if voies and any(name in self.known for name in rates):
                problem = "des voies et des spécialités mêlées : un candidat aurait deux taux"
                yield Refused(key, voies[0], problem, "un taux par voie, ou un taux par spécialité")
        first, after = self.first_group, self.after_orals
        if first is None or after is None:
            return
        if not isinstance(first, Mapping) or not isinstance(after, Mapping):
            said = "" if isinstance(after, Mapping) else f"{after:g}"
            yield Refused("taux_admis", said, TWICE, f"{ONLY_OBSERVED}, ou donner chacun pour ses spécialités")
            return
        for name in (name for name in first if name in after):
            yield Refused("taux_admis", name, TWICE, ONLY_OBSERVED)
        if sets_voies(first) != sets_voies(after):
            problem = f"{TWICE}, l'un par voie et l'autre par spécialité"
            yield Refused("taux_admis", "", problem, "les deux par voie, ou les deux par spécialité")

    def _without_a_rate(self, codes: Collection[str], voies: Collection[str]) -> Iterator[Refused]:
        if not self.of_groups:
            return
        (key, *_), named = self.of_groups, {name for rates in self.of_groups.values() for name in rates}
        by_voie = any(map(sets_voies, self.of_groups.values()))
        lacking = "pas de taux pour cette voie" if by_voie else "pas de taux pour cette spécialité"
        for name in sorted(set(voies if by_voie else codes) - named):
            yield Refused(key, name, lacking, "en donner un, ou un taux global")
        for key, rates in self.of_groups.items():
            for name in [name for name in rates if by_voie and name not in voies]:
                remedy = "retirer ce taux, ou donner sa part sous « voies »"
                yield Refused(key, name, "aucun candidat de cette voie dans la cohorte", remedy)
