"""The package as it was at the commit that everything is compared with, beside the repository and out of it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from benchmarks.peak import ROOT

#: The last commit before draws were made in one table, and the folders that its package needs.
COMMIT, FOLDERS = "a34ad27", ("bts_sim", "data")


def check_out(folder: Path) -> bool:
    """Write the package of that commit in a folder; return whether git has it."""
    command = ["git", "archive", COMMIT, *FOLDERS]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return True
