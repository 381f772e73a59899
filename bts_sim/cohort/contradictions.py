"""What a cohort file says twice and not alike: two targets for the same candidates, headcounts that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bts_sim.cohort.weights import BEYOND_SHARES, HEADCOUNT, are_headcounts

#: A rate for all candidates, or one by specialty or by voie.
GivenRates = float | Mapping[str, float] | None


class Contradiction(NamedTuple):
    """A key of a cohort file, what is said there, why it cannot stand beside the rest, and what to do."""

    key: str
    value: object
    problem: str
    remedy: str


def between_targets(first_group: GivenRates, after_orals: GivenRates, voies: frozenset[str]) -> Iterator[Contradiction]:
    """Yield why the targets given cannot stand side by side: each candidate has one rate to meet.

    `voies`: the names of the voies; any other name is a specialty.
    """
    given = {"taux_groupe1": first_group, "taux_admis": after_orals}
    for key, rates in given.items():
        mixed = sorted(voies & set(rates)) if isinstance(rates, Mapping) else []
        if isinstance(rates, Mapping) and mixed and len(mixed) < len(rates):
            problem = "des voies et des spécialités mêlées : un candidat aurait deux taux"
            yield Contradiction(key, mixed[0], problem, "un taux par voie, ou un taux par spécialité")
    if first_group is None or after_orals is None:
        return
    if isinstance(first_group, Mapping) and isinstance(after_orals, Mapping):
        for name in first_group:
            if name in after_orals:
                problem = "taux_groupe1 et taux_admis pour les mêmes candidats"
                yield Contradiction("taux_admis", name, problem, "ne garder que celui qui a été observé")
        if bool(voies & set(first_group)) != bool(voies & set(after_orals)):
            problem = "taux_groupe1 et taux_admis, l'un par voie et l'autre par spécialité, pour les mêmes candidats"
            yield Contradiction("taux_admis", "", problem, "les deux par voie, ou les deux par spécialité")
        return
    problem = "taux_groupe1 et taux_admis pour les mêmes candidats"
    remedy = "ne garder que celui qui a été observé, ou donner chacun pour ses spécialités, comme {MCO: 80}"
    yield Contradiction("taux_admis", "" if isinstance(after_orals, Mapping) else f"{after_orals:g}", problem, remedy)


def between_headcounts(present: int | None, counted: Mapping[str, Mapping[str, float]]) -> Iterator[Contradiction]:
    """Yield the headcounts that do not agree with those before them: all count the candidates present.

    `present`: the number that `effectif` gives. `counted`: the weights of each key, headcounts or shares.
    """
    totals = {
        key: sum(weights.values())
        for key, weights in counted.items()
        if are_headcounts(weights, HEADCOUNT if key == "specialites" else BEYOND_SHARES)
    }
    known = ({} if present is None else {"effectif": float(present)}) | totals
    if len(known) < 2:
        return
    first, whole = next(iter(known.items()))
    for key, total in list(known.items())[1:]:
        if total != whole:
            problem = f"ces effectifs font {total:g}, et ceux de « {first} » {whole:g}"
            yield Contradiction(key, f"{total:g}", problem, "corriger l'un des deux, ou donner des parts qui font 1 ou 100")
