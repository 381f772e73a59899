"""Readable tables of moves and of the parts of a gap."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import DECISIONS, in_points, interval, percent
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.movers.decomposition import FactorPart
from bts_sim.questions.movers.names import FACTORS, capital, name_reason, name_setting
from bts_sim.questions.movers.pairs import movers_of
from bts_sim.questions.movers.tables import DECISION_CODES, Move
from bts_sim.questions.movers.words import and_interval, at_least, both_regimes, gap_of
from bts_sim.stats.rounding import round_to_sum


def show_moves(moves: pd.DataFrame) -> Shown:
    """Return a readable table of the share of each pair of decisions: first regime in rows, second in columns.

    The margins are the shares of each regime, over the same draws of the orals.
    """
    pairs = moves.groupby([Move.avant, Move.apres], sort=False, as_index=False)[[Move.part]].sum()
    wide = pairs.pivot(index=Move.avant, columns=Move.apres, values=Move.part)
    rows, columns = ([code for code in DECISION_CODES if code in axis] for axis in (wide.index, wide.columns))
    wide = wide.loc[rows, columns]
    before, after = both_regimes(moves)
    whole = _("Ensemble")
    text = wide.map(lambda value: "—" if pd.isna(value) else percent(value, 2))
    text = text.rename(columns=dict(DECISIONS.items())).rename_axis(columns=None)
    text = text.assign(**{whole: [percent(v, 2) for v in wide.sum(axis=1)]})
    text.insert(0, f"{before} ↓ · {after} →", [DECISIONS[code] for code in rows])
    last = [whole, *[percent(v, 2) for v in wide.sum()], percent(float(wide.sum().sum()), 2)]
    return Shown(_with_last(text, last), pairs)


def show_reasons(moves: pd.DataFrame) -> Shown:
    """Return a readable table of the changes of decision: from, to, reason, number and share."""
    moved = movers_of(moves).sort_values(Move.effectif, ascending=False)
    rows = [*Move.rows(moved)]
    return Shown(
        pd.DataFrame(
            {
                _("De"): [DECISIONS[row.avant] for row in rows],
                _("À"): [DECISIONS[row.apres] for row in rows],
                _("Raison"): [name_reason(row.raison, row.condition) for row in rows],
                _("Candidats"): [at_least(round(row.effectif)) for row in rows],
                _("Part"): [and_interval(percent(row.part, 2), row.bas, row.haut, 2) for row in rows],
            }
        ),
        moved,
    )


def show_decomposition(parts: pd.DataFrame) -> Shown:
    """Return a readable table of the part of every factor: both settings, the interval, the range over all orders.

    Rounded parts add up to the rounded gap.
    """
    gap, (before, after), rows = gap_of(parts), both_regimes(parts), [*FactorPart.rows(parts)]
    text = pd.DataFrame(
        {
            _("Facteur"): [capital(FACTORS.get(row.facteur, row.facteur)) for row in rows],
            _("Avant : {regime}").format(regime=before): [
                name_setting(row.facteur, row.avant) if row.avant != row.apres else _("identique") for row in rows
            ],
            _("Après : {regime}").format(regime=after): [
                name_setting(row.facteur, row.apres) if row.avant != row.apres else _("identique") for row in rows
            ],
            _("Seul changé"): [_alone(row) for row in rows],
            _("Part"): [in_points(value) for value in round_to_sum(parts[FactorPart.part], gap, 1)],
            _("Intervalle"): [_signed(row.bas, row.haut, 2) if row.bas != row.haut else "—" for row in rows],
            _("Selon l'ordre"): [_signed(row.minimum, row.maximum) if row.avant != row.apres else "—" for row in rows],
        }
    )
    rates = [percent(parts[side].iloc[0]) for side in (FactorPart.taux_avant, FactorPart.taux_apres)]
    return Shown(_with_last(text, [_("Écart de taux d'admis"), *rates, "", in_points(gap), "", ""]), parts)


def _alone(row: FactorPart) -> str:
    """Return the change that a factor makes alone, with its interval."""
    if row.avant == row.apres:
        return "—"
    return f"{in_points(row.seul)} {_signed(row.seul_bas, row.seul_haut)}"


def _signed(low: float, high: float, decimals: int = 1) -> str:
    return interval(low, high, decimals, sign=True)


def _with_last(text: pd.DataFrame, last: list[str]) -> pd.DataFrame:
    return pd.concat([text, pd.DataFrame([last], columns=text.columns)], ignore_index=True)
