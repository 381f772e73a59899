"""The points that the texts leave open: what they are, and what each other reading of one would change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import DIPLOMA
from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import other_readings
from bts_sim.droit.textes import points_ouverts
from bts_sim.stats.intervals import DECIMALES

COLONNES = ("lecture", "question", "choix", "defaut", "phrase", "source", "cote", "regles")
EFFECT_COLUMNS = ("lecture", "choix", "regime", "candidats_changes", "taux_admis", "ecart_taux_admis", "n")


def lectures() -> pd.DataFrame:
    """Give every open point and every way of reading it: one row per choice, `defaut` true for the one taken."""
    rows = [
        (name, point["question"], choice, choice == point["defaut"], one["phrase"], one["source"], one["cote"], regles)
        for name, point in points_ouverts().items()
        for regles in (", ".join(point["regles"]),)
        for choice, one in point["choix"].items()
    ]
    return pd.DataFrame(rows, columns=COLONNES)


@asks_abilities
def read_otherwise(cohorte: SimulatedCohort, *regimes: Regime) -> pd.DataFrame:
    """Change one reading at a time and decide again on the same candidates: one row per regime, reading and choice.

    `candidats_changes`: candidates whose final decision is another. `taux_admis` in percent, `ecart_taux_admis` in
    points against the reading of the regime; exact for this cohort, no interval, since nothing is drawn again.
    """
    rows = []
    for regime in regimes:
        base = cohorte.under(regime).decision()
        for name, choice, read in other_readings(regime):
            other = cohorte.under(replace(regime, lectures=read)).decision()
            before, after = (np.isin(decision, DIPLOMA).mean() for decision in (base, other))
            rate, gap = 100 * np.array([after, after - before])
            changed = int((other != base).sum())
            numbers = (changed, round(float(rate), DECIMALES), round(float(gap), DECIMALES), other.size)
            rows.append((name, choice, regime.nom, *numbers))
    return pd.DataFrame(rows, columns=EFFECT_COLUMNS)
