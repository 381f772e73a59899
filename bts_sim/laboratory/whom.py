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

#: Room for the name of a control, and for the whole of it, between its margins.
WORDS, WIDE = "min(380px, 45%)", "min(760px, calc(100% - 4px))"
#: The choice of a reform that names candidates by several columns, which one cannot show.
SEVERAL = "several"
#: The most values that are seen at once.
MOST_ROWS = 6


class Whom:
    """The column of candidates for whom a reform holds, and its values; `changed` is called with what is chosen."""

    def __init__(self, described: Cohort, law: Regime, changed: Callable[[Mapping[str, Sequence[str]]], None]) -> None:
        self._changed, self._quiet = changed, False
        self.column = dropdown(_("Pour qui"), [], "bts-cle-pour")
        self.value = w.SelectMultiple(description=_("Pour qui : lesquels, un ou plusieurs (aucun : tous)"))
        self.value.style.description_width, self.value.layout.width = WORDS, WIDE
        self.value.add_class("bts-cle-pour-valeur")
        self.view = w.VBox([self.column, self.value])
        self.offer(described, law)
        self.column.observe(self._on_column, "value")
        self.value.observe(self._on_value, "value")

    def offer(self, described: Cohort, law: Regime) -> None:
        """Offer the columns and the values of some candidates, and show all of them."""
        there = values_there(described, law)
        self._there = {column: list(values) for column, values in there.items() if values}
        self._columns = [(_("tous les candidats"), ""), *((column_label(one), one) for one in self._there)]
        bareme = described.bareme
        self._values = {
            column: [(_value_label(one, bareme), one) for one in values] for column, values in self._there.items()
        }
        self.show({})

    @property
    def columns(self) -> list[str]:
        """Return the columns whose values some candidates have, in order."""
        return list(self._there)

    def show(self, whom: Mapping[str, Sequence[str]]) -> None:
        """Show the candidates for whom a reform holds; nothing is called for it."""
        [(column, values), *others] = whom.items() or [("", ())]
        if others or not set(values) <= set(self._there.get(column, ())):
            said = joined([f"{column_label(name)} ({', '.join(map(modalite, of))})" for name, of in whom.items()])
            self._offer([*self._columns, (said, SEVERAL)], SEVERAL, ())
        else:
            self._offer(self._columns, column, values)

    def _offer(self, columns: list[tuple[str, str]], column: str, values: Sequence[str]) -> None:
        offered = self._values.get(column, [])
        self._quiet = True
        self.column.options = columns
        self.column.value = column
        self.value.options, self.value.rows = offered, min(max(len(offered), 1), MOST_ROWS)
        self.value.value = tuple(values)
        self.value.layout.display = "" if offered else "none"
        self._quiet = False

    def _on_column(self, change: Mapping[str, Any]) -> None:
        if not self._quiet and change["new"] != SEVERAL:
            self._offer(self._columns, change["new"], ())
            self._changed({})

    def _on_value(self, change: Mapping[str, Any]) -> None:
        if not self._quiet:
            self._changed({self.column.value: list(change["new"])} if change["new"] else {})


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
