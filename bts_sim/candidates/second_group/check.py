"""Prove a timetable from its tables alone: which constraint it breaks, and where. No part of the solver is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """A constraint that a timetable breaks, and where."""

    constraint: str
    where: str


@dataclass(frozen=True)
class Promised:
    """What a timetable must keep to: each oral owed, the places of each candidate, and who may not examine what.

    `orals`: candidate and unit → discipline, minutes of preparation, minutes of interrogation. `places`: candidate →
    the centres and days of his calendar. `closed`: disciplines that examiners of hors-contrat schools do not hold.
    """

    orals: Mapping[tuple[str, str], tuple[str, int, int]]
    places: Mapping[str, frozenset[tuple[str, str]]]
    closed: frozenset[str]


def broken_constraints(horaires: Iterable[Row], jurys: Iterable[Row], promised: Promised) -> list[Broken]:
    """Return every constraint that a timetable breaks; none if it holds.

    `horaires`, `jurys`: the rows of `horaires.csv` and of `jurys.csv`, all cells as text.
    """
    orals, juries = list(horaires), list(jurys)
    return [
        *_owed(orals, promised),
        *_before_juries(orals, juries, promised),
        *_one_at_a_time(orals),
        *_one_place_at_a_time(orals),
        *_rooms(juries),
    ]


def _owed(orals: Sequence[Row], promised: Promised) -> Iterator[Broken]:
    seen = set()
    for row in orals:
        key, where = (row["candidat"], row["unite"]), f"{row['candidat']} {row['unite']}"
        if key not in promised.orals:
            yield Broken("un oral que le candidat n'a pas à passer", where)
            continue
        if key in seen:
            yield Broken("un oral placé deux fois", where)
        seen.add(key)
        _, preparation, oral = promised.orals[key]
        if _minutes(row["debut"]) - _minutes(row["preparation"]) != preparation:
            yield Broken("une préparation d'une autre durée", where)
        if _minutes(row["fin"]) - _minutes(row["debut"]) != oral:
            yield Broken("une interrogation d'une autre durée", where)
        if (row["centre"], row["date"]) not in promised.places[row["candidat"]]:
            yield Broken("un centre ou un jour que le calendrier n'ouvre pas au candidat", where)


def _before_juries(orals: Sequence[Row], juries: Sequence[Row], promised: Promised) -> Iterator[Broken]:
    present: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for jury in juries:
        present[tuple(jury[name] for name in ("jury", "centre", "salle", "date"))].append(jury)
    for row in orals:
        where = f"{row['candidat']} {row['unite']} {row['jury']}"
        discipline = promised.orals.get((row["candidat"], row["unite"]), ("", 0, 0))[0]
        here = [
            jury
            for jury in present[tuple(row[name] for name in ("jury", "centre", "salle", "date"))]
            if _minutes(jury["debut"]) <= _minutes(row["preparation"]) and _minutes(row["fin"]) <= _minutes(jury["fin"])
        ]
        if not here:
            yield Broken("un oral hors de la présence de son jury", where)
        elif all(jury["discipline"] != discipline for jury in here):
            yield Broken("un jury d'une autre discipline", where)
        elif discipline in promised.closed and all(jury.get("hors_contrat") == "oui" for jury in here):
            yield Broken("un examinateur hors contrat dans une discipline qui lui est fermée", where)


def _one_at_a_time(orals: Sequence[Row]) -> Iterator[Broken]:
    before: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for row in orals:
        before[row["jury"], row["date"]].append((_minutes(row["debut"]), _minutes(row["fin"]), row["candidat"]))
    for (jury, date), heard in before.items():
        for (_, end, one), (begin, _, other) in pairwise(sorted(heard)):
            if begin < end:
                yield Broken("deux candidats à la fois devant un jury", f"{jury} {date} {one} {other}")


def _one_place_at_a_time(orals: Sequence[Row]) -> Iterator[Broken]:
    mine: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in orals:
        mine[row["candidat"], row["date"]].append(row)
    for (candidat, date), rows in mine.items():
        for one, other in combinations(sorted(rows, key=lambda row: _minutes(row["preparation"])), 2):
            if _minutes(other["preparation"]) < _minutes(one["fin"]):
                yield Broken("un candidat à deux oraux à la fois", f"{candidat} {date}")
            if one["centre"] != other["centre"]:
                yield Broken("un candidat dans deux centres le même jour", f"{candidat} {date}")


def _rooms(juries: Sequence[Row]) -> Iterator[Broken]:
    for names, words in (
        (("jury", "date"), "un jury à deux endroits"),
        (("centre", "salle", "date"), "deux jurys dans une salle"),
    ):
        held: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for jury in juries:
            held[tuple(jury[name] for name in names)].append((_minutes(jury["debut"]), _minutes(jury["fin"])))
        for where, each in held.items():
            if any(begin < end for (_, end), (begin, _) in pairwise(sorted(each))):
                yield Broken(words, " ".join(where))


def _minutes(hour: str) -> int:
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes)
