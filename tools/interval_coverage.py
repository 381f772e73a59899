"""Count how often intervals hold a group that the model realises, and write docs/couverture_intervalles.md.

Run `python tools/interval_coverage.py` after `tools/calibrate.py`: it takes a few minutes on two processors. With
`--quick` it does a tenth of the work, prints it and writes nothing.

A truth is one of the stored draws of the parameters that no interval uses, with candidates and orals of its own. Groups
of so many of its candidates are realised: so many have the diploma. Their interval is that of a session of as many.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import beta

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw, with_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.display.labels import GROUPS, INDICATORS, number, regime_label as label
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.rates.tables import ADMITTED, ALLOWED, GAP
from bts_sim.stats.groups import attributes, present, specialties
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS, KEY, LEVEL
from bts_sim.stats.under_draws import COUNTED, PRESENT, intervals_over_draws

TARGET = Path(__file__).resolve().parent.parent / "docs" / "couverture_intervalles.md"
REGIMES = ("aucun", "exceptionnel_2021", "permanent_2022")
#: Seeds, far from those of the calibration, of the stored draws and of the notebooks.
SEED_OF_INTERVALS, SEED_OF_TRUTHS = 1_000_000, 3_000_000
#: Sizes of the groups realised; the last one is that of every candidate of the truth who is in the group.
SIZES = (10, 20, 50, 300, 0)
#: How many times more candidates have the level of a truth solved: solved on those of a session alone, it would leave
#: their first group nothing to luck.
LEVELLED = 4
#: Groups realised beside that of all: every value that has enough candidates.
ATTRIBUTES = ("voie", "origine", "sexe", "etablissement", "secteur", "specialite")
#: Percent of truths that 90 % intervals should hold: where so many movers are expected on either side, with fewer, and
#: in groups under fifty candidates.
AIM, MOVERS = (87.0, 93.0), 10
HELD = ("bas", "haut", "valeur")


@dataclass(frozen=True)
class Plan:
    """`truths` realised, of `size` candidates, against the intervals of `draws` draws."""

    truths: int = 768
    size: int = DRAW_SIZE
    draws: int = DRAWS


QUICK = Plan(truths=80)


def realised(number_of_draw: int, size: int) -> pd.DataFrame:
    """Return what groups of each size show under one stored draw, with luck and orals of its own.

    One row per group, size, regime and indicator: `n`, the candidates; `seen`, percent of them.
    """
    reference, *others = load_regimes(*REGIMES)
    seed = SEED_OF_TRUTHS + number_of_draw
    described = load_cohort(candidats=LEVELLED * size, seed=seed)
    simulated = simulate(with_draw(described, number_of_draw, seed), told=False)
    base, here = simulated.under(reference), np.flatnonzero(present(simulated)[:size])
    of_all = {"specialite": specialties(simulated), **attributes(simulated)}
    groups = {("ensemble", "ensemble"): here}
    for name in ATTRIBUTES:
        one = of_all[name]
        groups |= {(name, value): here[one.codes[here] == rank] for rank, value in enumerate(one.values)}
    rows = []
    for regime in others:
        under = simulated.under(regime)
        before, after = base.admis(), under.admis()
        shown = {ALLOWED: under.autorise * 1.0, ADMITTED: after * 1.0, GAP: after * 1.0 - before}
        for group, members in groups.items():
            for wanted in SIZES:
                # The first members are any: numbers of candidates say nothing of them.
                some = members[: wanted or members.size]
                if some.size and some.size >= wanted:
                    rows += [
                        (*group, code, regime.nom, wanted, some.size, 100 * float(values[some].mean()))
                        for code, values in shown.items()
                    ]
    return pd.DataFrame(rows, columns=["groupe", "modalite", "indicateur", "regime", "taille", "n", "seen"])


def intervals(plan: Plan, typical: pd.DataFrame) -> pd.DataFrame:
    """Return the interval of every group at every size, and the candidates that it expects to move."""
    reference, *others = load_regimes(*REGIMES)
    drawn = rates_by_draw(load_cohort(candidats=plan.size, seed=SEED_OF_INTERVALS), reference, others, plan.draws)
    drawn = drawn[drawn["indicateur"].isin([ALLOWED, ADMITTED, GAP])]
    parts = []
    for wanted in SIZES:
        sizes = typical[typical["taille"] == wanted].groupby(["groupe", "modalite"])["n"].mean()
        keys = pd.MultiIndex.from_frame(drawn[["groupe", "modalite"]])
        many = np.round(sizes.reindex(keys).to_numpy())
        kept = ~np.isnan(many)
        own = drawn[kept].assign(**{PRESENT: many[kept], COUNTED: many[kept]})
        parts.append(intervals_over_draws(own, [LEVEL]).assign(taille=wanted))
    return pd.concat(parts, ignore_index=True)


def counted(found: pd.DataFrame, truths: pd.DataFrame) -> pd.DataFrame:
    """Return how often each interval holds what groups show: one row per group, size, regime and indicator."""
    key = [*(name for name in KEY if name != "reference"), "taille"]
    moving = found[found["methode"] == "drawn"]
    both = truths.merge(moving[[*key, *HELD]], on=key)
    both["held"] = 100.0 * both["seen"].between(both["bas"] - 1e-9, both["haut"] + 1e-9)
    both["width"] = both["haut"] - both["bas"]
    share = (both["valeur"].abs() / 100).clip(0, 1)
    both["movers"] = both["n"] * np.minimum(share, 1 - share)
    tail = (1 - LEVEL / 100) / 2
    hits = share * both["n"]
    low = np.where(hits > 0, beta.ppf(tail, hits.clip(1e-9), both["n"] - hits + 1), 0)
    high = beta.ppf(1 - tail, hits + 1, (both["n"] - hits).clip(1e-9))
    both["exact"] = 100 * (high - low)
    every = both.groupby(key, sort=False)
    means = every[["held", "width", "movers", "exact", "n"]].mean()
    return means.assign(truths=every.size()).reset_index()


def page(plan: Plan, found: pd.DataFrame) -> str:
    """Return the page."""
    low, high, level = (number(value, 0) for value in (*AIM, LEVEL))
    error = number(100 * np.sqrt(LEVEL / 100 * (1 - LEVEL / 100) / plan.truths), 1)
    of_ends = number(100 * np.sqrt(LEVEL / 100 * (1 - LEVEL / 100) / (plan.draws + 2)), 1)
    many, few = found[found["movers"] >= MOVERS], found[found["movers"] < MOVERS]
    return f"""# La couverture des intervalles

