"""Write result files: UTF-8, `;`, decimal comma, no formula, each file whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bts_sim.errors import Faute, InputError

if TYPE_CHECKING:
    import pandas as pd


#: How the name begins of everything that a run makes for itself and takes away; such a file is never a result.
TRAVAIL = ".bts-sim-"
#: What says where results come from: written last, so that results without it are not whole.
MANIFEST = "manifest.json"
#: How a cell begins that a spreadsheet would run, signs in full width included (OWASP, « CSV Injection »). Blanks
#: before it may be dropped; apostrophes, so that the one that is added can be told from those that were there.
FORMULE = re.compile(r"['\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠](?=.*\S)|[\t\r\n]", re.DOTALL)
_NOMBRE = r"[+−-]?\d+(?:\s\d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
#: A number is never run, nor with its unit and its interval: -0,5 and +10,6 pt [+10,1 ; +11,1] stay what they are.
QUANTITE = re.compile(rf"{_NOMBRE}(?:\s?(?:%|[^\W\d_]{{1,12}}))?(?:\s?\[{_NOMBRE}\s?[;,]\s?{_NOMBRE}\])?")
#: What a CSV begins with.
_MARQUE: ContextVar[str] = ContextVar("marque", default="")


@contextmanager
def whole(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when it has been written to the end; `mode`: w, or wb for bytes.

    It is on the disk before it has its name, so that a power cut does not leave an empty file under it.
    """
    encoding, newline = (None, None) if mode == "wb" else ("utf-8", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{TRAVAIL}{secrets.token_hex(8)}"
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
    """Have the names of a folder on the disk, where the system lets one ask for it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network drives know no such thing for a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


@contextmanager
def pour_excel(asked: bool = True) -> Iterator[None]:
    """Begin every CSV by the mark without which Excel, on a double click, does not read UTF-8 as such."""
    token = _MARQUE.set("\ufeff" if asked else "")
    try:
        yield
    finally:
        _MARQUE.reset(token)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table whose numbers take a decimal comma, and whose texts no spreadsheet runs (`sans_formule`)."""
    with whole(path) as file:
        file.write(_MARQUE.get())
        sans_formules(table).to_csv(file, sep=";", decimal=",", index=False, lineterminator="\n")


def sans_formule(text: str) -> str:
    """Give a text as a cell that a spreadsheet shows and does not run: with an apostrophe before `=`, `+`, `-` or `@`.

    Quantities stay. Two texts stay two, and the text is had again by taking one apostrophe off where a sign follows.
    """
    return f"'{text}" if FORMULE.match(text) and not QUANTITE.fullmatch(text) else text


def sans_formules(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with every text in it, those of its header included, as `sans_formule` has them."""
    import pandas as pd

    shown = table.copy(deep=False)
    for at in range(shown.shape[1]):
        column = shown.iloc[:, at]
        if pd.api.types.is_numeric_dtype(column.dtype):
            continue
        # Each cell once: a column of a million candidates has few motifs.
        changed = {cell: text for cell in column.unique() if (text := _cellule(cell)) is not cell}
        if changed:
            shown.isetitem(at, [changed.get(cell, cell) for cell in column])
    return shown.set_axis([sans_formule(str(name)) for name in shown.columns], axis=1)


def _cellule(cell: Any) -> Any:
    """Give a cell of a column that is not all numbers; pandas gives no decimal comma to a number among texts."""
    if isinstance(cell, str):
        return sans_formule(cell)
    return str(cell).replace(".", ",") if isinstance(cell, float) and cell == cell else cell


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet, compressed, without its index."""
    with whole(path, "wb") as file:
        table.to_parquet(file, index=False, compression="zstd")


def as_json(value: Any) -> str:
    """Give the text of a JSON document, keys sorted: the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write one JSON document with sorted keys."""
    with whole(path) as file:
        file.write(as_json(value))


def write_jsonl(path: Path, values: Iterable[Any]) -> None:
    """Write one JSON object per line."""
    with whole(path) as file:
        file.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def write_fautes(path: Path, fautes: Sequence[Faute]) -> None:
    """Write faults as a table."""
    import pandas as pd

    columns = [field.name for field in fields(Faute)]
    rows = map(attrgetter(*columns), fautes)
    write_csv(path, pd.DataFrame.from_records(list(rows), columns=columns).astype({"ligne": "Int64"}))


def check_out(out: Path) -> None:
    """Refuse a place where no folder can be, before anything is computed."""
    if out.exists() and not out.is_dir():
        remedy = "donner un dossier, qui sera créé au besoin"
        raise InputError([Faute("--out", None, "", str(out), "ce n'est pas un dossier", remedy)])
