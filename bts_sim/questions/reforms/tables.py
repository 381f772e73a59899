"""What each setting of the levers does to the same candidates, beside the regime as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.questions.reforms.settings import Setting, check, en_vigueur
from bts_sim.questions.reforms.trials import Trial, Trials
from bts_sim.stats.gaps import ZERO_BY_RULE, covered, paired, same_access, same_rules
from bts_sim.stats.groups import judged_on_marks, present
from bts_sim.stats.intervals import (
    DECIMALES,
    EXACT_ORALS,
    FIXED,
    NIVEAU,
    PAIRED,
    PAIRED_CALIBRATED,
    WILSON,
    WILSON_CALIBRATED,
    wilson,
    wilson_if_solved,
)

#: What is measured of a setting, percent of the candidates present (`oraux`: per hundred of them); `ecart_` before a
#: name is the gap to the regime as it is, points.
MESURES = ("taux_admis", "taux_autorise", "oraux", "faux_admis", "faux_refus")
COLONNES = ("en_vigueur", "indicateur", "valeur", "bas", "haut", "niveau", "n", "methode")
MOYENNE = f"moyenne, approximation normale : tirage de la cohorte, {FIXED}"


@asks_abilities
def response(
    cohorte: SimulatedCohort,
    regime: Regime,
    reglages: Mapping[str, Sequence[int]],
    norme: int | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Set the levers of a regime to every combination of some values: one row per setting and measure.

    `reglages`: lever → settings, hundredths (`nombre_oraux`: orals). Columns: one per lever, then `COLONNES`. Measures
    and gaps (`MESURES`) are in percent and points of the candidates present; `en_vigueur` marks the regime as it is;
    `methode` says what the intervals (`niveau` in percent, None for none) cover. A candidate is falsely admitted whose
    level (`true_level`) is below `norme` (hundredths; default: the threshold of admission of the regime as it is),
    falsely refused who was judged on marks, is not admitted, and whose level reaches it, as in `justesse`.

    Raises InputError for a lever or a setting that the regime cannot have.
    """
    check(regime, cohorte.cohorte.bareme, reglages)
    mesure = Measure.of(cohorte, regime, norme, niveau)
    rows = []
    for values in product(*reglages.values()):
        reglage = dict(zip(reglages, values, strict=True))
        for measured in mesure.rows(mesure.essais.trial(reglage)):
            rows.append((*values, mesure.is_in_force(reglage), *measured))
    return pd.DataFrame(rows, columns=[*reglages, *COLONNES])


@dataclass(frozen=True)
class Measure:
    """How settings are measured: against the regime as it is, on the candidates present (`members`).

    `base`: the regime as it is; `calibrated`: who is admitted at the first group that was solved; `assez`: whose level
    reaches the standard; `judged`: who was judged on marks, not eliminated. All for the candidates present.
    """

    essais: Trials
    members: Ints
    base: Trial
    calibrated: Bools
    assez: Bools
    judged: Bools
    niveau: float | None

    @classmethod
    def of(cls, cohorte: SimulatedCohort, regime: Regime, norme: int | None, niveau: float | None) -> Measure:
        """Return the measure of a cohort under a regime; `norme`: what makes a verdict right, else the law in force."""
        essais, members = Trials(cohorte, regime), np.flatnonzero(present(cohorte))
        one = cohorte.under(regime)
        standard = one.bareme.seuil_admission if norme is None else norme
        enough = true_level(cohorte)[members] * CENTIEMES >= standard
        base, judged = essais.trial({}).part(members), judged_on_marks(one)[members]
        return cls(essais, members, base, cohorte.first_group[members], enough, judged, niveau)

    def is_in_force(self, reglage: Setting) -> bool:
        """Return True if the setting is what the regime already does."""
        regime, bareme = self.essais.regime, self.essais.bareme
        return all(value == en_vigueur(regime, bareme, levier) for levier, value in reglage.items())

    def values(self, trial: Trial) -> dict[str, Floats]:
        """Give each measure candidate by candidate, for those present."""
        measured = trial.admission, *(np.asarray(one, dtype=np.float64) for one in (trial.autorise, trial.oraux))
        false = trial.admission * ~self.assez, (1 - trial.admission) * self.assez * self.judged
        return dict(zip(MESURES, (*measured, *false), strict=True))

    def rows(self, tried: Trial) -> Iterator[tuple[object, ...]]:
        """Give every measure of a setting, then its gaps to the regime as it is."""
        trial = tried.part(self.members)
        first, solved = trial.admis_groupe1, np.array_equal(trial.admis_groupe1, self.calibrated)
        before = self.values(self.base)
        for name, value in self.values(trial).items():
            yield self._row(name, value, *self._interval(name, value, first, solved))
        for name, value in self.values(trial).items():
            gain = value - before[name]
            same = same_access if name == "taux_autorise" else same_rules
            fixed = same(tried.regime, self.base.regime, self.essais.bareme)
            bounds = (0.0, 0.0, ZERO_BY_RULE) if fixed else self._paired(gain, first, solved)
            yield self._row(f"ecart_{name}", gain, *bounds)

    def _row(self, name: str, value: Floats, low: float, high: float, methode: str) -> tuple[object, ...]:
        numbers = [round(float(100 * x), DECIMALES) for x in (value.mean(), low, high)]
        return (name, *numbers, self.niveau, self.members.size, f"{methode} ; {EXACT_ORALS}")

    def _interval(self, name: str, value: Floats, first: Bools, solved: bool) -> tuple[float, float, str]:
        if name == "oraux":
            return *paired(value, self.niveau), MOYENNE
        if name in ("taux_admis", "taux_autorise"):
            return *wilson_if_solved(value, first, solved, self.niveau), WILSON_CALIBRATED if solved else WILSON
        return *wilson(value, self.niveau), WILSON

    def _paired(self, gain: Floats, first: Bools, solved: bool) -> tuple[float, float, str]:
        # A setting that moves those whom the first group admits moves a rate that was calibrated.
        if not solved or gain[first].any():
            low, high = paired(gain, self.niveau)
            return low, high, covered(low, PAIRED)
        low, high = (bound * (1 - float(first.mean())) for bound in paired(gain[~first], self.niveau))
        return low, high, covered(low, PAIRED_CALIBRATED)
