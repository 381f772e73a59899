"""Find the files of the project: `data/` and `notebooks/` of a checkout, or their copies in an installed package."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
#: Files of published figures, in the order in which they were received: the same columns, and no row twice.
STATISTICS = ("statistiques.csv", "statistiques_2026-11.csv")


def data_dir() -> Path:
    """Return the folder of observed figures."""
    installed = PACKAGE / "_data"
    return installed if installed.is_dir() else PACKAGE.parent / "data"


@cache
def entrants() -> dict[str, int]:
    """Return the entrants of 2025 by the specialty code of the source; `ALL` is the non-agricultural total.

    Source: Parcoursup open data, session 2025, statut scolaire (data/poids_specialites.csv).
    """
    with (data_dir() / "poids_specialites.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: int(row["valeur"])
            for row in csv.DictReader(file)
            if row["mesure"] == "entrants" and row["session"] == "2025"
        }


@cache
def entrants_shares() -> dict[str, dict[str, float]]:
    """Return the shares of the entrants of 2025, in percent, by the code of the source and then by what they measure.

    `share_women`, `share_public_school`, and `share_bac_general`, `…_technologique`, `…_professionnel` among new
    bacheliers. Source: Parcoursup open data, session 2025, statut scolaire (data/poids_specialites.csv).
    """
    found: dict[str, dict[str, float]] = {}
    with (data_dir() / "poids_specialites.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["session"] == "2025" and row["mesure"].startswith(("share_women", "share_bac_", "share_public_")):
                found.setdefault(row["code"], {})[row["mesure"]] = float(row["valeur"])
    return found


#: The académies of the rows by académie, which the file as received does not name: those of the national list that
#: have a BTS, in alphabetical order, as its rows by sector are. Poitiers, with the sections at a distance of the CNED,
#: and Corse, Mayotte and Guyane have the sizes that they should.
ACADEMIES = (
    "Aix-Marseille Amiens Besançon Bordeaux Clermont-Ferrand Corse Créteil Dijon Grenoble Guadeloupe Guyane La_Réunion "
    "Lille Limoges Lyon Martinique Mayotte Montpellier Nancy-Metz Nantes Nice Normandie Orléans-Tours Paris Poitiers "
    "Polynésie_française Reims Rennes Strasbourg Toulouse Versailles"
)


@cache
def entrants_of_academies() -> dict[str, tuple[int, int]]:
    """Return the entrants of 2025 in services and in production, by académie.

    Source: Parcoursup open data, session 2025, statut scolaire (data/poids_specialites.csv), whose rows are named here.
    """
    counted: dict[str, list[int]] = {"SERVICES": [], "PRODUCTION": []}
    with (data_dir() / "poids_specialites.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["mesure"] == "entrants_by_academie":
                counted[row["code"]].append(int(row["valeur"]))
    names = [name.replace("_", " ") for name in ACADEMIES.split()]
    return dict(zip(names, zip(*counted.values(), strict=True), strict=True))


@cache
def _statistics() -> list[dict[str, str]]:
    return [row for name in STATISTICS for row in _rows(data_dir() / name)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statistics(**wanted: str) -> list[dict[str, str]]:
    """Return the published figures whose columns have these values, those of all the files as one.

    Source: the `STATISTICS` of data/; each row names its own source.
    """
    return [row for row in _statistics() if all(row[column] == value for column, value in wanted.items())]


def statistic(**wanted: str) -> dict[str, str]:
    """Return the only published figure whose columns have these values. Raises LookupError for none or several.

    Source: the `STATISTICS` of data/; each row names its own source.
    """
    found = statistics(**wanted)
    if len(found) != 1:
        raise LookupError(f"data/{', data/'.join(STATISTICS)} : {len(found)} lignes pour {wanted}")
    return found[0]


def notebooks_dir() -> Path:
    """Return the folder of notebooks: `notebooks/` in a checkout, or its copy in an installed package."""
    installed = PACKAGE / "_notebooks"
    return installed if installed.is_dir() else PACKAGE.parent / "notebooks"
