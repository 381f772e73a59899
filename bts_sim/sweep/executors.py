"""Executors of the cells: this process, a pool of local processes, or a Dask cluster. All return the same results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from bts_sim.errors import Fault, InputError
from bts_sim.runs import processes
from bts_sim.sweep.cell import compute
from bts_sim.sweep.grid import Cell

if TYPE_CHECKING:
    from distributed import Client

#: Seconds to wait for a scheduler to answer.
WAITING = 30

Results = Iterator[tuple[int, pd.DataFrame | str]]


def in_this_process(cells: Sequence[Cell], numbers: Sequence[int]) -> Results:
    """Yield the number and the result of each cell, computed one after the other."""
    for number in numbers:
        yield number, compute(cells[number])


def in_a_pool(cells: Sequence[Cell], numbers: Sequence[int], workers: int) -> Results:
    """Yield the number and the result of each cell, computed in local processes."""
    remedy = "--workers 1, ou des cohortes plus petites ; la même commande reprend où elle s'est arrêtée"
    return processes.in_processes(compute, {number: cells[number] for number in numbers}, workers, "cellules", remedy)


def cluster(address: str) -> Client:
    """Return a client of a Dask scheduler; raises InputError when Dask is not installed or no scheduler answers."""
    try:
        from distributed import Client
    except ImportError:
        remedy = "pip install bts-sim[dask], ou retirer --scheduler"
        raise InputError([Fault("--scheduler", None, "", address, "Dask n'est pas installé", remedy)]) from None
    try:
        return Client(address, timeout=WAITING)
    except (OSError, ValueError) as error:
        remedy = "une adresse comme tcp://127.0.0.1:8786, d'un planificateur qui tourne"
        fault = Fault("--scheduler", None, "", address, f"aucun planificateur ne répond ({error})", remedy)
        raise InputError([fault]) from None


def on_a_cluster(cells: Sequence[Cell], numbers: Sequence[int], client: Client) -> Results:
    """Yield the number and result of each cell, computed on a Dask cluster; it reassigns a lost worker's cells."""
    from distributed import as_completed as completed

    futures = {client.submit(compute, cells[number], pure=False): number for number in numbers}
    for future, found in completed(list(futures), with_results=True):
        yield futures[future], found
        future.release()
