"""Which files a command has written, seen on the disk and not as the command would have it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

#: A file is another one when one of these has changed: a whole file takes the place of the former one.
Stamp = tuple[int, int, int]


def etat(out: Path | None) -> Mapping[Path, Stamp]:
    """Return the files of a folder and of the folders right in it, each with what changes when it is written again."""
    return dict(_files(out, 1)) if out is not None and out.is_dir() else {}


def new_files(out: Path | None, avant: Mapping[Path, Stamp]) -> list[Path]:
    """Return the files that are there now and were not, or were others; by name. One that was moved is not written."""
    moved = set(avant.values())
    return sorted(path for path, mark in etat(out).items() if mark not in moved)


def _files(folder: Path, depth: int) -> Iterator[tuple[Path, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
            seen = Path(entry.path).stat()
            yield Path(entry.path), (seen.st_ino, seen.st_mtime_ns, seen.st_size)
        elif depth and entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _files(Path(entry.path), depth - 1)
