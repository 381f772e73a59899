"""How often intervals hold a truth that is known, because it was simulated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.stats.intervals import KEY


def couverture(intervals: pd.DataFrame, true_values: pd.DataFrame) -> pd.DataFrame:
    """Count the truths inside: many tables of intervals against one truth, or one against many.

    `intervals`: tables of `compare` or `intervals_over_draws`, one after another; `true_values`: tables of `compare`,
    the truth in `valeur`. A result whose intervals have no width was solved or fixed by the rule, and is left out.
    Columns: those that name a result, `niveau`, `couverture` (percent), `n` (comparisons), `effectif` (mean candidates
    behind a truth or an interval, whichever is fewer).
    """
    truths = true_values[[*KEY, "valeur", "n"]].rename(columns={"valeur": "verite", "n": "candidats"})
    both = intervals.merge(truths, on=KEY)
    both = both.assign(
        dedans=100.0 * both["verite"].between(both["bas"], both["haut"]),
        largeur=both["haut"] - both["bas"],
        effectif=np.minimum(both["n"], both["candidats"]),
    )
    groups = both.groupby([*KEY, "niveau"], sort=False)
    found = groups.agg(
        couverture=("dedans", "mean"), n=("dedans", "size"), effectif=("effectif", "mean"), largeur=("largeur", "max")
    )
    return found[found["largeur"] > 0].drop(columns="largeur").reset_index()


def par_groupe(coverages: pd.DataFrame) -> pd.DataFrame:
    """Sum up the coverage of the values of a group: mean, lowest and highest over them, and how many they are."""
    by = ["groupe", "indicateur", "regime", "niveau"]
    found = coverages.groupby(by, sort=False)["couverture"].agg(["mean", "min", "max", "size"])
    return found.rename(columns={"mean": "moyenne", "min": "basse", "max": "haute", "size": "modalites"}).reset_index()
