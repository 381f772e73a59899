"""The effects of groups under which the national cohort agrees with the published margins.

The search is done once, by `tools/calibrate.py`, and written into `parameters.yaml`; a cohort then only solves its
level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.compose import Margins
from bts_sim.cohort.describe import Cohort, load_cohort
from bts_sim.cohort.margins import Membership, margin_targets
from bts_sim.cohort.marking import Scripts, draw
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.populate import national_margins
from bts_sim.cohort.target import Members, at_first_group
from bts_sim.droit.points import Floats
from bts_sim.errors import CalibrationError

#: Parameters fixed by the margins; the common level is solved with them.
FREE = tuple(nom for nom, one in parametres().items() if one.cote == "calé")
#: Session whose people the margins are met with: the first whose shares are published, near those of 2017 and 2018.
SESSION = 2021
#: Step of the finite differences, in points of ability: wide enough to move many candidates on a grid of half points.
PAS = 0.25
#: Points from zero at which a free parameter weighs one tolerance: this holds those that no margin fixes.
PRIOR = 3.0
#: Start of the search for the level, in points: near the value that the stored effects need.
NIVEAU = 1.0


def cohort_of_the_margins(candidats: int, seed: int) -> Cohort:
    """Return the national cohort that the margins describe: the default one, with the people of `SESSION`."""
    found = load_cohort(candidats=candidats, seed=seed)
    return replace(found, asked=asked_with_the_margins(found))


def asked_with_the_margins(cohorte: Cohort) -> Margins:
    """Return the margins of people that a cohort asks for, and those of `SESSION` where it asks for none."""
    own = {name: shares for name, shares in vars(cohorte.asked).items() if shares is not None}
    return replace(national_margins(SESSION, cohorte.parametres), **own)


@dataclass(frozen=True)
class Calibration:
    """The values found, the level that goes with them, and the residual of each margin in tolerances, shape (m,)."""

    valeurs: Mapping[str, float]
    niveau: float
    residuals: Floats


def calibrate(cohorte: Cohort) -> Calibration:
    """Return the free parameters and the level solved on the published margins.

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
    """Return the free parameters and the level found by least squares, whether or not the margins are met.

    Each margin is weighted by its tolerance.
    Raises CalibrationError when the effects found leave no room for the required correlations.
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
    """The margins of one cohort as a function of the free parameters and the level, always with the same luck."""

    def __init__(self, cohorte: Cohort, scripts: Sequence[Scripts]) -> None:
        self.cohorte, self.scripts = cohorte, scripts
        self.who = Membership.of([d.composition for d in scripts])
        self.targets = np.array([target.valeur for target in margin_targets()])
        self.tolerances = np.array([target.tolerance for target in margin_targets()])
        self._slopes: Floats | None = None

    def of_margins(self, x: Floats) -> Floats:
        """Return the error of each margin, in tolerances, shape (m,)."""
        p = {**self.cohorte.parametres, **dict(zip(FREE, x[:-1].tolist(), strict=True))}
        abilities = Abilities.of(self.cohorte, p, strict=False)
        admitted = []
        for d in self.scripts:
            d.settle(p, abilities)
            admitted.append(at_first_group(Members(d), float(x[-1]))[0] > 0)
        residuals: Floats = (self.who.rates(np.concatenate(admitted)) - self.targets) / self.tolerances
        return residuals

    def residuals(self, x: Floats) -> Floats:
        """Return the residuals of the margins, then those of the prior on the parameters."""
        return np.concatenate([self.of_margins(x), x[:-1] / PRIOR])

    def slopes(self, x: Floats) -> Floats:
        """Return the slopes of the residuals by central differences, shape (m + p, p + 1).

        They are computed once, where the search begins. Rates are so close to linear in the effects that computing the
        slopes again would cost five times the work and change nothing.
        """
        if self._slopes is None:
            steps = PAS * np.eye(len(x))
            columns = [(self.residuals(x + step) - self.residuals(x - step)) / (2 * PAS) for step in steps]
            self._slopes = np.column_stack(columns)
        return self._slopes
