"""The règlement lent to each BTS of the nation that has none of its own, so that totals have its candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from bts_sim.cohort.luck import philox
from bts_sim.cohort.nation import default_weights, has_sound_reglement, is_production
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.registre import registre

#: Règlements that a sector must have for its specialties to choose among its own.
FEWEST = 2


class Lending(StrEnum):
    """The ways to lend a règlement: one to each specialty, the same to a whole sector, or none, without its people."""

    SECTOR = "secteur"
    SPECIALTY = "specialite"
    NONE = "aucun"


def without_reglement(bareme: Bareme, weights: Iterable[str]) -> frozenset[str]:
    """Return the specialties of a population that no sound règlement of the project judges."""
    sound = default_weights(bareme)
    return frozenset(code for code in weights if code not in sound)


def lend(bareme: Bareme, codes: Sequence[str], seeds: Iterable[int], lending: Lending) -> list[dict[str, str]]:
    """Return, under each seed, the specialty whose règlement each of `codes` takes: one of its session and sector.

    All are as likely: a règlement is never weighted by its entrants, since nothing says that a large specialty
    resembles the others more.
    """
    sound = [code for code in bareme.reglements if has_sound_reglement(code)]
    of_kind = {kind: [one for one in sound if is_production(one, bareme) == kind] for kind in (True, False)}
    of_sector: dict[str, list[str]] = {}
    for code in sound:
        of_sector.setdefault(bareme.reglements[code].secteur, []).append(code)
    streams, among = [], []
    for code in codes:
        one = registre()[code]
        # A choice among too few would look like knowledge.
        wider = (of_sector.get(one.secteur, []), of_kind[one.production], sound)
        among.append(next((some for some in wider if len(some) >= FEWEST), sound))
        streams.append(f"donneur.{one.secteur if lending == Lending.SECTOR else code}")

    def lent_under(seed: int) -> dict[str, str]:
        drawn = {stream: int(philox(seed, stream).random_raw()) for stream in dict.fromkeys(streams)}
        chosen = zip(codes, streams, among, strict=True)
        return {code: some[drawn[stream] % len(some)] for code, stream, some in chosen}

    return [lent_under(seed) for seed in seeds]
