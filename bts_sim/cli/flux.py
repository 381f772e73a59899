"""Standard output and error, whatever stands behind them: old encodings, nobody, a closed pipe."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata
from contextlib import suppress

#: Letters that an old encoding lacks → what says the same.
AUTREMENT = {
    "\u202f": " ",
    "\u00a0": " ",
    "\u2009": " ",
    "«": '"',
    "»": '"',
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "…": "...",
    "œ": "oe",
    "Œ": "OE",
    "€": "EUR",
    "·": ".",
    "•": "*",
    "√": "v",
}
NOM = "bts_sim.autrement"


class Fermee(io.TextIOBase):
    """Standard output that nobody has opened: a command with nothing to print does not notice."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "sortie standard fermée")

    def writable(self) -> bool:
        return True


def _autrement(error: UnicodeError) -> tuple[str, int]:
    """Write what cannot be encoded in other letters, or as a question mark; never fail on a word."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_lettre(letter) for letter in error.object[error.start : error.end]), error.end


def _lettre(letter: str) -> str:
    if letter in AUTREMENT:
        return AUTREMENT[letter]
    plain = unicodedata.normalize("NFKD", letter).replace("\u2044", "/").encode("ascii", "ignore").decode()
    return plain or "?"


def preparer() -> None:
    """Make standard output and error able to take any text, and there, even when they were closed."""
    codecs.register_error(NOM, _autrement)
    _occupy()
    if sys.stdout is None:
        sys.stdout = Fermee()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors != NOM:
            stream.reconfigure(errors=NOM)


def _occupy() -> None:
    """Keep descriptors 0 to 2 from files: a result opened as number 1 would take what others print there."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def taire() -> None:
    """Send what is left to be printed nowhere: whoever read it has gone."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
