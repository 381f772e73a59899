"""The folder of documents: it is replaced as a whole, so nothing of anybody else may be in it."""

from __future__ import annotations

import json
from pathlib import Path

from bts_sim.errors import Faute, InputError
from bts_sim.output.files import write_json

#: Name of the folder, in that of the results.
DOCUMENTS = "documents"
#: Lists the files of the folder: what is not in it, the project did not write.
FICHIERS = "fichiers.json"
#: What systems leave in folders by themselves.
DU_SYSTEME = {".DS_Store", "Thumbs.db", "desktop.ini"}


def check_dossier(dossier: Path) -> None:
    """Refuse a folder that holds something else than documents of the project: replacing it would lose that."""
    foreign = etranger(dossier)
    if foreign is not None:
        remedy = "le déplacer, ou donner un autre --out"
        problem = "autre chose que des documents de bts-sim, qui serait perdu si le dossier était remplacé"
        raise InputError([Faute("--documents", None, "", str(foreign), problem, remedy)])


def est_le_notre(dossier: Path) -> bool:
    """Say whether a folder was written by an earlier run, and holds nothing else."""
    return (dossier / FICHIERS).is_file() and etranger(dossier) is None


def etranger(dossier: Path) -> Path | None:
    """Give one thing in the place of a folder, or in it, that the project did not write; None where there is none."""
    if dossier.is_symlink() or (dossier.exists() and not dossier.is_dir()):
        return dossier
    ours = _listed(dossier)
    for path in sorted(dossier.rglob("*")):
        name = path.relative_to(dossier).as_posix()
        if path.name not in DU_SYSTEME and name not in ours and (path.is_symlink() or not path.is_dir()):
            return path
    return None


def lister(dossier: Path) -> None:
    """Write the list of the files of a folder that is complete."""
    written = sorted(path.relative_to(dossier).as_posix() for path in dossier.rglob("*") if path.is_file())
    write_json(dossier / FICHIERS, [*written, FICHIERS])


def _listed(dossier: Path) -> set[str]:
    try:
        listed = json.loads((dossier / FICHIERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
