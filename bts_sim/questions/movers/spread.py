"""How the candidates of each group spread over their first-group mean, and how many of them each regime admits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Ints
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import DECIMALES

#: Width of a class of means, hundredths of a point.
CLASS_WIDTH = CENTIEMES // 2
COLONNES = ("groupe", "modalite", "moyenne", "regime", "presents", "admis", "autorises")
#: Groups of few values; a specialty would make the page too heavy to be drawn at once.
GROUPS = ("voie", "origine", "sexe", "etablissement")


@asks_abilities
def spread_of_means(
    cohorte: SimulatedCohort, *regimes: Regime, groupes: tuple[str, ...] = GROUPS, class_width: int = CLASS_WIDTH
) -> pd.DataFrame:
    """Count the candidates present by group and class of general mean, and those whom each regime admits.

    `class_width`: width of a class, hundredths. Columns: `groupe`, `modalite`, `moyenne` (points on 20: where the class
    begins), `regime`, `presents`, `admis` (expected number over the marks of the orals, exact), `autorises`. Who was
    eliminated, or has no decision, has no mean: they are not counted.
    """
    means, judged = _means(cohorte)
    lower = means // class_width * class_width
    found = [(regime.nom, cohorte.under(regime)) for regime in regimes]
    parts = []
    for groupe, modalite, members, _calibrated in groups(cohorte):
        if groupe not in groupes:
            continue
        kept = members[judged[members]]
        classes, place = np.unique(lower[kept], return_inverse=True)
        for nom, one in found:
            counts = {
                "presents": np.bincount(place, minlength=classes.size),
                "admis": np.bincount(place, one.admission[kept], classes.size).round(DECIMALES),
                "autorises": np.bincount(place, one.autorise[kept], classes.size).astype(np.int64),
            }
            about = {"groupe": groupe, "modalite": modalite, "moyenne": classes / CENTIEMES, "regime": nom}
            parts.append(pd.DataFrame(about | counts))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLONNES))


def _means(cohorte: SimulatedCohort) -> tuple[Ints, Bools]:
    """Give the general mean of each candidate under the law of the session, hundredths cut, and who has one."""
    law = cohorte.calibrated
    general = (d.premier.generale for d in law.deliberations)
    means = law.laid_out((mean.somme // np.maximum(mean.coefs, 1) for mean in general), np.int64)
    return means, ~(law.elimine | law.sans_decision) & present(cohorte)
