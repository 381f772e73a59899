"""The encodings of a table of text by name, and the one that somebody says a file has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bts_sim.errors import BtsSimError

#: Encodings by the names that the command line gives them → those of Python.
ENCODINGS = {
    "utf-8": "utf-8",
    "cp1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "macroman": "mac-roman",
    "cp850": "cp850",
    "cp437": "cp437",
    "utf-16": "utf-16",
}
#: Those whose bytes can be anything, the most usual ones first.
ONE_BYTE = {name: ENCODINGS[name] for name in ("cp1252", "macroman", "cp850", "cp437", "iso-8859-15")}

_assumed: ContextVar[str] = ContextVar("assumed", default="")


@contextmanager
def assumed(name: str | None) -> Iterator[None]:
    """Let every table of text read within, in this thread, be in the encoding of that name; None: it is recognised."""
    if name and name not in ENCODINGS:
        raise BtsSimError(f"encodage « {name} » inconnu : au choix {', '.join(ENCODINGS)}.")
    token = _assumed.set(name or "")
    try:
        yield
    finally:
        _assumed.reset(token)


def asked() -> str:
    """Return the name of the encoding that files are said to have; empty when nobody said."""
    return _assumed.get()
