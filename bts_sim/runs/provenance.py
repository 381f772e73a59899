"""Describe where a result comes from: versions, commit, law and data; never the machine or its user."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import subprocess
from collections.abc import Collection
from importlib import metadata
from pathlib import Path
from typing import Annotated, TypedDict

from bts_sim.files.shipped import PACKAGE, data_dir

#: Packages whose version can change a number or a picture.
PACKAGES = ("altair", "nbconvert", "numpy", "pandas", "papermill", "pyarrow", "scipy", "vl-convert-python")
#: Folders of an installed package that a checkout has elsewhere; their files have digests of their own.
ELSEWHERE = ("_data", "_notebooks", "__pycache__")
#: Folders that a commit covers, and the start of the line where git lists an added notebook. Such a notebook has a
#: digest of its own in a manifest.
COUNTED = ("bts_sim", "data", "notebooks")
OWN = "?? notebooks/"


class Provenance(TypedDict):
    """The identity of the code, the law and the data, in a manifest."""

    commit: Annotated[str | None, "commit du code ; null hors d'un dépôt git"]
    modifie: Annotated[bool | None, "le code, ses données ou ses notebooks ont changé depuis ; null hors d'un dépôt"]
    versions: Annotated[dict[str, str], "versions de Python, de bts_sim et de ce qui peut changer un nombre"]
    empreintes: Annotated[
        dict[str, str | dict[str, str | None] | None],
        "SHA-256 de la loi, des données, du code et de ce qui a été lu ; par nom pour les notebooks et les fichiers",
    ]


def provenance() -> Provenance:
    """Return the identity of the code, the law and the data, ready for a manifest.

    `commit` and `modifie` are None outside a git checkout. `modifie` is true when the code, the data or the notebooks
    have uncommitted changes. Untracked reforms, notebooks and results do not count as changes.
    """
    from bts_sim.droit.textes import TEXTES

    commit, modified = git_state(PACKAGE.parent)
    return {
        "commit": commit,
        "modifie": modified,
        "versions": versions(),
        "empreintes": {
            "loi": digest_of_folder(Path(str(TEXTES))),
            "donnees": digest_of_folder(data_dir()),
            "code": code_digest(),
        },
    }


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions of Python, of bts_sim and of the packages that can change a number."""
    installed = {}
    for name in ("bts-sim", *PACKAGES):
        try:
            installed[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed[name] = "absent"
    return {"python": platform.python_version(), **installed}


def git_state(root: Path) -> tuple[str | None, bool | None]:
    """Return the commit of a checkout, and whether it was changed since; both None when `root` is not a checkout."""
    # An installed package may lie inside an unrelated checkout.
    if not (root / ".git").exists():
        return None, None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changes = _git(root, "status", "--porcelain", "--", *COUNTED).splitlines()
        return commit, any(not change.startswith(OWN) for change in changes)
    except (OSError, subprocess.SubprocessError):
        return None, None


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.cache
def code_digest() -> str:
    """Return one SHA-256 of the package itself, the same in a checkout and once installed."""
    return digest_of_folder(PACKAGE, without=ELSEWHERE)


def digest_of_folder(folder: Path, without: Collection[str] = ()) -> str:
    """Return one SHA-256 of all files of a folder and their names; `without`: folders that are left out."""
    total = hashlib.sha256()
    # Sorted by parts: Windows ignores case when it compares paths.
    inside = sorted((path.relative_to(folder).parts, path) for path in folder.rglob("*") if path.is_file())
    for parts, path in inside:
        if set(without).isdisjoint(parts):
            total.update("/".join(parts).encode() + b"\0" + digest_of_file(path).encode() + b"\n")
    return total.hexdigest()


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "--no-optional-locks", "-C", str(root), *arguments]
    # Inside a hook of another repository, these variables would make git describe that one.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30, env=env)
    return done.stdout.strip()
