"""What two regimes differ in, and why a decision changes: values that stand in the cells of tables.

Each sorts as it reads, so that a table may be sorted and grouped by it, and a file holds it as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """How a candidate stands to what he does not meet: the contrary of what a rule compares."""

    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    IS_NOT = "!="


class Reads:
    """What stands in one cell of a table: it sorts as it reads."""

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)


@dataclass(frozen=True)
class Trait:
    """One trait of a regime, as a code; a threshold is on 20, empty where there is none.

    `reading`: whether the trait is how an open point of the texts is read.
    """

    name: str
    value: str
    reading: bool = False


@dataclass(frozen=True)
class Setting(Reads):
    """What a factor is in one regime: the traits of it that tell two regimes apart."""

    traits: tuple[Trait, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the values say nothing without the names of their traits."""
        return len(self.traits) > 1 or any(one.reading for one in self.traits)

    @property
    def code(self) -> str:
        """The value, where there is one that says enough alone; else nothing."""
        return "" if self.named or not self.traits else self.traits[0].value

    def of(self, name: str) -> str:
        """Return the value of one trait; empty where the setting has none of this name."""
        return next((one.value for one in self.traits if one.name == name), "")

    def __str__(self) -> str:
        return " ; ".join(f"{one.name}={one.value}" for one in self.traits) if self.named else self.code


@dataclass(frozen=True)
class Factor(Reads):
    """One factor: its name, and what it is in each of two regimes."""

    name: str
    before: Setting
    after: Setting

    @property
    def differs(self) -> bool:
        """Whether the two regimes differ there; who agrees is told nothing of what both are."""
        return self.before != self.after

    def __str__(self) -> str:
        return f"{self.name} : {self.before} → {self.after}"


@dataclass(frozen=True)
class NotMet(Reads):
    """A condition of access that a candidate does not meet: what is compared, how he stands to it, and the bar."""

    measure: str
    sign: Sign
    bar: str

    def __str__(self) -> str:
        return f"{self.measure} {self.sign} {self.bar}"


@dataclass(frozen=True)
class NoOrals(Reads):
    """A regime lets nobody sit any oral."""

    def __str__(self) -> str:
        return "ferme"


@dataclass(frozen=True)
class Causes(Reads):
    """What tells two regimes apart for a candidate: what he does not meet under one of them, or what changes."""

    parts: tuple[NotMet | NoOrals | Factor, ...] = ()

    def __str__(self) -> str:
        return " ; ".join(map(str, self.parts))
