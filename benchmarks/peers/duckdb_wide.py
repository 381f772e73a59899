"""duckdb, one row per candidate: sums written out, column by column."""

from __future__ import annotations

import pandas as pd

from benchmarks.case import Case, Wide
from benchmarks.peers.duckdb_rules import STATUTS, Table, decide, size, table

__all__ = ["decide", "prepare", "size"]


def prepare(case: Case, exact: bool) -> Table:
    """One row per candidate, coefficients beside the marks."""
    wide = Wide.of(case, exact)
    places = range(1, wide.notes.shape[1] + 1)

    def total(term: str) -> str:
        return " + ".join(term.format(k=k) for k in places)

    counted = ", ".join(
        f"CASE WHEN statut_{k} IN ({STATUTS['counted']}) THEN note_{k} ELSE 0 END AS comptee_{k}" for k in places
    )
    elimine = " OR ".join(f"statut_{k} IN ({STATUTS['eliminated']})" for k in places)
    totals = f"""
    SELECT
      candidat,
      {total("comptee_{k} * coefficient_{k}")} AS points,
      {total("coefficient_{k}")} AS coefs,
      {total("comptee_{k} * coefficient_pro_{k}")} AS points_pro,
      {total("coefficient_pro_{k}")} AS coefs_pro,
      {total("greatest(comptee_{k}, oral_{k}) * coefficient_{k}")} AS apres,
      {elimine} AS elimine
    FROM (SELECT *, {counted} FROM notes)
    """
    candidates = pd.DataFrame(wide.columns()).rename_axis("candidat").reset_index()
    return table(case, exact, candidates, totals)
