"""One cell of a sweep: its result depends on the cell alone, on whatever processor it runs."""

from __future__ import annotations

import functools
from dataclasses import replace

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import BtsSimError
from bts_sim.notices import listening
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.intervals import LEVEL
from bts_sim.stats.words import in_words
from bts_sim.sweep.grid import Cell


def compute(cell: Cell) -> pd.DataFrame | str:
    """Return the table of `compare` for one cell, with a column per swept value, or the message of its failure."""
    try:
        # What is to be told of a grid is told once, when it is read.
        with listening(lambda notice: None):
            cohorte = _cohort(cell)
            table = in_words(_compared(cell, cohorte), origin=cohorte.present.origin)
    except BtsSimError as error:
        return str(error)
    for position, (name, value) in enumerate(cell.swept().items()):
        table.insert(position, name, value)
    return table


def _compared(cell: Cell, cohorte: Cohort) -> pd.DataFrame:
    """Return the regimes compared: on the same draws of the parameters for all of them, or on one group."""
    baseline, *others = load_regimes(*cell.regimes)
    if cell.tirages is None:
        return compare(simulate(cohorte, told=False), baseline, others)
    drawn = rates_by_draw(cohorte, baseline, others, cell.tirages)
    return compare_over_draws(drawn, LEVEL, cohorte.candidats)


def _cohort(cell: Cell) -> Cohort:
    described = _described(replace(cell, parametres=(), choix_des_oraux=None))
    swept = dict(cell.parametres)
    return replace(
        described,
        choix_des_oraux=cell.choix_des_oraux or described.choix_des_oraux,
        parametres={**described.parametres, **swept},
        # A swept value equal to the default one still counts as swept.
        kept=described.kept | set(swept),
    )


@functools.lru_cache(maxsize=4)
def _described(cell: Cell) -> Cohort:
    return cell.describe()
