"""Where the observed figures are: `data/` in a checkout, inside the package once installed."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def data_dir() -> Path:
    """Give the folder of observed figures."""
    installed = PACKAGE / "_data"
    return installed if installed.is_dir() else PACKAGE.parent / "data"


@cache
def entrants() -> dict[str, int]:
    """Give the entrants of 2025 by specialty code of the source; `ALL` is the non-agricultural total.

    Source: Parcoursup open data, session 2025, statut scolaire (data/poids_specialites.csv).
    """
    with (data_dir() / "poids_specialites.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: int(row["valeur"])
            for row in csv.DictReader(file)
            if row["mesure"] == "entrants" and row["session"] == "2025"
        }
