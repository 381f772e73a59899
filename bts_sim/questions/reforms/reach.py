"""The least change of a lever that reaches a target, its price, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.luck import uniform
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level, refuse
from bts_sim.questions.reforms.settings import Setting, bornes, en_vigueur, lever_faults, levers
from bts_sim.questions.reforms.tables import COLONNES, response
from bts_sim.questions.reforms.trials import Trials
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALES, NIVEAU

TARGET_COLUMNS = (
    *("levier", "cible", "en_vigueur", "taux_en_vigueur", "atteinte", "reglage", "taux", "taux_avant"),
    *("meilleur", "meilleur_taux", "bas", "haut", "hors_atteinte", "niveau", "reechantillons", "n", "methode"),
)
#: Resamples of the candidates behind the interval of a setting.
RESAMPLES = 200
RESAMPLED = (
    "{b} rééchantillons des candidats, admis et non admis au premier groupe à part : tirage de la cohorte, paramètres "
    "fixés ; oraux sommés exactement"
)


@asks_abilities
def reach_target(
    cohorte: SimulatedCohort,
    regime: Regime,
    cible: float,
    tried_levers: Sequence[str] | None = None,
    en_plus: bool = False,
    niveau: float = NIVEAU,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Find the least change of each lever alone that brings the admission rate to a target: one row per lever.

    `cible`: percent, or points more than the regime as it is if `en_plus`. Above the rate as it is, it is to be
    reached from below; below it, from above. Rates are compared as tables write them, rounded to four
    decimals. The search halves whole settings, the rate being monotone in each lever.

    Columns: `reglage`, the setting (hundredths, or orals) nearest to the law that reaches the target, missing when
    none does (`atteinte` false); `taux` there, `taux_avant` one step nearer to the law; `meilleur`, `meilleur_taux`:
    the rate nearest to the target that the lever can give, and the least change that gives it; `bas`, `haut`: interval
    of `reglage` over resampled candidates, an end missing where it lies beyond the lever; `hors_atteinte`: percent of
    resamples where no setting reaches the target.

    Raises InputError for an unknown lever or a target that is no rate.
    """
    asked = levers(regime) if tried_levers is None else tuple(tried_levers)
    if faults := lever_faults(regime, asked):
        raise InputError(faults)
    check_level(niveau)
    if not en_plus:
        refuse("cible", cible, "atteindre", lambda: True, "")
    taux = _Rate(Trials(cohorte, regime))
    wanted = round(taux.of({}) + cible, DECIMALES) if en_plus else cible
    if not 0 <= wanted <= 100:
        raise InputError([Fault("cible", None, "", f"{wanted:g}", "taux hors bornes", "un taux de 0 à 100 %")])
    up = round(taux.of({}), DECIMALES) < wanted
    rows = [_reach(taux, levier, wanted, cible if en_plus else None, up, niveau, resamples) for levier in asked]
    table = pd.DataFrame(rows, columns=TARGET_COLUMNS)
    whole = ["en_vigueur", "reglage", "meilleur", "bas", "haut"]
    return table.astype(dict.fromkeys(whole, "Int64"))


class _Rate:
    """The admission rate of the candidates present under a setting, percent; what was asked once is remembered."""

    def __init__(self, essais: Trials) -> None:
        self.essais, self.members = essais, np.flatnonzero(present(essais.cohorte))
        self._known: dict[tuple[tuple[str, int], ...], Floats] = {}

    def admission(self, reglage: Setting) -> Floats:
        key = tuple(reglage.items())
        if key not in self._known:
            self._known[key] = self.essais.trial(reglage).admission[self.members]
        return self._known[key]

    def of(self, reglage: Setting) -> float:
        return 100 * float(self.admission(reglage).mean())


def _reach(
    taux: _Rate, levier: str, cible: float, en_plus: float | None, upwards: bool, niveau: float, resamples: int
) -> tuple[object, ...]:
    regime, bareme = taux.essais.regime, taux.essais.bareme
    law = en_vigueur(regime, bareme, levier)
    ends = sorted(bornes(levier, bareme), key=lambda end: taux.of({levier: end}) * (1 if upwards else -1))
    end, way = ends[-1], 1 if ends[-1] > law else -1
    steps = abs(end - law)

    def rates_of(tried: Callable[[int], Floats], wanted: Floats) -> Ints:
        return _least(lambda step: tried(law + way * step), steps, wanted, upwards)

    def rate(setting: int) -> Floats:
        return np.array([taux.of({levier: setting})])

    (found,) = rates_of(rate, np.array([cible])).tolist()
    reached = found <= steps
    (best,) = (found,) if reached else rates_of(rate, np.round(rate(end), DECIMALES)).tolist()
    at = [round(taux.of({levier: law + way * step}), DECIMALES) for step in (0, best, max(found - 1, 0))]
    lots = _Lots.of(taux, levier, law, end, resamples)
    wanted = np.full(resamples, cible) if en_plus is None else np.round(lots.rates(law) + en_plus, DECIMALES)
    drawn = rates_of(lots.rates, wanted)
    low, high = (_setting(step, law, way, steps) for step in _ends(drawn, niveau))
    return (
        *(levier, cible, law, at[0], reached),
        *((law + way * found, at[1], at[2] if found else None) if reached else (None, None, None)),
        *(law + way * best, at[1], *(low, high)[::way]),
        *(100 * float((drawn > steps).mean()) if drawn.size else None, niveau, resamples, taux.members.size),
        RESAMPLED.format(b=resamples),
    )


