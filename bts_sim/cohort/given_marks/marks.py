"""What the marks of a candidate say of his abilities under the model: two precisions and two sums.

Marks follow docs/model.md, sections 2 and 3: abilities, difficulties and markers are normal. The mark never stands for
the ability: whoever has a good mark was, in part, lucky.
Source: A. Gelman et al., Bayesian Data Analysis (3rd ed., 2013), section 14.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.grid import BELOW_TEN, MOYENNE
from bts_sim.cohort.held import Held
from bts_sim.droit.bareme import PROFESSIONNEL
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Statut


@dataclass(frozen=True)
class Ability:
    """The law of an ability around its groups' effects. `within`: covariance of the two domains, shape (2, 2).

    `unit`: variance of what is a unit's own. `error`: variance of a mark around it.
    """

    within: Floats
    unit: float
    error: float

    @classmethod
    def of(cls, abilities: Abilities, p: Mapping[str, float]) -> Ability:
        """Return the law under some parameters. A mark is on a grid, which adds the variance of a rounding."""
        within = abilities.commune**2 + np.diag(abilities.domaine**2)
        return cls(within, abilities.unite**2, p["ecart_type_correcteur"] ** 2 + p["pas_de_note"] ** 2 / 12)


@dataclass(frozen=True)
class Observed:
    """The marks of n candidates on u units. `points`: those that count, less what a CCF adds, and 0 elsewhere.

    `precision`: the inverse of the variance of each around the ability on its domain, 0 where no mark counts. Both of
    shape (n, u). `professional`: the units of that domain, shape (n, u).
    """

    points: Floats
    precision: Floats
    professional: Bools

    @classmethod
    def of(cls, held: Held, p: Mapping[str, float], law: Ability) -> Observed:
        """Return the marks of real candidates."""
        releve, seen = held.releve, held.releve.notees
        points = releve.notes / CENTIEMES - np.where(releve.ponctuelle, 0, p["avantage_ccf"])
        lower, spread = _of_a_ten(p)
        ten = releve.ponctuelle & releve.ont(Statut.NOTE) & (releve.notes == MOYENNE)
        variance = law.unit + law.error + np.where(ten, spread, 0)
        found = np.where(seen, points - np.where(ten, lower, 0), 0)
        return cls(found, np.where(seen, 1 / variance, 0), held.reglement.du_domaine(PROFESSIONNEL))

    @cached_property
    def by_domain(self) -> tuple[Floats, Floats]:
        """Return the precision of each mark as one of the general domain, and of the professional one, shape (n, u)."""
        return np.where(self.professional, 0, self.precision), np.where(self.professional, self.precision, 0)

    @cached_property
    def precisions(self) -> Floats:
        """Return the precision that the marks of each domain add up to, shape (n, 2)."""
        return np.column_stack([one.sum(axis=1) for one in self.by_domain])

    def sums(self, expected: Floats) -> Floats:
        """Return the sums of precision × distance of the marks from what is expected, shape (n, 2)."""
        away = self.points - expected
        return np.column_stack([(one * away).sum(axis=1) for one in self.by_domain])

    def each(self, of_domain: Floats) -> Floats:
        """Return what is known by domain unit by unit, shape (n, u)."""
        return np.where(self.professional, of_domain[:, 1:], of_domain[:, :1])


def _of_a_ten(p: Mapping[str, float]) -> tuple[float, float]:
    """Return how far below 10 a mark of 10 is expected to come from, points, and the variance of that.

    A marker lifts to 10 some of the marks just under it (docs/model.md, tassement).
    """
    lifted, step = p["tassement_a_10"] / 100, round(p["pas_de_note"] * CENTIEMES)
    below = (MOYENNE - np.arange(BELOW_TEN, MOYENNE, step)) / CENTIEMES
    whole = 1 + lifted * below.size
    mean = lifted * below.sum() / whole
    return float(mean), float(lifted * (below**2).sum() / whole - mean**2)


@dataclass(frozen=True)
class Posterior:
    """The law of the two abilities of each candidate around what is expected, given his marks.

    `covariance`: shape (n, 2, 2), of which `root` is a square root.
    """

    covariance: Floats
    root: Floats

    @classmethod
    def of(cls, marks: Observed, law: Ability) -> Posterior:
        """Return the law that the marks of the candidates leave of their abilities."""
        within, precisions = law.within, marks.precisions
        # Neither has an inverse where a domain has no spread, or a candidate no mark.
        both = np.eye(2) + within[np.newaxis] * precisions[:, np.newaxis, :]
        covariance = np.linalg.solve(both, np.broadcast_to(within, both.shape))
        a, b, c = covariance[:, 0, 0], covariance[:, 0, 1], covariance[:, 1, 1]
        first = np.sqrt(np.maximum(a, 0))
        below = np.divide(b, first, out=np.zeros_like(b), where=first > 0)
        root = np.zeros_like(covariance)
        root[:, 0, 0], root[:, 1, 0], root[:, 1, 1] = first, below, np.sqrt(np.maximum(c - below**2, 0))
        return cls(covariance.astype(np.float64), root)

    def mean(self, sums: Floats) -> Floats:
        """Return the mean of each, shape (n, 2)."""
        return _times(self.covariance, sums)

    def away(self, normals: Floats, rows: Ints) -> Floats:
        """Return how far from their mean some of them are drawn, shape (m, 2)."""
        return _times(self.root[rows], normals)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return the product of n matrices of two rows with as many vectors, shape (n, 2)."""
    # Far faster than a sum over subscripts of so short axes.
    return matrices[:, :, 0] * vectors[:, :1] + matrices[:, :, 1] * vectors[:, 1:]
