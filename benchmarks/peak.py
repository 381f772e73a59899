"""Peak memory of a process, native memory included: what the system counts, since tracemalloc does not see it all."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).absolute().parent.parent
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MEMINFO = Path("/proc/meminfo")
#: What one child may take of the memory that is free, so that a run that is too big fails alone.
SHARE = 0.85


def resident() -> tuple[int, int] | None:
    """Give the resident bytes now and at their peak; None where the system does not say (not Linux)."""
    if not STATUS.exists():
        return None
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    now, peak = (int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def forget_peak() -> None:
    """Make the peak start again from now."""
    with contextlib.suppress(OSError):
        CLEAR.write_text("5")


def bound() -> None:
    """Make this process fail with MemoryError before the machine is short of memory."""
    if not MEMINFO.exists():
        return
    import resource

    lines = dict(line.split(":", 1) for line in MEMINFO.read_text().splitlines())
    limit = int(int(lines["MemAvailable"].split()[0]) * 1024 * SHARE)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def in_child(module: str, *arguments: str, give_back: bool = False) -> dict[str, Any]:
    """Run a module of the benchmark in a process of its own and give the object that it prints, or how it failed.

    `give_back`: freed arrays go back to the system at once, so that the next ones are counted; never where anything
    is timed, since it costs a page fault for every page of every array.
    """
    environment = os.environ | ({"MALLOC_MMAP_THRESHOLD_": "131072"} if give_back else {})
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return {"failed": lines[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
