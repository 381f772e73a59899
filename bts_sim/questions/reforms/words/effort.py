"""The answer of effort to a second chance, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import headed, interval, main_regime, number, points, regime_label
from bts_sim.display.results import POINTS, result
from bts_sim.language import _, _n
from bts_sim.questions.reforms.effort import GAP, STATIC, Effort
from bts_sim.stats.words import method


def say_effort(table: pd.DataFrame) -> str:
    """Return what the main regime adds without effort, and at the answer that moves it most, in words."""
    gaps = table[table[Effort.indicateur] == GAP]
    if gaps.empty:
        return _("Aucun régime n'est comparé à la référence")
    own = gaps[gaps[Effort.regime] == main_regime(gaps[Effort.regime].unique().tolist())]
    rows = [*Effort.rows(own)]
    static = next(row for row in rows if row.effort == STATIC)
    farthest = max(rows, key=lambda row: abs(row.valeur - static.valeur))
    said = {"regime": headed(static.regime), "statique": _gap(static)}
    if farthest is static:
        return _("{regime}\u202f: {statique} d'admis, effort ou non").format(**said)
    return _(
        "{regime}\u202f: {statique} d'admis sans effort\u202f; {avec} avec {effort} pour 10 points de chance"
    ).format(**said, avec=_gap(farthest), effort=in_ability(farthest.effort))


def in_ability(effort: float) -> str:
    """Return an answer of effort in words: points of ability, with their sign."""
    signed = f"{'+' if effort > 0 else ''}{points(effort)}".replace("-", "\u2212")
    return _n("{n} point d'aptitude", "{n} points d'aptitude", effort).format(n=signed)


def _gap(row: Effort) -> str:
    return _("{ecart} points {bornes}").format(
        ecart=number(row.valeur, 1, sign=True), bornes=interval(row.bas, row.haut, sign=True)
    )


def quote_effort(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the gap of each regime for each answer of effort."""
    for row in Effort.rows(table[table[Effort.indicateur] == GAP]):
        name = (
            _("Admis de plus sans réponse d'effort, {regime}")
            if row.effort == STATIC
            else _("Admis de plus si l'effort répond ({effort} pour 10 points de chance), {regime}")
        )
        words = name.format(regime=regime_label(row.regime), effort=in_ability(row.effort))
        said = _("hypothèse qu'aucune source ne mesure ; {methode}").format(methode=method(row))
        yield result(words, row.valeur, POINTS, row.bas, row.haut, definition=said)
