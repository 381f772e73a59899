"""Notices on readable input that its owner should check: sent to a listener, or else issued as Python warnings."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bts_sim.errors import readable


class BtsSimWarning(UserWarning):
    """An interpretation of a file or a request that its author may want to check."""


@dataclass(frozen=True)
class Notice:
    """One notice about one input: its place, the value read, and how it was interpreted.

    `line` is None when the notice concerns the whole file. `column` and `value` are empty when it concerns none.
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
    """Report one notice to the listener; without a listener, issue a Python warning."""
    notice = Notice(file, line, column, value, words)
    listener = _listener.get()
    if listener is None:
        warnings.warn(str(notice), BtsSimWarning, stacklevel=2)
    else:
        listener(notice)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send every notice raised inside the `with` block to `listener`, in this thread only."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
