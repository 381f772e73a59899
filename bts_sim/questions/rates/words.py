"""The rates of several regimes, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import in_points, modalite, number, percent, regime_label
from bts_sim.display.results import definition, result
from bts_sim.language import N_, _
from bts_sim.questions.rates.tables import ADMITTED, EVERYBODY, GAP, Impact
from bts_sim.stats.words import method

SHARE_ADMITTED = N_("part des candidats présents qui ont le diplôme")
PAIRED = N_("mêmes candidats présents, différence de leurs taux d'admis")


def rows_of(impact: pd.DataFrame, group: str, indicator: str) -> pd.DataFrame:
    """Return the rows of one indicator for one kind of group."""
    return impact[(impact[Impact.groupe] == group) & (impact[Impact.indicateur] == indicator)]


def say_rates(impact: pd.DataFrame) -> str:
    """Return how many more candidates per hundred each regime admits than the baseline, in words."""
    gaps = rows_of(impact, EVERYBODY, GAP)
    if gaps.empty:
        return ", ".join(
            _("{regime} : {part} d'admis").format(regime=regime_label(row.regime), part=percent(row.valeur))
            for row in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED))
        )
    parts = [f"{regime_label(row.regime)} {number(row.valeur, sign=True)}" for row in Impact.rows(gaps)]
    return _("Points d'admis en plus ou en moins que « {reference} » : {ecarts}").format(
        reference=regime_label(gaps[Impact.reference].iloc[0]), ecarts=", ".join(parts)
    )


def say_gaps(impact: pd.DataFrame, group: str) -> str:
    """Return the range over the groups of the gap of the last regime, in words."""
    rows = rows_of(impact, group, GAP)
    last = rows[rows[Impact.regime] == rows[Impact.regime].iloc[-1]].sort_values(Impact.valeur)
    name, known = regime_label(last[Impact.regime].iloc[0]), last[last[Impact.bas].notna()]
    if known.empty:
        return _("{regime} : trop peu de candidats qui changent pour un écart par groupe").format(regime=name)
    low, *_between, high = [*Impact.rows(known)] * (2 if len(known) == 1 else 1)
    if number(low.valeur) == number(high.valeur):
        who = modalite(low.modalite) if len(known) == 1 else _("dans tous les groupes")
        return _("{regime} : écart de {ecart} ({qui})").format(regime=name, ecart=in_points(low.valeur), qui=who)
    return _("{regime} : l'écart va de {bas} points ({qui_bas}) à {haut} points ({qui_haut})").format(
        regime=name,
        bas=number(low.valeur, sign=True),
        qui_bas=modalite(low.modalite),
        haut=number(high.valeur, sign=True),
        qui_haut=modalite(high.modalite),
    )


def quote_rates(impact: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the admission rate of every regime, then its gap to the baseline, also as diplomas for 1,000 candidates."""
    for row in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED)):
        name = _("Taux d'admis, {regime}").format(regime=regime_label(row.regime))
        defined = definition(SHARE_ADMITTED, row.niveau, method(row))
        yield result(name, row.valeur, "%", row.bas, row.haut, definition=defined)
    for row in Impact.rows(rows_of(impact, EVERYBODY, GAP)):
        regime, defined = regime_label(row.regime), definition(PAIRED, row.niveau, method(row))
        name = _("Écart avec {reference}, {regime}").format(reference=regime_label(row.reference), regime=regime)
        yield result(name, row.valeur, "pt", row.bas, row.haut, definition=defined)
        value, low, high = (10 * one for one in (row.valeur, row.bas, row.haut))
        name = _("Diplômes en plus pour 1\u202f000 candidats présents, {regime}").format(regime=regime)
        yield result(name, value, _("diplômes"), low, high, definition=defined)
