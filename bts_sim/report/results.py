"""The named results of a run: read from its notebooks, identified by a digest, written as a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode
from bts_sim.declared import FileColumn, Shape
from bts_sim.display import citation
from bts_sim.display.results import MIME

#: The table of the named results of a run, its columns, and the digits of a digest that identify a result.
RESULTS = "resultats.csv"
SHAPE: Shape = {
    "nom": FileColumn("nom du résultat"),
    "valeur": FileColumn("sa valeur, vide s'il n'est pas disponible", "number", empty=True),
    "unite": FileColumn("% pour un taux, pt pour un écart en points, points pour une note, sinon ce qui est compté"),
    "bas": FileColumn("bas de son intervalle", "number", empty=True),
    "haut": FileColumn("haut de son intervalle", "number", empty=True),
    "definition": FileColumn("ce qui est compté, et ce que couvre l'intervalle", empty=True),
    "notebook": FileColumn("notebook qui le montre"),
    "empreinte": FileColumn(
        "la même pour le même nombre, la même définition et les mêmes sources", pattern="[0-9a-f]{12}"
    ),
}
COLONNES = tuple(SHAPE)
DIGITS = 12


def headlines(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return the named results that an executed notebook shows, in order."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [dict(output.data[MIME]) for output in outputs if MIME in output.get("data", {})]


def quotations(notebook: NotebookNode) -> list[dict[str, str]]:
    """Return the sentences to quote that an executed notebook shows, in order: `constat` and `source` of each."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [dict(output.data[citation.MIME]) for output in outputs if citation.MIME in output.get("data", {})]


def fingerprinted(result: dict[str, Any], sources: Any) -> dict[str, Any]:
    """Return a result with `empreinte`, a digest of its number, definition and sources (data for JSON)."""
    identity = json.dumps([result, sources], sort_keys=True, ensure_ascii=False).encode()
    return {**result, "empreinte": hashlib.sha256(identity).hexdigest()[:DIGITS]}


def write_results(path: Path, results: Sequence[Mapping[str, Any]]) -> None:
    """Write the named results of a run as a table with the columns of COLONNES, one row per result."""
    import pandas as pd

    from bts_sim.runs.written import write_csv

    write_csv(path, pd.DataFrame(list(results), columns=list(COLONNES)))
