"""Count how often the intervals of the project hold a simulated truth, and write docs/couverture_intervalles.md.

Run `python tools/coverage.py` after `tools/calibrate.py`: it takes less than a quarter of an hour on two processors.
With `--quick` it does a twentieth of the work, prints it and writes nothing.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw, with_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.display.labels import GROUPS, INDICATORS, number, regime_label as label
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS, KEY, LEVEL
from bts_sim.stats.under_draws import intervals_over_draws

TARGET = Path(__file__).resolve().parent.parent / "docs" / "couverture_intervalles.md"
REGIMES = ("aucun", "exceptionnel_2021", "permanent_2022")
#: Seeds, far from those of the calibration, of the stored draws and of the notebooks.
GRAINE_DES_COHORTES, GRAINE_DE_LA_VERITE, GRAINE_DES_VERITES = 1_000_000, 2_000_000, 3_000_000
#: The most numerous specialties, for cohorts at fixed parameters: groups large enough, in a third of the time.
SPECIALITES = 5
#: Percent of truths that 90 % intervals should hold.
BUT = (87.0, 93.0)
#: Mean number of candidates of a group below which the normal approximation is not expected to hold.
PETIT = 100


@dataclass(frozen=True)
class Plan:
    """The size of the simulation:

    `cohortes` of `candidats` against one truth of `blocs` cohorts of `candidats_par_bloc`, then `true_values` of the
    parameters against the stored draws, all of `candidats_par_tirage`.
    """

    cohortes: int = 1000
    candidats: int = 2000
    blocs: int = 20
    candidats_par_bloc: int = 200_000
    true_values: int = 768
    candidats_par_tirage: int = DRAW_SIZE
    tirages: int = DRAWS


QUICK = Plan(cohortes=60, blocs=4, true_values=40)


def sample(candidats: int, graine: int, niveau: float | None) -> pd.DataFrame:
    """Return the comparison of the regimes on one cohort at the default parameters."""
    reference, *others = load_regimes(*REGIMES)
    weights = load_cohort().specialites
    kept = tuple(sorted(weights, key=lambda code: -weights[code])[:SPECIALITES])
    cohort = load_cohort(candidats=candidats, seed=graine, specialites=kept)
    return compare(simulate(cohort), reference, others, niveau)


def truth(number: int, candidats: int) -> pd.DataFrame:
    """Return the comparison of the regimes under a stored draw that no interval has used, with other luck."""
    reference, *others = load_regimes(*REGIMES)
    drawn = with_draw(load_cohort(candidats=candidats), number, GRAINE_DES_VERITES + number)
    return compare(simulate(drawn), reference, others, level=None)


def pooled(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return one truth from several large cohorts, each group weighted by its candidates."""
    every = pd.concat(tables).assign(total=lambda t: t["valeur"] * t["n"])
    sums = every.groupby(KEY, sort=False)[["total", "n"]].sum().reset_index()
    return sums.assign(valeur=sums["total"] / sums["n"])


def fixed(plan: Plan, run: Callable[..., Iterator[pd.DataFrame]]) -> pd.DataFrame:
    """Return the coverage of the intervals of `compare`, with the parameters of the truth."""
    large = [(plan.candidats_par_bloc, GRAINE_DE_LA_VERITE + i, None) for i in range(plan.blocs)]
    true = pooled(list(run(sample, large, "vérité")))
    small = [(plan.candidats, GRAINE_DES_COHORTES + i, LEVEL) for i in range(plan.cohortes)]
    return truths_held(pd.concat(run(sample, small, "cohortes")), true)


def parameters(plan: Plan, run: Callable[..., Iterator[pd.DataFrame]]) -> tuple[pd.DataFrame, int]:
    """Return how often `intervals_over_draws` holds truths drawn from the model, and the number of truths."""
    reference, *others = load_regimes(*REGIMES)
    intervals = intervals_over_draws(
        rates_by_draw(load_cohort(candidats=plan.candidats_par_tirage), reference, others, plan.tirages)
    )
    rest = range(plan.tirages, min(plan.tirages + plan.true_values, len(every_draw())))
    truths = list(run(truth, [(number, plan.candidats_par_tirage) for number in rest], "paramètres"))
    return truths_held(intervals, pd.concat(truths)), len(truths)


def truths_held(intervals: pd.DataFrame, true_values: pd.DataFrame) -> pd.DataFrame:
    """Return how often intervals hold truths: many tables of intervals with one truth, or one with many.

    `intervals`: tables of `compare` or `intervals_over_draws`, one after another. `true_values`: tables of `compare`,
    with the truth in `valeur`. A result whose intervals have no width was solved or fixed by the rule, and is left out;
    so is one that is always 0 or always 100, such as admission at the first group of those whose mean is below 8.
    Columns: those that identify a result, `niveau`, `couverture` (percent), `n` (comparisons), `effectif` (mean
    candidates behind a truth or an interval, whichever is fewer).
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
        couverture=("dedans", "mean"),
        n=("dedans", "size"),
        effectif=("effectif", "mean"),
        largeur=("largeur", "max"),
        basse=("verite", "min"),
        haute=("verite", "max"),
    )
    fixed_by_rule = np.isclose(found["haute"], 0) | np.isclose(found["basse"], 100)
    kept = found[(found["largeur"] > 0) & ~fixed_by_rule]
    return kept.drop(columns=["largeur", "basse", "haute"]).reset_index()


def by_group(coverages: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of the values of a group: mean, lowest, highest and number of values."""
    by = ["groupe", "indicateur", "regime", "niveau"]
    found = coverages.groupby(by, sort=False)["couverture"].agg(["mean", "min", "max", "size"])
    return found.rename(columns={"mean": "moyenne", "min": "basse", "max": "haute", "size": "modalites"}).reset_index()


