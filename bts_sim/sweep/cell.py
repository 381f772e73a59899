"""One cell of a sweep: its result depends on the cell alone, on whatever processor it runs."""

from __future__ import annotations

import functools
from dataclasses import replace

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.parameter_draws import parameter_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import BtsSimError
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.words import in_words
from bts_sim.sweep.grid import Cell


def compute(cell: Cell) -> pd.DataFrame | str:
    """Return the table of `compare` for one cell, with a column per swept value, or the message of its failure."""
    try:
        baseline, *others = load_regimes(*cell.regimes)
        table = in_words(compare(simulate(_cohort(cell), told=False), baseline, others))
    except BtsSimError as error:
        return str(error)
    for position, (name, value) in enumerate(cell.swept().items()):
        table.insert(position, name, value)
    return table


def _cohort(cell: Cell) -> Cohort:
    described = _described(replace(cell, tirage=None, parametres=(), choix_des_oraux=None))
    described = replace(
        described,
        choix_des_oraux=cell.choix_des_oraux or described.choix_des_oraux,
        parametres={**described.parametres, **dict(cell.parametres)},
    )
    if cell.tirage is None:
        return described
    drawn = parameter_draw(described, cell.tirage).cohorte
    # A swept value equal to the default one still counts as swept.
    return replace(drawn, parametres={**drawn.parametres, **dict(cell.parametres)})


@functools.lru_cache(maxsize=4)
def _described(cell: Cell) -> Cohort:
    return cell.describe()
