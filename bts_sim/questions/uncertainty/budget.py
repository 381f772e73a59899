"""Where the variance of a result comes from: candidates, orals, what a session draws once, parameters and readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.luck import uniform
from bts_sim.droit.points import Floats
from bts_sim.files.shipped import statistic
from bts_sim.questions.uncertainty.model import KEY, REFITS, SEED, Model, pivoted
from bts_sim.questions.uncertainty.trials import Trials
from bts_sim.stats.intervals import DECIMALES, NIVEAU

#: Origins, the luck of a session first, and how the variance of each was got.
ORIGINS = {
    "candidats": "variance d'un candidat dans la cohorte, divisée par leur nombre ; {k} tirages",
    "oraux": "variance exacte des oraux, multipliée par ce qu'y ajoute la sévérité commune à un jury ({o} tirages des "
    "oraux deux fois)",
    "niveaux_propres": "deux cohortes sous les mêmes paramètres, {k} fois, moins la part des candidats : difficulté "
    "des unités et niveau des spécialités, qui ne diminuent pas avec le nombre de candidats",
    "parametres": "métamodèle aux {tirages} tirages, en moyenne sur les lectures",
    "lectures": "métamodèle de {essais} essais, choix équiprobables par convention ; interactions avec les paramètres "
    "comprises",
}
#: Origins that no more candidates would settle, and that no published figure fixes.
HYPOTHESES = ("niveaux_propres", "parametres", "lectures")
COLONNES = (*KEY, "candidats", "origine", "variance", "ecart_type", "part", "bas", "haut", "niveau", "n", "methode")
HYPOTHESIS_COLUMNS = (*KEY, "candidats", "valeur", "bas", "haut", "niveau", "n", "methode")
PORTE = "part de la variance due aux origines que rien de publié ne fixe : " + ", ".join(HYPOTHESES)


def national_candidates() -> int:
    """Give the candidates present at a national session, the only one whose number is published."""
    return int(statistic(indicator="candidates_present", session="2021", breakdown="total")["value"])


def budget(modele: Model, trial_runs: Trials, candidats: Sequence[int] | None = None) -> pd.DataFrame:
    """Share out the variance of what a session would show: one row per result, size of the session and origin.

    Law of total variance, the later origins first: parameters, then readings given the parameters, then what a session
    draws once, its candidates, and their orals. `variance` in points², `part` in percent, the parts of a result summing
    to 100; `bas`, `haut`: interval of the part, for want of more draws and runs. `candidats`: sizes of the session (by
    default that of the runs, and a national one). The first group's rate is solved, and has no luck of its own.
    Source: M. G. Kendall and A. Stuart, The advanced theory of statistics, vol. 1 (1977), conditional variance.
    """
    rows = []
    for size, variances in _sizes(modele, trial_runs, candidats):
        shares = 100 * variances / variances.sum(axis=1, keepdims=True)
        for i, resultat in enumerate(modele.resultats):
            for j, (origine, methode) in enumerate(ORIGINS.items()):
                value = float(variances[i, j, 0])
                part = np.clip(pivoted(shares[i, j]), 0, 100).tolist()
                numbers = [round(number, DECIMALES) for number in (value, float(np.sqrt(value)), *part, NIVEAU)]
                said = _numbers(modele, trial_runs)
                rows.append((*resultat, size, origine, *numbers, len(modele.y), methode.format(**said)))
    return pd.DataFrame(rows, columns=COLONNES)


def hypotheses(modele: Model, trial_runs: Trials, candidats: Sequence[int] | None = None) -> pd.DataFrame:
    """Give the part of the variance of each result that rests on assumptions, percent: one row per result and size.

    The rest is luck: other candidates, other orals.
    """
    rows = []
    for size, variances in _sizes(modele, trial_runs, candidats):
        assumed = [j for j, origine in enumerate(ORIGINS) if origine in HYPOTHESES]
        share = 100 * variances[:, assumed].sum(axis=1) / variances.sum(axis=1)
        for i, resultat in enumerate(modele.resultats):
            numbers = [round(number, DECIMALES) for number in (*np.clip(pivoted(share[i]), 0, 100).tolist(), NIVEAU)]
            rows.append((*resultat, size, *numbers, len(modele.y), PORTE))
    return pd.DataFrame(rows, columns=HYPOTHESIS_COLUMNS)


def _numbers(modele: Model, trial_runs: Trials) -> dict[str, int]:
    runs, draws = len(trial_runs.effects), len(modele.y)
    return {"k": len(trial_runs.between_cohorts), "o": len(trial_runs.jurys), "tirages": draws, "essais": runs}


def _sizes(modele: Model, trial_runs: Trials, candidats: Sequence[int] | None) -> Iterator[tuple[int, Floats]]:
    """Give the variances of every result by origin, shape (s, origins, f), for each size of the session.

    f as in `Model.ailleurs`: the estimate, then those made again from other errors and other runs.
    """
    columns = [trial_runs.resultats.index(one) for one in modele.resultats]
    k, o = len(trial_runs.between_cohorts), len(trial_runs.jurys)
    cohorts, each, orals = (
        _resampled(part[:, columns], k)
        for part in (trial_runs.between_cohorts, trial_runs.par_candidat, trial_runs.oraux)
    )
    juries, alone = (_resampled(part[:, columns], o) for part in (trial_runs.jurys, trial_runs.oraux[:o]))
    shared = np.divide(juries, alone, out=np.ones_like(juries), where=alone > 0)
    once = np.maximum(cohorts - each / trial_runs.candidats, 0)
    for size in candidats or (trial_runs.candidats, national_candidates()):
        yield size, np.stack([each / size, orals * shared / size, once, *modele.split], axis=1)


def _resampled(runs: Floats, n: int) -> Floats:
    """Give the mean of some runs, shape (n, s), then of as many of them taken again at random: shape (s, f)."""
    again = (uniform(SEED, f"budget.{n}", 0, REFITS * n).reshape(REFITS, n) * n).astype(np.int64)
    means: Floats = np.concatenate([runs.mean(axis=0)[np.newaxis], runs[again].mean(axis=1)])
    return means.T
