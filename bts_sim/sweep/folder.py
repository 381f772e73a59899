"""A sweep on disk: one Parquet part per cell, under a hash of all its inputs; a part is complete or absent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pandas as pd

from bts_sim.cohort.files_read import cohort_files
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenPath, path_of
from bts_sim.runs.provenance import digest_of_file, provenance
from bts_sim.runs.register import Destination, Register, in_the_way, set_aside
from bts_sim.runs.swap import published
from bts_sim.runs.written import MANIFEST, write_json, write_parquet
from bts_sim.sweep.grid import Cell

GRID_FILE, RESULTS, FAILURES = "grille.json", "resultats", "echecs"
#: Subfolders filled cell by cell.
FOLDERS = (RESULTS, FAILURES)
#: Characters of a key: enough that no two cells of any sweep share one.
KEY = 32


class CellOfGrid(TypedDict):
    """One cell, as the grid on disk describes it."""

    cle: Annotated[str, "nom de sa partie dans resultats/ et dans echecs/"]
    valeurs: Annotated[dict[str, Any], "valeur de chaque grandeur balayée"]


class GridOnDisk(TypedDict):
    """The description of a sweep, for readers of its folder."""

    versions: Annotated[dict[str, str], "versions de Python, de bts_sim et de ce qui peut changer un nombre"]
    empreintes: Annotated[dict[str, Any], "SHA-256 de la loi, des données et du code"]
    regimes: Annotated[list[str], "régimes comparés, la référence d'abord"]
    cellules: Annotated[list[CellOfGrid], "cellules, dans l'ordre de la grille"]


class Failure(TypedDict):
    """The reason that a cell has no result."""

    valeurs: Annotated[dict[str, Any], "valeur de chaque grandeur balayée"]
    erreur: Annotated[str, "ce qui l'a empêchée"]


@dataclass(frozen=True)
class Dossier:
    """The folder of one sweep and the keys of its cells, in the order of the grid."""

    destination: Destination
    cellules: Sequence[Cell]

    @property
    def out(self) -> Path:
        """Return the folder of the sweep."""
        return self.destination.folder

    @cached_property
    def keys(self) -> list[str]:
        """Return one key per cell: the hash of code, law, data, cohort file, regimes and values."""
        # All cells of a grid share the same regimes and files.
        first = self.cellules[0]
        named = cohort_files(Path(first.cohorte) if first.cohorte else None)
        shared = {
            **provenance()["empreintes"],
            "regimes": [asdict(regime) for regime in load_regimes(*first.regimes)],
            "cohorte": digest_of_file(Path(first.cohorte)) if first.cohorte else None,
            # Only where there is one, so that the parts already on disk keep their key.
            **{name: digest_of_file(path) for name, path in named.items() if path is not None},
        }
        seed = hashlib.sha256(json.dumps(shared, sort_keys=True, default=str).encode())
        keys = []
        for cell in self.cellules:
            one = seed.copy()
            one.update(json.dumps([cell.session, cell.swept()], sort_keys=True).encode())
            keys.append(one.hexdigest()[:KEY])
        return keys

    def part(self, number: int) -> Path:
        """Return the path of the result of a cell, whether or not it exists yet."""
        return self.out / RESULTS / f"{self.keys[number]}.parquet"

    def failure(self, number: int) -> Path:
        """Return the path of the file that says why a cell has no result."""
        return self.out / FAILURES / f"{self.keys[number]}.json"

    def missing(self) -> list[int]:
        """Return the cells without a result. A part is complete as soon as it has its name."""
        return [number for number in range(len(self.cellules)) if not self.part(number).exists()]

    def begin(self) -> None:
        """Write the description of the sweep before anything is computed; the folder is sealed when the sweep ends.

        Raises InputError for a file that no sweep wrote: the user's own file, or a result that has changed since.
        """
        register = Register.read(self.out, self.destination.command)
        changed = [name for name in self._names() if name in register.files and register.stranger(self.out, name)]
        no_folders = [name for name in FOLDERS if not (self.out / name).is_dir()]
        names = [GRID_FILE, MANIFEST, *no_folders, *changed]
        set_aside(self.out, in_the_way(self.destination, register, names))
        both = zip(self.keys, self.cellules, strict=True)
        cells: list[CellOfGrid] = [{"cle": key, "valeurs": cell.swept()} for key, cell in both]
        first = self.cellules[0]
        # The manifest of the whole sweep has the commit: the same code makes the same grid under another commit.
        origin, regimes = provenance(), [Path(name).name for name in first.regimes]
        grid: GridOnDisk = {
            "empreintes": origin["empreintes"],
            "versions": origin["versions"],
            "regimes": regimes,
            "cellules": cells,
        }
        with published(self.destination, (GRID_FILE, MANIFEST)) as folder:
            write_json(folder / GRID_FILE, grid)

    @contextmanager
    def ended(self) -> Iterator[Path]:
        """Yield the folder that takes the manifest; it registers the files written cell by cell."""
        with published(self.destination, (MANIFEST,), also=self._written) as folder:
            yield folder

    def _names(self) -> list[str]:
        return [path.relative_to(self.out).as_posix() for n in range(len(self.cellules)) for path in self._places(n)]

    def _places(self, number: int) -> tuple[Path, Path]:
        return self.part(number), self.failure(number)

    def _written(self) -> dict[str, str]:
        return {name: digest_of_file(self.out / name) for name in self._names() if (self.out / name).is_file()}

    def keep(self, number: int, found: pd.DataFrame | str) -> None:
        """Write the result of a cell, or the reason that it has none."""
        if isinstance(found, str):
            failure: Failure = {"valeurs": self.cellules[number].swept(), "erreur": found}
            write_json(self.failure(number), failure)
            return
        write_parquet(self.part(number), found)
        self.failure(number).unlink(missing_ok=True)


def read_sweep(out: GivenPath) -> pd.DataFrame:
    """Return the results of a sweep as one table, in the order of its grid; cells without a result have no row.

    Args:
        out: its folder, as a text or a Path.

    Returns:
        A table with the values swept, then the columns of `impact.csv`: rates in percent, gaps in points.

    Raises:
        BtsSimError: the folder holds no sweep.

    Examples:
        >>> import bts_sim as bts
        >>> bts.read_sweep("nowhere")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        bts_sim.errors.InputError: nowhere : grille.json introuvable. Remède : donner le dossier --out de bts-sim sweep.
        1 faute.
    """
    folder = path_of(out, "out")
    mark_grid = folder / GRID_FILE
    if not mark_grid.is_file():
        remedy = "donner le dossier --out de bts-sim sweep"
        raise InputError([Fault(str(folder), None, "", "", f"{GRID_FILE} introuvable", remedy)])
    try:
        cells: Sequence[Mapping[str, Any]] = json.loads(mark_grid.read_text(encoding="utf-8"))["cellules"]
        parts = [folder / RESULTS / f"{cell['cle']}.parquet" for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        remedy = "relancer bts-sim sweep avec la même grille : il ne refait que ce qui manque"
        raise InputError(
            [Fault(str(mark_grid), None, "", "", "ce n'est pas la grille d'un balayage", remedy)]
        ) from None
    tables = [pd.read_parquet(part) for part in parts if part.exists()]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
