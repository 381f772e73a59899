"""Words and shapes that all share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.output.labels import interval, number
from bts_sim.points import en_points

LEVIERS = {
    "seuil_general": "plancher de moyenne générale",
    "seuil_professionnel": "barre de moyenne professionnelle",
    "nombre_oraux": "nombre d'oraux",
    "plafond_de_gain": "plafond de gain aux oraux",
    "seuil_admission": "moyenne d'admission",
    "seuil_facultatif": "note qui fait compter une facultative",
}
COURTS = {
    "seuil_general": "plancher",
    "seuil_professionnel": "barre",
    "plafond_de_gain": "plafond",
    "seuil_admission": "admission à",
    "seuil_facultatif": "facultatives au-delà de",
}
MESURES = {
    "taux_admis": "Admis",
    "taux_autorise": "Autorisés au contrôle",
    "oraux": "Oraux à tenir",
    "faux_admis": "Faux admis",
    "faux_refus": "Faux refusés",
}
#: Height of a panel, of a bar, and of a cell; cells beyond this number hold no words; shades of a rate.
PANEL, BAR, CELL, WORDED = 120, 36, 30, 144


def levers_of(table: pd.DataFrame) -> list[str]:
    """Name the columns of a table that are levers."""
    return [name for name in table.columns if name in LEVIERS]


def setting(levier: str, value: Any) -> str:
    """Write a setting: points, or a number of orals; a dash where there is none."""
    if pd.isna(value):
        return "—"
    return f"{int(value)}" if levier == "nombre_oraux" else en_points(int(value))


def share_of(value: float, low: float, high: float, *, sign: bool = False, decimals: int = 2) -> str:
    """Write a number and its interval, if it has one."""
    if round(value, decimals) == 0 and value:
        # A gap too small for its decimals is not none.
        return f"moins de {number(10.0**-decimals, decimals)}"
    words = number(value, decimals, sign=sign)
    return words if low == high else f"{words} {interval(low, high, decimals, sign=sign)}"
