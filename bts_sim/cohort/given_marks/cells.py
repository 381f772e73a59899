"""What the cells of a file do not say of each candidate, drawn given his marks: school, sex and bac of origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOL, SCHOOLS, SECTORS, SEXES, origin_effects, school_effect
from bts_sim.cohort.given_marks.marks import Observed, Posterior
from bts_sim.cohort.held import UNSAID, Held
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.people import People
from bts_sim.droit.points import Bools, Floats, Ints

#: Values of what the model needs to know of a candidate: school under contract, sex, bac of origin.
CELLS = len(SCHOOLS), len(SEXES), len(ORIGINS)


@dataclass(frozen=True)
class Who:
    """What the model needs to know of n candidates beside their voie and their specialty, shape (n,)."""

    origin: Ints
    woman: Bools
    private: Bools


@dataclass(frozen=True)
class Cells:
    """The cells that a candidate may be in: private school or not, sex, bac of origin.

    `chances`: of each cell before his marks, as what his file says leaves it, shape (n, 16). `effects`: of a cell and
    of the voie, points, shape (n, 16, 2). `unsaid`: who may be in several, shape (n,).
    """

    chances: Floats
    effects: Floats
    unsaid: Bools

    @classmethod
    def of(cls, held: Held, people: People, p: Mapping[str, float]) -> Cells:
        """Return the cells of real candidates under some parameters; `people`: those of their specialties."""
        rangs, school = held.reglement.rangs, np.array([voie == SCHOOL for voie in held.voies])[held.voie]
        places = np.array([[people.place_of(voie, private) for private in (False, True)] for voie in held.voies])
        left = _left_open(held, school)
        chances = people.shares[rangs[:, np.newaxis], places[held.voie]] * left
        # The file may say what no candidate of the nation is: all that it leaves open is then as likely.
        nobody = ~chances.any(axis=(1, 2, 3))
        chances[nobody] = left[nobody]
        chances = chances.reshape(held.size, -1)
        effects = _effects(held, people.production[rangs], p)
        return cls(chances / chances.sum(axis=1, keepdims=True), effects, (chances > 0).sum(axis=1) > 1)

    def before(self, luck: Luck) -> tuple[Who, Floats]:
        """Return who each may be before his marks, and the effect of that, shape (n, 2)."""
        return self._picked(self.chances, luck, 0)

    def given(self, marks: Observed, after: Posterior, offsets: Floats, luck: Luck, sweep: int) -> tuple[Who, Floats]:
        """Return the same given the marks and what is expected on each unit, shape (n, u)."""
        sums, precisions = marks.sums(offsets), marks.precisions
        # How well the effect of a cell agrees with the marks, the abilities being averaged over.
        linear = sums - precisions * after.mean(sums)
        first, second, both = (
            precisions[:, a] * ((a == b) - after.covariance[:, a, b] * precisions[:, b])
            for a, b in ((0, 0), (1, 1), (0, 1))
        )
        general, trade = self.effects[:, :, 0], self.effects[:, :, 1]
        fit = general * (linear[:, :1] - general * first[:, None] / 2 - trade * both[:, None])
        fit += trade * (linear[:, 1:] - trade * second[:, None] / 2)
        fit[self.chances == 0] = -np.inf
        likely = self.chances * np.exp(fit - fit.max(axis=1, keepdims=True))
        return self._picked(likely / likely.sum(axis=1, keepdims=True), luck, sweep)

    def _picked(self, chances: Floats, luck: Luck, sweep: int) -> tuple[Who, Floats]:
        number = luck.uniform(f"composition.{sweep}")
        cell = (np.cumsum(chances, axis=1) < number[:, np.newaxis]).sum(axis=1)
        cell = np.minimum(cell, chances.shape[1] - 1 - (chances[:, ::-1] > 0).argmax(axis=1))
        private, woman, origin = np.unravel_index(cell, CELLS)
        who = Who(origin.astype(np.int64), woman == 1, private == 1)
        return who, self.effects[np.arange(len(cell)), cell]


def _left_open(held: Held, school: Bools) -> Bools:
    """Return the cells that the file leaves open to each candidate, shape (n, 2, 2, 4); `school`: who is in one."""
    said = [held.said(name) for name in ("etablissement", "sexe", "origine")]
    # Outside schools there is no private one.
    said[0] = np.where(school, said[0], 0)
    private, sex, origin = (
        (codes[:, np.newaxis] == np.arange(values)) | (codes == UNSAID)[:, np.newaxis]
        for codes, values in zip(said, CELLS, strict=True)
    )
    found: Bools = private[:, :, None, None] & sex[:, None, :, None] & origin[:, None, None, :]
    return found


def _effects(held: Held, production: Bools, p: Mapping[str, float]) -> Floats:
    """Return the effect of each cell, and of the voie, on the two abilities of each candidate, points, (n, 16, 2)."""
    one = np.array([school_effect(p, voie) for voie in held.voies])[held.voie]
    one = one + np.where(production, p["effet_production"], 0)
    women = np.array([p[f"effet_femme_{sector}"] for sector in SECTORS])[production * 1]
    of_sex = np.column_stack([np.zeros(held.size), women])
    private = np.array([0, p["effet_prive_sous_contrat"]])
    before_origin = one[:, None, None] + private[None, :, None] + of_sex[:, None, :]
    found: Floats = (before_origin[:, :, :, None, None] + origin_effects(p)).reshape(held.size, -1, 2)
    return found
