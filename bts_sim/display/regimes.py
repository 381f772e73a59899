"""Names, colours and lines of the regimes of a table, as charts draw them."""

from __future__ import annotations

import itertools

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import interval, percent, regime as label
from bts_sim.display.theme import COLOURS, OTHERS
from bts_sim.language import N_, Labels
from bts_sim.rows import rows_in

#: Height of a panel, pixels.
PANEL = 230
#: Names of regimes at the end of a line, where there is little room.
COURTS = Labels({"exceptionnel_2021": N_("Session 2021"), "permanent_2022": N_("Permanent (2022)")})


def named(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the names of its regimes."""
    # A page carries its data: what no mark shows is left out.
    rows = table.drop(columns=["methode", "reference"], errors="ignore").copy()
    rows["nom"] = [called(r) for r in rows["regime"]]
    rows["court"] = [COURTS.get(r) or called(r) for r in rows["regime"]]
    if "valeur" in rows:
        rows["texte"] = [with_interval(r.valeur, r.bas, r.haut) for r in rows_in(rows)]
    return rows


def called(regime: str) -> str:
    """Give what people call a regime, as it begins a sentence."""
    name = label(regime)
    return name[:1].upper() + name[1:]


def principal(rows: pd.DataFrame) -> str:
    """Give the regime that a title speaks of: the last of the law's own if there is one, else the last."""
    regimes = regimes_of(rows)
    return next((nom for nom in reversed(regimes) if nom in COLOURS), regimes[-1])


def regimes_of(rows: pd.DataFrame) -> list[str]:
    """Give the regimes of a table, in its order."""
    return list(dict.fromkeys(rows["regime"]))


def colours_of(rows: pd.DataFrame) -> alt.Scale:
    """Give each regime of a table its colour."""
    own = itertools.cycle(OTHERS)
    regimes = regimes_of(rows)
    return alt.Scale(domain=[called(r) for r in regimes], range=[COLOURS.get(r) or next(own) for r in regimes])


def patterns(count: int) -> list[list[int]]:
    """Give lines that can be told apart in grey."""
    known = [[1, 0], [6, 3], [2, 2], [9, 3, 2, 3]]
    return [known[i % len(known)] for i in range(count)]


def level_of(rows: pd.DataFrame) -> str:
    """Write the level of the intervals of a table."""
    return percent(float(rows["niveau"].iloc[0]), 0)


def with_interval(value: float, low: float, high: float) -> str:
    """Write a percentage and its interval; a dash where there is none."""
    return "—" if np.isnan(value) else f"{percent(value)} {interval(low, high)}"
