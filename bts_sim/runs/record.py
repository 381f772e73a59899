"""The record of a run: what it is made of and what came out, sealed so that a change of either is seen.

A digest is no signature: it shows that a folder is as it was sealed, not who sealed it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from bts_sim.errors import RunError
from bts_sim.runs.provenance import Provenance, digest_of_file, provenance
from bts_sim.runs.register import fingerprints
from bts_sim.runs.written import MANIFEST, as_json, write_json

#: Version of this record. A change of what a reader must know makes another one.
FORMAT = 1
#: How a run ended: to its end, or to its end with faults that it lists. Anything else did not.
SUCCEEDED, PARTIAL = "reussi", "partiel"
FINISHED = (SUCCEEDED, PARTIAL)


class Made(Provenance):
    """What a command says of itself in the manifest of its results."""

    commande: Annotated[str, "commande qui a fait ces résultats"]
    statut: Annotated[str, "reussi, partiel (des fautes y sont listées) ou, d'un rapport, echoue"]


class Sealed(Made):
    """A manifest: what every command writes; each adds what it was given and what came out."""

    format: Annotated[int, "version de ce manifeste"]
    fichiers: Annotated[dict[str, str], "nom de chaque fichier du dossier → son SHA-256"]
    sceau: Annotated[str, "SHA-256 du manifeste, cette clé laissée de côté"]


class WithOptions(Sealed):
    """The manifest of a command that is given options; a report has parameters instead."""

    options: Annotated[dict[str, Any], "options données ; un fichier y est par son nom et son SHA-256"]


#: Without these, nobody could say what made the results.
REQUIRED = Made.__required_keys__


@dataclass(frozen=True)
class Origin:
    """What a command was given, read before it computes: its options, and the digest of every file that it reads."""

    commande: str
    options: Mapping[str, Any]
    fichiers: Mapping[Path, str | None]
    provenance: Provenance

    @classmethod
    def of(cls, commande: str, options: Mapping[str, Any], others: Mapping[str, Any] | None = None) -> Origin:
        """Describe a command by its options, named as on the command line.

        A file is given as a Path; only its name and its digest are kept, none for what cannot be read twice.
        `others`: files that it reads besides, by what they are. What was not given is left out.
        """
        given = {**options, "autres": dict(others or {})}
        found = {path: _digest(path) for value in given.values() for path in paths(value)}
        return cls(commande, _plain(given, found), found, provenance())

    def seal(self, folder: Path, *, statut: str = SUCCEEDED, into: Path | None = None, **more: Any) -> None:
        """Seal the results of the command, see `seal`; raises RunError when a file that it read has changed since."""
        for path, digest in self.fichiers.items():
            if _digest(path) != digest:
                raise RunError(f"{path.name} a changé pendant le calcul. Remède : relancer la commande.")
        said = {"commande": self.commande, "statut": statut, "options": self.options}
        made_of = self.provenance["empreintes"] | more.get("empreintes", {})
        seal(folder, {**self.provenance, **more, **said, "empreintes": made_of}, into)


def seal(folder: Path, manifest: Mapping[str, Any], into: Path | None = None) -> None:
    """Write the manifest of a folder whose results are all there: last, with the digest of each file and its own.

    It is written into the folder itself, or into another one that takes it there.
    Raises ValueError when the manifest does not say what REQUIS asks, or what is no JSON.
    """
    missing = sorted(REQUIRED - manifest.keys())
    if missing:
        raise ValueError(f"a record without {', '.join(missing)}")
    # Read back: a key that is a number is not sorted as the text that it becomes.
    sealed = json.loads(as_json({**manifest, "format": FORMAT, "fichiers": digests(folder)}))
    write_json((into or folder) / MANIFEST, {**sealed, "sceau": sceau(sealed)})


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder by its name from there, the manifest itself left out."""
    return {name: digest for name, digest in fingerprints(folder).items() if name != MANIFEST}


def sceau(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest as it is written, its own seal left out."""
    unsealed = {name: value for name, value in manifest.items() if name != "sceau"}
    return hashlib.sha256(as_json(unsealed).encode()).hexdigest()


def paths(value: Any) -> list[Path]:
    """Return the paths that a value is, or holds."""
    if isinstance(value, Path):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [path for one in value for path in paths(one)] if isinstance(value, list | tuple) else []


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None for none, and for a pipe, which would then be empty for the command."""
    return digest_of_file(path) if path.is_file() else None


def _plain(value: Any, digests: Mapping[Path, str | None]) -> Any:
    """Return a value as JSON has it; a file by its name and its digest."""
    if isinstance(value, Path):
        return {"fichier": value.name, "sha256": digests[value]}
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Mapping):
        # 0 was given, and False was not.
        given = {name: one for name, one in value.items() if one is not None and one is not False and one != ()}
        return {name: plain for name, one in given.items() if (plain := _plain(one, digests)) != {}}
    return [_plain(one, digests) for one in value] if isinstance(value, list | tuple) else value
