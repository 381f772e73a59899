"""How far a long work has gone: said to whoever listens, and to nobody by default.

The functions that work name their loops (`suivre`) and their stages (`jalon`); the command line, when its standard
error is a terminal, listens and draws a bar. Nothing else may depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Auditeur(Protocol):
    """Who listens to the progress of a work."""

    def boucle(self, elements: Iterable[T], quoi: str, total: int | None) -> Iterable[T]:
        """Give the same elements in the same order, and follow them."""

    def jalon(self, quoi: str, etape: str, fait: float) -> None:
        """Hear that a stage begins, when `fait` of the whole work, from 0 to 1, is behind."""


_auditeur: ContextVar[Auditeur | None] = ContextVar("auditeur", default=None)


def suivre(elements: Iterable[T], quoi: str, total: int | None = None) -> Iterable[T]:
    """Give `elements` as they are; who listens sees them pass. `total`: how many, where their length is not known."""
    auditeur = _auditeur.get()
    return elements if auditeur is None else auditeur.boucle(elements, quoi, total)


def jalon(quoi: str, etape: str, fait: float) -> None:
    """Say that a stage of a work begins, and which part of its time, from 0 to 1, is behind; 1 ends the work."""
    auditeur = _auditeur.get()
    if auditeur is not None:
        auditeur.jalon(quoi, etape, fait)


@contextmanager
def ecoute(auditeur: Auditeur) -> Iterator[None]:
    """Let somebody listen to what is done within, in this thread and not in others."""
    token = _auditeur.set(auditeur)
    try:
        yield
    finally:
        _auditeur.reset(token)
