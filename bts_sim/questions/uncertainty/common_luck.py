"""What common luck is worth: how many more candidates a comparison of independent cohorts would need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.files.percents import check_level
from bts_sim.stats.intervals import DECIMALES, NIVEAU

COLONNES = ("regime", "reference", "facteur", "bas", "haut", "niveau", "lots", "n")
#: Small cohorts into which a cohort is cut: enough for the interval of a ratio of variances.
LOTS = 200
#: Resamples of the lots, and the seed of that resampling: it draws no candidate.
RESAMPLES, SEED = 1999, 0


@asks_abilities
def pairing(
    cohorte: SimulatedCohort, reference: Regime, autres: Sequence[Regime], niveau: float = NIVEAU
) -> pd.DataFrame:
    """Give the variance of a gap between independent cohorts over that of the paired gap: one row per regime.

    `facteur`: how many times more candidates independent cohorts need to know `ecart_taux_admis` as well as the same
    candidates with the same luck at the orals do; `bas`, `haut`: its bootstrap interval, `niveau` in percent; `lots`
    small cohorts of `n` candidates.

    The lots are cut from one cohort, at one level: in cohorts calibrated one by one, the solved rate of the first
    group would not vary, and comparing them would not be comparing independent candidates.
    """
    base = _rates(cohorte.under(reference).admis())
    rows = []
    for regime in autres:
        other = _rates(cohorte.under(regime).admis())
        numbers = [round(float(value), DECIMALES) for value in _with_interval(base, other, niveau)]
        rows.append((regime.nom, reference.nom, *numbers, niveau, LOTS, cohorte.cohorte.candidats // LOTS))
    return pd.DataFrame(rows, columns=COLONNES)


def _rates(admis: Bools) -> Floats:
    """Give the rate of each lot of successive candidates, as a proportion, shape (LOTS,); the last few are left out."""
    size = admis.size // LOTS
    rates: Floats = admis[: size * LOTS].reshape(LOTS, size).mean(axis=1)
    return rates


def _ratio(base: Floats, other: Floats, axis: int = -1) -> Floats:
    apart, paired = base.var(axis) + other.var(axis), (other - base).var(axis)
    # Two regimes that decide the same are known without error.
    with np.errstate(divide="ignore"):
        ratio: Floats = apart / paired
    return ratio


def _with_interval(base: Floats, other: Floats, niveau: float) -> tuple[float, float, float]:
    from scipy.stats import bootstrap

    check_level(niveau)

    factor = float(_ratio(base, other))
    if not np.isfinite(factor):
        return factor, factor, factor
    found = bootstrap(
        (base, other),
        _ratio,
        confidence_level=niveau / 100,
        method="BCa",
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=SEED,
    )
    return factor, *found.confidence_interval
