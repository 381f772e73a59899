"""The record of a run: its inputs and its results, sealed so that any later change of either is visible.

A digest is not a signature: it proves that a folder is as it was sealed, not who sealed it.
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

#: The version of this record. It changes when readers must know something new.
FORMAT = 1
#: How a run ended: completely, or completely with faults that it lists. Any other run did not end.
SUCCEEDED, PARTIAL = "reussi", "partiel"
FINISHED = (SUCCEEDED, PARTIAL)


class Made(Provenance):
    """The origin of the results, as a command writes it in their manifest."""

    commande: Annotated[str, "commande qui a fait ces résultats"]
    statut: Annotated[str, "reussi, partiel (des fautes y sont listées) ou, d'un rapport, echoue"]


class Sealed(Made):
    """A manifest: the part common to all commands. Each command adds its inputs and its results."""

    format: Annotated[int, "version de ce manifeste"]
    fichiers: Annotated[dict[str, str], "nom de chaque fichier du dossier → son SHA-256"]
    sceau: Annotated[str, "SHA-256 du manifeste, cette clé laissée de côté"]


class WithOptions(Sealed):
    """The manifest of a command that has options; a report has parameters instead."""

    options: Annotated[dict[str, Any], "options données ; un fichier y est par son nom et son SHA-256"]


#: Fields without which nobody could tell what made the results.
REQUIRED = Made.__required_keys__


@dataclass(frozen=True)
class Origin:
    """The inputs of a command, read before it computes: its options, and the digest of every file that it reads."""

    commande: str
    options: Mapping[str, Any]
    fichiers: Mapping[Path, str | None]
    provenance: Provenance

    @classmethod
    def of(cls, commande: str, options: Mapping[str, Any], others: Mapping[str, Any] | None = None) -> Origin:
        """Return the origin of a command, from its options as the command line names them.

        A file is given as a Path. Only its name and its digest are kept, and no digest of a file that cannot be read
        twice.
        `others`: other files that the command reads, by what they are. Options that were not given are left out.
        """
        given = {**options, "autres": dict(others or {})}
        found = {path: _digest(path) for value in given.values() for path in paths(value)}
        return cls(commande, _plain(given, found), found, provenance())

    def seal(self, folder: Path, *, statut: str = SUCCEEDED, into: Path | None = None, **more: Any) -> None:
        """Seal the results of the command, see `seal`. Raises RunError when a file that it read has changed since."""
        for path, digest in self.fichiers.items():
            if _digest(path) != digest:
                raise RunError(f"{path.name} a changé pendant le calcul. Remède : relancer la commande.")
        said = {"commande": self.commande, "statut": statut, "options": self.options}
        made_of = self.provenance["empreintes"] | more.get("empreintes", {})
        seal(folder, {**self.provenance, **more, **said, "empreintes": made_of}, into)


def seal(folder: Path, manifest: Mapping[str, Any], into: Path | None = None) -> None:
    """Write the manifest of a folder of complete results: last, with the digest of each file and its own.

    `into`: another folder to write it into, from which it joins the results; by default, the folder itself.
    Raises ValueError when the manifest lacks a field of `REQUIRED`, or is not JSON.
    """
    missing = sorted(REQUIRED - manifest.keys())
    if missing:
        raise ValueError(f"a record without {', '.join(missing)}")
    # The manifest is read back: a number as a key is not sorted like the text that it becomes.
    sealed = json.loads(as_json({**manifest, "format": FORMAT, "fichiers": digests(folder)}))
    write_json((into or folder) / MANIFEST, {**sealed, "sceau": sceau(sealed)})


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder by its relative name, except the manifest."""
    return {name: digest for name, digest in fingerprints(folder).items() if name != MANIFEST}


def sceau(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest as it is written, without its own seal."""
    unsealed = {name: value for name, value in manifest.items() if name != "sceau"}
    return hashlib.sha256(as_json(unsealed).encode()).hexdigest()


def paths(value: Any) -> list[Path]:
    """Return the paths in a value: the value itself, or those that it holds."""
    if isinstance(value, Path):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [path for one in value for path in paths(one)] if isinstance(value, list | tuple) else []


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None if there is none, and for a pipe, which reading would empty."""
    return digest_of_file(path) if path.is_file() else None


def _plain(value: Any, digests: Mapping[Path, str | None]) -> Any:
    """Return a value as JSON has it; a file becomes its name and its digest."""
    if isinstance(value, Path):
        return {"fichier": value.name, "sha256": digests[value]}
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Mapping):
        # The value 0 was given; the value False was not.
        given = {name: one for name, one in value.items() if one is not None and one is not False and one != ()}
        return {name: plain for name, one in given.items() if (plain := _plain(one, digests)) != {}}
    return [_plain(one, digests) for one in value] if isinstance(value, list | tuple) else value
