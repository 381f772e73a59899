"""Write result files: UTF-8, `;`, decimal comma, each file whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bts_sim.errors import Faute, InputError

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def whole(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when it has been written to the end; `mode`: w, or wb for bytes."""
    encoding, newline = (None, None) if mode == "wb" else ("utf-8", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, mode, encoding=encoding, newline=newline) as file:
            yield file
        # mkstemp makes the file private; a result is as readable as any file of the user.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table whose numbers take a decimal comma."""
    with whole(path) as file:
        table.to_csv(file, sep=";", decimal=",", index=False, lineterminator="\n")


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet, compressed, without its index."""
    with whole(path, "wb") as file:
        table.to_parquet(file, index=False, compression="zstd")


def write_json(path: Path, value: Any) -> None:
    """Write one JSON document with sorted keys."""
    with whole(path) as file:
        file.write(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def write_jsonl(path: Path, values: Iterable[Any], default: Callable[[Any], Any] | None = None) -> None:
    """Write one JSON object per line."""
    with whole(path) as file:
        file.writelines(json.dumps(value, ensure_ascii=False, default=default) + "\n" for value in values)


def write_fautes(path: Path, fautes: Sequence[Faute]) -> None:
    """Write faults as a table."""
    import pandas as pd

    columns = [field.name for field in fields(Faute)]
    write_csv(path, pd.DataFrame([asdict(fault) for fault in fautes], columns=columns).astype({"ligne": "Int64"}))


def check_out(out: Path) -> None:
    """Refuse a place where no folder can be, before anything is computed."""
    if out.exists() and not out.is_dir():
        remedy = "donner un dossier, qui sera créé au besoin"
        raise InputError([Faute("--out", None, "", str(out), "ce n'est pas un dossier", remedy)])
