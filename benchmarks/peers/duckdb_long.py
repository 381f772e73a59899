"""duckdb, one row per mark: GROUP BY."""

from __future__ import annotations

import pandas as pd

from benchmarks.case import Case, Wide
from benchmarks.peers.duckdb_rules import STATUTS, Table, decide, size, table

__all__ = ["decide", "prepare", "size"]

TOTALS = """
SELECT
  candidat,
  sum(comptee * coefficient) AS points,
  sum(coefficient) AS coefs,
  sum(comptee * coefficient) FILTER (professionnel) AS points_pro,
  sum(coefficient) FILTER (professionnel) AS coefs_pro,
  sum(greatest(comptee, oral) * coefficient) AS apres,
  bool_or(statut IN ({eliminated})) AS elimine
FROM (SELECT *, CASE WHEN statut IN ({counted}) THEN note ELSE 0 END AS comptee FROM notes)
GROUP BY candidat
"""


def prepare(case: Case, exact: bool) -> Table:
    """One row per mark, with its coefficient and its oral if any."""
    return table(case, exact, pd.DataFrame(Wide.of(case, exact).rows()), TOTALS.format(**STATUTS))
