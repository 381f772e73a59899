"""Several names given in one text: between commas or semicolons, which hardly a name holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path


def split_names(text: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names of a text, or of a list, in their order; none of an empty text.

    The name of a file that is there is not cut. An empty name between two separators stays, to be refused.
    """
    given = text if not isinstance(text, str) else [text] if text.strip() else []
    return tuple(part for one in given for part in _parts(one, ",;"))


def _parts(text: str, separators: str) -> Iterator[str]:
    text = text.strip()
    if not separators or is_file(text):
        yield text
        return
    for part in text.split(separators[0]):
        yield from _parts(part, separators[1:])


def is_file(name: str) -> bool:
    """Return True if a text is the path of a file. A name too long for the disk, or with a NUL, is none."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False
