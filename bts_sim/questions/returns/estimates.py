"""The rows of tables over several sessions: a share, a gap, a ratio, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bts_sim.droit.points import Bools, Floats
from bts_sim.files.percents import refuse
from bts_sim.questions.returns.lives import Journey
from bts_sim.stats.gaps import covered, paired, same_rules
from bts_sim.stats.intervals import DECIMALS, Method, wilson_if_solved
from bts_sim.stats.normal import normal

#: The parameter of the model for the rate of return.
RETURN = "retour_apres_echec"
#: The share of candidates with the diploma, and its gap to the first regime.
DIPLOMAS, DIPLOMAS_GAP = "taux_diplomes", "ecart_taux_diplomes"
Bounds = tuple[float, float]
#: A group, its value, and the indicator.
Key = tuple[str, str, str]


class ReturnMethod(StrEnum):
    """Codes for what an interval covers in this room only; `words.py` describes each in full."""

    QUOTIENT = "quotient"


def checked_rate(lives: Sequence[Journey], rate: float | None) -> float:
    """Return the rate of return, percent, by default that of the cohort. Raise InputError if it is not a percentage."""
    given = lives[0].cohorte.cohorte.parametres[RETURN] if rate is None else rate
    refuse("rate", given, "returns", lambda: 0 <= given <= 100, "de 0 à 100")
    return float(given)


def ratio_of_means(part: Floats, whole: Floats, level: float) -> tuple[float, Bounds]:
    """Return the ratio of two means over the same candidates, and its interval. `whole` must not be zero everywhere.

    Source: W. G. Cochran, Sampling techniques (1977), section 6.3: variance of a ratio by linearisation.
    """
    total = float(whole.mean())
    value = float(part.mean()) / total
    # A reform that removes diplomas has a negative whole, and a positive error all the same.
    error = float((part - value * whole).std()) / (abs(total) * float(np.sqrt(part.size)))
    half = normal(level) * error
    return value, (value - half, value + half)


@dataclass(frozen=True)
class RowsOfTable:
    """The columns that all rows of a table share: the first regime, the rate of return and the level, percent."""

    base: Journey
    rate: float
    level: float

    def gain(self, one: Journey, sessions: int) -> Floats:
        """Return the gap of each candidate to the first regime within so many sessions, mean of the draws, (n,)."""
        gained: Floats = (one.obtained(self.rate, sessions) - self.base.obtained(self.rate, sessions)).mean(axis=0)
        return gained

    def share(
        self, group: tuple[str, str], one: Journey, sessions: int, chances: Floats, first: Bools, calibrated: bool
    ) -> tuple[object, ...]:
        """Return the row of a share of candidates with the diploma."""
        value, key = float(chances.mean()), (*group, DIPLOMAS)
        # Without épreuves de contrôle, the first session gives the rate that the level was solved for.
        if calibrated and sessions == 1 and one.regime.acces == "ferme":
            return self._row(key, one, "", sessions, (value, value, value), chances.size, Method.CALIBRATED)
        bounds = value, *wilson_if_solved(chances, first, calibrated, self.level)
        method = Method.WILSON_CALIBRATED if calibrated else Method.WILSON
        return self._row(key, one, "", sessions, bounds, chances.size, method)

    def gap(
        self, key: Key, one: Journey, sessions: int, gain: Floats, first: Bools, calibrated: bool
    ) -> tuple[object, ...]:
        """Return the row of a gap, as in `compare`, among candidates not admitted by a solved first group."""
        baseline = self.base.regime
        if same_rules(one.regime, baseline, one.cohorte.cohorte.bareme):
            return self._row(key, one, baseline.nom, sessions, (0.0, 0.0, 0.0), gain.size, Method.ZERO_BY_RULE)
        calibrated = calibrated and not gain[first].any()
        others = 1 - float(first.mean()) if calibrated else 1.0
        low, high = (others * bound for bound in paired(gain[~first] if calibrated else gain, self.level))
        method = covered(low, Method.PAIRED_CALIBRATED if calibrated else Method.PAIRED)
        return self._row(key, one, baseline.nom, sessions, (float(gain.mean()), low, high), gain.size, method)

    def ratio(
        self, key: Key, one: Journey, baseline: str, found: tuple[float, Bounds], n: int, scale: float = 100.0
    ) -> tuple[object, ...]:
        """Return the row of a ratio over all the sessions."""
        value, bounds = found
        return self._row(key, one, baseline, one.sessions, (value, *bounds), n, ReturnMethod.QUOTIENT, scale)

    def _row(
        self,
        key: Key,
        one: Journey,
        baseline: str,
        sessions: int,
        bounds: tuple[float, float, float],
        n: int,
        method: str,
        scale: float = 100.0,
    ) -> tuple[object, ...]:
        # The sum turns -0.0 into 0.0.
        numbers = [round(scale * float(x), DECIMALS) + 0.0 for x in bounds]
        about = (*key, one.regime.nom, baseline, sessions, self.rate, one.conservation.progress)
        return (*about, *numbers, self.level, n, method, len(one.diplome))
