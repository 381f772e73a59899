"""The list of all the runs of a folder of reports, as one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bts_sim.display.results import quantity
from bts_sim.report.cover import PAGE as COVER
from bts_sim.report.filling import fill, moment
from bts_sim.report.manifest import INTERRUPTED, RUN, STATUTS, SUCCEEDED, Manifest, read
from bts_sim.runs.register import Destination
from bts_sim.runs.swap import results_folder
from bts_sim.runs.written import whole_file

#: Name of the page, and the command that writes it.
PAGE, COMMAND = "index.html", "report"
#: Most named results of a run in the list. Its cover has them all.
RESULTS = 6


@dataclass(frozen=True)
class Row:
    """One run in the list. `couverture` and `pages` are links; `statut` is a code."""

    dossier: str
    statut: str
    debut: str
    date: str
    manifest: Manifest | None
    couverture: str | None
    pages: Mapping[str, str]
    resultats: Mapping[str, str]

    @property
    def parametres(self) -> list[str]:
        """Return the parameters given, as `name = value`."""
        given = self.manifest.parametres if self.manifest else {}
        return [f"{name} = {value}" for name, value in given.items()]

    @property
    def notebooks(self) -> list[str]:
        """Return the names of the notebooks of the run, none if it was interrupted."""
        return [notebook.nom for notebook in self.manifest.notebooks] if self.manifest else []


def refresh(out: Path, *, remplacer: bool = False) -> Path:
    """Write `index.html`, every run of `out`, newest first. Return the file.

    A folder without a sound manifest was interrupted.

    Raises InputError if the page belongs to somebody else. With `remplacer`, that page is set aside instead.
    """
    # Read while the folder is locked: two reports that end together would each list the other as interrupted.
    with (
        results_folder(Destination(out, COMMAND, replace=remplacer), (PAGE,)) as folder,
        whole_file(folder / PAGE) as file,
    ):
        file.write(_page(out))
    return out / PAGE


def _page(out: Path) -> str:
    folders = [folder for folder in out.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    runs = [row for row in map(_row, folders) if row is not None]
    runs.sort(key=lambda run: (run.debut, run.dossier), reverse=True)
    return fill(
        "index.html.j2",
        "tables.js",
        "index.js",
        runs=runs,
        place=out.resolve().name,
        montres=RESULTS,
        reussi=SUCCEEDED,
        statuts={run.statut: STATUTS[run.statut] for run in runs},
        notebooks=sorted({nom for run in runs for nom in run.notebooks}),
        parametres=sorted({one for run in runs for one in run.parametres}),
    )


def durations(out: Path) -> dict[str, float]:
    """Return the seconds that each notebook took in its last run in `out`, by name."""
    runs = [manifest for folder in out.iterdir() if folder.is_dir() and (manifest := read(folder)) is not None]
    runs.sort(key=lambda manifest: _when(manifest.debut))
    return {one.nom: one.duree_s for run in runs for one in run.notebooks}


def _row(folder: Path) -> Row | None:
    manifest = read(folder)
    if manifest is None:
        named_as_run = RUN.fullmatch(folder.name)
        if named_as_run is None:
            return None
        return Row(folder.name, INTERRUPTED, named_as_run[1], _date_of(named_as_run[1]), None, None, {}, {})
    here = {path.name for path in folder.iterdir()}
    # Accept a file of the run itself only: a manifest is data and may hold any text.
    pages = {n.nom: f"{quote(folder.name)}/{quote(n.page)}" for n in manifest.notebooks if n.page in here}
    cover = f"{quote(folder.name)}/{COVER}" if COVER in here else None
    results = {result.nom: quantity(result.model_dump()) for result in manifest.resultats[:RESULTS]}
    when = manifest.debut
    return Row(folder.name, manifest.statut, _when(when), moment(when), manifest, cover, pages, results)


def _when(moment: datetime) -> str:
    return moment.strftime("%Y%m%d-%H%M%S")


def _date_of(stamp: str) -> str:
    try:
        return moment(datetime.strptime(stamp + "+0000", "%Y%m%d-%H%M%S%z"))
    except ValueError:
        return stamp
