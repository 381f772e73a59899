"""The level of each unit of a file, drawn given all its marks.

Source: A. Gelman et al., Bayesian Data Analysis (3rd ed., 2013), section 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from bts_sim.cohort.given_marks.marks import Observed, Posterior
from bts_sim.cohort.held import Held
from bts_sim.cohort.luck import Luck, normals_by_rank
from bts_sim.cohort.people import ratio
from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.points import Floats, Ints

#: Standard deviation of the level of a file around that of the parameters, points: what its own marks have to overcome.
LEVEL_OF_A_FILE = 2.0


class Levels:
    """The level of each unit in each specialty of a file: what its marks are around, whoever the candidates are."""

    def __init__(self, held: Held, marks: Observed, after: Posterior, p: Mapping[str, float]) -> None:
        self.marks, self.after = marks, after
        self.table, self.rangs = held.reglement.table, held.reglement.rangs
        # Which domain each unit is of, shape (s, u, 2).
        self.domains = np.stack([self.table.domaines[name] for name in DOMAINES], axis=2).astype(np.float64)
        self.start = np.array([p["niveau_general"], p["niveau_professionnel"]])
        # The spread of the units of a specialty around the levels of the file, before their marks.
        width = self.table.coefs.shape[1]
        self.prior = p["ecart_type_specialite"] ** 2 + p["ecart_type_epreuve"] ** 2 * np.eye(width)
        self.information = self._information()

    def _sums(self, values: Floats) -> Floats:
        """Return the sums of some values over the candidates of each specialty, shape (s, …)."""
        return np.stack([values[who].sum(axis=0) for who in self.members])

    @cached_property
    def members(self) -> list[Ints]:
        """Return the candidates of each specialty."""
        return [np.flatnonzero(self.rangs == rank) for rank in range(len(self.table.reglements))]

    def _information(self) -> Floats:
        """Return what the marks say of the levels of the units of each specialty, as a precision, shape (s, u, u)."""
        weights, covariance = self.marks.precision, self.after.covariance
        found = self._sums(weights)[:, :, np.newaxis] * np.eye(weights.shape[1])
        for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
            shared = weights * covariance[:, a, b, np.newaxis]
            crossed = np.stack([shared[who].T @ weights[who] for who in self.members])
            found -= self.domains[:, :, a, np.newaxis] * self.domains[:, np.newaxis, :, b] * crossed
        return found

    def drawn(self, effects: Floats, luck: Luck, sweep: int) -> Floats:
        """Return a draw of the level of each unit given all the marks of the file, points, shape (s, u).

        `effects`: those of who each candidate is, shape (n, 2). The levels of the file come first, the levels of units
        being averaged over; then the levels of units.
        """
        marks, one, domains = self.marks, np.eye(len(self.prior)), self.domains
        expected = marks.each(effects)
        away = marks.points - expected - marks.each(self.after.mean(marks.sums(expected)))
        pull = self._sums(marks.precision * away)[:, :, np.newaxis]
        around = pull - self.information @ (domains @ self.start)[:, :, np.newaxis]
        known = np.concatenate([self.information @ domains, around], axis=2)
        both = domains.transpose(0, 2, 1) @ np.linalg.solve(one + self.information @ self.prior, known)
        said = both.sum(axis=0)
        of_file = normals_by_rank(luck.seeds[0], f"niveau.fichier.{sweep}", 1, 2)
        said[:, :2] += np.eye(2) / LEVEL_OF_A_FILE**2
        whole = self.start + _normal(said[np.newaxis, :, :2], said[np.newaxis, :, 2:], of_file)[0]
        mean = domains @ whole
        of_units = normals_by_rank(luck.seeds[0], f"niveau.unites.{sweep}", len(mean), len(one))
        precision = np.linalg.inv(self.prior) + self.information
        found: Floats = mean + _normal(precision, pull - self.information @ mean[:, :, np.newaxis], of_units)
        return found

    def of_domains(self, levels: Floats) -> Floats:
        """Return the level of each domain: the mean of its units, weighted by their coefficients, shape (s, 2)."""
        weights = self.table.coefs[:, :, np.newaxis] * self.domains
        return ratio((levels[:, :, np.newaxis] * weights).sum(axis=1), weights.sum(axis=1))


def _normal(precision: Floats, pull: Floats, numbers: Floats) -> Floats:
    """Return draws of normal variables, shape (s, k), from their precision, shape (s, k, k), and what pulls their mean.

    `pull`: shape (s, k, 1). `numbers`: standard normal ones, shape (s, k).
    """
    root = np.linalg.cholesky(precision).transpose(0, 2, 1)
    found = np.linalg.solve(precision, pull) + np.linalg.solve(root, numbers[:, :, np.newaxis])
    return found[:, :, 0].astype(np.float64)
