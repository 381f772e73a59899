"""The spread of the first-group means of each group, and the candidates that each regime admits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from bts_sim.cohort.group import Block, Groupe, asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import groupings, present
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
    found, parts = {regime.nom: cohorte.under(regime) for regime in regimes}, [SpreadOfMeans.frame([])]
    for groups in groupings(cohorte):
        if groups.groupe in by:
            parts += _of_groups(groups.among(judged), means // class_width, found, class_width)
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _of_groups(groups: Grouping, classes: Ints, found: Mapping[str, Under], width: int) -> Iterator[pd.DataFrame]:
    """Yield the rows of each group under each regime. `classes`: rank of the class of each mean, shape (n,)."""
    k = int(classes.max()) + 1
    shape = len(groups.values) + 1, k
    cells = groups.codes * k + classes

    def counted(quantity: Bools | Floats | None = None) -> Ints | Floats:
        return np.bincount(cells, quantity, shape[0] * k).reshape(shape)

    sizes = counted()
    sums = {
        nom: (counted(one.admission).round(DECIMALS), counted(one.autorise).astype(np.int64))
        for nom, one in found.items()
    }
    for rank, value in enumerate(groups.values):
        kept = np.flatnonzero(sizes[rank])
        for nom, told in sums.items():
            counts = (each[rank, kept] for each in (sizes, *told))
            columns = (groups.groupe, value, kept * width / CENTIEMES, nom, *counts)
            yield pd.DataFrame(dict(zip(SpreadOfMeans.names(), columns, strict=True)))


def _means(cohorte: SimulatedCohort) -> tuple[Ints, Bools]:
    """Return the general mean of each candidate under the session's law, hundredths cut, and who has one."""
    law = cohorte.calibrated
    means = law.laid_out(_whole_hundredths, np.int64)
    return means, ~(law.elimine | law.sans_decision) & present(cohorte)


def _whole_hundredths(d: Deliberation[Groupe | Block]) -> Ints:
    mean = d.premier.generale
    return mean.somme // np.maximum(mean.coefs, 1)
