"""Sentences that say what a table shows: titles of charts, conclusions of notebooks."""

from __future__ import annotations

import pandas as pd

from bts_sim.output.headline import headline
from bts_sim.output.labels import number, percent
from bts_sim.output.labels import regime as label
from bts_sim.population.cohorte import Cohorte


def _gaps(impact: pd.DataFrame, groupe: str = "ensemble") -> pd.DataFrame:
    return impact[(impact["groupe"] == groupe) & (impact["indicateur"] == "ecart_taux_admis")]


def rates(impact: pd.DataFrame) -> str:
    """Say how many more candidates per hundred each regime admits than the baseline."""
    gaps = _gaps(impact)
    parts = [f"{label(r.regime)} {number(r.valeur, sign=True)}" for r in gaps.itertuples()]
    return f"Points d'admis en plus ou en moins que « {label(gaps['reference'].iloc[0])} » : {', '.join(parts)}"


def gaps(impact: pd.DataFrame, groupe: str = "specialite") -> str:
    """Say between which groups the gap of the last regime ranges."""
    rows = _gaps(impact, groupe)
    last = rows[rows["regime"] == rows["regime"].iloc[-1]].sort_values("valeur")
    low, high = last.iloc[0], last.iloc[-1]
    return (
        f"{label(low['regime'])} : l'écart va de {number(low['valeur'], sign=True)} points ({low['modalite']}) "
        f"à {number(high['valeur'], sign=True)} points ({high['modalite']})"
    )


def uncertainty(rows: pd.DataFrame) -> str:
    """Say between which gaps nine draws in ten of the parameters lie, for the last regime and all candidates."""
    wide = rows[rows["niveau"] == rows["niveau"].max()]
    last = wide[wide["regime"] == wide["regime"].iloc[-1]]
    if len(last) > 1:
        by_gap = last.sort_values("valeur")
        least, most = by_gap.iloc[0], by_gap.iloc[-1]
        return (
            f"{label(last['regime'].iloc[0])} : {number(most['valeur'], sign=True)} points ({most['qui']}) contre "
            f"{number(least['valeur'], sign=True)} ({least['qui']}), incertitude des paramètres comprise"
        )
    low, high = last["bas"].min(), last["haut"].max()
    return (
        f"{label(last['regime'].iloc[0])} : de {number(low, sign=True)} à {number(high, sign=True)} points selon les "
        "paramètres que rien ne fixe"
    )


def near_threshold(general_means: pd.Series) -> str:
    """Say which share of candidates stands between 8 and 10."""
    share = 100 * float(((general_means >= 8) & (general_means < 10)).mean())
    return f"{percent(share)} des candidats ont une moyenne générale de 8 à moins de 10"


def access(table: pd.DataFrame, first: str, second: str) -> str:
    """Say which share of the candidates whom one regime lets sit the other leaves aside."""
    allowed = table[table["acces"].isin(["les deux", first])]
    left_out = 100 * float((allowed["acces"] == first).mean())
    return (
        f"{percent(left_out, 0)} des candidats qui peuvent se présenter sous « {label(first)} » "
        f"ne le peuvent pas sous « {label(second)} »"
    )


def conclude(impact: pd.DataFrame, cohorte: Cohorte, intervals: pd.DataFrame | None = None) -> None:
    """Show the named results of a comparison: the numbers that a report and its index quote.

    `intervals`: table of `incertitude`; the gaps are then given again, the parameters being drawn too.
    """
    whole = impact[impact["groupe"] == "ensemble"]
    for row in whole[whole["indicateur"] == "taux_admis"].itertuples():
        headline(f"Taux d'admis, {label(row.regime)}", row.valeur, "%", row.bas, row.haut)
    for row in _gaps(impact).itertuples():
        headline(f"Écart avec {label(row.reference)}, {label(row.regime)}", row.valeur, "pt", row.bas, row.haut)
    if intervals is not None:
        wide = _gaps(intervals)
        for row in wide[wide["niveau"] == wide["niveau"].max()].itertuples():
            named = f"Écart avec {label(row.reference)}, {label(row.regime)}, paramètres tirés"
            headline(named, row.valeur, "pt", row.bas, row.haut)
    if cohorte.couverture is not None:
        headline("Entrants nationaux couverts par les spécialités fournies", cohorte.couverture, "%")
