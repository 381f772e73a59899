"""The encodings that a table of text may have, and the encoding that the user declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bts_sim.errors import BtsSimError

#: Encodings: name on the command line → name in Python.
ENCODINGS = {
    "utf-8": "utf-8",
    "cp1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "macroman": "mac-roman",
    "cp850": "cp850",
    "cp437": "cp437",
    "utf-16": "utf-16",
}
#: The encodings in which any byte is a character, the most usual ones first.
ONE_BYTE = {name: ENCODINGS[name] for name in ("cp1252", "macroman", "cp850", "cp437", "iso-8859-15")}

_assumed: ContextVar[str] = ContextVar("assumed", default="")


@contextmanager
def assumed(name: str | None) -> Iterator[None]:
    """Read this thread's tables of text in one encoding while the block runs; with None, each is recognised."""
    if name and name not in ENCODINGS:
        raise BtsSimError(f"encodage « {name} » inconnu : au choix {', '.join(ENCODINGS)}.")
    token = _assumed.set(name or "")
    try:
        yield
    finally:
        _assumed.reset(token)


def asked() -> str:
    """Return the name of the encoding that the user declared; empty when none was declared."""
    return _assumed.get()
