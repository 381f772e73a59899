"""Readable tables of the rates of every regime and of their gaps."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import (
    CONFIDENCES,
    INDICATORS,
    modalite,
    number,
    regime_label,
)
from bts_sim.display.shown import Shown
from bts_sim.droit.bareme import Bareme
from bts_sim.language import _
from bts_sim.questions.rates.tables import EVERYBODY, FIRST_GROUP, GAP, Impact
from bts_sim.questions.rates.words import with_interval


def show_rates(impact: pd.DataFrame) -> Shown:
    """Return a readable table of the rates of every regime for all candidates, with intervals."""
    whole = impact[impact[Impact.groupe] == EVERYBODY]
    rows = []
    for name in whole[Impact.regime].unique():
        one = {row.indicateur: row for row in Impact.rows(whole[whole[Impact.regime] == name])}
        rates = {words: with_interval(one[code]) if code in one else "—" for code, words in INDICATORS.items()}
        rows.append({_("Régime"): regime_label(name), **rates})
    return Shown(pd.DataFrame(rows), whole)


def show_gaps(impact: pd.DataFrame, bareme: Bareme, group: str) -> Shown:
    """Return a readable table of the size, first-group rate and gaps to the baseline of each group, with intervals."""
    part = impact[impact[Impact.groupe] == group]
    rows = []
    for code in part[Impact.modalite].unique():
        one = [*Impact.rows(part[part[Impact.modalite] == code])]
        first = next(row for row in one if row.indicateur == FIRST_GROUP)
        row = {_("Groupe"): modalite(code), _("Candidats"): number(first.n, 0)}
        row[INDICATORS[FIRST_GROUP]] = with_interval(first)
        for apart in one:
            if apart.indicateur == GAP:
                row[_("Écart, {regime}").format(regime=regime_label(apart.regime))] = with_interval(apart)
        if code in bareme.reglements:
            confidence = bareme.reglements[code].confiance
            row[_("Coefficients")] = CONFIDENCES.get(confidence, confidence)
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)
