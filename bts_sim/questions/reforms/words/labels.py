"""The labels of levers, reforms, measures and methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from bts_sim.display.labels import hundredths, interval, number, regime_label
from bts_sim.language import N_, Labels, _, _n
from bts_sim.questions.reforms.frontier import Reform
from bts_sim.questions.reforms.settings import CEILING, ORALS, Levers
from bts_sim.questions.reforms.tables import (
    ADMITTED,
    ALLOWED,
    FALSE_ADMITTED,
    FALSE_REFUSED,
    ORALS_HELD,
    ReformMethod,
)
from bts_sim.questions.reforms.wrong_ideas import ACCESS, DECISION, DESPAIR, HOPE
from bts_sim.stats.words import METHODS as OF_ALL_ROOMS

LEVER_NAMES = Labels(
    {
        Levers.seuil_general: N_("plancher de moyenne générale"),
        Levers.seuil_professionnel: N_("barre de moyenne professionnelle"),
        ORALS: N_("nombre d'oraux"),
        CEILING: N_("plafond de gain aux oraux"),
        Levers.seuil_admission: N_("moyenne d'admission"),
        Levers.seuil_facultatif: N_("note qui fait compter une facultative"),
    }
)
SHORT_NAMES = Labels(
    {
        Levers.seuil_general: N_("plancher"),
        Levers.seuil_professionnel: N_("barre"),
        CEILING: N_("plafond"),
        Levers.seuil_admission: N_("admission à"),
        Levers.seuil_facultatif: N_("facultatives au-delà de"),
    }
)
#: Thresholds that a page moves with sliders, in the order of the sliders, and the measures that it shows.
THRESHOLD_NAMES = Labels(
    {
        Levers.seuil_admission: N_("Barre d'admission"),
        Levers.seuil_general: N_("Plancher de moyenne générale"),
        Levers.seuil_professionnel: N_("Moyenne professionnelle exigée"),
    }
)
RATE_NAMES = Labels({ADMITTED: N_("Admis"), ALLOWED: N_("Autorisés aux oraux")})
MEASURE_NAMES = Labels(
    {
        ADMITTED: N_("Admis"),
        ALLOWED: N_("Autorisés au contrôle"),
        ORALS_HELD: N_("Oraux à tenir"),
        FALSE_ADMITTED: N_("Faux admis"),
        FALSE_REFUSED: N_("Faux refusés"),
    }
)
STAGES = Labels({ACCESS: N_("Puis-je passer les oraux ?"), DECISION: N_("Serai-je admis ?")})
WAYS = Labels({DESPAIR: N_("faux désespoir"), HOPE: N_("faux espoir")})
METHODS = Labels(
    OF_ALL_ROOMS
    | {
        ReformMethod.MEAN: N_(
            "moyenne, approximation normale : tirage de la cohorte, paramètres et difficulté des unités fixés"
        ),
        ReformMethod.NO_CASE: N_(
            "aucun cas dans cette cohorte ; borne haute de Wilson : tirage de la cohorte, paramètres et difficulté "
            "des unités fixés"
        ),
    }
)


# --- Settings and reforms -----------------------------------------------------------------------------------------


def in_setting(lever: str, value: Any) -> str:
    """Return a setting in words, in points or as a number of orals. A missing setting is a dash."""
    if pd.isna(value):
        return "—"
    return f"{int(value)}" if lever == ORALS else hundredths(int(value))


def law_in_force(lever: str, value: float) -> str:
    """Return the setting in force in words. The highest ceiling means no ceiling."""
    return _("aucun") if lever == CEILING else in_setting(lever, value)


def share_of(value: float, low: float, high: float, *, sign: bool = False, decimals: int = 2) -> str:
    """Return a number as text, with its interval if it has one."""
    if round(value, decimals) == 0 and value:
        # A gap too small for its decimals is not zero.
        return _("moins de {nombre}").format(nombre=number(10.0**-decimals, decimals))
    words = number(value, decimals, sign=sign)
    return words if low == high else f"{words} {interval(low, high, decimals, sign=sign)}"


def reform_name(row: pd.Series, levers: Sequence[str]) -> str:
    """Return the label of a reform: its own name, or its settings."""
    if row[Reform.reforme]:
        return regime_label(row[Reform.reforme])
    words = [
        _n("{n} oral", "{n} oraux", row[name]).format(n=in_setting(name, row[name]))
        if name == ORALS
        else f"{SHORT_NAMES[name]} {in_setting(name, row[name])}"
        for name in levers
        if not pd.isna(row[name])
    ]
    return ", ".join(words)
