"""The spread of the first-group means of each group, and the candidates that each regime admits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Ints
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import DECIMALS

#: Width of a class of means, hundredths of a point.
CLASS_WIDTH = CENTIEMES // 2
#: Groups with few values. Specialties would make the page too slow to draw.
GROUPS = ("voie", "origine", "sexe", "etablissement")


class SpreadOfMeans(Schema):
    """The candidates of a group whose general mean is in one class, and those of them that one regime admits."""

    groupe = a_text("what the candidates of the group share: voie, origine…")
    modalite = a_text("the value that they share")
    moyenne = a_number("where the class of means begins", "points on 20")
    regime = a_text("the regime that admits them")
    presents = a_count("candidates present, with a mean", "candidates")
    admis = a_number("those admitted, expected over the marks of the orals, exact", "candidates")
    autorises = a_count("those who may sit the orals", "candidates")


@asks_abilities
def spread_of_means(
    cohorte: SimulatedCohort, *regimes: Regime, by: tuple[str, ...] = GROUPS, class_width: int = CLASS_WIDTH
) -> pd.DataFrame:
    """Return the candidates present by group and class of general mean, as `SpreadOfMeans`.

    Candidates who are eliminated or without a decision have no mean and are not counted.

    Args:
        cohorte: the candidates.
        regimes: the regimes that admit them. A regime given twice counts once.
        by: names of groups.
        class_width: width of a class, hundredths of a point.
    """
    means, judged = _means(cohorte)
    lower = means // class_width * class_width
    found = {regime.nom: cohorte.under(regime) for regime in regimes}
    parts = [SpreadOfMeans.frame([])]
    for groupe, modalite, members, _calibrated in groups(cohorte):
        if groupe not in by:
            continue
        kept = members[judged[members]]
        classes, place = np.unique(lower[kept], return_inverse=True)
        for nom, one in found.items():
            admitted = np.bincount(place, one.admission[kept], classes.size).round(DECIMALS)
            allowed = np.bincount(place, one.autorise[kept], classes.size).astype(np.int64)
            counted = (np.bincount(place, minlength=classes.size), admitted, allowed)
            cells = (groupe, modalite, classes / CENTIEMES, nom, *counted)
            parts.append(pd.DataFrame(dict(zip(SpreadOfMeans.names(), cells, strict=True))))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _means(cohorte: SimulatedCohort) -> tuple[Ints, Bools]:
    """Return the general mean of each candidate under the session's law, hundredths cut, and who has one."""
    law = cohorte.calibrated
    general = (d.premier.generale for d in law.deliberations)
    means = law.laid_out((mean.somme // np.maximum(mean.coefs, 1) for mean in general), np.int64)
    return means, ~(law.elimine | law.sans_decision) & present(cohorte)
