"""The files that a command has written, as seen on the disk and not as the command reports them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

#: Fields that change when a file is written again: a whole file replaces the former one.
Stamp = tuple[int, int, int]


def etat(out: Path | None) -> Mapping[Path, Stamp]:
    """Return the files of a folder and of its direct subfolders, each with the fields that change on writing."""
    return dict(_files(out, 1)) if out is not None and out.is_dir() else {}


def new_files(out: Path | None, avant: Mapping[Path, Stamp]) -> list[Path]:
    """Return by name the files that are new or changed. A file that was moved is not written."""
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
