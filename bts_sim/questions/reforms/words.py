"""Words of reforms, and the shapes that their charts share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.display.labels import hundredths, interval, number
from bts_sim.language import N_, Labels, _

LEVERS = Labels(
    {
        "seuil_general": N_("plancher de moyenne générale"),
        "seuil_professionnel": N_("barre de moyenne professionnelle"),
        "nombre_oraux": N_("nombre d'oraux"),
        "plafond_de_gain": N_("plafond de gain aux oraux"),
        "seuil_admission": N_("moyenne d'admission"),
        "seuil_facultatif": N_("note qui fait compter une facultative"),
    }
)
COURTS = Labels(
    {
        "seuil_general": N_("plancher"),
        "seuil_professionnel": N_("barre"),
        "plafond_de_gain": N_("plafond"),
        "seuil_admission": N_("admission à"),
        "seuil_facultatif": N_("facultatives au-delà de"),
    }
)
MESURES = Labels(
    {
        "taux_admis": N_("Admis"),
        "taux_autorise": N_("Autorisés au contrôle"),
        "oraux": N_("Oraux à tenir"),
        "faux_admis": N_("Faux admis"),
        "faux_refus": N_("Faux refusés"),
    }
)
#: Height of a panel, of a bar, and of a cell; cells beyond this number hold no words; shades of a rate.
PANEL, BAR, CELL, WORDED = 120, 36, 30, 144


def levers_of(table: pd.DataFrame) -> list[str]:
    """Name the columns of a table that are levers."""
    return [name for name in table.columns if name in LEVERS]


def setting(levier: str, value: Any) -> str:
    """Write a setting: points, or a number of orals; a dash where there is none."""
    if pd.isna(value):
        return "—"
    return f"{int(value)}" if levier == "nombre_oraux" else hundredths(int(value))


def share_of(value: float, low: float, high: float, *, sign: bool = False, decimals: int = 2) -> str:
    """Write a number and its interval, if it has one."""
    if round(value, decimals) == 0 and value:
        # A gap too small for its decimals is not none.
        return _("moins de {nombre}").format(nombre=number(10.0**-decimals, decimals))
    words = number(value, decimals, sign=sign)
    return words if low == high else f"{words} {interval(low, high, decimals, sign=sign)}"
