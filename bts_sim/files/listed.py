"""Split a text into several names at commas or semicolons, which names seldom hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path


def split_names(text: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names in a text or a list, in their order; an empty text has none.

    A text that is the path of a file is not split. An empty name between two separators is kept, to be refused later.
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
    """Return whether a text is the path of a file. A name too long for the disk, or with a NUL, is not."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False
