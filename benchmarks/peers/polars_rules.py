"""polars: the sums of a candidate and the comparisons, as expressions, for both layouts."""

# mypy: disable-error-code="import-not-found,unused-ignore"

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from benchmarks import case
from benchmarks.case import Thresholds, Verdicts, verdicts

#: Statuses as polars takes them.
COUNTED, ELIMINATED = [int(statut) for statut in case.COUNTED], [int(statut) for statut in case.ELIMINATED]


@dataclass(frozen=True)
class Table:
    """Marks, how to sum them by candidate, and thresholds in the same unit."""

    marks: Any
    totals: Any
    seuils: Thresholds
    exact: bool


def compare(table: Table) -> Verdicts:
    """Collect totals (points, coefs, points_pro, coefs_pro, apres, elimine) and compare them with the thresholds."""

    def reaches(points: str, coefs: str, seuil: float) -> Any:
        if table.exact:
            return pl.col(points) >= int(seuil) * pl.col(coefs)
        return pl.col(points) / pl.col(coefs) >= seuil

    seuils = table.seuils
    near = reaches("points", "coefs", seuils.general) & reaches("points_pro", "coefs_pro", seuils.professionnel)
    found = (
        table.totals.with_columns(admis=reaches("points", "coefs", seuils.admission))
        .with_columns(autorise=near & ~pl.col("admis") & ~pl.col("elimine"))
        .with_columns(sauve=pl.col("autorise") & reaches("apres", "coefs", seuils.admission))
        .select("elimine", "admis", "autorise", "sauve")
        .collect()
    )
    return verdicts(*(found[name].to_numpy() for name in found.columns))


def size(table: Table) -> int:
    """Give the bytes of the table."""
    return int(table.marks.estimated_size())
