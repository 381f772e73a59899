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
    """Return the sessions that the project covers in full: its law, its calendars, its cohorts."""
    return _range("sessions")


def sessions_anterieures() -> range:
    """Return the earlier sessions whose law is held, none of which had épreuves de contrôle."""
    return _range("sessions_anterieures")


def _range(name: str) -> range:
    bounds = held("bareme.yaml")[name]
    return range(bounds["premiere"], bounds["derniere"] + 1)
