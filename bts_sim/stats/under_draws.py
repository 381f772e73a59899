"""Any table of results under draws of the parameters that nothing fixes, for `intervals_over_draws` to read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.progress import watch

#: Draws of parameters: a power of two, for Sobol's sequence.
DRAWS = 64


def under_draws(
    cohorte: Cohort, mesure: Callable[[SimulatedCohort], pd.DataFrame], tirages: int = DRAWS
) -> pd.DataFrame:
    """Give the table of `mesure` under each draw of parameters and of candidates, one table after the other.

    `mesure`: gives a table with the columns of `compare`, such as `justesse`, `hors_de_portee` or `conseil`. Columns
    `tirage`, and one per uncertain parameter, are added, as `draws` does for `compare`.
    """
    tables, drawn = [], []
    for draw in watch(parameter_draws(cohorte, tirages), "Tirages"):
        tables.append(mesure(draw.simulated()))
        drawn.append({"tirage": draw.numero, **draw.parametres})
    rows = np.repeat(np.arange(len(drawn)), [len(table) for table in tables])
    return pd.concat(
        [pd.concat(tables, ignore_index=True), pd.DataFrame(drawn).iloc[rows].reset_index(drop=True)], axis=1
    )
