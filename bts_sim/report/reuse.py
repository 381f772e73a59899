"""Take a page from an earlier run of the same folder, where nothing that made it has changed since."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.cohort.files_read import cohort_files
from bts_sim.files.shipped import notebooks_dir
from bts_sim.report.beside import beside
from bts_sim.report.manifest import RUN
from bts_sim.report.parameter_cells import Notebook
from bts_sim.report.parameters import files
from bts_sim.runs.provenance import Provenance, digest_of_file
from bts_sim.runs.record import paths, sceau
from bts_sim.runs.register import fingerprints
from bts_sim.runs.written import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Collection

#: The keys of a notebook in a manifest that say what made its page, and the run that it was taken from.
IDENTITY, FROM = "identite", "repris_de"


@dataclass(frozen=True)
class Page:
    """The page of a notebook in an earlier run: its folder, and its entry in the manifest, with its named results."""

    folder: Path
    row: Mapping[str, Any]

    def copy(self, into: Path) -> dict[str, Any]:
        """Copy the page and the files beside it into another run. Return its entry there."""
        for name in _names(self.row):
            shutil.copy2(self.folder / name, into / name)
        if (folder := self.folder / beside(self.row["nom"])).is_dir():
            shutil.copytree(folder, into / folder.name)
        # A page taken from a run that took it itself was made by the first of them.
        return {FROM: self.folder.name, **self.row}


def page_identity(
    notebook: Notebook, plan: Mapping[str, Any], digest: str, origin: Provenance, lang: str, people: Collection[Path]
) -> str:
    """Return one SHA-256 of all that makes the page of a notebook; "" for a page that is never taken again.

    These are pages of an analyst's own notebooks, which may read what nobody declared, and pages on real candidates,
    whose files are read anew each time.

    Args:
        notebook: the notebook, with the default values of its parameters.
        plan: the parameters that are given.
        digest: that of the notebook.
        origin: the law, the data and the code.
        lang: the language of the run.
        people: the files of real candidates that it reads.
    """
    if people or notebook.path.parent != notebooks_dir():
        return ""
    values = {**notebook.defaults, **plan}
    read = {path: digest_of_file(path) for path in _read(values)}
    of_files = sorted((path.name, one) for path, one in read.items())
    said = [digest, {name: str(value) for name, value in values.items()}, of_files, lang]
    return hashlib.sha256(json.dumps([said, origin["empreintes"], _environment()], sort_keys=True).encode()).hexdigest()


def signed(made_of: str) -> dict[str, str]:
    """Return what the entry of a notebook says of what makes its page: nothing where it is never taken again."""
    return {IDENTITY: made_of} if made_of else {}


def _read(values: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the files that parameters name, and those that a cohort file names."""
    for path in files(values):
        yield path
        if str(path) == values.get("cohorte"):
            yield from paths(cohort_files(path))


def _environment() -> list[str]:
    """Return the version of Python and of everything installed beside it, as a lock file has them."""
    installed = {f"{one.name}=={one.version}" for one in metadata.distributions()}
    return [platform.python_version(), platform.machine(), *sorted(installed)]


def pages(out: Path, identities: Mapping[str, str]) -> dict[str, Page]:
    """Return the pages of a folder of reports that are those wanted, by the name of the notebook; the newest first.

    A page is taken only from a run that is still as it was sealed.

    Args:
        out: the folder of the reports.
        identities: what makes the page of each notebook, as `page_identity` returns it.
    """
    wanted, found = {name for name, one in identities.items() if one}, dict[str, Page]()
    runs = [folder for folder in out.iterdir() if RUN.fullmatch(folder.name)] if wanted and out.is_dir() else []
    for folder in sorted(runs, key=lambda one: one.name, reverse=True):
        for row in _sealed_rows(folder, identities):
            found.setdefault(row["nom"], Page(folder, row))
        if wanted <= found.keys():
            break
    return found


def _sealed_rows(folder: Path, identities: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the entries of a run whose page is one of those wanted, with their named results."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if sceau(manifest) != manifest["sceau"]:
            return
        rows = [
            row
            for row in manifest["notebooks"]
            if row.get(IDENTITY) and row[IDENTITY] == identities.get(row["nom"]) and not row["erreur"]
        ]
        if not rows or fingerprints(folder) != {**manifest["fichiers"], **_itself(folder)}:
            return
        for row in rows:
            of_it = [one for one in manifest["resultats"] if one["notebook"] == row["nom"]]
            results = [{key: one[key] for key in one if key not in ("notebook", "empreinte")} for one in of_it]
            yield {**row, "resultats": results}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A folder that is not a run of ours, or that somebody has opened and changed, has no page to take.
        return


def _itself(folder: Path) -> dict[str, str]:
    return {MANIFEST: digest_of_file(folder / MANIFEST)}


def _names(row: Mapping[str, Any]) -> Sequence[str]:
    return [row[key] for key in ("notebook", "page") if row[key]]
