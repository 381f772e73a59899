"""Put the results of one run in place all at once. Even if it is killed, all visible files come from one run.

New files are made in a workshop inside the folder of results. When all are on the disk, the workshop takes the name of
PUBLICATION. From then on the new results will stand: if the run is killed, the next one finishes it.
Old files are then moved aside, manifest first, and new ones are put in place, manifest last. The register of the
command moves with them. A file outside the register is the user's, and stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from bts_sim.errors import RunError
from bts_sim.runs.lock import locked
from bts_sim.runs.register import FOLDER, Destination, Register, fingerprints, in_the_way, register_name, set_aside
from bts_sim.runs.written import MANIFEST, WORKING, check_out, sync_folder, whole_file, write_json

PUBLICATION = f"{WORKING}publication"
#: The remains of a killed run. A longer name with the same start is the user's.
REMAINS = re.compile(rf"{re.escape(WORKING)}[0-9a-f]+")
PLAN, NEW, OLD = "plan.json", "nouveaux", "anciens"


def check_destination(destination: Destination, names: Sequence[str]) -> None:
    """Refuse a destination that cannot be written, before anything is computed.

    `names`: files that the command will certainly write. Raises InputError when a file of the user's has one of these
    names. Nothing is moved or written, except to finish the publication of a killed run.
    """
    check_out(destination.folder)
    if destination.folder.is_dir():
        with locked(destination.folder):
            recover(destination)
            register = Register.read(destination.folder, destination.command)
            in_the_way(destination, register, names)


@contextmanager
def results_folder(destination: Destination, names: Collection[str]) -> Iterator[Path]:
    """Yield a folder for the results. They all take their places when the block ends without error.

    `names`: every file or folder that this command may write. Files that it wrote before and no longer writes are
    removed, if they are unchanged. No other file is touched. After an error, the folder is as before, except for the
    files that `destination.replace` moved aside.

    Raises ValueError for a name outside `names`, InputError for a file of the user's, and RunError when another run
    keeps writing there.
    """
    destination.folder.mkdir(parents=True, exist_ok=True)
    with locked(destination.folder):
        recover(destination)
        with published(destination, names) as folder:
            yield folder


@contextmanager
def published(
    destination: Destination, names: Collection[str], also: Callable[[], Mapping[str, str]] = dict
) -> Iterator[Path]:
    """Do the work of `results_folder` in a folder that is held; `also`: files already there, which become ours."""
    out = destination.folder
    workshop = out / f"{WORKING}{secrets.token_hex(8)}"
    try:
        (workshop / OLD).mkdir(parents=True)
        (workshop / NEW).mkdir()
        yield workshop / NEW
        _publish(destination, workshop, names, also())
    except OSError as error:
        _named_after(error, out, workshop)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def worksite(destination: Destination, dossiers: Sequence[str]) -> Iterator[None]:
    """Hold a folder whose `dossiers` are filled file by file, over several runs.

    Raises RunError at once when another run is filling it.
    """
    out = destination.folder
    out.mkdir(parents=True, exist_ok=True)
    with locked(out, wait=0):
        recover(destination)
        for nom in dossiers:
            _clean_up(out / nom)
        yield


def recover(destination: Destination) -> None:
    """Finish the publication that a killed run had begun, and remove its remains; the folder must be held.

    Raises InputError when the user has put a file there since.
    """
    out = destination.folder
    if (out / PUBLICATION).is_dir():
        plan = _Plan.read(out)
        plan.settle(replace(destination, command=plan.commande)).apply()
    _clean_up(out)


def _clean_up(out: Path) -> None:
    for left in (path for path in out.glob(f"{WORKING}*") if REMAINS.fullmatch(path.name)):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                left.unlink()


def _publish(destination: Destination, workshop: Path, names: Collection[str], also: Mapping[str, str]) -> None:
    out = destination.folder
    written = frozenset(path.name for path in (workshop / NEW).iterdir())
    if not written <= set(names):
        raise ValueError(f"not among the names of this command: {sorted(written - set(names))}")
    before = Register.read(out, destination.command)
    gone = frozenset(nom for nom in names if before.under([nom]))
    plan = _Plan(out, destination.command, before.under(names), gone, written, workshop).settle(destination)
    replaced = before.under(plan.old_files | written)
    kept = {name: digest for name, digest in before.files.items() if name not in replaced}
    register = Register(destination.command, {**kept, **also, **fingerprints(workshop / NEW)})
    write_json(plan.new(register_name(destination.command)), register.content())
    with whole_file(workshop / PLAN) as file:
        json.dump(plan.content(), file)
    sync_folder(workshop / NEW)
    workshop.rename(out / PUBLICATION)
    plan = replace(plan, workshop=out / PUBLICATION)
    try:
        sync_folder(out)
        plan.apply()
    except BaseException:
        # If even this fails, the publication stays, and the next run finishes it.
        plan.undo()
        raise


@dataclass(frozen=True)
class _Plan:
    """The files that leave `out` and the files that come. Each step may run twice, so a killed run resumes anywhere.

    `ours`: the digests of the files that may leave. The register of the command comes and goes with its files.
    """

    out: Path
    commande: str
    ours: Mapping[str, str]
    old_files: frozenset[str]
    new_files: frozenset[str]
    workshop: Path

    @classmethod
    def read(cls, out: Path) -> _Plan:
        """Return the plan of a killed run. Raises RunError for a plan that this project cannot have left."""
        folder = out / PUBLICATION
        try:
            content = json.loads((folder / PLAN).read_text(encoding="utf-8"))
            names = (frozenset(content["anciens"]), frozenset(content["nouveaux"]))
            plan = cls(out, content["commande"], dict(content["empreintes"]), *names, folder)
            sound = all(map(_is_a_name, (plan.commande, *plan.old_files, *plan.new_files)))
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        # A folder made by somebody else must not cause files of another place to be moved or removed.
        if not sound or any((folder / part).is_symlink() for part in (".", NEW, OLD)):
            raise RunError(f"{folder} : publication illisible. Remède : supprimer ce dossier, ou un autre --out.")
        return plan

    def content(self) -> dict[str, object]:
        """Return the content that `read` reads."""
        names = {"anciens": sorted(self.old_files), "nouveaux": sorted(self.new_files)}
        return {"commande": self.commande, "empreintes": dict(self.ours), **names}

    def settle(self, destination: Destination) -> _Plan:
        """Return the plan without the user's files.

        A file of the user's is set aside if a new file needs its place, and stays otherwise.

        Raises InputError for a file that may not be set aside.
        """
        register = Register(self.commande, self.ours)
        waiting = sorted(nom for nom in self.new_files if os.path.lexists(self.new(nom)))
        set_aside(self.out, in_the_way(destination, register, waiting))
        left = self.old_files - self.new_files
        theirs = {nom for nom in left if register.stranger(self.out, nom) or destination.read_as(nom, ours=True)}
        return replace(self, old_files=self.old_files - theirs)

    def apply(self) -> None:
        """Move the old files aside, then the new ones into place. The publication ends when its folder is gone."""
        for nom in self._going():
            # A new file that no longer waits is already in place.
            comes = nom in self._coming()
            if os.path.lexists(self.out / nom) and (not comes or os.path.lexists(self.new(nom))):
                _move(self.out / nom, self._old(nom))
        for nom in self._coming():
            if os.path.lexists(self.new(nom)):
                _move(self.new(nom), self.out / nom)
        sync_folder(self.out / FOLDER)
        sync_folder(self.out)
        self._finish()

    def undo(self) -> None:
        """Put every file back as it was."""
        if not (self.workshop / NEW).is_dir():
            return
        for nom in reversed(self._coming()):
            if os.path.lexists(self.out / nom) and not os.path.lexists(self.new(nom)):
                _move(self.out / nom, self.new(nom))
        for nom in reversed(self._going()):
            if os.path.lexists(self._old(nom)):
                _move(self._old(nom), self.out / nom)
        with contextlib.suppress(OSError):
            # The folder has no use for it when nothing was published there before.
            (self.out / FOLDER).rmdir()
        self._finish()

    def _going(self) -> list[str]:
        return _manifest_first({*self.old_files, *self.new_files, register_name(self.commande)})

    def _coming(self) -> list[str]:
        return _manifest_first({*self.new_files, register_name(self.commande)})[::-1]

    def new(self, nom: str) -> Path:
        """Return the place where a file waits before it takes its own."""
        return self.workshop / NEW / nom

    def _old(self, nom: str) -> Path:
        return self.workshop / OLD / nom

    def _finish(self) -> None:
        # A half-removed folder under its own name would look like a publication to finish.
        done = self.out / f"{WORKING}{secrets.token_hex(8)}"
        self.workshop.rename(done)
        shutil.rmtree(done, ignore_errors=True)


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def _is_a_name(nom: str) -> bool:
    """Return whether a text names one file or folder, on any system, that a command may have written."""
    return Path(nom).name == nom and nom != ".." and not {"\\", "\0"} & set(nom) and not nom.startswith(WORKING)


def _manifest_first(names: Collection[str]) -> list[str]:
    return sorted(names, key=lambda nom: (nom != MANIFEST, nom))


def _named_after(error: OSError, out: Path, workshop: Path) -> NoReturn:
    """Raise the error again with the place that the user knows instead of the workshop."""
    place = str(error.filename or out).replace(f"{workshop}{os.sep}{NEW}", str(out)).replace(str(workshop), str(out))
    if error.errno is None:
        raise error
    raise OSError(error.errno, error.strerror, place) from error
