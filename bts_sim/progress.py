"""The progress of a long computation: sent to a listener, and to nobody by default.

The functions that compute name their loops (`watch`) and their stages (`milestone`). The command line listens when its
standard error is a terminal, and draws a bar. Nothing else may depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Listener(Protocol):
    """A listener of the progress of a computation."""

    def loop(self, elements: Iterable[T], what: str, total: int | None) -> Iterable[T]:
        """Return the same elements in the same order, and follow them."""

    def milestone(self, what: str, stage: str, done: float) -> None:
        """Receive the start of a stage; `done`: the part of the whole work already done, from 0 to 1."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def watch(elements: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Return `elements` unchanged, and let the listener count them. `total`: their number, if it has no length."""
    listener = _listener.get()
    return elements if listener is None else listener.loop(elements, what, total)


def milestone(what: str, stage: str, done: float) -> None:
    """Report that a stage begins. `done`: the part of the time already spent, from 0 to 1; 1 ends the work."""
    listener = _listener.get()
    if listener is not None:
        listener.milestone(what, stage, done)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Send the progress of the `with` block to `listener`, in this thread only."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
