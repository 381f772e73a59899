"""How far a long work has gone: said to whoever listens, and to nobody by default.

The functions that work name their loops (`watch`) and their stages (`milestone`); the command line, when its standard
error is a terminal, listens and draws a bar. Nothing else may depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Listener(Protocol):
    """Who listens to the progress of a work."""

    def loop(self, elements: Iterable[T], what: str, total: int | None) -> Iterable[T]:
        """Give the same elements in the same order, and follow them."""

    def milestone(self, what: str, stage: str, done: float) -> None:
        """Hear that a stage begins, when `done` of the whole work, from 0 to 1, is behind."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def watch(elements: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Return `elements` as they are; who listens sees them pass. `total`: how many, where their length is not known."""
    listener = _listener.get()
    return elements if listener is None else listener.loop(elements, what, total)


def milestone(what: str, stage: str, done: float) -> None:
    """Say that a stage of a work begins, and which part of its time, from 0 to 1, is behind; 1 ends the work."""
    listener = _listener.get()
    if listener is not None:
        listener.milestone(what, stage, done)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let somebody listen to what is done within, in this thread and not in others."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
