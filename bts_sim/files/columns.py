"""The columns of one kind of table, and the matching of a header with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bts_sim.files.names import folded, one_edit_apart, squeezed

#: The end of a unit's code in a longer header.
FIRST_WORD = re.compile(r"\s*[:(–—]|\s")
#: Letters that a column's name needs before a header one edit away from it counts as that column.
LONG = 7
#: Letters that identify a word, whatever its ending.
STEM = 4


@dataclass(frozen=True)
class Columns:
    """The columns that count in one kind of table.

    `may_be_empty`: required columns whose cell may be empty.
    `unless_empty`: columns whose cell may be empty when the cell of another column is not.
    `extra`: further columns are kept, as groups.
    `admits`: the texts that a cell of a column may hold, where they are a short list.
    `units`: codes that may each be a column of marks, in a table with one row per candidate.
    `no_row`: a table without any row has a meaning, and is no fault.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    extra: bool = False
    may_be_empty: frozenset[str] = frozenset()
    unless_empty: Mapping[str, str] = field(default_factory=dict)
    admits: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    no_row: bool = False

    def must_be_filled(self, cells: Mapping[str, str]) -> set[str]:
        """Return the columns of a row that cannot be empty, given the other cells of the row."""
        excused = {name for name, other in self.unless_empty.items() if cells.get(other)}
        return set(self.required) - self.may_be_empty - excused

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Return the names of the columns that count."""
        return (*self.required, *self.optional)

    def named(self, header: str) -> str:
        """Return the column that a header matches, ignoring case and accents, or the unit that it begins with."""
        if header in self.known:
            return header
        plain = folded(header)
        # « U1 - Culture générale » is the column of U1, and « U4-1 » is not that of U4.
        same = self._known_by_fold.get(plain) or self._units_by_fold.get(plain)
        same = same or self._units_by_fold.get(FIRST_WORD.split(plain, maxsplit=1)[0], ())
        return same[0] if len(same) == 1 else header

    @cached_property
    def _known_by_fold(self) -> Mapping[str, Sequence[str]]:
        return _by_fold(self.known)

    @cached_property
    def _units_by_fold(self) -> Mapping[str, Sequence[str]]:
        return _by_fold(self.units)

    def shown(self, cells: Iterable[str]) -> int:
        """Return how many columns a row of cells names, if the row is read as a header."""
        names = {self.named(cell) for cell in cells}
        found = len(names & set(self.required))
        return found + len(names & self.units) if "candidat" in names else found

    def is_wide(self, names: Iterable[str]) -> bool:
        """Return whether these are the columns of a table with one row per candidate and one column per unit."""
        given = set(names)
        return "candidat" in given and bool(given & self.units) and "unite" not in given

    def whole(self, cells: Sequence[str]) -> bool:
        """Return whether a row of cells is a complete header."""
        names = {self.named(cell) for cell in cells}
        return names >= set(self.required) or self.is_wide(names)

    def meant(self, header: str) -> str:
        """Return the column that a header clearly stands for in spite of other signs, blanks or look-alike letters.

        In a long name, one letter may also be added, missing or different. The result is empty when no column matches.
        """
        eye = squeezed(header)
        names = [name for name in (*self.known, *self.units) if squeezed(name) == eye]
        names += [n for n in self.known if len(squeezed(n)) >= LONG and one_edit_apart(squeezed(n), eye)]
        return names[0] if names else ""

    def near(self, header: str) -> str:
        """Return the column one letter away from a header, or whose words are all in it; empty if none."""
        eye, words = squeezed(header), _words(header)
        for name in self.known:
            if one_edit_apart(squeezed(name), eye) or ("_" in name and _all_in(_words(name), words)):
                return name
        return ""

    def part(self, header: str) -> str:
        """Return the column that shares a word with a header, as « fraude » and « suspendu » do; empty if none."""
        words = [word for word in _words(header) if len(word) >= STEM]
        return next((n for n in self.known if any(_alike(w, part) for w in words for part in _words(n))), "")


def _by_fold(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(folded(name), []).append(name)
    return found


def _all_in(words: set[str], others: set[str]) -> bool:
    return all(any(_alike(word, other) for other in others) for word in words)


def _alike(one: str, other: str) -> bool:
    """Return whether two words are the same up to one edit or a different ending, such as susp and suspendu."""
    stem = min(len(one), len(other), STEM + 1)
    return one == other or one_edit_apart(one, other) or (stem >= STEM and one[:stem] == other[:stem])


def _words(name: str) -> set[str]:
    return {squeezed(word) for word in re.split(r"[\s_-]+", name)} - {""}