Combien de fois, sur cent, l'intervalle à {level} % d'une session de tant de candidats contient ce que montre un groupe
d'autant de candidats, quand c'est le modèle qui le réalise. Écrit par `tools/interval_coverage.py` ; ne pas modifier à
la main.

{number(plan.truths, 0)} vérités : les tirages gardés des paramètres qu'aucun intervalle n'utilise, chacun avec ses
candidats et leurs oraux, tirés ; les intervalles viennent des {plan.draws} autres, de {number(plan.size, 0)} candidats.
Erreur type d'une couverture sur une seule modalité : {error} point ; s'y ajoute ce que {plan.draws} tirages laissent de
hasard aux bornes, le même pour toutes les vérités : {of_ends} points d'écart type. Le but est de {low} à {high} % là où
{MOVERS} candidats au moins sont attendus de chaque côté, d'au moins {low} % sinon, et d'au moins 85 % sous 50
candidats ; **en gras**, ce qui en sort. Moyenne des modalités d'un groupe, puis la plus basse et la plus haute.
« tous » : tous ceux du groupe parmi {number(plan.size, 0)} candidats d'une vérité, dont le niveau est calé sur
{LEVELLED} fois plus.

## Là où {MOVERS} candidats au moins sont attendus de chaque côté

{table(many, AIM[0], AIM[1], exact=False)}
## Là où il y en a moins

Un compte si petit ne prend que peu de valeurs : un intervalle qui les contient en contient d'ordinaire plus de
{level} %. Largeur moyenne, puis celle de l'intervalle de Clopper et Pearson autour de la même valeur, qui ne connaît
que ces candidats.

{table(few, AIM[0], 100.0, exact=True)}"""


def table(found: pd.DataFrame, least: float, most: float, *, exact: bool) -> str:
    """Return coverages as a table: one row per group, size, indicator and regime."""
    widths = ["Largeur", "Clopper-Pearson"] if exact else []
    head = ["Groupe", "Candidats", "Modalités", "Résultat", "Régime", "Couverture", *widths]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for (groupe, wanted, code, regime), part in found.groupby(["groupe", "taille", "indicateur", "regime"], sort=False):
        held = part["held"]
        floor = 85.0 if 0 < wanted < 50 else least
        mean = number(held.mean())
        said = mean if floor <= held.mean() <= most else f"**{mean}**"
        said += "" if len(part) == 1 else f" ({number(held.min())} à {number(held.max())})"
        own = [number(part["width"].mean()), number(part["exact"].mean())] if exact else []
        size = "tous" if not wanted else number(wanted, 0)
        cells = [GROUPS[groupe], size, str(len(part)), INDICATORS[code], label(regime), said, *own]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _realised(arguments: tuple[int, int]) -> pd.DataFrame:
    return realised(*arguments)


def truths(plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield what each truth shows."""
    numbers = range(plan.draws, min(plan.draws + plan.truths, len(every_draw())))
    # One thread each, so that workers do not compete for the processors.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with Pool() as pool:
        yield from pool.imap(_realised, [(one, plan.size) for one in numbers], chunksize=8)


def main() -> None:
    """Realise, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, printed and not written")
    quick = parser.parse_args().quick
    plan = QUICK if quick else Plan()
    seen = pd.concat(truths(plan), ignore_index=True)
    text = page(plan, counted(intervals(plan, seen), seen))
    print(text) if quick else TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
