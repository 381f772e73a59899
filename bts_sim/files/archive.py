"""Unpack a zipped workbook within fixed limits, then pack the parts that were checked."""

from __future__ import annotations

import io
import zipfile
import zlib

from bts_sim.files.opened import MAX_OCTETS, TOO_LARGE

#: The largest number of entries that an archive may have.
MAX_ENTRIES = 10_000
DAMAGED = ("classeur abîmé ou tronqué", "l'ouvrir dans un tableur, l'enregistrer de nouveau, ou refaire la copie")


class Unreadable(Exception):
    """The reason why a workbook is not read, and the remedy."""

    def __init__(self, probleme: str, remede: str) -> None:
        super().__init__(probleme, remede)
        self.probleme, self.remede = probleme, remede


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of an archive by name.

    Sizes are those of the archive's directory. They are summed before anything is expanded, and no part may expand
    beyond its own.

    Raises Unreadable when the parts are too many, too large or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Unreadable(
                    f"archive de {len(entries)} entrées, plus de {MAX_ENTRIES}", "vérifier d'où vient le fichier"
                )
            names = [entry.filename.replace("\\", "/").lstrip("/") for entry in entries]
            parts = {n: e for n, e in zip(names, entries, strict=True) if n.lower().endswith((".xml", ".rels", ".bin"))}
            if len({name.lower() for name in parts}) < sum(
                n.lower().endswith((".xml", ".rels", ".bin")) for n in names
            ):
                raise Unreadable(*DAMAGED)
            size = sum(entry.file_size for entry in parts.values())
            if size > MAX_OCTETS:
                problem = f"classeur de {size >> 20} Mo une fois déplié, {TOO_LARGE}"
                raise Unreadable(problem, "ne garder que le tableau, ou le partager en plusieurs fichiers")
            if any(entry.flag_bits & 1 for entry in parts.values()):
                raise Unreadable("archive protégée par un mot de passe", "l'enregistrer sans mot de passe")
            return {name: _expand(archive, entry) for name, entry in parts.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Unreadable(*DAMAGED) from None


def _expand(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as part:
        return part.read(entry.file_size + 1)


def pack(parts: dict[str, bytes]) -> io.BytesIO:
    """Return an archive of some parts without compression, so that the next reader sees only what was checked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed
