"""Executors of the cells: this process, a pool of local processes, or a Dask cluster. All return the same results."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pandas as pd

from bts_sim.errors import Fault, InputError, RunError
from bts_sim.runs.processes import pool
from bts_sim.sweep.cell import compute
from bts_sim.sweep.grid import Cell

if TYPE_CHECKING:
    from distributed import Client

#: Times that a pool is made again after the system has killed one of its processes.
ATTEMPTS = 3
#: Seconds to wait for a scheduler to answer.
WAITING = 30

Results = Iterator[tuple[int, pd.DataFrame | str]]


def in_this_process(cells: Sequence[Cell], numbers: Sequence[int]) -> Results:
    """Yield the number and the result of each cell, computed one after the other."""
    for number in numbers:
        yield number, compute(cells[number])


def in_a_pool(cells: Sequence[Cell], numbers: Sequence[int], workers: int) -> Results:
    """Yield the number and the result of each cell, computed in local processes.

    A new pool takes the cells of a killed process. Raises RunError when processes keep being killed.
    """
    left = list(numbers)
    for _ in range(ATTEMPTS):
        with pool(workers) as processes:
            with _sans_interruption():
                waiting = {processes.submit(compute, cells[number]): number for number in left}
            try:
                for done in as_completed(waiting):
                    found = done.result()
                    left.remove(waiting[done])
                    yield waiting[done], found
            except BrokenProcessPool:
                continue
            except KeyboardInterrupt:
                for process in multiprocessing.active_children():
                    process.terminate()
                raise
            finally:
                processes.shutdown(cancel_futures=True)
        return
    raise RunError(
        f"les processus de calcul sont tués par le système ({len(left)} cellules restent). "
        "Remède : --workers 1, ou des cohortes plus petites ; la même commande reprend où elle s'est arrêtée."
    )


@contextmanager
def _sans_interruption() -> Iterator[None]:
    """Start processes that ignore Ctrl-C; this process ends them, so that none prints a traceback of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
