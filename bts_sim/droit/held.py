"""The files of `textes/`, each read once, and the sessions that they cover."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

from bts_sim.files.ours import read_ours

FOLDER = files("bts_sim") / "textes"


@functools.cache
def held(name: str) -> Any:
    """Return the content of a YAML file of `textes/`."""
    return read_ours(FOLDER / name)


def sessions_couvertes() -> range:
    """Return the sessions that the project covers."""
    bounds = held("bareme.yaml")["sessions"]
    return range(bounds["premiere"], bounds["derniere"] + 1)
