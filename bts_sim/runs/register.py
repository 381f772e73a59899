"""Register the files that each command wrote in a folder. Any other file, or a changed one, is the user's."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, TypedDict

from bts_sim.errors import Fault, InputError
from bts_sim.notices import tell
from bts_sim.runs.provenance import digest_of_file
from bts_sim.runs.system_files import by_system
from bts_sim.runs.written import WORKING

#: The hidden folder of registers: one file per command that writes beside it.
FOLDER = ".bts-sim"
FORMAT = 1
SHA256 = re.compile(r"[0-9a-f]{64}")


class Written(TypedDict):
    """The content of a register's file."""

    format: Annotated[int, "version de ce registre"]
    commande: Annotated[str, "commande qui a écrit ces fichiers"]
    fichiers: Annotated[dict[str, str], "nom du fichier depuis le dossier → son SHA-256"]


@dataclass(frozen=True)
class Destination:
    """The destination of a command: a folder, the command, its input files, and whether files may be set aside."""

    folder: Path
    command: str
    inputs: Sequence[tuple[str, Path]] = ()
    replace: bool = False

    def read_as(self, name: str, *, ours: bool) -> str:
        """Return the option that reads the file at a name of the folder, or in it; empty when none does.

        `ours`: the command wrote that file. In a folder that is read, such a file is not an input.
        """
        target = self.folder / name
        return next((option for option, path in self.inputs if _is_read(target, path, ours)), "")


