"""Find the effects of groups under which the national cohort agrees with the published margins.

Done once, by `tools/calibrate.py`, and written into `parameters.yaml`: a cohort then only solves its level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.describe import Cohort, parametres
from bts_sim.cohort.margins import Membership, margin_targets
from bts_sim.cohort.marking import Scripts, draw
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime
from bts_sim.errors import CalibrationError

#: Parameters that the margins fix; the level of everybody is solved with them.
FREE = tuple(nom for nom, one in parametres().items() if one.cote == "calé")
#: Step of the finite differences, in points of ability: wide enough to move many candidates on a grid of half points.
PAS = 0.25
#: A free parameter that no margin holds is kept near zero, by this many points at one tolerance.
PRIOR = 3.0
#: Where the search for the level begins, in points: near what the stored effects need.
NIVEAU = 1.0


@dataclass(frozen=True)
class Calibration:
    """The values found, the level that goes with them, and the residual of each margin in tolerances, shape (m,)."""

    valeurs: Mapping[str, float]
    niveau: float
    residuals: Floats


def calibrate(cohorte: Cohort) -> Calibration:
    """Solve the free parameters and the level on the published margins.

    Raises CalibrationError when a margin is missed by more than its tolerance.
    """
    found = solve(cohorte)
    missed = [
        target.nom for target, residual in zip(margin_targets(), found.residuals, strict=True) if abs(residual) > 1
    ]
    if missed:
        raise CalibrationError(f"calage non convergé : {', '.join(missed)}. Remède : revoir les cibles ou les parts.")
    return found


def solve(cohorte: Cohort) -> Calibration:
    """Find the free parameters and the level by least squares, each margin weighted by its tolerance, met or not.

    Raises CalibrationError when the effects found leave no room for the correlations asked for.
    """
    from scipy.optimize import least_squares

    _, scripts = draw(cohorte)
    problem = _Problem(cohorte, scripts)
    start = np.array([*(cohorte.parametres[nom] for nom in FREE), NIVEAU])
    low, high = np.array([*(parametres()[nom].bornes for nom in FREE), (-12.0, 12.0)]).T
    found = least_squares(problem.residuals, start, jac=problem.slopes, bounds=(low, high), xtol=1e-4, ftol=1e-6)
    values = dict(zip(FREE, found.x[:-1].tolist(), strict=True))
    Abilities.of(cohorte, {**cohorte.parametres, **values})
    return Calibration(values, float(found.x[-1]), problem.of_margins(found.x))


class _Problem:
    """Margins of one cohort as a function of the free parameters and the level, with the same luck every time."""

    def __init__(self, cohorte: Cohort, scripts: Sequence[Scripts]) -> None:
        self.cohorte, self.scripts, self.law = cohorte, scripts, load_regime(cohorte.bareme.regime)
        self.who = Membership.of([d.composition for d in scripts])
        self.targets = np.array([target.valeur for target in margin_targets()])
        self.tolerances = np.array([target.tolerance for target in margin_targets()])
        self._slopes: Floats | None = None

    def of_margins(self, x: Floats) -> Floats:
        """Return by how many tolerances each margin is missed, shape (m,)."""
        p = {**self.cohorte.parametres, **dict(zip(FREE, x[:-1].tolist(), strict=True))}
        abilities = Abilities.of(self.cohorte, p, strict=False)
        admitted = []
        for d in self.scripts:
            d.settle(p, abilities)
            admitted.append(d.admis(float(x[-1]), self.cohorte.bareme, self.law))
        residuals: Floats = (self.who.rates(np.concatenate(admitted)) - self.targets) / self.tolerances
        return residuals

    def residuals(self, x: Floats) -> Floats:
        """Return the residuals of the margins, then those of the prior on the parameters."""
        return np.concatenate([self.of_margins(x), x[:-1] / PRIOR])

    def slopes(self, x: Floats) -> Floats:
        """Return the slopes of the residuals by central differences, shape (m + p, p + 1).

        Taken once, where the search begins: rates are so near to linear in the effects that taking them again costs
        five times the work and moves nothing.
        """
        if self._slopes is None:
            steps = PAS * np.eye(len(x))
            columns = [(self.residuals(x + step) - self.residuals(x - step)) / (2 * PAS) for step in steps]
            self._slopes = np.column_stack(columns)
        return self._slopes
