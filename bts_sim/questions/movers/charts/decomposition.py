"""The gap between two regimes, factor by factor, as a waterfall."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.display.labels import interval, number, percent, regime_label
from bts_sim.display.lines import in_lines
from bts_sim.display.theme import COLOURS, INK, finish
from bts_sim.display.waterfall import End, Step, draw_waterfall
from bts_sim.language import _
from bts_sim.questions.movers.charts.shades import COLOURS as SHADES
from bts_sim.questions.movers.decomposition import FactorPart
from bts_sim.questions.movers.names import name_factor
from bts_sim.questions.movers.pairs import Direction
from bts_sim.questions.movers.words import changed_of, factor_of, gap_of, say_parts
from bts_sim.stats.intervals import FIXED, Method
from bts_sim.stats.rounding import round_to_sum
from bts_sim.stats.words import METHODS


def draw_decomposition(parts: pd.DataFrame) -> Any:
    """Return the waterfall chart from the rate of one regime to that of another, factor by factor.

    Factors on which both regimes agree are not drawn; they stay in the table.
    """
    chart = draw_waterfall(
        _end(parts, FactorPart.regime_avant, FactorPart.taux_avant),
        steps_of(parts),
        _end(parts, FactorPart.regime_apres, FactorPart.taux_apres),
        axis=_("Candidats admis (% des présents)"),
        shades=(SHADES[Direction.GAINS], SHADES[Direction.LOSES]),
        titles=(_("Facteur"), _("Part")),
    )
    said = [_("Part : moyenne sur tous les ordres où les changements peuvent venir (valeur de Shapley)")]
    level = parts[FactorPart.niveau].iloc[0]
    if not pd.isna(level):
        words, covered = _("Trait et crochets : intervalle à {niveau}\u202f%, {methode}"), _covered(parts)
        said.append(words.format(niveau=number(level, 0), methode=METHODS[covered]))
    said.append(_("En gris : la plus petite et la plus grande contribution selon l'ordre"))
    return finish(chart, say_parts(parts), said)


def steps_of(parts: pd.DataFrame) -> list[Step]:
    """Return one step per factor on which two regimes differ. The rounded steps add up to the rounded gap."""
    changed = changed_of(parts)
    shown = round_to_sum(changed[FactorPart.part], gap_of(parts), 1)
    return [_step(row, value) for row, value in zip(FactorPart.rows(changed), shown, strict=True)]


def _step(row: FactorPart, shown: float) -> Step:
    spread = f" {interval(row.bas, row.haut, sign=True)}" if row.bas != row.haut else ""
    ends = {"bas": number(row.minimum, sign=True), "haut": number(row.maximum, sign=True)}
    aside = _("de {bas} à {haut}").format(**ends)
    label = in_lines(name_factor(factor_of(row)))
    return Step(label, row.part, row.bas, row.haut, number(shown, sign=True) + spread, aside)


def _covered(parts: pd.DataFrame) -> str:
    """Return the code of what the intervals of the parts cover."""
    return next((row.methode for row in FactorPart.rows(changed_of(parts)) if row.methode not in FIXED), Method.DRAWN)


def _end(parts: pd.DataFrame, regime: str, rate: str) -> End:
    code, value = str(parts[regime].iloc[0]), float(parts[rate].iloc[0])
    return End(regime_label(code), value, percent(value), COLOURS.get(code, INK))
