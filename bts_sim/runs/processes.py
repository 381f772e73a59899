"""Share work among processes of this machine, which never outlive the process that gives it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import TypeVar

from bts_sim.errors import RunError

T = TypeVar("T")
R = TypeVar("R")
#: Times that a pool is made again after the system has killed one of its processes.
ATTEMPTS = 3


def processors() -> int:
    """Return the number of processors of this machine."""
    return os.cpu_count() or 1


def in_processes(
    work: Callable[[T], R], parts: Mapping[int, T], workers: int, what: str, remedy: str
) -> Iterator[tuple[int, R]]:
    """Yield the number of each part and what `work` makes of it in a local process, in the order in which they end.

    A new pool takes the parts of a killed process.

    Args:
        work: a function of a module, or a partial one of these.
        parts: the parts of the work, by number.
        workers: number of processes, at most.
        what: the name of the parts, in the message to who sees them killed again and again.
        remedy: the remedy of that message.

    Raises:
        RunError: processes keep being killed.
    """
    left = dict(parts)
    for _ in range(ATTEMPTS):
        # Each takes a second to start, were there nothing left for it.
        with pool(min(workers, len(left))) as processes:
            with _without_interruption():
                waiting = {processes.submit(work, part): number for number, part in left.items()}
            try:
                for done in as_completed(waiting):
                    found = done.result()
                    del left[waiting[done]]
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
    raise RunError(f"les processus de calcul sont tués par le système ({len(left)} {what} restent). Remède : {remedy}.")


def pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of `workers` processes. Spawning works alike on Linux, macOS and Windows, and copies no thread."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_the_parent)


@contextmanager
def _without_interruption() -> Iterator[None]:
    """Start processes that ignore Ctrl-C; this process ends them, so that none prints a traceback of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _follow_the_parent() -> None:
    """End this process when its parent ends. A killed parent cannot tell it to stop, and it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
