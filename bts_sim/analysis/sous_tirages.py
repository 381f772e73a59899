"""Any table of results under draws of the parameters that nothing fixes, for `incertitude` and `moteurs` to read."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from bts_sim.population.cohorte import Cohorte
from bts_sim.population.synth import CohorteSimulee, simulate
from bts_sim.population.tirages import avec, incertains
from bts_sim.population.tirages import tirages as every_draw

#: Draws of parameters: a power of two, for Sobol's sequence.
TIRAGES = 64


def sous_tirages(
    cohorte: Cohorte, mesure: Callable[[CohorteSimulee], pd.DataFrame], tirages: int = TIRAGES
) -> pd.DataFrame:
    """Give the table of `mesure` under each draw of parameters and of candidates, one table after the other.

    `mesure`: gives a table with the columns of `compare`, such as `justesse`, `hors_de_portee` or `conseil`. Columns
    `tirage`, and one per uncertain parameter, are added, as `draws` does for `compare`.
    """
    tables = []
    for number in range(min(tirages, len(every_draw()))):
        described = avec(cohorte, number, cohorte.graine + 1 + number)
        drawn = {nom: described.parametres[nom] for nom in incertains()}
        tables.append(mesure(simulate(described, told=False)).assign(tirage=number, **drawn))
    return pd.concat(tables, ignore_index=True)