def _least(rates: Callable[[int], Floats], steps: int, wanted: Floats, upwards: bool) -> Ints:
    """Find the fewest steps from the law whose rates reach what is wanted, shape (b,); `steps` + 1 where none does.

    Rates, percent, shape (b,), are monotone in the number of steps.
    """

    def enough(step: int) -> Bools:
        rounded = np.round(rates(step), DECIMALES)
        return rounded >= wanted if upwards else rounded <= wanted

    low, high = np.full(wanted.shape, -1), np.full(wanted.shape, steps + 1)
    high[enough(steps)] = steps
    high[enough(0)] = 0
    low[high > 0] = 0
    low[high > steps] = steps
    while (high - low > 1).any():
        middle = (low + high) // 2
        for step in np.unique(middle[high - low > 1]).tolist():
            here, reached = middle == step, enough(step)
            high = np.where(here & reached & (high - low > 1), step, high)
            low = np.where(here & ~reached, step, low)
    return high


@dataclass(frozen=True)
class _Lots:
    """Rates of resampled candidates between two ends of a lever: those whom it moves, and the sum of all others.

    `poids`: how many times each candidate whom the lever moves is in each resample, shape (b, m).
    """

    taux: _Rate
    levier: str
    moving: Ints
    poids: Floats
    autres: Floats

    @classmethod
    def of(cls, taux: _Rate, levier: str, law: int, end: int, resamples: int) -> _Lots:
        before, after = (taux.admission({levier: setting}) for setting in (law, end))
        moved = np.flatnonzero(before != after)
        still, strata = np.where(before == after, before, 0.0), _strata(taux)
        # Of a stratum that the lever leaves whole, a resample has the same rate as the candidates.
        whole = [rows for rows in strata if np.ptp(before[rows]) == 0 and (before[rows] == after[rows]).all()]
        fixed = sum(float(still[rows].sum()) for rows in whole)
        drawn = [rows for rows in strata if not any(rows is one for one in whole)]
        weights, others = np.zeros((resamples, moved.size)), np.full(resamples, fixed)
        for number in range(resamples if drawn else 0):
            who = _resample(taux.essais.cohorte.cohorte.graine, number, drawn, before.size)
            weights[number] = np.bincount(who, minlength=before.size)[moved]
            others[number] += still[who].sum()
        return cls(taux, levier, moved, weights, others)

    def rates(self, setting: int) -> Floats:
        """Give the rate of each resample under a setting, percent, shape (b,)."""
        admission = self.taux.admission({self.levier: setting})[self.moving]
        rates: Floats = 100 * (self.autres + self.poids @ admission) / self.taux.members.size
        return rates


def _strata(taux: _Rate) -> list[Ints]:
    """Part the candidates whom the first group admits, whose number was calibrated, from the others."""
    first = taux.essais.trial({}).admis_groupe1[taux.members]
    return [rows for rows in (np.flatnonzero(first), np.flatnonzero(~first)) if rows.size]


def _resample(graine: int, number: int, strata: Sequence[Ints], n: int) -> Ints:
    """Draw as many candidates as there are in each stratum, with replacement: their numbers.

    Source: B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979).
    """
    luck = uniform(graine, f"reechantillon.{number}", 0, n)
    return np.concatenate([rows[(luck[: rows.size] * rows.size).astype(np.int64)] for rows in strata])


def _ends(steps: Ints, niveau: float) -> tuple[int | None, int | None]:
    """Give the ends of the interval of a number of steps: whole ones, the outer ones where they fall between two."""
    if not steps.size:
        return None, None
    tail = (1 - niveau / 100) / 2
    return int(np.quantile(steps, tail, method="lower")), int(np.quantile(steps, 1 - tail, method="higher"))


def _setting(step: int | None, law: int, way: int, steps: int) -> int | None:
    return None if step is None or step > steps else law + way * step


@asks_abilities
def price_of_change(
    cohorte: SimulatedCohort,
    regime: Regime,
    targets: pd.DataFrame,
    norme: int | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Give what each change found by `atteindre` costs: one row per lever that reaches the target and measure.

    Columns: `levier`, `reglage`, then those of `response`; only gaps to the regime as it is, per 1,000 candidates
    present, with their paired intervals.
    """
    tables = []
    reached = targets[targets["atteinte"]]
    for levier, reglage in zip(reached["levier"], reached["reglage"], strict=True):
        table = response(cohorte, regime, {levier: [int(reglage)]}, norme, niveau)
        gaps = table[table["indicateur"].str.startswith("ecart_")].rename(columns={levier: "reglage"})
        gaps = gaps.assign(**{name: (10 * gaps[name]).round(DECIMALES - 1) for name in ("valeur", "bas", "haut")})
        gaps.insert(0, "levier", levier)
        tables.append(gaps)
    empty = pd.DataFrame(columns=["levier", "reglage", *COLONNES])
    return pd.concat(tables, ignore_index=True) if tables else empty
