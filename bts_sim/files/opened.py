"""Open a file that the user named, after checking that it is ordinary, small enough and of a known kind."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bts_sim.errors import system_fault
from bts_sim.files.table import Table

#: The largest size of a file, in bytes: 25 times the marks of all candidates of France (20 MB).
MAX_OCTETS = 512 << 20
TOO_LARGE = f"plus de {MAX_OCTETS >> 20} Mo"

AS_WORKBOOK = "l'ouvrir dans un tableur et l'enregistrer en classeur xlsx, ou en CSV UTF-8"
#: First bytes of files that are not tables → the kind of file.
OTHERS = {
    b"%PDF": "c'est un document PDF",
    b"{\\rtf": "c'est un texte RTF",
    b"\x1f\x8b": "c'est une archive gzip",
    b"\x89PNG": "c'est une image",
    b"\xff\xd8\xff": "c'est une image",
    b"7z\xbc\xaf": "c'est une archive 7z",
    b"Rar!": "c'est une archive RAR",
    b"SQLite format 3": "c'est une base SQLite",
}
ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
#: The name of the stream in a locked workbook, as the directory of its compound file stores it.
LOCKED = "EncryptedPackage".encode("utf-16-le")
PASSWORD = ("classeur protégé par un mot de passe", "l'enregistrer sans mot de passe")
OLD_OFFICE = ("classeur Excel d'avant 2007 (xls) ou autre document Office ancien", AS_WORKBOOK)


def not_ordinary(path: Path) -> tuple[str, str] | None:
    """Return why `path` cannot be read as a file, and the remedy; None when it can.

    Nothing is opened, because opening a pipe would hang.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if os.path.islink(path):  # noqa: PTH114 (before Python 3.13, the other one fails on a long name)
            return "lien symbolique vers un fichier qui n'existe pas", "refaire le lien, ou donner le fichier même"
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return "fichier introuvable", "vérifier le chemin"
        words, remedy = system_fault(error)
        return f"fichier illisible ({words})", remedy
    except ValueError:
        return "fichier introuvable", "vérifier le chemin"
    if stat.S_ISDIR(mode):
        return "c'est un dossier, pas un fichier", "donner le chemin d'un fichier"
    if not stat.S_ISREG(mode):
        return "ce n'est pas un fichier ordinaire (tube ou périphérique)", "enregistrer le tableau dans un fichier"
    return None


def read_bytes(table: Table) -> bytes | None:
    """Return the whole content of a file; None, with a fault in the table, when it is not a table."""
    path = table.path
    wrong = not_ordinary(path)
    if wrong is not None:
        table.refuse(*wrong, valeur=str(path))
        return None
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_OCTETS:
                problem = f"fichier de {size >> 20} Mo, {TOO_LARGE}"
                table.refuse(problem, "le partager en plusieurs fichiers", valeur=str(path))
                return None
            data = file.read(MAX_OCTETS + 1)
    except OSError as error:
        words, remedy = system_fault(error)
        table.refuse(f"fichier illisible ({words})", remedy, valeur=str(path))
        return None
    other = next((what for start, what in OTHERS.items() if data.startswith(start)), None)
    if len(data) > MAX_OCTETS:
        table.refuse(f"fichier qui grandit, {TOO_LARGE}", "attendre qu'il soit écrit", valeur=str(path))
    elif not data.lstrip(b"\xef\xbb\xbf \t\r\n\x1a"):
        table.refuse("fichier vide", "exporter de nouveau le tableau, en-tête compris")
    elif other is not None:
        table.refuse(f"{other}, pas un tableau", "donner un fichier CSV, un classeur ou un fichier Parquet")
    elif data.startswith(OLE):
        table.refuse(*(PASSWORD if LOCKED in data else OLD_OFFICE))
    else:
        return data
    return None
