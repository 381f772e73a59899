"""The table of one specialty, as the project holds it, for an analyst to change."""

from __future__ import annotations

import csv
import io

from bts_sim.droit.specialites import Ligne
from bts_sim.droit.textes import TEXTES, find_reglement, load_bareme
from bts_sim.runs.cells import line_of_cells


def specialites(session: int, specialite: str) -> str:
    """Return the rows of a specialty for a session; raises LawError when there are none."""
    find_reglement(load_bareme(session), specialite)
    text = (TEXTES / "specialites" / f"{specialite}.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if Ligne.model_validate(row).covers(session)]
    return "".join(map(line_of_cells, (rows[0], *(row.values() for row in rows))))
