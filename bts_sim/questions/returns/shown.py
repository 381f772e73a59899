"""Readable tables of several sessions: diplomas gained or brought forward, and the price of coming back."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import GROUPS, interval, modalite, number, percent, regime_label
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.returns.advanced import Advanced
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    GAINED,
    LEFT_BEFORE,
    NEVER_HAD,
    SUCCESS,
    Fates,
    OverSessions,
    ReturnPrice,
)
from bts_sim.questions.returns.words import COSTS, ENTRIES


def show_gained(fates: pd.DataFrame, group: str = EVERYBODY) -> Shown:
    """Return a readable table of the fate of the diplomas that each regime gives at once, by group, with intervals."""
    part = fates[fates[Fates.groupe] == group]
    rows = []
    for (name, code), one in part.groupby([Fates.regime, Fates.modalite], sort=False):
        by = {row.indicateur: row for row in Fates.rows(one)}
        later = {int(row.later): row.valeur for row in by.values() if not pd.isna(row.later)}
        row = {_("Régime"): regime_label(str(name))}
        if group != EVERYBODY:
            row[(GROUPS.get(group) or _("groupe")).capitalize()] = ENTRIES.get(str(code)) or modalite(str(code))
        row[_("Diplômes de plus à la première session")] = number(by[GAINED].n, 0)
        row[_("Gagnés")] = _with_interval(by[GAINED], percent(by[GAINED].valeur))
        row[_("dont jamais obtenus")] = percent(by[NEVER_HAD].valeur)
        row[_("dont partis avant")] = percent(by[LEFT_BEFORE].valeur)
        row[_("Avancés d'une session")] = percent(later[1]) if later else "—"
        row[_("de deux ou plus")] = percent(sum(value for sessions, value in later.items() if sessions > 1))
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def show_advanced(advanced: pd.DataFrame) -> Shown:
    """Return a readable table of the diplomas of a session that would have come later without each regime."""
    rows = [*Advanced.rows(advanced)]
    return Shown(
        pd.DataFrame(
            {
                _("Régime"): [regime_label(row.regime) for row in rows],
                _("Diplômes de plus qui seraient venus plus tard sans lui"): [number(row.avances, 0) for row in rows],
                _("Intervalle"): ["—" if pd.isna(row.bas) else interval(row.bas, row.haut, 0) for row in rows],
                _("En combien de sessions"): [number(row.sessions, 0) for row in rows],
            }
        ),
        advanced,
    )


def show_price_of_return(price: pd.DataFrame) -> Shown:
    """Return a readable table of the cost of the sessions under each regime, with intervals."""
    rows = []
    for code, words in COSTS.items():
        row, decimals = {_("Ce que coûtent les sessions"): words}, 1 if code == SUCCESS else 3
        for one in ReturnPrice.rows(price[price[ReturnPrice.indicateur] == code]):
            value = percent(one.valeur) if code == SUCCESS else number(one.valeur, decimals)
            row[regime_label(one.regime)] = _with_interval(one, value, decimals)
        rows.append(row)
    return Shown(pd.DataFrame(rows).fillna("—"), price)


def _with_interval(row: OverSessions, value: str, decimals: int = 1) -> str:
    return value if row.bas == row.haut else f"{value} {interval(row.bas, row.haut, decimals)}"
