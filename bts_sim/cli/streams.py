"""Standard output and error in every situation: old encodings, no reader, a closed pipe."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from contextlib import suppress
from typing import Any, TypeGuard


class ClosedOutput(io.TextIOBase):
    """Standard output that is not open. A command with nothing to print does not notice."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Raise the error of a closed stream."""
        raise OSError(errno.EBADF, "sortie standard fermée")


class Patient(io.FileIO):
    """A pipe whose reader may leave. Later writes go nowhere, and the command still finishes its work."""

    def write(self, content: Any) -> int:
        """Return the number of characters written, all of them once the reader has left."""
        try:
            return super().write(content)
        except OSError as error:
            # Windows answers EINVAL.
            if error.errno not in (errno.EPIPE, errno.EINVAL):
                raise
            _nowhere(self.fileno())
            return len(content)


def prepare() -> None:
    """Prepare standard output and error to accept any text, even if they were closed."""
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
            # A letter that an old terminal lacks becomes a question mark, not a failure.
            stream.reconfigure(errors="replace")


def _is_pipe(stream: object) -> TypeGuard[io.TextIOWrapper]:
    """Return whether a stream is a bare pipe. A program that calls us has its own stream in front."""
    if stream not in (sys.__stdout__, sys.__stderr__) or not isinstance(stream, io.TextIOWrapper):
        return False
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    stream.flush()
    buffered = io.BufferedWriter(Patient(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(buffered, stream.encoding, stream.errors, line_buffering=stream.line_buffering)


def _occupy() -> None:
    """Keep descriptors 0 to 2 away from files: a result opened as number 1 would receive the prints of others."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def silence() -> None:
    """Send the rest of the output nowhere: its reader has left."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        _nowhere(sys.stdout.fileno())


def _nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
