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
    try:
        named = read_yaml(cohorte, CohortFile).fichier_specialites if cohorte else None
    except InputError:
        named = None
    return {"fichier_specialites": cohorte.parent / named if cohorte and named else None}
