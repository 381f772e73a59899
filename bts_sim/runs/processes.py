"""Processes of this machine that share a work, and never outlive the one that gives it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.process import BaseProcess


def pool(workers: int) -> ProcessPoolExecutor:
    """Return so many processes: spawned, so that Linux, macOS and Windows behave alike and no thread is copied."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_the_parent)


def _follow_the_parent() -> None:
    """End this process when the one that made it ends: killed, it cannot say so, and work would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
