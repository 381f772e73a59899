"""pandas, one row per candidate: sums along a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.case import COUNTED, ELIMINATED, Case, Thresholds, Verdicts, Wide, numbered, verdicts


@dataclass(frozen=True)
class Table:
    """Marks, coefficients beside them, and thresholds in the same unit."""

    candidates: pd.DataFrame
    width: int
    seuils: Thresholds
    exact: bool


def prepare(case: Case, exact: bool) -> Table:
    """One row per candidate."""
    wide = Wide.of(case, exact)
    return Table(pd.DataFrame(wide.columns()), wide.notes.shape[1], Thresholds.of(case, exact), exact)


def decide(table: Table) -> Verdicts:
    """Multiply blocks of columns, sum along rows, then compare."""

    def block(prefix: str) -> pd.DataFrame:
        # Blocks of the same labels, so that pandas multiplies column by column.
        return table.candidates[numbered(prefix, table.width)].set_axis(range(table.width), axis=1)

    statuts, coef, coef_pro = block("statut"), block("coefficient"), block("coefficient_pro")
    counted = block("note").where(statuts.isin(COUNTED), 0)
    points, coefs = (counted * coef).sum(axis=1), coef.sum(axis=1)
    points_pro, coefs_pro = (counted * coef_pro).sum(axis=1), coef_pro.sum(axis=1)
    apres = (np.maximum(counted, block("oral")) * coef).sum(axis=1)

    def reaches(points: pd.Series, coefs: pd.Series, seuil: float) -> pd.Series:
        return points >= seuil * coefs if table.exact else points / coefs >= seuil

    elimine = statuts.isin(ELIMINATED).any(axis=1)
    admis = reaches(points, coefs, table.seuils.admission)
    near = reaches(points, coefs, table.seuils.general) & reaches(points_pro, coefs_pro, table.seuils.professionnel)
    autorise = near & ~admis & ~elimine
    sauve = autorise & reaches(apres, coefs, table.seuils.admission)
    return verdicts(*(answer.to_numpy() for answer in (elimine, admis, autorise, sauve)))


def size(table: Table) -> int:
    """Give the bytes of the table."""
    return int(table.candidates.memory_usage(index=True).sum())
