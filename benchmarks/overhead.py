"""What handing out one cell costs, whoever computes it: `python -m benchmarks.overhead`.

Tasks that do nothing, given out as `bts_sim.sweep.executors` gives out cells. The first, which starts the processes,
is not counted.
"""

from __future__ import annotations

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed

from benchmarks.timing import _once as once

TASKS = 2_000


def pool() -> float:
    """Give the seconds of one empty task of a pool of one spawned process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as workers:
        workers.submit(math.sqrt, 1).result()

        def run() -> None:
            for done in as_completed([workers.submit(math.sqrt, 1) for _ in range(TASKS)]):
                done.result()

        return once(run) / TASKS


def cluster() -> float | None:
    """Give the same of a Dask scheduler and one worker, each a process; None without Dask."""
    try:
        from distributed import Client, LocalCluster, as_completed as completed
    except ImportError:
        return None
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as local, Client(local) as client:
        client.submit(math.sqrt, 1, pure=False).result()

        def run() -> None:
            for _ in completed([client.submit(math.sqrt, 1, pure=False) for _ in range(TASKS)], with_results=True):
                pass

        return once(run) / TASKS


def main() -> None:
    """Print both."""
    print(f"pool of processes: {1e3 * pool():.2f} ms per task")
    found = cluster()
    print("Dask: not installed" if found is None else f"Dask: {1e3 * found:.2f} ms per task")


if __name__ == "__main__":
    main()
