"""Sentences that say what the rates of several regimes show."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import gap as in_points, modalite, number, percent, regime as label
from bts_sim.language import _
from bts_sim.rows import rows_in


def gaps_of(impact: pd.DataFrame, groupe: str = "ensemble") -> pd.DataFrame:
    """Return the rows of the gaps in the rate of diplomas, for one name of groups."""
    return impact[(impact["groupe"] == groupe) & (impact["indicateur"] == "ecart_taux_admis")]


def rates(impact: pd.DataFrame) -> str:
    """Say how many more candidates per hundred each regime admits than the baseline."""
    gaps = gaps_of(impact)
    if gaps.empty:
        rates = impact[(impact["groupe"] == "ensemble") & (impact["indicateur"] == "taux_admis")]
        return ", ".join(
            _("{regime} : {part} d'admis").format(regime=label(r.regime), part=percent(r.valeur))
            for r in rows_in(rates)
        )
    parts = [f"{label(r.regime)} {number(r.valeur, sign=True)}" for r in rows_in(gaps)]
    return _("Points d'admis en plus ou en moins que « {reference} » : {ecarts}").format(
        reference=label(gaps["reference"].iloc[0]), ecarts=", ".join(parts)
    )


def gaps(impact: pd.DataFrame, groupe: str = "specialite") -> str:
    """Say between which groups the gap of the last regime ranges."""
    rows = gaps_of(impact, groupe)
    last = rows[rows["regime"] == rows["regime"].iloc[-1]].sort_values("valeur")
    known = last[last["bas"].notna()]
    if known.empty:
        return _("{regime} : trop peu de candidats qui changent pour un écart par groupe").format(
            regime=label(last["regime"].iloc[0])
        )
    last = known
    low, high = last.iloc[0], last.iloc[-1]
    if number(low["valeur"]) == number(high["valeur"]):
        who = modalite(low["modalite"]) if len(last) == 1 else _("dans tous les groupes")
        return _("{regime} : écart de {ecart} ({qui})").format(
            regime=label(low["regime"]), ecart=in_points(low["valeur"]), qui=who
        )
    return _("{regime} : l'écart va de {bas} points ({qui_bas}) à {haut} points ({qui_haut})").format(
        regime=label(low["regime"]),
        bas=number(low["valeur"], sign=True),
        qui_bas=modalite(low["modalite"]),
        haut=number(high["valeur"], sign=True),
        qui_haut=modalite(high["modalite"]),
    )
