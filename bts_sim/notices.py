"""What could be read and its owner should know of: told to whoever listens, and as a Python warning to nobody else."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bts_sim.errors import readable


class BtsSimWarning(UserWarning):
    """Something that a file or a request was taken to mean, which its author may want to check."""


@dataclass(frozen=True)
class Notice:
    """One thing to know of one input: where it is, what was read, and what was made of it.

    `line` is None when the whole file is concerned, `column` and `value` are empty when none is.
    """

    file: str
    line: int | None
    column: str
    value: str
    words: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        column = f" : colonne {self.column}" if self.column else ""
        value = f" : « {self.value} »" if self.value else ""
        return readable(f"{place}{column}{value} : {self.words}.")


Listener = Callable[[Notice], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(file: str, words: str, *, line: int | None = None, column: str = "", value: str = "") -> None:
    """Tell one thing to know; with nobody listening, Python's own warnings say it."""
    notice = Notice(file, line, column, value, words)
    listener = _listener.get()
    if listener is None:
        warnings.warn(str(notice), BtsSimWarning, stacklevel=2)
    else:
        listener(notice)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear every notice of what is done within, in this thread and not in others."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
