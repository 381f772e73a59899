"""Allow one writer at a time in a folder. The system releases the lock when its process ends, in whatever way."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bts_sim.errors import RunError

#: Seconds that a run waits for another run to finish writing into the same folder.
WAITING = 600.0
PAS = 0.05
#: On Windows, a file that exists as long as its writer does.
LOCK = ".bts-sim-verrou"


@contextmanager
def locked(folder: Path, wait: float = WAITING) -> Iterator[None]:
    """Hold an existing folder, so that no other process of this project writes into it meanwhile.

    Wait up to `wait` seconds for another holder, then raise RunError. Some network drives have no locks: two writers
    are then not kept apart.
    """
    limit = time.monotonic() + wait
    while (handle := _take(folder)) is None:
        if time.monotonic() >= limit:
            raise RunError(
                f"{folder} : un autre lancement de bts-sim écrit dans ce dossier. "
                "Remède : attendre qu'il finisse, ou donner un autre dossier à --out."
            )
        time.sleep(PAS)
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _take(folder: Path) -> int | None:
        """Return a handle that holds the folder; None when another process holds it."""
        lock = folder / LOCK
        try:
            return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
        except FileExistsError:
            return None
        except PermissionError:
            # Windows answers this while another process is deleting its file.
            if lock.exists():
                return None
            raise

else:

    def _take(folder: Path) -> int | None:
        """Return a handle that holds the folder; None when another process holds it."""
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError:
            # This file system has no locks.
            return handle
        return handle
