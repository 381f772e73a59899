"""The families of the campaign, and how much of it each takes."""

from __future__ import annotations

from collections.abc import Callable

from campaign import documents, options, tables, traps as pieges, yamls
from campaign.case import Case

FAMILLES: dict[str, tuple[Callable[[int], Case], int]] = {
    # family: (case of a seed, cases in a hundred)
    "tenue": (tables.tenue, 1),
    "legale": (tables.legale, 2),
    "cellules": (tables.cellules, 3),
    "octets": (tables.octets, 2),
    "classeurs": (tables.classeurs, 2),
    "autres": (tables.autres, 3),
    "lecteurs": (tables.lecteurs, 17),
    "entetes": (pieges.entetes, 3),
    "codages": (pieges.codages, 3),
    "larges": (pieges.larges, 2),
    "ecritures": (pieges.ecritures, 2),
    "disque": (pieges.disque, 2),
    "regimes": (yamls.regimes, 9),
    "cohortes": (yamls.cohortes, 10),
    "grilles": (yamls.grilles, 10),
    "calendriers": (yamls.calendriers, 1),
    "parametres": (yamls.parametres, 8),
    "manifestes": (documents.manifestes, 7),
    "notebooks": (documents.notebooks, 6),
    "options": (options.options, 3),
    "noms": (options.names, 4),
}


def cas(famille: str, graine: int) -> Case:
    """The case of a seed."""
    return FAMILLES[famille][0](graine)


TOUR = [nom for nom, (_, part) in FAMILLES.items() for _ in range(part)]


def numero(graine: int, rang: int) -> tuple[str, int]:
    """The family and the seed of case `rang` of a campaign; families alternate, each in its share."""
    # 37 has no divisor in common with the hundred cases of a round.
    return TOUR[rang * 37 % len(TOUR)], graine * 10_000_000 + rang
