"""Check that a sealed folder is as it was sealed, and that this installation made it. No network, and no run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bts_sim.errors import Fault, InputError, system_fault
from bts_sim.runs.digests import Digests
from bts_sim.runs.provenance import digest_of_file, provenance
from bts_sim.runs.record import FINISHED, FORMAT, PARTIAL, sceau
from bts_sim.runs.register import hidden, inside
from bts_sim.runs.swap import PUBLICATION
from bts_sim.runs.system_files import by_system
from bts_sim.runs.written import MANIFEST, WORKING, as_json

#: The largest size of a manifest, in bytes.
MAX = 64 * 1024 * 1024
#: Characters shown of a name from a folder or a manifest.
WIDTH = 120
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Proof(BaseModel):
    """The fields that every sealed manifest has, whatever the command; the other fields are kept unchanged."""

    model_config = ConfigDict(extra="allow", strict=True)

    commande: str
    commit: str | None
    modifie: bool | None
    empreintes: Digests
    fichiers: dict[str, Sha256]
    statut: str
    versions: dict[str, str]
    sceau: Sha256


@dataclass(frozen=True)
class Niveau:
    """One question about a run: what is certified if there is no objection, and every objection in words."""

    nom: str
    certified: str
    objections: Sequence[str]
    remarques: Sequence[str] = ()


def integrity(run: Path) -> tuple[Niveau, Proof | None]:
    """Return whether a run is complete and as it was sealed, and its manifest if that can be trusted.

    Raises InputError when there is no such folder.
    """
    if not run.is_dir():
        remedy = "donner le dossier qu'une commande a écrit, celui de manifest.json"
        raise InputError([Fault("RUN", None, "", str(run), "ce n'est pas un dossier", remedy)])
    said = "les fichiers sont ceux qui ont été scellés : aucun ne manque, aucun n'a changé, aucun n'a été ajouté"
    manifest = _read(run)
    if isinstance(manifest, str):
        return Niveau("intégrité", said, [manifest]), None
    found, objections = _walk(run)
    apart = {name: words for name in found if name not in manifest.fichiers and (words := _apart(name)) is not None}
    objections += _files(run, manifest.fichiers, [name for name in found if name not in apart])
    remarks = [f"{words}, hors du scellé : {verified_shown(name)}" for name, words in sorted(apart.items()) if words]
    if manifest.statut == PARTIAL:
        remarks.append("le résultat est partiel, comme il le dit lui-même : des fautes ou des échecs y sont listés")
    return Niveau("intégrité", said, objections, remarks), None if objections else manifest


def installation(manifest: Proof) -> Niveau:
    """Return whether this installation made a run: the same law, data, code and versions."""
    here = provenance()
    names = {"loi": "la loi (textes)", "donnees": "les données", "code": "le code"}
    objections = [
        f"{words} : une autre version que celle de ce résultat"
        for name, words in names.items()
        if manifest.empreintes.get(name) != here["empreintes"][name]
    ]
    packages = sorted(manifest.versions.keys() | here["versions"].keys())
    for name in packages:
        then, now = (versions.get(name, "absent") for versions in (manifest.versions, here["versions"]))
        if then != now:
            objections.append(f"{verified_shown(name)} : {verified_shown(then)} alors, {now} ici")
    if manifest.modifie:
        objections.append("fait dans une copie de travail modifiée : son commit ne dit pas quel code a tourné")
    remarks = []
    if manifest.commit != here["commit"]:
        then, now = (verified_shown(commit[:12]) if commit else "aucun" for commit in (manifest.commit, here["commit"]))
        remarks.append(f"commit : {then} alors, {now} ici")
    said = "cette installation a la même loi, les mêmes données, le même code et les mêmes versions"
    return Niveau("installation", said, objections, remarks)


def _read(run: Path) -> Proof | str:
    """Return the manifest of a run, or the reason why it is unusable."""
    path = run / MANIFEST
    if (run / PUBLICATION).exists():
        return "la mise en place de ses résultats a été interrompue. Remède : relancer la commande qui les écrit"
    if path.is_symlink() or not path.is_file():
        return f"pas de {MANIFEST} : un lancement inachevé, ou un dossier que bts-sim n'a pas scellé"
    if path.stat().st_size > MAX:
        return f"{MANIFEST} est trop grand pour en être un"
    text = path.read_bytes()
    try:
        content = json.loads(text)
        written = as_json(content).encode()
    except (ValueError, RecursionError):
        return f"{MANIFEST} n'est pas lisible (JSON)"
    if not isinstance(content, dict) or not {"format", "sceau"} <= content.keys():
        return f"{MANIFEST} n'est pas scellé : écrit par une version plus ancienne, ou par autre chose que bts-sim"
    if content["format"] != FORMAT:
        return (
            f"{MANIFEST} est au format {verified_shown(content['format'])}, "
            f"cette version de bts-sim lit le format {FORMAT}"
        )
    if content["sceau"] != sceau(content) or text != written:
        return f"{MANIFEST} a été modifié depuis qu'il a été scellé"
    try:
        manifest = Proof.model_validate(content)
    except ValidationError as error:
        fields = ", ".join(sorted({str(one["loc"][0]) for one in error.errors()}))
        return f"{MANIFEST} ne dit pas ce qu'il faut : {fields}"
    if manifest.statut not in FINISHED:
        return f"le lancement n'est pas allé à son terme (statut « {verified_shown(manifest.statut)} »)"
    return manifest


def _walk(run: Path) -> tuple[list[str], list[str]]:
    """Return the files of a folder, and an objection to anything that is neither a file nor a folder.

    No link is followed.
    """
    found, objections, folders = [], [], [run]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            name = path.relative_to(run).as_posix()
            if path.is_symlink():
                objections.append(
                    f"{verified_shown(name)} : lien symbolique, ce qu'il montre peut être hors du dossier"
                )
            elif path.is_dir() and not name.startswith(WORKING) and not by_system(name):
                folders.append(path)
            elif path.is_file() or path.is_dir():
                found.append(name)
            else:
                objections.append(f"{verified_shown(name)} : ni fichier ni dossier")
    return [name for name in found if name != MANIFEST], objections


def _apart(name: str) -> str | None:
    """Return the description of an unsealed file that is not a result; None for a result.

    The description is empty when nobody needs to know of the file.
    """
    if name.startswith(WORKING):
        return "reste d'un lancement interrompu"
    if hidden(name):
        return ""
    return "fichier du système, ou d'un document ouvert" if by_system(name) else None


def _files(run: Path, sealed: Mapping[str, str], found: Sequence[str]) -> list[str]:
    inside = {name: digest for name, digest in sealed.items() if _inside(name)}
    missing, added = sorted(inside.keys() - set(found)), sorted(set(found) - sealed.keys())
    objections = [f"{verified_shown(name)} : nom qui sort du dossier" for name in sealed if not _inside(name)]
    objections += [f"{verified_shown(name)} : manque" for name in missing]
    objections += [f"{verified_shown(name)} : ajouté depuis, ou par une autre commande" for name in added]
    return objections + list(_changed(run, {name: inside[name] for name in found if name in inside}))


def _changed(run: Path, sealed: Mapping[str, str]) -> Iterator[str]:
    for name, digest in sealed.items():
        try:
            if digest_of_file(run / name) != digest:
                yield f"{verified_shown(name)} : modifié"
        except OSError as error:
            yield f"{verified_shown(name)} : illisible ({system_fault(error)[0]})"


def _inside(name: str) -> bool:
    return inside(name) and name != MANIFEST


def verified_shown(value: object) -> str:
    """Return any value of a file as a few characters that a terminal can show."""
    text = "".join(one if one.isprintable() else "?" for one in str(value))
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"
