"""The list of all runs of a folder of reports, as one page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from bts_sim.output.files import whole
from bts_sim.output.headline import quantity

HERE = Path(__file__).parent
#: Name of the folder of a run.
RUN = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{8}(-\d+)?")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
REUSSI, ECHOUE = "reussi", "echoue"
STATUTS = {REUSSI: "réussi", ECHOUE: "échoué"}
INTERROMPU = "interrompu"


class Resultat(BaseModel):
    """A named result, as a notebook showed it."""

    nom: str
    valeur: float | None
    unite: str
    bas: float | None
    haut: float | None


class NotebookRun(BaseModel):
    """What a manifest says of one notebook."""

    nom: str
    titre: str
    page: str | None
    erreur: str | None
    duree_s: float = 0.0


class Manifest(BaseModel):
    """What the index reads of a manifest."""

    statut: Literal["reussi", "echoue"]
    debut: datetime
    duree_s: float
    commit: str | None
    modifie: bool | None
    parametres: dict[str, Any]
    notebooks: list[NotebookRun]
    resultats: list[Resultat]


@dataclass(frozen=True)
class Row:
    """One run as the page shows it."""

    dossier: str
    statut: str
    date: str
    manifest: Manifest | None
    pages: Mapping[str, str]
    resultats: Mapping[str, str]


def refresh(out: Path) -> Path:
    """Write `index.html`: every run of `out`, newest first. A folder without a sound manifest was interrupted."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [folder for folder in out.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    runs = [row for row in map(_row, folders) if row is not None]
    runs.sort(key=lambda run: (_when(run), run.dossier), reverse=True)
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("index.html.j2").render(runs=runs, reussi=STATUTS[REUSSI])
    with whole(out / "index.html") as file:
        file.write(page)
    return out / "index.html"


def durations(out: Path) -> dict[str, float]:
    """Give the seconds that each notebook last took in a run of `out`, by name."""
    runs = [row for folder in sorted(out.iterdir()) if folder.is_dir() and (row := _row(folder)) is not None]
    runs.sort(key=_when)
    return {one.nom: one.duree_s for run in runs if run.manifest for one in run.manifest.notebooks}


def french_date(moment: datetime) -> str:
    """Write a moment as `21 novembre 2026, 07:46 UTC`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def _row(folder: Path) -> Row | None:
    named_as_run = RUN.fullmatch(folder.name)
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        manifest = Manifest.model_validate(json.loads(text))
    except (OSError, ValueError, ValidationError):
        if named_as_run is None:
            return None
        return Row(folder.name, INTERROMPU, _date_of(named_as_run[1]), None, {}, {})
    pages = {n.nom: _link(folder, n.page) for n in manifest.notebooks if n.page and _is_page(folder, n.page)}
    results = {result.nom: quantity(result.model_dump()) for result in manifest.resultats}
    return Row(folder.name, STATUTS[manifest.statut], french_date(manifest.debut), manifest, pages, results)


def _date_of(stamp: str) -> str:
    try:
        return french_date(datetime.strptime(stamp + "+0000", "%Y%m%d-%H%M%S%z"))
    except ValueError:
        return stamp


def _when(run: Row) -> str:
    return run.manifest.debut.strftime("%Y%m%d-%H%M%S") if run.manifest else run.dossier


def _is_page(folder: Path, page: str) -> bool:
    """Accept only a file of the run itself: a manifest is data, and may say anything."""
    return Path(page).name == page and (folder / page).is_file()


def _link(folder: Path, page: str) -> str:
    return f"{quote(folder.name)}/{quote(page)}"
