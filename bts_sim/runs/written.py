"""Write result files: UTF-8, each complete or absent. The module `cells` decides on the content of cells."""

from __future__ import annotations

import errno
import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bts_sim.declared import FileColumn, Shape
from bts_sim.errors import Fault, InputError
from bts_sim.runs.cells import csv_lines, mark

if TYPE_CHECKING:
    import pandas as pd


#: The start of every name that a run uses for its own work and then removes; such a file is never a result.
WORKING = ".bts-sim-"
#: The file that describes where results come from. It is written last: without it, results are incomplete.
MANIFEST = "manifest.json"


@contextmanager
def whole_file(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under its name only once it is complete; `mode`: w, or wb for bytes.

    It is on the disk before it gets its name, so that a power cut never leaves an empty file under that name.
    """
    encoding, newline = (None, None) if mode == "wb" else ("utf-8", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{WORKING}{secrets.token_hex(8)}"
    # The user's own mask applies: a result is as readable as any file of theirs.
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, mode, encoding=encoding, newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder to the disk, where the system allows it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network drives cannot do this for a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as a CSV that people open in a spreadsheet (see `cells`)."""
    with whole_file(path) as file:
        file.write(mark())
        file.writelines(csv_lines(table))


#: Columns of our tables that hold numbers.
NUMBERS = (
    *("note", "coefficient", "session_from", "session_to", "facultative", "au_choix", "langue", "contrat_ans"),
    *("heures_formation", "annees_experience", "premiere_inscription", "niveau_diplome"),
)


def typed(table: pd.DataFrame, numbers: Sequence[str] = NUMBERS) -> pd.DataFrame:
    """Return a table of texts with numbers in the named columns, and missing values in empty cells."""
    import pandas as pd

    columns = {}
    for name in table.columns:
        text = table[name].astype("str").replace("", None)
        columns[name] = pd.to_numeric(text.str.replace(",", ".")).astype("float64") if name in numbers else text
    return pd.DataFrame(columns)


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as compressed Parquet, without its index."""
    with whole_file(path, "wb") as file:
        table.to_parquet(file, index=False, compression="zstd")


def as_json(value: Any) -> str:
    """Return a value as JSON with sorted keys: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write one JSON document with sorted keys."""
    with whole_file(path) as file:
        file.write(as_json(value))


def write_jsonl(path: Path, values: Iterable[Any]) -> None:
    """Write one JSON object per line."""
    with whole_file(path) as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


#: The table of faults: the fields of `Fault`.
FAULTS: Shape = {
    "fichier": FileColumn("fichier ou option où est la faute"),
    "ligne": FileColumn("ligne du fichier, l'en-tête étant la première ; vide hors d'une ligne", "integer", empty=True),
    "colonne": FileColumn("colonne, clé ou option", empty=True),
    "valeur": FileColumn("ce qui a été lu", empty=True),
    "probleme": FileColumn("ce qui ne va pas"),
    "remede": FileColumn("ce qu'il faut faire", empty=True),
    "candidat": FileColumn("candidat concerné", empty=True),
    "unite": FileColumn("unité concernée", empty=True),
}


def write_faults(path: Path, fautes: Sequence[Fault]) -> None:
    """Write faults as a table."""
    import pandas as pd

    columns = list(FAULTS)
    rows = map(attrgetter(*columns), fautes)
    write_csv(path, pd.DataFrame.from_records(list(rows), columns=columns).astype({"ligne": "Int64"}))


def check_out(out: Path) -> None:
    """Refuse a place where no folder can be made, before anything is computed."""
    if out.exists() and not out.is_dir():
        remedy = "donner un dossier, qui sera créé au besoin"
        raise InputError([Fault("--out", None, "", str(out), "ce n'est pas un dossier", remedy)])
