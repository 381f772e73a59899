"""polars, one row per mark: a lazy group_by."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import polars as pl

from benchmarks.case import Case, Thresholds, Verdicts, Wide
from benchmarks.peers.polars_rules import COUNTED, ELIMINATED, Table, compare, size

__all__ = ["decide", "prepare", "size"]


def prepare(case: Case, exact: bool) -> Table:
    """One row per mark, with its coefficient and its oral if any."""
    marks = pl.DataFrame(Wide.of(case, exact).rows())
    counted = pl.when(pl.col("statut").is_in(COUNTED)).then(pl.col("note")).otherwise(0)
    coef, pro = pl.col("coefficient"), pl.col("coefficient") * pl.col("professionnel")
    totals = (
        marks.lazy()
        .group_by("candidat")
        .agg(
            points=(counted * coef).sum(),
            coefs=coef.sum(),
            points_pro=(counted * pro).sum(),
            coefs_pro=pro.sum(),
            apres=(pl.max_horizontal(counted, "oral") * coef).sum(),
            elimine=pl.col("statut").is_in(ELIMINATED).any(),
        )
        .sort("candidat")
    )
    return Table(marks, totals, Thresholds.of(case, exact), exact)


def decide(table: Table) -> Verdicts:
    """Run the whole query, sort included: others keep the order of candidates."""
    return compare(table)
