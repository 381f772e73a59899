"""Who may sit the épreuves de contrôle under either of two regimes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.under import Under
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools


def access(premier: Under, second: Under) -> pd.DataFrame:
    """Give the candidates whom the first group did not admit, with their two means and which regime lets them sit.

    Column `acces`: `les deux`, the name of the only regime that does, or `aucun des deux`.
    """
    means = {name: getattr(premier, name) for name in ("specialite", "generale", "professionnelle")}
    names = [premier.regime.nom, second.regime.nom]
    allowed = [premier.autorise & second.autorise, premier.autorise, second.autorise]
    frame = pd.DataFrame(means | {"acces": np.select(allowed, ["les deux", *names], "aucun des deux")})
    judged: Bools = ~premier.admis_groupe1 & (premier.decision() != Decision.ELIMINE)
    return frame[judged]
