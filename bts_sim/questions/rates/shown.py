"""The rates of every regime and their gaps, as tables to read."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import CONFIDENCES, INDICATORS, gap, interval, modalite, number, percent, regime as label
from bts_sim.display.shown import Shown
from bts_sim.droit.bareme import Bareme
from bts_sim.language import _


def rates(impact: pd.DataFrame) -> Shown:
    """Show the rates of every regime for all candidates, with intervals."""
    whole = impact[impact["groupe"] == "ensemble"]
    rows = []
    for nom in whole["regime"].unique():
        one = whole[whole["regime"] == nom].set_index("indicateur")
        row = {_("Régime"): label(nom)}
        for code, words in INDICATORS.items():
            row[words] = _with_interval(one.loc[code], signed=code.startswith("ecart")) if code in one.index else "—"
        rows.append(row)
    return Shown(pd.DataFrame(rows), whole)


def gaps(impact: pd.DataFrame, bareme: Bareme, groupe: str = "specialite") -> Shown:
    """Show for each group its size, its first-group rate and its gaps to the baseline, with intervals."""
    part = impact[impact["groupe"] == groupe]
    rows = []
    for code in part["modalite"].unique():
        one = part[part["modalite"] == code]
        first = one[one["indicateur"] == "taux_groupe1"].iloc[0]
        row = {_("Groupe"): modalite(code), _("Candidats simulés"): number(first["n"], 0)}
        row[INDICATORS["taux_groupe1"]] = _with_interval(first)
        for __, apart in one[one["indicateur"] == "ecart_taux_admis"].iterrows():
            row[_("Écart, {regime}").format(regime=label(apart["regime"]))] = _with_interval(apart, signed=True)
        if code in bareme.reglements:
            confiance = bareme.reglements[code].confiance
            row[_("Coefficients")] = CONFIDENCES.get(confiance, confiance)
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def _with_interval(row: pd.Series, *, signed: bool = False) -> str:
    value = gap(row["valeur"]) if signed else percent(row["valeur"])
    return value if row["bas"] == row["haut"] else f"{value} {interval(row['bas'], row['haut'], sign=signed)}"
