"""The results of one run, put in place all together: whoever kills it, the files seen are always of one run.

New files are made in a workshop inside the folder of results. When all are there and on the disk, the workshop takes
the name of PUBLICATION: from then on the new results will stand, and a run that is killed is finished by the next one.
Old files are then put aside, manifest first, and new ones put in place, manifest last.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bts_sim.errors import RunError
from bts_sim.output.files import MANIFEST, TRAVAIL, sync_folder, whole
from bts_sim.output.verrou import VERROU, verrou

PUBLICATION = f"{TRAVAIL}publication"
PLAN, NOUVEAUX, ANCIENS = "plan.json", "nouveaux", "anciens"


@contextmanager
def resultats(out: Path, noms: Collection[str]) -> Iterator[Path]:
    """Give a folder to write results into; they replace those of `out` together, when the block ends without error.

    `noms`: every name, of a file or a folder, that this command may write; those that it does not write this time are
    taken away, and nothing else of `out` is touched. After an error, `out` is as it was. Raises ValueError for a name
    that is not among `noms`, RunError when another run keeps writing there.
    """
    out.mkdir(parents=True, exist_ok=True)
    with verrou(out):
        reprendre(out)
        atelier = out / f"{TRAVAIL}{secrets.token_hex(8)}"
        try:
            (atelier / ANCIENS).mkdir(parents=True)
            (atelier / NOUVEAUX).mkdir()
            yield atelier / NOUVEAUX
            _publier(out, atelier, noms)
        except OSError as error:
            _named_after(error, out, atelier)
        finally:
            shutil.rmtree(atelier, ignore_errors=True)


@contextmanager
def chantier(out: Path) -> Iterator[None]:
    """Hold a folder that is filled file by file, over several runs; it is not sealed again until it is whole.

    Raises RunError at once when another run is filling it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with verrou(out, attente=0):
        (out / MANIFEST).unlink(missing_ok=True)
        for folder in (out, *(path for path in sorted(out.iterdir()) if path.is_dir() and not path.is_symlink())):
            reprendre(folder)
        yield


def reprendre(out: Path) -> None:
    """Finish what a killed run had begun to put in place in `out`, and remove what it left; `out` must be held."""
    if (out / PUBLICATION).is_dir():
        _Plan.read(out).appliquer()
    for left in out.glob(f"{TRAVAIL}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        elif left.name != VERROU:
            with contextlib.suppress(OSError):
                left.unlink()


def _publier(out: Path, atelier: Path, noms: Collection[str]) -> None:
    written = sorted(path.name for path in (atelier / NOUVEAUX).iterdir())
    if not set(written) <= set(noms):
        raise ValueError(f"not among the names of this command: {sorted(set(written) - set(noms))}")
    with whole(atelier / PLAN) as file:
        json.dump({"noms": sorted(noms), "nouveaux": written}, file)
    sync_folder(atelier / NOUVEAUX)
    plan = _Plan(out, frozenset(noms), frozenset(written))
    try:
        atelier.rename(out / PUBLICATION)
        sync_folder(out)
        plan.appliquer()
    except BaseException:
        # Where even this fails, the publication stays, and the next run finishes it.
        plan.annuler()
        raise


@dataclass(frozen=True)
class _Plan:
    """What goes away from `out` and what comes. Every step may be done twice: a killed run is taken up anywhere."""

    out: Path
    noms: frozenset[str]
    nouveaux: frozenset[str]

    @classmethod
    def read(cls, out: Path) -> _Plan:
        """Read the plan of a killed run; raises RunError for one that this project cannot have left."""
        folder = out / PUBLICATION
        try:
            content = json.loads((folder / PLAN).read_text(encoding="utf-8"))
            plan = cls(out, frozenset(content["noms"]), frozenset(content["nouveaux"]))
            names = [*plan.noms, *plan.nouveaux]
            sound = all(_is_a_name(nom) for nom in names)
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        # A folder that somebody else made must not have files of another place moved or removed.
        if not sound or any((folder / part).is_symlink() for part in (".", NOUVEAUX, ANCIENS)):
            raise RunError(f"{folder} : publication illisible. Remède : supprimer ce dossier, ou un autre --out.")
        return plan

    def appliquer(self) -> None:
        """Put the old files aside, then the new ones in place; the publication is over when its folder is gone."""
        new, old = self.out / PUBLICATION / NOUVEAUX, self.out / PUBLICATION / ANCIENS
        for nom in _manifest_first(self.noms):
            # A new name that waits no more is in place already.
            if os.path.lexists(self.out / nom) and (nom not in self.nouveaux or os.path.lexists(new / nom)):
                (self.out / nom).replace(old / nom)
        for nom in reversed(_manifest_first(self.nouveaux)):
            if os.path.lexists(new / nom):
                (new / nom).replace(self.out / nom)
        sync_folder(self.out)
        self._finir()

    def annuler(self) -> None:
        """Put everything back as it was."""
        new, old = self.out / PUBLICATION / NOUVEAUX, self.out / PUBLICATION / ANCIENS
        if not new.is_dir():
            return
        for nom in _manifest_first(self.nouveaux):
            if os.path.lexists(self.out / nom) and not os.path.lexists(new / nom):
                (self.out / nom).replace(new / nom)
        for nom in reversed(_manifest_first(self.noms)):
            if os.path.lexists(old / nom):
                (old / nom).replace(self.out / nom)
        self._finir()

    def _finir(self) -> None:
        # Under its name, a folder half removed would pass for a publication to finish.
        done = self.out / f"{TRAVAIL}{secrets.token_hex(8)}"
        (self.out / PUBLICATION).rename(done)
        shutil.rmtree(done, ignore_errors=True)


def _is_a_name(nom: str) -> bool:
    """Say whether this is the name of one thing in a folder, on any system, that a command may have written."""
    return Path(nom).name == nom and nom != ".." and not {"\\", "\0"} & set(nom) and not nom.startswith(TRAVAIL)


def _manifest_first(noms: Collection[str]) -> list[str]:
    return sorted(noms, key=lambda nom: (nom != MANIFEST, nom))


def _named_after(error: OSError, out: Path, atelier: Path) -> NoReturn:
    """Say the place that the user knows, not the workshop."""
    place = str(error.filename or out).replace(f"{atelier}{os.sep}{NOUVEAUX}", str(out)).replace(str(atelier), str(out))
    if error.errno is None:
        raise error
    raise OSError(error.errno, error.strerror, place) from error
