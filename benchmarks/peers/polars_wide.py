"""polars, one row per candidate: horizontal sums, lazy."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import polars as pl

from benchmarks.case import Case, Thresholds, Verdicts, Wide, numbered
from benchmarks.peers.polars_rules import COUNTED, ELIMINATED, Table, compare, size

__all__ = ["decide", "prepare", "size"]


def prepare(case: Case, exact: bool) -> Table:
    """One row per candidate, coefficients beside the marks."""
    wide = Wide.of(case, exact)
    marks, places = pl.DataFrame(wide.columns()), range(1, wide.notes.shape[1] + 1)
    counted = {k: pl.when(pl.col(f"statut_{k}").is_in(COUNTED)).then(pl.col(f"note_{k}")).otherwise(0) for k in places}
    coef = {k: pl.col(f"coefficient_{k}") for k in places}
    pro = {k: pl.col(f"coefficient_pro_{k}") for k in places}
    totals = marks.lazy().select(
        points=pl.sum_horizontal(counted[k] * coef[k] for k in places),
        coefs=pl.sum_horizontal(*coef.values()),
        points_pro=pl.sum_horizontal(counted[k] * pro[k] for k in places),
        coefs_pro=pl.sum_horizontal(*pro.values()),
        apres=pl.sum_horizontal(pl.max_horizontal(counted[k], f"oral_{k}") * coef[k] for k in places),
        elimine=pl.any_horizontal(pl.col(name).is_in(ELIMINATED) for name in numbered("statut", len(places))),
    )
    return Table(marks, totals, Thresholds.of(case, exact), exact)


def decide(table: Table) -> Verdicts:
    """Run the whole query."""
    return compare(table)