def page(plan: Plan, of_samples: pd.DataFrame, of_draws: pd.DataFrame, truths: int) -> str:
    """Return the page."""
    low, high, level = (number(value, 0) for value in (*BUT, LEVEL))
    total, size = (number(value, 0) for value in (plan.blocs * plan.candidats_par_bloc, plan.candidats))
    of_one, of_truths, of_bounds = (_noise(n) for n in (plan.cohortes, max(truths, 1), plan.tirages + 2))
    return f"""# La couverture des intervalles

Combien de fois, sur cent, un intervalle contient la vérité, quand la vérité est simulée. Écrit par
`tools/coverage.py` ; ne pas modifier à la main. Le but est de {low} à {high} % pour un intervalle à {level} % ; **en
gras**, ce qui en sort. Moyenne des modalités d'un groupe, puis la plus basse et la plus haute.

## À paramètres fixés : `study.rates(parameters="fixed")`

{number(plan.cohortes, 0)} cohortes de {size} candidats contre une vérité de {total} candidats ; erreur type d'une
couverture, {of_one} point. Les {SPECIALITES} spécialités les plus nombreuses, groupes de {PETIT} candidats au moins.

{table(of_samples[of_samples["effectif"] >= PETIT])}
## Paramètres tirés : `study.rates()`

{number(truths, 0)} vérités tirées du modèle lui-même (les tirages gardés qui ne font pas les intervalles, d'autres
candidats, de même effectif : {number(plan.candidats_par_tirage, 0)}) contre les {plan.tirages} tirages du projet ;
erreur type d'une couverture à {level} %, {of_truths} point. S'y ajoute ce que {plan.tirages} tirages laissent de
hasard aux bornes, le même pour toutes les vérités : jusqu'à {of_bounds} points d'écart type.

{table(of_draws)}"""


def _noise(n: int) -> str:
    """Return as text the standard error of a coverage over n truths, if it were nominal, percent."""
    share = LEVEL / 100
    return number(100 * float(np.sqrt(share * (1 - share) / n)), 1)


def table(found: pd.DataFrame) -> str:
    """Return coverages as a table: one row per group, indicator and regime, one column per level."""
    # The first group is the same under every regime, and solved for all candidates together.
    of_first = found["indicateur"] == "taux_groupe1"
    kept = (of_first == (found["regime"] == REGIMES[0])) & ~(of_first & (found["groupe"] == "ensemble"))
    rows = by_group(found[kept])
    levels = sorted(rows["niveau"].unique(), reverse=True)
    head = ["Groupe", "Modalités", "Résultat", "Régime", *(f"À {number(level, 0)} %" for level in levels)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for (groupe, code, regime), part in rows.groupby(["groupe", "indicateur", "regime"], sort=False):
        named = "tous" if code == "taux_groupe1" else label(regime)
        cells = [GROUPS[groupe], f"{part['modalites'].iloc[0]}", INDICATORS[code], named]
        cells += [_coverage(part[part["niveau"] == level].iloc[0]) for level in levels]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _coverage(row: pd.Series) -> str:
    mean, low, high = (number(row[name]) for name in ("moyenne", "basse", "haute"))
    mean = f"**{mean}**" if row["niveau"] == LEVEL and not BUT[0] <= row["moyenne"] <= BUT[1] else mean
    return mean if row["modalites"] == 1 else f"{mean} ({low} à {high})"


def main() -> None:
    """Simulate, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the work, printed and not written")
    quick = parser.parse_args().quick
    plan, begin = QUICK if quick else Plan(), time.monotonic()
    # One thread each, so that workers do not compete for the processors.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with Pool() as pool:

        def run(job: Callable[..., object], jobs: list[tuple[object, ...]], name: str) -> Iterator[object]:
            for i, found in enumerate(pool.imap(_Call(job), jobs), start=1):
                if i % max(len(jobs) // 10, 1) == 0:
                    print(f"{name:12}{i:6} / {len(jobs)}{time.monotonic() - begin:8.0f} s", flush=True)
                yield found

        of_samples = fixed(plan, run)
        text = page(plan, of_samples, *parameters(plan, run))
    print(text) if quick else TARGET.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class _Call:
    """A function of several arguments as a function of one tuple:

    `imap` yields results as they come, `starmap` does not.
    """

    job: Callable[..., object]

    def __call__(self, arguments: Iterable[object]) -> object:
        return self.job(*arguments)


if __name__ == "__main__":
    main()
