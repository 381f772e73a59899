"""What was asked of speed and memory, beside what a run measured: ratios, never the seconds of another run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import waits
from benchmarks.engines.today import NATION
from benchmarks.tables import number
from benchmarks.waits import COMPILED, OLD, SESSION, SPECIALTIES

Rows = Sequence[Mapping[str, Any]]
FEW, MORE, MOST = 1_000, 20_000, SPECIALTIES[-1]
#: Draws of the sweep of a session whose processor time is asked for; a growth that is still called linear.
SWEEP, LINEAR = 1_000, 1.05


@dataclass(frozen=True)
class Aim:
    """An aim in French; `wanted`: its bound, from below if `least`; `found`: what was measured, if it was."""

    words: str
    wanted: float
    least: bool
    found: float | None

    @property
    def met(self) -> bool:
        """Say whether it is met."""
        if self.found is None:
            return False
        return self.found >= self.wanted if self.least else self.found <= self.wanted

    def sign(self) -> str:
        """Give the bound as it is written."""
        return ("≥ " if self.least else "≤ ") + f"{self.wanted:g}".replace(".", ",")


def aims(rows: Rows) -> list[Aim]:
    """Give every aim, with what these rows say of it."""
    return [*_over_the_old(rows), *_over_the_floor(rows), *_large(rows), *_decisions(rows)]


def _value(rows: Rows, name: str, column: str, **where: int) -> float | None:
    found = [
        row[column]
        for row in rows
        if row["name"] == name
        and row.get(column) is not None
        and all(row.get(key) == one for key, one in where.items())
    ]
    return found[0] if found else None


def _over_the_old(rows: Rows) -> Iterator[Aim]:
    for words, least, candidates, specialties in (
        (f"compilé, 1 000 candidats : fois {OLD}", 50, FEW, SPECIALTIES[0]),
        (f"compilé, 1 000 candidats et {MOST} spécialités : fois {OLD}", 150, FEW, MOST),
        (f"compilé, session nationale : fois {OLD}", 8, SESSION, SPECIALTIES[0]),
    ):
        found = _value(rows, COMPILED, f"times_{OLD}", candidates=candidates, specialties=specialties)
        yield Aim(words, least, least=True, found=found)


def _over_the_floor(rows: Rows) -> Iterator[Aim]:
    few = _value(rows, COMPILED, "over_floor", candidates=FEW, specialties=SPECIALTIES[0])
    yield Aim("compilé, 1 000 candidats : sur le plancher", 7, least=False, found=few)
    many = [
        row["over_floor"]
        for row in rows
        if row["name"] == COMPILED and row.get("over_floor") and row["candidates"] >= MORE and row["specialties"]
    ]
    yield Aim("compilé, dès 20 000 candidats : sur le plancher, au plus", 4, least=False, found=max(many, default=None))


def _large(rows: Rows) -> Iterator[Aim]:
    one = _value(rows, COMPILED, "seconds", candidates=SESSION, specialties=NATION)
    words = "compilé, 1 000 tirages d'une session nationale, trois régimes : secondes de processeur"
    yield Aim(words, 200, least=False, found=None if one is None else SWEEP * one)
    yield Aim(
        "compilé, de 20 000 à 10⁷ candidats : puissance du nombre de candidats",
        LINEAR,
        least=False,
        found=waits.exponent(rows, COMPILED, MORE),
    )
    held = _value(rows, COMPILED, "work_bytes_per_candidate", candidates=waits.LAST, specialties=SPECIALTIES[0])
    yield Aim("compilé, 10⁷ candidats : octets par candidat", 500, least=False, found=held)


def _decisions(rows: Rows) -> Iterator[Aim]:
    for name, least in (("pandas, wide", 10), ("OpenFisca, as written", 100)):
        found = _value(rows, name, "ratio")
        yield Aim(f"décisions seules : fois {name}", least, least=True, found=found)


def lines(found: Sequence[Aim]) -> list[str]:
    """Write the aims for a terminal."""
    return [
        f"{'ok  ' if one.met else 'MISS' if one.found is not None else '?   '}  {one.words}: "
        f"{one.sign()}, measured {number(one.found, 3) or 'nothing'}"
        for one in found
    ]
