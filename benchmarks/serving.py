"""A process that runs draws when asked and says what they cost: engines that cannot live in the same one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from benchmarks import peak

#: The mathematics of numpy in one thread: others would wait for work, and be counted.
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
#: What prepares a cohort of so many candidates and specialties, and then runs so many draws under a seed.
Prepare = Callable[[int, int], Callable[[int, int], object]]


@contextmanager
def served(module: str, *arguments: str, root: Path = peak.ROOT) -> Iterator[Served]:
    """Give an engine in a process of its own, ended afterwards; `root`: where its packages are found first."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command,
            cwd=root,
            env=os.environ | ALONE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        yield Served(process, errors)


@dataclass(frozen=True)
class Served:
    """An engine in a process of its own, and what it wrote to its standard error."""

    process: subprocess.Popen[str]
    errors: IO[str]

    def ask(self, candidates: int, specialties: int, draws: int, seed: int) -> dict[str, Any]:
        """Give the seconds of processor of some draws and the bytes that they took at most, or why there are none."""
        assert self.process.stdin and self.process.stdout
        try:
            print(json.dumps([candidates, specialties, draws, seed]), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        found: dict[str, Any] = json.loads(line) if line else {"failed": self._why()}
        return found

    def _why(self) -> str:
        code = self.process.wait()
        self.errors.seek(0)
        return (self.errors.read().strip().splitlines() or [f"exit code {code}"])[-1]


def serve(prepare: Prepare) -> None:
    """Answer every line of the standard input, until it ends."""
    peak.bound()
    prepared = cache(prepare)
    for line in sys.stdin:
        candidates, specialties, draws, seed = json.loads(line)
        try:
            answer = _measured(prepared(candidates, specialties), draws, seed)
        except MemoryError:
            answer = {"failed": "short of memory"}
        print(json.dumps(answer), flush=True)


def _measured(run: Callable[[int, int], object], draws: int, seed: int) -> dict[str, Any]:
    peak.forget_peak()
    before = peak.resident()
    start = time.process_time()
    run(draws, seed)
    seconds = time.process_time() - start
    after = peak.resident()
    return {"seconds": seconds, "bytes": after[1] - before[0] if before and after else None}
