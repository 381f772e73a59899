"""The candidates whom each of two regimes lets sit the épreuves de contrôle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.under import Under
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools
from bts_sim.schema import Schema, a_number, a_text

#: Codes for a candidate allowed under both regimes, and under neither.
BOTH, NEITHER = "les deux", "aucun des deux"


class Access(Schema):
    """A candidate not admitted by the first group: the two means, and which of two regimes opens the orals."""

    specialite = a_text("code of the specialty; empty for those that have no règlement of their own")
    generale = a_number("general mean", "points on 20")
    professionnelle = a_number("mean of the professional units", "points on 20")
    acces = a_text(f"`{BOTH}`, the name of the only regime that lets the candidate sit, or `{NEITHER}`")


def access(first: Under, second: Under) -> pd.DataFrame:
    """Return the candidates whom the first group did not admit, as `Access`. Eliminated candidates have no row.

    Args:
        first: the result of one regime on a cohort.
        second: the result of another regime on the same cohort.
    """
    means = {name: getattr(first, name) for name in Access.names()[:-1]}
    allowed = [first.autorise & second.autorise, first.autorise, second.autorise]
    sits = np.select(allowed, [BOTH, first.regime.nom, second.regime.nom], NEITHER)
    judged: Bools = ~first.admis_groupe1 & (first.decision() != Decision.ELIMINE)
    return pd.DataFrame(means | {Access.acces: sits})[judged]
