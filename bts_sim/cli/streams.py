"""Standard output and error, whatever stands behind them: old encodings, nobody, a closed pipe."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from contextlib import suppress
from typing import Any, TypeGuard


class ClosedOutput(io.TextIOBase):
    """Standard output that nobody has opened: a command with nothing to print does not notice."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Refuse, as a closed stream does."""
        raise OSError(errno.EBADF, "sortie standard fermée")


class Patient(io.FileIO):
    """A pipe whose reader may go: what is written then goes nowhere, and the command still does all of its work."""

    def write(self, content: Any) -> int:
        """Return how much was written; all of it once the reader is gone."""
        try:
            return super().write(content)
        except OSError as error:
            # EINVAL is what Windows answers.
            if error.errno not in (errno.EPIPE, errno.EINVAL):
                raise
            _nowhere(self.fileno())
            return len(content)


def prepare() -> None:
    """Make standard output and error able to take any text, and there, even when they were closed."""
    _occupy()
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if _is_pipe(sys.stdout):
        sys.stdout = _patient(sys.stdout)
    if _is_pipe(sys.stderr):
        sys.stderr = _patient(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A letter that an old terminal lacks is a question mark, and no failure.
            stream.reconfigure(errors="replace")


def _is_pipe(stream: object) -> TypeGuard[io.TextIOWrapper]:
    """Return whether a stream is a pipe that nobody has put anything before: a program that calls us has its own."""
    if stream not in (sys.__stdout__, sys.__stderr__) or not isinstance(stream, io.TextIOWrapper):
        return False
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    stream.flush()
    buffered = io.BufferedWriter(Patient(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(buffered, stream.encoding, stream.errors, line_buffering=stream.line_buffering)


def _occupy() -> None:
    """Keep descriptors 0 to 2 from files: a result opened as number 1 would take what others print there."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def silence() -> None:
    """Send what is left to be printed nowhere: whoever read it has gone."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        _nowhere(sys.stdout.fileno())


def _nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
