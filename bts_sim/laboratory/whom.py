"""The controls that name candidates: those for whom a reform holds, and the groups whose rates are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as w

from bts_sim.cohort.concerned import values_there
from bts_sim.cohort.describe import Cohort
from bts_sim.display.labels import GROUPS, joined, modalite
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.language import _

#: Room for the name of a control, and for the whole of it.
WORDS, WIDE = "min(380px, 45%)", "min(760px, 100%)"
#: The choice of a reform that names candidates by several values, which one column and one value cannot show.
SEVERAL = "several"


class Whom:
    """The column of candidates for whom a reform holds, and its value; `changed` is called with what is chosen."""

    def __init__(self, described: Cohort, law: Regime, changed: Callable[[Mapping[str, Sequence[str]]], None]) -> None:
        there = values_there(described, law)
        self._law, self._changed = described.bareme, changed
        self._there = {column: list(values) for column, values in there.items() if values}
        self._quiet, self._until = False, (_("à choisir ; d'ici là, tous les candidats"), "")
        self._columns = [(_("tous les candidats"), ""), *((column_label(one), one) for one in self._there)]
        self._values = {column: self._named(values) for column, values in self._there.items()}
        self.column = dropdown(_("Pour qui"), self._columns, "bts-cle-pour")
        self.value = dropdown(_("Pour qui : lesquels"), [], "bts-cle-pour-valeur")
        self.view = w.VBox([self.column, self.value])
        self.show({})
        self.column.observe(self._on_column, "value")
        self.value.observe(self._on_value, "value")

    @property
    def columns(self) -> list[str]:
        """Return the columns whose values some candidates have, in order."""
        return list(self._there)

    def show(self, whom: Mapping[str, Sequence[str]]) -> None:
        """Show the candidates for whom a reform holds; nothing is called for it."""
        [(column, values), *others] = whom.items() or [("", ())]
        one = column in self._there and len(values) == 1 and not others and values[0] in self._there[column]
        if whom and not one:
            said = joined([f"{column_label(name)} ({', '.join(map(modalite, of))})" for name, of in whom.items()])
            self._offer([*self._columns, (said, SEVERAL)], SEVERAL, "")
        else:
            self._offer(self._columns, column, values[0] if one else "")

    def _offer(self, columns: list[tuple[str, str]], column: str, value: str) -> None:
        offered = self._values.get(column, [])
        self._quiet = True
        self.column.options = columns
        self.column.value = column
        self.value.options = [self._until, *offered]
        self.value.value = value
        self.value.layout.display = "" if offered else "none"
        self._quiet = False

    def _named(self, values: Sequence[str]) -> list[tuple[str, str]]:
        return [(_value_label(value, self._law), value) for value in values]

    def _on_column(self, change: Mapping[str, Any]) -> None:
        if not self._quiet and change["new"] != SEVERAL:
            self._offer(self._columns, change["new"], "")
            self._changed({})

    def _on_value(self, change: Mapping[str, Any]) -> None:
        if not self._quiet:
            self._changed({self.column.value: [change["new"]]} if change["new"] else {})


def column_label(column: str) -> str:
    """Return the words of a column of candidates; a column of a file is called as the file calls it."""
    return GROUPS.get(column, column)


def dropdown(words: str, options: Sequence[tuple[str, str]], name: str) -> Any:
    """Return a list to choose from, with its name beside it."""
    field = w.Dropdown(options=list(options), description=words)
    field.style.description_width, field.layout.width = WORDS, WIDE
    field.add_class(name)
    return field


def _value_label(value: str, bareme: Bareme) -> str:
    """Return the words of a value; a specialty has its code, then its name in its arrêté."""
    if found := bareme.reglements.get(value):
        return f"{value}, {found.nom} {found.option}".strip()
    return modalite(value)
