"""At equal level, are groups admitted as often? The gap that a rule makes, and not the one that abilities make."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.questions.accuracy.tables import seuil
from bts_sim.stats.gaps import covered
from bts_sim.stats.groups import groups, judged_on_marks
from bts_sim.stats.intervals import DECIMALES, EXACT_ORALS, FIXED_WITH_LEVEL, NIVEAU
from bts_sim.stats.normal import half_or_none, normal

#: Width of a band of levels, and how far on each side of the threshold of admission bands go, points.
WIDTH, EXTENT = 0.5, 2.0
#: Candidates of a group below which a band says nothing of it.
HEADCOUNT = 30
#: Groups that everybody belongs to, or that are told apart by the units they sit and not by who they are.
NOT_COMPARED = ("ensemble", "specialite")
COLONNES = ("groupe", "modalite", "regime", "centre", "admis", "bas", "haut", "niveau", "n", "methode")
GAP_COLUMNS = ("groupe", "modalite", "regime", "admis", "ecart", "bas", "haut", "niveau", "n", "methode")
METHOD = (
    f"approximation normale : tirage de la cohorte, {FIXED_WITH_LEVEL} ; ramené au centre de la bande ; {EXACT_ORALS}"
)


@asks_abilities
def at_equal_level(cohorte: SimulatedCohort, *regimes: Regime, niveau: float = NIVEAU) -> pd.DataFrame:
    """Give the chances of each group in each band of levels: percent of those judged on marks.

    Columns: `groupe`, `modalite`, `regime`, `centre` of the band (points on 20), `admis` with its interval `bas` and
    `haut`, `niveau`, `n`. Within a band, a weaker group still stands lower: chances are brought to the centre along the
    slope of all its candidates. A band with fewer than 30 candidates of a group has no row for it.
    """
    rows, known = [], [one for one in groups(cohorte) if one[0] not in NOT_COMPARED]
    level = true_level(cohorte)
    for regime in regimes:
        one = cohorte.under(regime)
        for centre, band in _bands(judged_on_marks(one), level, seuil(cohorte.cohorte.bareme)):
            chance = _to_centre(one.admission, level, band, centre)
            for groupe, modalite, members, _ in known:
                inside = members[band[members]]
                if inside.size < HEADCOUNT:
                    continue
                mean, half = _moyenne(chance[inside], niveau)
                numbers = [round(100 * value, DECIMALES) for value in (mean, mean - half, mean + half)]
                methode = covered(half, METHOD)
                rows.append((groupe, modalite, regime.nom, centre, *numbers, niveau, inside.size, methode))
    return pd.DataFrame(rows, columns=COLONNES)


def gaps_at_equal_level(table: pd.DataFrame) -> pd.DataFrame:
    """Sum up `at_equal_level`: the chances of each value of a group if all its values had the same levels.

    Each band counts as many candidates as it has of all values together; bands that lack one are left out. `ecart`: in
    points, with the mean of the values so weighted; `bas`, `haut`: its interval, that mean being taken as known.
    """
    rows = []
    for (groupe, regime), part in table.groupby(["groupe", "regime"], sort=False):
        wide = [part.pivot(index="centre", columns="modalite", values=name) for name in ("admis", "haut", "n")]
        admis, haut, n = (one[wide[-1].notna().all(axis=1)] for one in wide)
        if n.empty:
            continue
        weights = n.sum(axis=1) / n.to_numpy().sum()
        mean = float(weights @ (admis * n).sum(axis=1).div(n.sum(axis=1)))
        for modalite in part["modalite"].unique():
            rate = float(weights @ admis[modalite])
            # A band where all have the same chance has no interval of its own, and adds none.
            halves = (haut[modalite] - admis[modalite]).fillna(0)
            half = half_or_none(float(np.sqrt((weights**2) @ halves**2)))
            gap = rate - mean
            numbers = [round(value, DECIMALES) for value in (rate, gap, gap - half, gap + half)]
            size = int(n[modalite].sum())
            rows.append((groupe, modalite, regime, *numbers, part["niveau"].iloc[0], size, covered(half, METHOD)))
    return pd.DataFrame(rows, columns=GAP_COLUMNS)


def _bands(judged: Bools, niveau: Floats, middle: float) -> Iterator[tuple[float, Bools]]:
    """Give the centre of each band and who stands in it, shape (n,)."""
    steps = round(EXTENT / WIDTH)
    for step in range(-steps, steps + 1):
        centre = middle + step * WIDTH
        low, high = centre - WIDTH / 2, centre + WIDTH / 2
        yield centre, judged & (niveau >= low) & (niveau < high)


def _to_centre(admission: Floats, niveau: Floats, band: Bools, centre: float) -> Floats:
    """Bring chances to the centre of a band along the slope of those who stand in it, shape (n,)."""
    level, chance = niveau[band], admission[band]
    spread = float(level.var()) if level.size else 0.0
    slope = float(np.mean((level - level.mean()) * chance)) / spread if spread else 0.0
    brought: Floats = admission - slope * (niveau - centre)
    return brought


def _moyenne(chance: Floats, niveau: float) -> tuple[float, float]:
    """Give a mean and half its normal interval, as proportions."""
    half = normal(niveau) * float(chance.std()) / float(np.sqrt(chance.size))
    return float(chance.mean()), half_or_none(half)
