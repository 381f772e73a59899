"""Tables that the processes of one run make once: the first to need one writes it, and the others read it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The variable of the environment that names the folder of the tables of a run; without it, nothing is shared.
VARIABLE = "BTS_SIM_SHARED"
#: Seconds between two looks for a table that another process is making, and those after which it is made here.
LOOK, PATIENCE = 0.05, 300.0


def shared(key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return a table, made here unless another process of this run has made it or is making it.

    Args:
        key: all that the table depends on, as text.
        make: what makes it. If it fails elsewhere, it is made here.
    """
    folder = os.environ.get(VARIABLE)
    if not folder or not Path(folder).is_dir():
        return make()
    path = Path(folder) / f"{hashlib.sha256(key.encode()).hexdigest()}.parquet"
    claim = path.with_suffix(".claim")
    try:
        claim.open("x").close()
    except FileExistsError:
        return _awaited(path, claim, make)
    try:
        table = make()
        partial = path.with_suffix(".partial")
        table.to_parquet(partial)
        partial.rename(path)
    except BaseException:
        claim.unlink()
        raise
    return table


def _awaited(path: Path, claim: Path, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return a table that another process has claimed, once it is there."""
    import pandas as pd

    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if not claim.exists() or time.monotonic() > deadline:
            return make()
        time.sleep(LOOK)
    return pd.read_parquet(path)
