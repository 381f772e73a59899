"""The other files that a cohort file reads: results depend on them too."""

from __future__ import annotations

from pathlib import Path

from bts_sim.cohort.describe import CohortFile
from bts_sim.errors import InputError
from bts_sim.files.yaml_file import read_yaml


def cohort_files(cohorte: Path | None) -> dict[str, Path | None]:
    """Return the files that a cohort file names, by the key that names them; None for a key that it leaves out.

    A faulty cohort file names none here: the code that loads it reports its faults.
    """
    named: dict[str, str | None] = {"fichier_specialites": None, "regime": None}
    if cohorte is None:
        return dict.fromkeys(named)
    try:
        read = read_yaml(cohorte, CohortFile)
    except InputError:
        return dict.fromkeys(named)
    named = {"fichier_specialites": read.fichier_specialites, "regime": None}
    # A regime is a name, or a file beside the cohort.
    if read.regime and Path(read.regime).suffix in (".yaml", ".yml"):
        named["regime"] = read.regime
    return {key: cohorte.parent / name if name else None for key, name in named.items()}