@dataclass(frozen=True)
class Register:
    """The files that a command wrote in a folder: relative name → SHA-256."""

    command: str
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, command: str) -> Register:
        """Return the register of a command.

        A register that is missing, unreadable, or names a file elsewhere owns nothing.
        """
        path = folder / register_name(command)
        if path.is_symlink() or path.parent.is_symlink():
            return cls(command)
        try:
            files = json.loads(path.read_text(encoding="utf-8"))["fichiers"]
            sound = all(inside(name) and SHA256.fullmatch(digest) for name, digest in files.items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            sound = False
        return cls(command, files if sound else {})

    def content(self) -> Written:
        """Return the content of the register's file."""
        return {"format": FORMAT, "commande": self.command, "fichiers": dict(self.files)}

    def under(self, names: Collection[str]) -> dict[str, str]:
        """Return the files at these names, or in the folders of these names."""
        return {name: digest for name, digest in self.files.items() if any(_within(name, one) for one in names)}

    def stranger(self, folder: Path, name: str) -> str | None:
        """Return one path at a name, or in its folder, that is not as the command wrote it; None if there is none."""
        path = folder / name
        if not os.path.lexists(path):
            return None
        if path.is_symlink() or not path.is_dir():
            return None if self._wrote(folder, name) else name
        found = (one for one in walk_folder(path) if not by_system(one))
        return next((whole for one in found if not self._wrote(folder, whole := f"{name}/{one}")), None)

    def _wrote(self, folder: Path, name: str) -> bool:
        path = folder / name
        try:
            return not path.is_symlink() and path.is_file() and self.files.get(name) == digest_of_file(path)
        except OSError:
            # An unreadable file cannot be recognised as ours.
            return False


def written_in(folder: Path) -> set[str]:
    """Return the names of the files that commands of the project wrote directly in a folder: results, not inputs."""
    commands = [path.stem for path in (folder / FOLDER).glob("*.json")] if (folder / FOLDER).is_dir() else []
    return {name.partition("/")[0] for command in commands for name in Register.read(folder, command).files}


def register_name(command: str) -> str:
    """Return the name of the register of a command."""
    return f"{FOLDER}/{command}.json"


def in_the_way(destination: Destination, register: Register, names: Sequence[str]) -> list[str]:
    """Return those of `names` that the user's own files hold. Raises InputError when these files may not be set aside.

    A file that the command reads may never be set aside.
    """
    folder = destination.folder
    strangers = dict(_no_registers(folder, register.command))
    strangers |= {name: found for name in names if (found := register.stranger(folder, name))}
    read = {name: option for name in names if (option := destination.read_as(name, ours=name not in strangers))}
    strangers = {name: found for name, found in strangers.items() if name not in read}
    faults = [_input(folder / name, option) for name, option in read.items()]
    if not destination.replace:
        faults += [_foreign(folder, register, name, found) for name, found in strangers.items()]
    if faults:
        raise InputError(faults)
    return list(strangers)


def set_aside(folder: Path, names: Sequence[str]) -> None:
    """Move the user's files out of the way, each beside its place, and report it; nothing is overwritten."""
    for name in names:
        kept = _free(folder / name)
        (folder / name).rename(kept)
        tell(str(folder / name), f"ce n'était pas un résultat de cette commande, c'est gardé sous « {kept.name} »")


def fingerprints(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder by its relative name, except unfinished work and registers."""
    found = (name for name in sorted(walk_folder(folder)) if not hidden(name) and not by_system(name))
    return {name: digest_of_file(folder / name) for name in found if (folder / name).is_file()}


def hidden(name: str) -> bool:
    """Return whether a name belongs to the project's own files: unfinished work, or a register."""
    parts = PurePosixPath(name).parts
    return name.startswith(WORKING) or (len(parts) == 2 and parts[0] == FOLDER and name.endswith(".json"))


def inside(name: str) -> bool:
    """Return whether a name leads to a file inside the folder, on any system."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    plain = posix.as_posix() == name and "\\" not in name and "\0" not in name and ".." not in posix.parts
    return plain and not posix.is_absolute() and not windows.anchor and name not in ("", ".")


def walk_folder(folder: Path) -> Iterator[str]:
    """Yield the names of the files in a folder and its subfolders; no link is followed."""
    for path in sorted(folder.iterdir()):
        # Folders of the system may be impossible to list.
        if path.is_dir() and not path.is_symlink() and not by_system(path.name):
            yield from (f"{path.name}/{name}" for name in walk_folder(path))
        else:
            yield path.name


def _within(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}/")


def _is_read(target: Path, path: Path, ours: bool) -> bool:
    """Return whether a path leads to a target, contains it, or lies in it, whatever the names of the two."""
    try:
        if target.samefile(path):
            return True
        target, path = target.resolve(strict=True), path.resolve(strict=True)
    except OSError:
        # One of the two does not exist.
        return False
    return target in path.parents or (not ours and path in target.parents)


def _no_registers(folder: Path, command: str) -> Iterator[tuple[str, str]]:
    """Yield anything that stands in the place of a register, as a name and its obstacle."""
    registers, own = folder / FOLDER, folder / register_name(command)
    if os.path.lexists(registers) and (registers.is_symlink() or not registers.is_dir()):
        yield FOLDER, FOLDER
    elif os.path.lexists(own) and (own.is_symlink() or not own.is_file()):
        yield register_name(command), register_name(command)


def _input(path: Path, option: str) -> Fault:
    problem = f"la commande le lit ({option}) et écrirait par-dessus"
    return Fault(str(path), None, "", "", problem, "donner un autre dossier à --out")


def _foreign(folder: Path, register: Register, name: str, found: str) -> Fault:
    by = f"« bts-sim {register.command} »"
    why = f"modifié depuis que {by} l'a écrit" if found in register.files else f"{by} ne l'a pas écrit ici"
    kept = _free(folder / name).name
    remedy = f"donner un autre dossier à --out, ou ajouter --remplacer, qui garde d'abord « {name} » sous « {kept} »"
    return Fault(str(folder / found), None, "", "", f"{why}, et ce serait perdu", remedy)


def _free(path: Path) -> Path:
    """Return an unused name beside a path."""
    names = itertools.chain([f"{path.name}.avant"], (f"{path.name}.avant-{n}" for n in itertools.count(2)))
    return next(beside for name in names if not os.path.lexists(beside := path.with_name(name)))
