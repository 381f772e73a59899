"""Reforms that no other one dominates in false refusals and false admissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.questions.reforms.settings import LEVERS, check, en_vigueur
from bts_sim.questions.reforms.tables import MESURES, Measure
from bts_sim.questions.reforms.trials import Trial, Trials
from bts_sim.stats.intervals import DECIMALES, NIVEAU

FRONTIER_COLUMNS = (
    *("taux_admis", "taux_autorise", "oraux", "faux_admis", "faux_refus", "refus_evitables"),
    *("admissions_evitables", "sur_la_frontiere", "en_vigueur"),
)


@asks_abilities
def frontier(
    cohorte: SimulatedCohort,
    regime: Regime,
    reglages: Mapping[str, Sequence[int]],
    autres: Sequence[Regime] = (),
    norme: int | None = None,
) -> pd.DataFrame:
    """Say which reforms no other one dominates in false refusals and false admissions: one row per reform.

    A grid of settings of a regime, this regime as it is, and other regimes. Columns: `reforme` (name of a regime, ""
    for a setting), one per lever (missing for other regimes), then `FRONTIER_COLUMNS`, percent of those present.
    A reform dominates another that has no less of both errors and more of one, as rounded in the table: equal reforms
    stand or fall together. `refus_evitables`: points of false refusals that the best reform saves with no more false
    admissions; `admissions_evitables`: the same the other way; both are 0 on the frontier and nowhere else.
    """
    bareme = cohorte.cohorte.bareme
    check(regime, bareme, reglages)
    mesure = Measure.of(cohorte, regime, norme, None)
    law = {levier: en_vigueur(regime, bareme, levier) for levier in reglages}
    grid = [dict(zip(reglages, values, strict=True)) for values in product(*reglages.values())]
    tried = [("", one, mesure.essais.trial(one)) for one in grid if one != law]
    tried.insert(0, (regime.nom, law, mesure.essais.trial(law)))
    tried += [(other.nom, {}, Trials(cohorte, other).trial({})) for other in autres if other.nom != regime.nom]
    rows = [
        (nom, *(one.get(levier) for levier in reglages), *_means(mesure, trial), nom == regime.nom)
        for nom, one, trial in tried
    ]
    table = pd.DataFrame(rows, columns=["reforme", *reglages, *MESURES, "en_vigueur"])
    table = table.astype(dict.fromkeys(reglages, "Int64"))
    refused, admitted = (table[name].to_numpy() for name in ("faux_refus", "faux_admis"))
    table["refus_evitables"] = np.round(refused - _least_within(admitted, refused), DECIMALES)
    table["admissions_evitables"] = np.round(admitted - _least_within(refused, admitted), DECIMALES)
    table["sur_la_frontiere"] = (table["refus_evitables"] == 0) & (table["admissions_evitables"] == 0)
    return table[["reforme", *reglages, *FRONTIER_COLUMNS]]


def _means(mesure: Measure, tried: Trial) -> list[float]:
    values = mesure.values(tried.part(mesure.members)).values()
    return [round(float(100 * value.mean()), DECIMALES) for value in values]


def _least_within(cost: Floats, value: Floats) -> Floats:
    """Give for each reform the least value among those that cost no more, itself included, shape (r,)."""
    order = np.argsort(cost, kind="stable")
    least = np.minimum.accumulate(value[order])
    found: Floats = least[np.searchsorted(cost[order], cost, side="right") - 1]
    return found


@asks_abilities
def distance_to_frontier(
    cohorte: SimulatedCohort,
    regime: Regime,
    reforms: pd.DataFrame,
    autres: Sequence[Regime] = (),
    norme: int | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Compare a regime with the reforms that save it most: two rows (fewer false refusals, fewer false admissions).

    `reforms`: table of `frontiere`, among which the best are chosen: on the same candidates what they save is
    flattered, on a cohort of another seed it is not. Columns: `moins_de` (the error that is reduced, with no more of
    the other), `reforme` and levers as in `frontiere`, then `faux_refus` and `faux_admis` with `_bas`, `_haut`: gaps
    to the regime as it is, points, with paired intervals that cover the draw of candidates.

    Raises InputError when the table names a regime that `autres` does not give.
    """
    mesure = Measure.of(cohorte, regime, norme, niveau)
    levers = [name for name in reforms.columns if name in LEVERS]
    known = {one.nom: one for one in autres}
    law = reforms[reforms["en_vigueur"]].iloc[0]
    rows = []
    for less, other in (("faux_refus", "faux_admis"), ("faux_admis", "faux_refus")):
        within = reforms[reforms[other] <= law[other]].sort_values([less, other], kind="stable")
        best = within.iloc[0]
        gaps = {row[0]: row[1:4] for row in mesure.rows(_tried(mesure, best, levers, known))}
        rows.append((less, *best[["reforme", *levers]], *gaps["ecart_faux_refus"], *gaps["ecart_faux_admis"], niveau))
    ends = [f"{name}{end}" for name in ("faux_refus", "faux_admis") for end in ("", "_bas", "_haut")]
    return pd.DataFrame(rows, columns=["moins_de", "reforme", *levers, *ends, "niveau"])


def _tried(mesure: Measure, reforme: pd.Series, levers: Sequence[str], known: Mapping[str, Regime]) -> Trial:
    """Give what a row of `frontiere` gives each candidate of this cohort."""
    if reforme["reforme"] in ("", mesure.essais.regime.nom):
        return mesure.essais.trial({name: int(reforme[name]) for name in levers})
    if reforme["reforme"] not in known:
        remedy = "le donner dans « autres », comme à frontier"
        raise InputError([Fault("réforme", None, "", reforme["reforme"], "régime non fourni", remedy)])
    return Trials(mesure.essais.cohorte, known[reforme["reforme"]]).trial({})
