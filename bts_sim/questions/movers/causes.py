"""The differences between two regimes and the causes of a change of decision, as values in cells of tables.

Each value sorts as its text reads, so that a table can be sorted and grouped by it. A file holds it as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """How a candidate stands to a condition that is not met: the contrary of the comparison of the rule."""

    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    IS_NOT = "!="


class Reads:
    """A value in one cell of a table, which sorts as its text reads."""

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)


@dataclass(frozen=True)
class Trait:
    """One trait of a regime, as a code. A threshold is in points on 20, empty if there is none.

    `reading`: whether the trait is a reading of an open point of the texts.
    """

    name: str
    value: str
    reading: bool = False


@dataclass(frozen=True)
class Setting(Reads):
    """A factor as one regime has it: the traits that distinguish the two regimes."""

    traits: tuple[Trait, ...] = ()

    @property
    def named(self) -> bool:
        """Return whether the values mean nothing without the names of their traits."""
        return len(self.traits) > 1 or any(one.reading for one in self.traits)

    @property
    def code(self) -> str:
        """Return the value, if there is a single one that is clear on its own; otherwise an empty text."""
        return "" if self.named or not self.traits else self.traits[0].value

    def of(self, name: str) -> str:
        """Return the value of one trait, empty if the setting has no trait of this name."""
        return next((one.value for one in self.traits if one.name == name), "")

    def __str__(self) -> str:
        return " ; ".join(f"{one.name}={one.value}" for one in self.traits) if self.named else self.code


@dataclass(frozen=True)
class Factor(Reads):
    """One factor: its name, and its setting in each of two regimes."""

    name: str
    before: Setting
    after: Setting

    @property
    def differs(self) -> bool:
        """Return whether the two regimes differ on the factor. If they agree, neither setting is shown."""
        return self.before != self.after

    def __str__(self) -> str:
        return f"{self.name} : {self.before} → {self.after}"


@dataclass(frozen=True)
class NotMet(Reads):
    """A condition of access that a candidate does not meet: the quantity, the comparison and the threshold."""

    measure: str
    sign: Sign
    bar: str

    def __str__(self) -> str:
        return f"{self.measure} {self.sign} {self.bar}"


@dataclass(frozen=True)
class NoOrals(Reads):
    """The regime lets nobody sit an oral."""

    def __str__(self) -> str:
        return "ferme"


@dataclass(frozen=True)
class Causes(Reads):
    """The causes that distinguish two regimes for a candidate: conditions not met under one, or traits that change."""

    parts: tuple[NotMet | NoOrals | Factor, ...] = ()

    def __str__(self) -> str:
        return " ; ".join(map(str, self.parts))
