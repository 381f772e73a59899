"""pandas, one row per mark and a groupby: what an analyst writes first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.case import COUNTED, ELIMINATED, Case, Thresholds, Verdicts, Wide, verdicts


@dataclass(frozen=True)
class Table:
    """Marks and thresholds in the same unit."""

    marks: pd.DataFrame
    seuils: Thresholds
    exact: bool


def prepare(case: Case, exact: bool) -> Table:
    """One row per mark, with its coefficient and its oral if any."""
    return Table(pd.DataFrame(Wide.of(case, exact).rows()), Thresholds.of(case, exact), exact)


def decide(table: Table) -> Verdicts:
    """Sum by candidate, then compare."""
    marks, seuils = table.marks, table.seuils
    counted = marks["note"].where(marks["statut"].isin(COUNTED), 0)
    best = np.maximum(counted, marks["oral"])
    coef_pro = marks["coefficient"] * marks["professionnel"]
    by_mark = pd.DataFrame(
        {
            "candidat": marks["candidat"],
            "points": counted * marks["coefficient"],
            "coefs": marks["coefficient"],
            "points_pro": counted * coef_pro,
            "coefs_pro": coef_pro,
            "apres": best * marks["coefficient"],
            "elimine": marks["statut"].isin(ELIMINATED),
        }
    )
    total = by_mark.groupby("candidat").sum()

    def reaches(points: str, coefs: str, seuil: float) -> pd.Series:
        if table.exact:
            return total[points] >= seuil * total[coefs]
        return total[points] / total[coefs] >= seuil

    elimine, admis = total["elimine"] > 0, reaches("points", "coefs", seuils.admission)
    near = reaches("points", "coefs", seuils.general) & reaches("points_pro", "coefs_pro", seuils.professionnel)
    autorise = near & ~admis & ~elimine
    sauve = autorise & reaches("apres", "coefs", seuils.admission)
    return verdicts(*(answer.to_numpy() for answer in (elimine, admis, autorise, sauve)))


def size(table: Table) -> int:
    """Give the bytes of the table."""
    return int(table.marks.memory_usage(index=True).sum())
